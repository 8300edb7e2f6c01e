use super::read;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use stratmine_model::limits::{MAX_XML_DEPTH, UNPACKING_CHECKED_BYTES};
use stratmine_model::{BlockKind, DocumentId, PageGrade, ReadPaper, ReadStatus};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// An archive of some parts.
pub(super) fn packed<'p>(parts: impl IntoIterator<Item = (&'p str, &'p [u8])>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const NAMESPACES: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
    xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' \
    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
    xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' \
    xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main'";

fn relations(targets: &[(&str, String)]) -> String {
    let lines = targets.iter().enumerate().map(|(index, (kind, target))| {
        format!("<Relationship Id='rId{index}' Type='http://x/relationships/{kind}' Target='{target}'/>")
    });
    format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{}</Relationships>",
        lines.collect::<String>()
    )
}

/// A Word file with this body.
pub(super) fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A Word file with this body and further parts, each by the kind of its relation (`core` is the whole part).
pub(super) fn docx_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let root = |kind: &str| match kind {
        "header" => "hdr".to_owned(),
        "footer" => "ftr".to_owned(),
        other => other.to_owned(),
    };
    let main = format!("<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>");
    let mut files = vec![("word/document.xml".to_owned(), main)];
    let mut own = Vec::new();
    let mut top = vec![("officeDocument", "word/document.xml".to_owned())];
    for (kind, inside) in parts {
        if *kind == "core" {
            top.push(("core-properties", "docProps/core.xml".to_owned()));
            files.push(("docProps/core.xml".to_owned(), (*inside).to_owned()));
        } else {
            own.push((*kind, format!("{kind}.xml")));
            files.push((format!("word/{kind}.xml"), format!("<w:{0} {NAMESPACES}>{inside}</w:{0}>", root(kind))));
        }
    }
    files.push(("_rels/.rels".to_owned(), relations(&top)));
    files.push(("word/_rels/document.xml.rels".to_owned(), relations(&own)));
    packed(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())))
}

/// An OpenDocument text file with this text, these styles of its own and these shared ones.
fn odt(text: &str, own: &str, shared: &str) -> Vec<u8> {
    let spaces: String = ["office", "text", "table", "style", "meta", "svg-compatible"]
        .iter()
        .map(|name| {
            format!("xmlns:{}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0' ", name.replace("-compatible", ""))
        })
        .chain(["xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' ".to_owned()])
        .chain(["xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0' ".to_owned()])
        .chain(["xmlns:dc='http://purl.org/dc/elements/1.1/'".to_owned()])
        .collect();
    let content = format!(
        "<office:document-content {spaces}><office:automatic-styles>{own}</office:automatic-styles>\
         <office:body><office:text>{text}</office:text></office:body></office:document-content>"
    );
    let styles = format!("<office:document-styles {spaces}>{shared}</office:document-styles>");
    let meta = format!(
        "<office:document-meta {spaces}><office:meta><dc:title>Plan</dc:title><meta:creation-date>2021-02-03</meta:creation-date>\
         <meta:document-statistic meta:page-count='2'/></office:meta></office:document-meta>"
    );
    packed([
        ("mimetype", b"application/vnd.oasis.opendocument.text".as_slice()),
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
        ("meta.xml", meta.as_bytes()),
    ])
}

pub(super) fn document(bytes: &[u8]) -> ReadPaper {
    read(DocumentId::from_digest([1; 32]), bytes).unwrap()
}

/// The blocks of each page.
pub(super) fn blocks(paper: &ReadPaper) -> Vec<Vec<(BlockKind, String)>> {
    assert!(paper.holds_together());
    let of = |page: &stratmine_model::Page| {
        page.blocks.iter().map(|block| (block.kind, page.slice(block.span).to_owned())).collect()
    };
    paper.pages.iter().map(of).collect()
}

fn status(bytes: &[u8]) -> (ReadStatus, String) {
    match read(DocumentId::from_digest([1; 32]), bytes) {
        Ok(paper) => (paper.outcome(false).status, String::new()),
        Err(refused) => (refused.status, refused.reason.unwrap_or_default()),
    }
}

const TEXT: &str = "<w:p><w:r><w:t>We will act.</w:t></w:r></w:p>";

#[test]
fn open_document_text_is_read() {
    use BlockKind::{Contents, Footnote, Heading, ListItem, Paragraph, Running, TableRow};
    let text = "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>\
        </text:changed-region></text:tracked-changes><text:p text:style-name='P1'>Our plan</text:p>\
        <text:table-of-content><text:index-body><text:p>Aims<text:tab/>2</text:p></text:index-body></text:table-of-content>\
        <text:h text:outline-level='1'>Aims</text:h><text:p>We<text:s text:c='2'/>will<office:annotation><text:p>no</text:p>\
        </office:annotation>:</text:p><text:list text:style-name='L1'><text:list-item><text:p>cut waits</text:p>\
        <text:list><text:list-item><text:p>for adults</text:p></text:list-item></text:list></text:list-item>\
        <text:list-item><text:p>train</text:p><text:p>and keep staff.</text:p></text:list-item></text:list>\
        <text:p text:style-name='Break'>On page two<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>See the annex.</text:p></text:note-body></text:note>. <text:span text:style-name='Hidden'>Not this.\
        </text:span></text:p><table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Aim</text:p>\
        </table:table-cell><table:table-cell><text:p>When</text:p></table:table-cell></table:table-row></table:table-header-rows>\
        <table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>Safer care</text:p></table:table-cell>\
        <table:covered-table-cell/></table:table-row></table:table>\
        <text:p><draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>";
    let own = "<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Title'/>\
        <style:style style:name='Break' style:family='paragraph'><style:paragraph-properties fo:break-before='page'/></style:style>\
        <style:style style:name='Hidden' style:family='text'><style:text-properties text:display='none'/></style:style>\
        <text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='a' style:num-suffix=')'/>\
        <text:list-level-style-bullet text:level='2' text:bullet-char='-'/></text:list-style>";
    let shared = "<office:styles><text:outline-style><text:outline-level-style text:level='1' style:num-format='1'/>\
        </text:outline-style></office:styles><office:master-styles><style:master-page style:name='Standard'><style:header>\
        <text:p>NHS</text:p></style:header></style:master-page><style:master-page style:name='Unused'><style:header>\
        <text:p>Other</text:p></style:header></style:master-page></office:master-styles>";
    let paper = document(&odt(text, own, shared));
    let wanted: [&[(BlockKind, &str)]; 2] = [
        &[
            (Running, "NHS"),
            (Heading(1), "Our plan"),
            (Contents, "Aims 2"),
            (Heading(2), "1 Aims"),
            (Paragraph, "We will:"),
            (ListItem(0), "cut waits"),
            (ListItem(1), "for adults"),
            (ListItem(0), "train"),
            (Paragraph, "and keep staff."),
        ],
        &[
            (Paragraph, "On page two."),
            (TableRow, "Aim | When"),
            (TableRow, "Safer care |"),
            (Paragraph, "In a box."),
            (Footnote, "See the annex."),
        ],
    ];
    let wanted = wanted.map(|page| page.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect::<Vec<_>>());
    assert_eq!(blocks(&paper), wanted);
    assert_eq!(paper.pages[0].blocks[7].marker.as_deref(), Some("b)"));
    assert_eq!(paper.pages[1].blocks[2].column_heads, ["Aim", "When"]);
    assert_eq!((paper.facts.title.as_deref(), paper.facts.created_year), (Some("Plan"), Some(2021)));
}

#[test]
fn slides_are_pages() {
    let slide = |shapes: &str| format!("<p:sld {NAMESPACES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>");
    let shape = |kind: &str, paragraphs: &[&str]| {
        let texts = paragraphs.iter().map(|text| format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"));
        let place = if kind.is_empty() { String::new() } else { format!("<p:ph type='{kind}'/>") };
        format!(
            "<p:sp><p:nvSpPr><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:txBody>{}</p:txBody></p:sp>",
            texts.collect::<String>()
        )
    };
    let one = slide(&[shape("body", &["cut waits", "train staff"]), shape("title", &["Our aims"])].concat());
    let two = slide(&[shape("", &["We act."]), shape("sldNum", &["2"])].concat());
    let main = format!(
        "<p:presentation {NAMESPACES}><p:sldIdLst><p:sldId r:id='rId1'/><p:sldId r:id='rId0'/><p:sldId r:id='rId9'/>\
         </p:sldIdLst></p:presentation>"
    );
    let top = relations(&[("officeDocument", "ppt/presentation.xml".to_owned())]);
    let own = relations(&[("slide", "slides/b.xml".to_owned()), ("slide", "/ppt/slides/a.xml".to_owned())]);
    let file = packed([
        ("_rels/.rels", top.as_bytes()),
        ("ppt/presentation.xml", main.as_bytes()),
        ("ppt/_rels/presentation.xml.rels", own.as_bytes()),
        ("ppt/slides/a.xml", one.as_bytes()),
        ("ppt/slides/b.xml", two.as_bytes()),
    ]);
    let paper = document(&file);
    let found = blocks(&paper);
    let texts: Vec<&str> = found[0].iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["Our aims", "cut waits", "train staff"]);
    assert_eq!(found[0][1].0, BlockKind::ListItem(0));
    assert_eq!(found[1], [(BlockKind::Paragraph, "We act.".to_owned()), (BlockKind::Running, "2".to_owned())]);
    assert!(paper.pages[2].quality.reasons[0].contains("missing"));
}

#[test]
fn a_slide_is_doubted_for_its_own_picture_only() {
    let slide = |shapes: &str| format!("<p:sld {NAMESPACES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>");
    let text = "<p:sp><p:txBody><a:p><a:r><a:t>We act.</a:t></a:r></a:p></p:txBody></p:sp>";
    let slides = [slide(text), slide("<p:pic><p:blipFill><a:blip/></p:blipFill></p:pic>"), slide("")];
    let main = format!(
        "<p:presentation {NAMESPACES}><p:sldIdLst><p:sldId r:id='rId0'/><p:sldId r:id='rId1'/><p:sldId r:id='rId2'/>\
         </p:sldIdLst></p:presentation>"
    );
    let top = relations(&[("officeDocument", "ppt/presentation.xml".to_owned())]);
    let own = relations(&["a", "b", "c"].map(|name| ("slide", format!("slides/{name}.xml"))));
    let [text, picture, empty] = &slides;
    let file = packed([
        ("_rels/.rels", top.as_bytes()),
        ("ppt/presentation.xml", main.as_bytes()),
        ("ppt/_rels/presentation.xml.rels", own.as_bytes()),
        ("ppt/slides/a.xml", text.as_bytes()),
        ("ppt/slides/b.xml", picture.as_bytes()),
        ("ppt/slides/c.xml", empty.as_bytes()),
    ]);
    let grades: Vec<PageGrade> = document(&file).pages.iter().map(|page| page.quality.grade).collect();
    assert_eq!(grades, [PageGrade::Good, PageGrade::Fair, PageGrade::Good]);
}

#[test]
fn what_is_no_office_file_is_named() {
    let mut encrypted = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert_eq!(status(&encrypted).0, ReadStatus::Unsupported);
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let manifest =
        "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><m:encryption-data/></m:manifest>";
    let locked = packed([("content.xml", b"x".as_slice()), ("META-INF/manifest.xml", manifest.as_bytes())]);
    let sheet = packed([
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
        ("content.xml", b"<a/>".as_slice()),
    ]);
    let workbook = relations(&[("officeDocument", "xl/workbook.xml".to_owned())]);
    let workbook = packed([("_rels/.rels", workbook.as_bytes()), ("xl/workbook.xml", b"<workbook/>".as_slice())]);
    for (bytes, expected, why) in [
        (encrypted.as_slice(), ReadStatus::Encrypted, "password"),
        (&locked, ReadStatus::Encrypted, "password"),
        (&sheet, ReadStatus::Unsupported, "spreadsheet"),
        (&workbook, ReadStatus::Unsupported, "Excel"),
        (b"%PDF-1.4", ReadStatus::Malformed, "a PDF"),
        (b"{\\rtf1 x}", ReadStatus::Malformed, "RTF"),
        (b"<html>", ReadStatus::Malformed, "web page"),
        (b"", ReadStatus::Malformed, "empty"),
        (b"hello", ReadStatus::Malformed, "cut off"),
        (&packed([("a.txt", b"x".as_slice())]), ReadStatus::Malformed, "no part word/document.xml"),
        (&docx("<w:p>"), ReadStatus::Malformed, "word/document.xml"),
        (&docx(""), ReadStatus::NoText, ""),
    ] {
        let (found, reason) = status(bytes);
        assert_eq!(found, expected, "{reason}");
        assert!(reason.contains(why), "{reason}");
    }
}

#[test]
fn bombs_end_at_their_limits() {
    let blanks = vec![b' '; usize::try_from(UNPACKING_CHECKED_BYTES).unwrap() + 1];
    let bomb = packed([("word/document.xml", blanks.as_slice())]);
    let deep = docx(&"<w:p>".repeat(MAX_XML_DEPTH + 1));
    for (bytes, why) in [(&bomb, "times its size"), (&deep, "deep")] {
        let (found, reason) = status(bytes);
        assert!(found == ReadStatus::TooLarge && reason.contains(why), "{found}: {reason}");
    }
    // As deep as is allowed, and each a table in a table.
    let tables = (MAX_XML_DEPTH - 8) / 3;
    let nested = format!("{}{TEXT}{}", "<w:tbl><w:tr><w:tc>".repeat(tables), "</w:tc></w:tr></w:tbl>".repeat(tables));
    assert_eq!(status(&docx(&nested)).0, ReadStatus::Coded);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    /// A file that is cut off or has wrong bytes ends in a status; what is read holds together.
    #[test]
    fn damaged_files_end_in_a_status(cut in 0.0..1.0_f64, wrong in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 0..4)) {
        let mut bytes = docx_with(TEXT, &[("styles", "<w:style w:styleId='A'/>"), ("numbering", "")]);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a small file")]
        let place = |share: f64, length: usize| (share * length as f64) as usize;
        for (share, byte) in wrong {
            let at = place(share, bytes.len() - 1);
            bytes[at] = byte;
        }
        if cut < 0.5 {
            bytes.truncate(place(2.0 * cut, bytes.len()));
        }
        if let Ok(paper) = read(DocumentId::from_digest([1; 32]), &bytes) {
            prop_assert!(paper.holds_together());
        }
    }

    /// Elements in any order, also such as have no sense, lose no text that is not hidden and give a sound page.
    #[test]
    fn any_elements_give_a_sound_page(names in prop::collection::vec(prop::sample::select(vec![
        "w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:sdt", "w:sdtContent", "w:pPr", "w:ins", "w:del", "w:hyperlink", "w:drawing",
        "w:txbxContent", "w:pict", "mc:AlternateContent", "mc:Choice", "w:fldSimple", "w:br", "w:ruby",
    ]), 0..40)) {
        let mut body = String::new();
        let mut open = Vec::new();
        for (index, &name) in names.iter().enumerate() {
            body.extend(["<", name, ">word", &index.to_string()]);
            open.push(name);
            if index % 3 == 0 && let Some(name) = open.pop() {
                body.extend(["</", name, ">"]);
            }
        }
        for &name in open.iter().rev() {
            body.extend(["</", name, ">"]);
        }
        let paper = document(&docx(&format!("{body}{TEXT}")));
        prop_assert!(paper.holds_together());
        prop_assert!(paper.pages[0].text.contains("We will act."));
    }
}
