//! For tests: XML and archives, read back with other code than wrote them.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::io::Read as _;

/// An element as it is read.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn get(&self, key: &str) -> &str {
        self.attributes.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// The children with the name.
    pub(crate) fn all<'a>(&'a self, name: &str) -> std::vec::IntoIter<&'a Self> {
        let all = self.children.iter().filter(|child| child.name == name);
        all.collect::<Vec<_>>().into_iter()
    }

    /// The only child with the name.
    pub(crate) fn one(&self, name: &str) -> &Self {
        let mut all = self.all(name);
        let one = all.next().unwrap_or_else(|| panic!("no {name} in {}", self.name));
        assert!(all.next().is_none(), "more than one {name} in {}", self.name);
        one
    }

    /// This element and all below it.
    pub(crate) fn deep(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.children.iter().flat_map(Self::deep)).collect()
    }
}

/// The root of a document; panics where it is not well-formed or holds a character that XML cannot hold.
pub(crate) fn parse(xml: &str) -> Element {
    assert!(xml.chars().all(super::text::is_legal));
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Decl(_) => {}
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(element(&start)),
            Event::End(_) => {
                let mut done = open.pop().unwrap();
                // What stands between elements is there for the eye.
                if !done.children.is_empty() {
                    assert_eq!(done.text.trim(), "");
                    done.text.clear();
                }
                open.last_mut().unwrap().children.push(done);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let letter = reference.resolve_char_ref().unwrap();
                let named = quick_xml::escape::resolve_predefined_entity(&reference);
                let text = letter.map(String::from).or(named.map(str::to_owned)).unwrap();
                open.last_mut().unwrap().text.push_str(&text);
            }
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1);
    let mut root = open.pop().unwrap();
    assert_eq!(root.children.len(), 1);
    root.children.pop().unwrap()
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned();
        (attribute.key.0.to_owned(), value)
    });
    Element { name: start.name().0.to_owned(), attributes: attributes.collect(), ..Element::default() }
}

/// The parts of an archive, in order, as text.
pub(crate) fn unzip(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            assert_eq!(part.last_modified(), Some(zip::DateTime::DEFAULT));
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// Text of the kinds that go wrong: markup, formulas, line ends, control characters, marks of direction, all of Unicode.
pub(crate) fn hostile() -> impl proptest::strategy::Strategy<Value = String> {
    proptest::string::string_regex(concat!(
        "(\\PC|[ \t\r\n<>&'\"=+@;#\\]\\[!/-]|\r\n|]]>|<!--|&amp;|&#10;|[\u{0}-\u{1f}\u{7f}-\u{9f}]",
        "|[\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}]",
        "|[\u{d7ff}\u{e000}\u{fffd}\u{1fffe}\u{10ffff}]|a){0,24}"
    ))
    .unwrap()
}
