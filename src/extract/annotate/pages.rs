//! The pages of a PDF with what they inherit, numbered as the readers number them.
//!
//! The walk is that of `hayro-syntax` 0.9.0 (`Pages::new`), so that page 7 here is page 7 there in damaged trees too: a kid
//! without a type is a page, one that is no dictionary is none, and each object counts once, which also ends cycles.

use super::AnnotateError;
use super::place::Shown;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// So many kids are looked at; a file with more of them has some many times over.
const MAX_KIDS: usize = 4_000_000;

/// A page that can be added to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PageTarget {
    /// Its object; `None` where it is written into the tree and has none.
    pub(super) id: Option<ObjectId>,
    /// How it is shown.
    pub(super) shown: Shown,
}

/// What pages inherit.
#[derive(Clone, Copy, Default)]
struct Inherited {
    media: Option<[f32; 4]>,
    crop: Option<[f32; 4]>,
    degrees: Option<i32>,
}

impl Inherited {
    fn with(self, node: &Dictionary, document: &Document) -> Self {
        Self {
            media: corners(node, b"MediaBox", document).or(self.media),
            crop: corners(node, b"CropBox", document).or(self.crop),
            degrees: whole(node, b"Rotate", document).or(self.degrees),
        }
    }
}

/// A node of the tree and what is left of its kids.
struct TreeNode<'d> {
    kids: std::slice::Iter<'d, Object>,
    inherited: Inherited,
}

impl<'d> TreeNode<'d> {
    fn new(node: &'d Dictionary, inherited: Inherited, document: &'d Document) -> Option<Self> {
        let kids = node.get_deref(b"Kids", document).and_then(Object::as_array).ok()?;
        Some(Self { kids: kids.iter(), inherited: inherited.with(node, document) })
    }
}

/// The wanted pages by number, from 1. Numbers that the file does not have are missing from the answer.
pub(super) fn find(document: &Document, wanted: &BTreeSet<u32>) -> Result<BTreeMap<u32, PageTarget>, AnnotateError> {
    let catalogue = document.trailer.get_deref(b"Root", document).and_then(Object::as_dict);
    let root = catalogue.and_then(|root| root.get(b"Pages"));
    let (root_id, root) = root.and_then(|root| document.dereference(root)).map_err(|_| AnnotateError::NoPages)?;
    let root = root.as_dict().map_err(|_| AnnotateError::NoPages)?;
    let mut stack = vec![TreeNode::new(root, Inherited::default(), document).ok_or(AnnotateError::NoPages)?];
    let mut seen: HashSet<ObjectId> = root_id.into_iter().collect();
    let mut found = BTreeMap::new();
    let (mut number, mut looked_at) = (0_u32, 0);
    let last = wanted.last().copied().unwrap_or_default().max(1);
    while let Some(node) = stack.last_mut() {
        let Some(kid) = node.kids.next() else {
            stack.pop();
            continue;
        };
        looked_at += 1;
        if looked_at > MAX_KIDS {
            return Err(AnnotateError::TooLarge("its tree of pages has millions of branches".to_owned()));
        }
        if let Object::Reference(id) = kid
            && !seen.insert(*id)
        {
            continue;
        }
        let Ok((id, Object::Dictionary(dictionary))) = document.dereference(kid) else { continue };
        let inherited = node.inherited;
        if dictionary.get_deref(b"Type", document).and_then(Object::as_name).is_ok_and(|name| name == b"Pages") {
            stack.extend(TreeNode::new(dictionary, inherited, document));
            continue;
        }
        number += 1;
        if wanted.contains(&number) {
            let Inherited { media, crop, degrees } = inherited.with(dictionary, document);
            found.insert(number, PageTarget { id, shown: Shown::new(media, crop, degrees.unwrap_or_default()) });
        }
        if number >= last {
            break;
        }
    }
    if number == 0 { Err(AnnotateError::NoPages) } else { Ok(found) }
}

/// The first four numbers of an array.
fn corners(node: &Dictionary, key: &[u8], document: &Document) -> Option<[f32; 4]> {
    let array = node.get_deref(key, document).and_then(Object::as_array).ok()?;
    let mut numbers = array.iter().map(|each| document.dereference(each).and_then(|(_, number)| number.as_float()));
    let mut next = || numbers.next()?.ok();
    Some([next()?, next()?, next()?, next()?])
}

/// A whole number; what is not whole loses its fraction.
#[allow(clippy::cast_possible_truncation, reason = "a fraction is to be lost")]
fn whole(node: &Dictionary, key: &[u8], document: &Document) -> Option<i32> {
    match node.get_deref(key, document).ok()? {
        Object::Integer(number) => i32::try_from(*number).ok(),
        Object::Real(number) => i32::try_from(*number as i64).ok(),
        _ => None,
    }
}
