//! The part `word/styles.xml`: one place for how everything looks. Sizes are in half points, lengths in twentieths.

use super::super::xml::Xml;
use super::parts::{LANGUAGE, WORD};
use std::io;

/// Arial is on Windows and macOS, and LibreOffice has letters of the same widths for it.
const FONT: &str = "Arial";

/// A style of paragraphs, beyond what is normal.
struct Look {
    id: &'static str,
    /// What Word knows the style as; its own names make headings and captions what they are.
    name: &'static str,
    size: &'static str,
    bold: bool,
    before: &'static str,
    after: &'static str,
    /// Whether it stays on the page of what follows.
    keep: bool,
    /// To which side its lines are aligned.
    side: &'static str,
    kind: StyleKind,
}

/// What Word is told of a style.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StyleKind {
    /// One of Word's own.
    Known,
    /// Word's own for headings.
    Heading,
    /// One that Word does not know.
    New,
}

const PLAIN: Look = Look {
    id: "BodyText",
    name: "Body Text",
    size: "20",
    bold: false,
    before: "0",
    after: "120",
    keep: false,
    side: "left",
    kind: StyleKind::Known,
};

const LOOKS: [Look; 8] = [
    PLAIN,
    Look {
        id: "Heading1",
        name: "heading 1",
        size: "30",
        bold: true,
        before: "360",
        keep: true,
        kind: StyleKind::Heading,
        ..PLAIN
    },
    Look { id: "Caption", name: "caption", bold: true, before: "120", keep: true, ..PLAIN },
    Look {
        id: "TableHeading",
        name: "Table Heading",
        size: "18",
        bold: true,
        after: "0",
        keep: true,
        kind: StyleKind::New,
        ..PLAIN
    },
    Look { id: "TableText", name: "Table Text", size: "18", after: "0", kind: StyleKind::New, ..PLAIN },
    Look { id: "TableNote", name: "Table Note", size: "17", before: "80", after: "0", kind: StyleKind::New, ..PLAIN },
    // The paragraph that Word asks for after a table; as good as unseen.
    Look { id: "TableEnd", name: "Table End", size: "2", after: "0", kind: StyleKind::New, ..PLAIN },
    Look { id: "Footer", name: "footer", size: "16", after: "0", side: "right", ..PLAIN },
];

/// The part.
pub(super) fn write() -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open("w:styles", &[("xmlns:w", WORD)])?;
    defaults(&mut xml)?;
    xml.open("w:style", &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")])?;
    xml.leaf("w:name", &[("w:val", "Normal")])?;
    xml.leaf("w:qFormat", &[])?;
    xml.close("w:style")?;
    LOOKS.iter().try_for_each(|look| look.write(&mut xml))?;
    tables(&mut xml)?;
    xml.close("w:styles")?;
    Ok(xml.finish())
}

fn defaults(xml: &mut Xml) -> io::Result<()> {
    xml.open("w:docDefaults", &[])?;
    xml.open("w:rPrDefault", &[])?;
    xml.open("w:rPr", &[])?;
    xml.leaf("w:rFonts", &[("w:ascii", FONT), ("w:hAnsi", FONT), ("w:eastAsia", FONT), ("w:cs", FONT)])?;
    size(xml, PLAIN.size)?;
    xml.leaf("w:lang", &[("w:val", LANGUAGE), ("w:eastAsia", "en-US"), ("w:bidi", "ar-SA")])?;
    xml.close("w:rPr")?;
    xml.close("w:rPrDefault")?;
    xml.leaf("w:pPrDefault", &[])?;
    xml.close("w:docDefaults")
}

/// Of letters from left to right and from right to left.
fn size(xml: &mut Xml, size: &str) -> io::Result<()> {
    xml.leaf("w:sz", &[("w:val", size)])?;
    xml.leaf("w:szCs", &[("w:val", size)])
}

impl Look {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let attributes = [("w:type", "paragraph"), ("w:styleId", self.id), ("w:customStyle", "1")];
        let (known, _) = attributes.split_at(if self.kind == StyleKind::New { 3 } else { 2 });
        xml.open("w:style", known)?;
        xml.leaf("w:name", &[("w:val", self.name)])?;
        xml.leaf("w:basedOn", &[("w:val", "Normal")])?;
        if self.kind == StyleKind::Heading {
            xml.leaf("w:next", &[("w:val", PLAIN.id)])?;
        }
        xml.leaf("w:qFormat", &[])?;
        xml.open("w:pPr", &[])?;
        if self.keep {
            xml.leaf("w:keepNext", &[])?;
        }
        xml.leaf("w:spacing", &[("w:before", self.before), ("w:after", self.after)])?;
        xml.leaf("w:jc", &[("w:val", self.side)])?;
        if self.kind == StyleKind::Heading {
            xml.leaf("w:outlineLvl", &[("w:val", "0")])?;
        }
        xml.close("w:pPr")?;
        xml.open("w:rPr", &[])?;
        if self.bold {
            xml.leaf("w:b", &[])?;
            xml.leaf("w:bCs", &[])?;
        }
        size(xml, self.size)?;
        xml.close("w:rPr")?;
        xml.close("w:style")
    }
}

/// Word's own plain table, and the one with thin lines that is used.
fn tables(xml: &mut Xml) -> io::Result<()> {
    xml.open("w:style", &[("w:type", "table"), ("w:default", "1"), ("w:styleId", "TableNormal")])?;
    xml.leaf("w:name", &[("w:val", "Normal Table")])?;
    xml.close("w:style")?;
    xml.open("w:style", &[("w:type", "table"), ("w:customStyle", "1"), ("w:styleId", "ReportTable")])?;
    xml.leaf("w:name", &[("w:val", "Report Table")])?;
    xml.leaf("w:basedOn", &[("w:val", "TableNormal")])?;
    xml.open("w:tblPr", &[])?;
    xml.open("w:tblBorders", &[])?;
    for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
        xml.leaf(side, &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "8A94A0")])?;
    }
    xml.close("w:tblBorders")?;
    xml.open("w:tblCellMar", &[])?;
    for (side, width) in [("w:top", "40"), ("w:left", "50"), ("w:bottom", "40"), ("w:right", "50")] {
        xml.leaf(side, &[("w:w", width), ("w:type", "dxa")])?;
    }
    xml.close("w:tblCellMar")?;
    xml.close("w:tblPr")?;
    xml.close("w:style")
}
