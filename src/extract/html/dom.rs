//! The tree that html5ever builds: nodes in one arena, named by their index.

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};
use std::borrow::Cow;
use std::cell::RefCell;

/// A node's index in the arena.
pub(super) type NodeId = usize;

/// The document node.
pub(super) const ROOT: NodeId = 0;

/// What a node holds.
#[derive(Debug)]
pub(super) enum Content {
    /// The document, a comment, a processing instruction: nothing of interest.
    Nothing,
    /// An element with its attributes.
    Element {
        /// The element's name.
        name: QualName,
        /// Its attributes, names in lower case.
        attributes: Vec<(String, String)>,
    },
    /// Text.
    Text(String),
}

#[derive(Debug)]
struct Node {
    parent: Option<NodeId>,
    children: Vec<NodeId>,
    content: Content,
}

/// A parsed document.
#[derive(Debug, Default)]
pub(super) struct Dom {
    nodes: Vec<Node>,
}

impl Dom {
    /// Parses a page as a browser does (WHATWG HTML): any text is some page.
    pub(super) fn parse(text: &str) -> Self {
        parse_document(Builder::new(), ParseOpts::default()).one(StrTendril::from(text))
    }

    /// The children of a node in order.
    pub(super) fn children(&self, id: NodeId) -> &[NodeId] {
        self.nodes.get(id).map_or(&[], |node| node.children.as_slice())
    }

    /// What a node holds.
    pub(super) fn content(&self, id: NodeId) -> &Content {
        self.nodes.get(id).map_or(&Content::Nothing, |node| &node.content)
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

    /// Every node below `top` in document order, `top` first.
    pub(super) fn descendants(&self, top: NodeId) -> Descendants<'_> {
        Descendants { dom: self, stack: vec![top] }
    }

    /// All text below a node, as it stands.
    pub(super) fn text(&self, top: NodeId) -> String {
        let mut out = String::new();
        for id in self.descendants(top) {
            if let Content::Text(text) = self.content(id) {
                out.push_str(text);
            }
        }
        out
    }
}

/// Walks nodes in document order without recursion: pages may nest as deep as they like.
pub(super) struct Descendants<'d> {
    dom: &'d Dom,
    stack: Vec<NodeId>,
}

impl Iterator for Descendants<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let id = self.stack.pop()?;
        self.stack.extend(self.dom.children(id).iter().rev());
        Some(id)
    }
}

/// The tree while the parser builds it. html5ever takes it by shared reference, hence the cell.
struct Builder {
    dom: RefCell<Dom>,
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

impl Builder {
    fn new() -> Self {
        let root = Node { parent: None, children: Vec::new(), content: Content::Nothing };
        Self { dom: RefCell::new(Dom { nodes: vec![root] }) }
    }

    fn add(&self, content: Content) -> NodeId {
        let nodes = &mut self.dom.borrow_mut().nodes;
        nodes.push(Node { parent: None, children: Vec::new(), content });
        nodes.len() - 1
    }

    fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.dom.borrow().nodes.get(id).and_then(|node| node.parent)
    }

    fn place_of(&self, parent: NodeId, child: NodeId) -> Option<usize> {
        self.dom.borrow().children(parent).iter().position(|other| *other == child)
    }

    fn detach(&self, id: NodeId) {
        let Some(parent) = self.parent(id) else { return };
        let nodes = &mut self.dom.borrow_mut().nodes;
        if let Some(parent) = nodes.get_mut(parent) {
            // The parser moves what it added last, mostly.
            if parent.children.last() == Some(&id) {
                parent.children.pop();
            } else {
                parent.children.retain(|child| *child != id);
            }
        }
        if let Some(node) = nodes.get_mut(id) {
            node.parent = None;
        }
    }

    /// Puts a node or text among the children of `parent`, before the child at `at`. Text joins the text before it.
    fn insert(&self, parent: NodeId, at: usize, new: NodeOrText<NodeId>) {
        let child = match new {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                id
            }
            NodeOrText::AppendText(text) => {
                let mut dom = self.dom.borrow_mut();
                let before = at.checked_sub(1).and_then(|at| dom.children(parent).get(at).copied());
                let earlier = before.and_then(|id| dom.nodes.get_mut(id)).map(|node| &mut node.content);
                if let Some(Content::Text(earlier)) = earlier {
                    earlier.push_str(&text);
                    return;
                }
                drop(dom);
                self.add(Content::Text(text.to_string()))
            }
        };
        let nodes = &mut self.dom.borrow_mut().nodes;
        if let Some(node) = nodes.get_mut(child) {
            node.parent = Some(parent);
        }
        if let Some(node) = nodes.get_mut(parent) {
            let at = at.min(node.children.len());
            node.children.insert(at, child);
        }
    }
}

impl TreeSink for Builder {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name {
        match self.dom.borrow().content(*target) {
            Content::Element { name, .. } => Name(name.clone()),
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

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let end = self.dom.borrow().children(*parent).len();
        self.insert(*parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        if self.parent(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
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

    fn append_before_sibling(&self, sibling: &NodeId, new: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(id) = &new {
            self.detach(*id);
        }
        if let Some(parent) = self.parent(*sibling) {
            self.insert(parent, self.place_of(parent, *sibling).unwrap_or_default(), new);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, new: Vec<Attribute>) {
        let nodes = &mut self.dom.borrow_mut().nodes;
        if let Some(Content::Element { attributes, .. }) = nodes.get_mut(*target).map(|node| &mut node.content) {
            for (name, value) in new.iter().map(plain) {
                if !attributes.iter().any(|(known, _)| *known == name) {
                    attributes.push((name, value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let nodes = &mut self.dom.borrow_mut().nodes;
        let moved = nodes.get_mut(*node).map(|node| std::mem::take(&mut node.children)).unwrap_or_default();
        for child in &moved {
            if let Some(child) = nodes.get_mut(*child) {
                child.parent = Some(*new_parent);
            }
        }
        if let Some(parent) = nodes.get_mut(*new_parent) {
            parent.children.extend(moved);
        }
    }
}

fn plain(attribute: &Attribute) -> (String, String) {
    (attribute.name.local.to_string(), attribute.value.to_string())
}
