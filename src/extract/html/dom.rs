//! The tree that html5ever builds.

use ego_tree::Tree;
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};
use std::borrow::Cow;
use std::cell::RefCell;

pub(super) use ego_tree::NodeId;

/// What a node holds.
#[derive(Debug)]
pub(super) enum Content {
    /// The document, a comment, a processing instruction: nothing of interest.
    Nothing,
    /// An element with its attributes.
    Element {
        name: QualName,
        /// Its attributes, names in lower case.
        attributes: Vec<(String, String)>,
    },
    Text(String),
}

/// A parsed document.
#[derive(Debug)]
pub(super) struct Dom(Tree<Content>);

impl Dom {
    /// Parses a page as a browser does (WHATWG HTML): any text is some page.
    pub(super) fn parse(text: &str) -> Self {
        let builder = Builder(RefCell::new(Tree::new(Content::Nothing)));
        parse_document(builder, ParseOpts::default()).one(StrTendril::from(text))
    }

    pub(super) fn root(&self) -> NodeId {
        self.0.root().id()
    }

    /// The children of a node in order.
    pub(super) fn children(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> {
        self.0.get(id).into_iter().flat_map(|node| node.children()).map(|child| child.id())
    }

    /// The element that a node is in.
    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.0.get(id)?.parent().map(|parent| parent.id())
    }

    pub(super) fn content(&self, id: NodeId) -> &Content {
        self.0.get(id).map_or(&Content::Nothing, |node| node.value())
    }

    /// The element's name in lower case; empty for what is no element.
    pub(super) fn name(&self, id: NodeId) -> &str {
        if let Content::Element { name, .. } = self.content(id) { &name.local } else { "" }
    }

    /// The value of an attribute of an element.
    pub(super) fn attribute(&self, id: NodeId, wanted: &str) -> Option<&str> {
        let Content::Element { attributes, .. } = self.content(id) else { return None };
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// Every node below `top` in document order, `top` first; without recursion, for pages may nest as deep as they like.
    pub(super) fn descendants(&self, top: NodeId) -> impl Iterator<Item = NodeId> {
        self.0.get(top).into_iter().flat_map(|node| node.descendants()).map(|node| node.id())
    }

    /// All text below a node, as it stands.
    pub(super) fn text(&self, top: NodeId) -> String {
        let texts = self.descendants(top).map(|id| if let Content::Text(text) = self.content(id) { text } else { "" });
        texts.collect()
    }
}

/// The tree while the parser builds it. html5ever takes it by shared reference, hence the cell.
struct Builder(RefCell<Tree<Content>>);

impl Builder {
    fn add(&self, content: Content) -> NodeId {
        self.0.borrow_mut().orphan(content).id()
    }
}

/// An element's name by itself, for the parser to look at.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Builder {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        Dom(self.0.into_inner())
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.0.borrow().root().id()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name {
        match self.0.borrow().get(*target).map(|node| node.value()) {
            Some(Content::Element { name, .. }) => Name(name.clone()),
            _ => Name(QualName::new(None, Namespace::default(), LocalName::default())),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> NodeId {
        self.add(Content::Element { name, attributes: attributes.iter().map(plain).collect() })
    }

    fn create_comment(&self, _text: StrTendril) -> NodeId {
        self.add(Content::Nothing)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> NodeId {
        self.add(Content::Nothing)
    }

    /// Text joins the text before it, here and in [`Self::append_before_sibling`].
    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let mut tree = self.0.borrow_mut();
        let Some(mut parent) = tree.get_mut(*parent) else { return };
        match child {
            NodeOrText::AppendNode(id) => drop(parent.append_id(id)),
            NodeOrText::AppendText(text) => {
                if let Some(mut last) = parent.last_child()
                    && let Content::Text(before) = last.value()
                {
                    return before.push_str(&text);
                }
                parent.append(Content::Text(text.to_string()));
            }
        }
    }

    fn append_before_sibling(&self, sibling: &NodeId, new: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(id) = &new {
            self.remove_from_parent(id);
        }
        let mut tree = self.0.borrow_mut();
        let Some(mut sibling) = tree.get_mut(*sibling) else { return };
        if sibling.parent().is_none() {
            return;
        }
        match new {
            NodeOrText::AppendNode(id) => drop(sibling.insert_id_before(id)),
            NodeOrText::AppendText(text) => {
                if let Some(mut last) = sibling.prev_sibling()
                    && let Content::Text(before) = last.value()
                {
                    return before.push_str(&text);
                }
                sibling.insert_before(Content::Text(text.to_string()));
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.0.borrow().get(*element).is_some_and(|node| node.parent().is_some());
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    /// A template's contents stay below it: nothing of a template is read.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &NodeId, new: Vec<Attribute>) {
        if let Some(mut node) = self.0.borrow_mut().get_mut(*target)
            && let Content::Element { attributes, .. } = node.value()
        {
            for (name, value) in new.iter().map(plain) {
                if !attributes.iter().any(|(known, _)| *known == name) {
                    attributes.push((name, value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        if let Some(mut node) = self.0.borrow_mut().get_mut(*target) {
            node.detach();
        }
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        if let Some(mut parent) = self.0.borrow_mut().get_mut(*new_parent) {
            parent.reparent_from_id_append(*node);
        }
    }
}

fn plain(attribute: &Attribute) -> (String, String) {
    (attribute.name.local.to_string(), attribute.value.to_string())
}
