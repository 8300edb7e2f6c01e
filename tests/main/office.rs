//! Word, OpenDocument and PowerPoint files, as the whole program takes them: what they say, and what odd ones end as.

use crate::support::{Bench, shared, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const SPACE: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";

/// What each odd file may hold.
const WORDS: &str = "We will improve patient safety across all the hospitals of the western county.";

fn packed(parts: &[(&str, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The parts of a sound Word file with this body.
fn parts(body: &str) -> Vec<(&'static str, Vec<u8>)> {
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>\
             <Relationship Id='r1' Type='http://x/{kind}' Target='{target}'/></Relationships>"
        )
    };
    let types = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>";
    vec![
        ("[Content_Types].xml", types.into()),
        ("_rels/.rels", relation("officeDocument", "word/document.xml").into()),
        ("word/_rels/document.xml.rels", relation("styles", "styles.xml").into()),
        ("word/styles.xml", format!("<w:styles {SPACE}><w:style w:styleId='A'/></w:styles>").into()),
        ("word/document.xml", format!("<w:document {SPACE}><w:body>{body}</w:body></w:document>").into()),
    ]
}

fn docx(body: &str) -> Vec<u8> {
    packed(&parts(body), CompressionMethod::Deflated)
}

fn paragraph(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// A Word file with one part changed, or without it where there is nothing to put.
fn with(part: &str, bytes: Option<Vec<u8>>) -> Vec<u8> {
    let mut all = parts(&paragraph(WORDS));
    all.retain(|(name, _)| *name != part);
    let extra = bytes.map(|bytes| (part.to_owned(), bytes));
    let mut whole: Vec<(&str, Vec<u8>)> = all;
    if let Some((name, bytes)) = &extra {
        whole.push((name, bytes.clone()));
    }
    packed(&whole, CompressionMethod::Deflated)
}

/// Some hundreds of odd and hostile files, each with its name and whether its words can be told.
#[allow(clippy::too_many_lines, reason = "a list of faults")]
fn odd_files() -> Vec<(String, Vec<u8>, Option<bool>)> {
    let mut all: Vec<(String, Vec<u8>, Option<bool>)> = Vec::new();
    let sound = docx(&paragraph(WORDS));
    // Cut off at each ninetieth of its length; bytes flipped at as many places.
    for step in 0..90 {
        let place = sound.len() * step / 90;
        all.push((format!("cut-{step:02}"), sound[..place].to_vec(), Some(false)));
        let mut flipped = sound.clone();
        flipped[place] ^= 0x5a;
        all.push((format!("flipped-{step:02}"), flipped, None));
    }
    // Each part missing, empty, cut in its middle, binary, of another kind, in another encoding.
    let names: Vec<&str> = parts("").into_iter().map(|(name, _)| name).collect();
    for part in names {
        let needed = part == "word/document.xml";
        let name = |what: &str| format!("{what}-{}", part.replace(['/', '[', ']', '.'], "_"));
        let own = parts(&paragraph(WORDS)).into_iter().find(|(name, _)| *name == part).unwrap().1;
        all.push((name("missing"), with(part, None), Some(!needed)));
        all.push((name("empty"), with(part, Some(Vec::new())), Some(!needed)));
        all.push((name("half"), with(part, Some(own[..own.len() / 2].to_vec())), Some(!needed)));
        all.push((name("binary"), with(part, Some(vec![0, 1, 2, 0xff])), Some(!needed)));
        all.push((name("html"), with(part, Some(b"<!DOCTYPE html><p>Not this".to_vec())), Some(!needed)));
        let wide = String::from_utf8(own.clone()).unwrap();
        let wide: Vec<u8> = std::iter::once(0xfeff).chain(wide.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        all.push((name("utf-16"), with(part, Some(wide)), Some(true)));
        let twice = [own.clone(), own].concat();
        all.push((name("twice"), with(part, Some(twice)), None));
    }
    // Elements in each other, deep and wide.
    for (index, element) in ["w:p", "w:tbl", "w:sdt", "w:ins", "w:hyperlink", "w:txbxContent"].iter().enumerate() {
        for depth in [10, 100, 350, 5_000, 200_000] {
            let body =
                format!("{}{}{}", format!("<{element}>").repeat(depth), "x", format!("</{element}>").repeat(depth));
            let words = Some(depth <= 350).filter(|_| depth != 350);
            all.push((format!("deep-{index}-{depth}"), docx(&format!("{}{body}", paragraph(WORDS))), words));
        }
        let wide = format!("<{element}/>").repeat(30_000);
        all.push((format!("wide-{index}"), docx(&format!("{}{wide}", paragraph(WORDS))), Some(true)));
    }
    // Styles and lists that lead to themselves, and numbers without sense.
    let styles = |inside: &str| with("word/styles.xml", Some(format!("<w:styles {SPACE}>{inside}</w:styles>").into()));
    let mut chain = String::new();
    for n in 0..5_000 {
        write!(chain, "<w:style w:styleId='s{n}'><w:basedOn w:val='s{}'/></w:style>", n + 1).unwrap();
    }
    for (name, inside) in [
        ("circle", "<w:style w:styleId='A'><w:basedOn w:val='B'/></w:style><w:style w:styleId='B'><w:basedOn w:val='A'/></w:style>".to_owned()),
        ("itself", "<w:style w:styleId='A' w:default='1' w:type='paragraph'><w:basedOn w:val='A'/></w:style>".to_owned()),
        ("chain", chain),
        ("levels", "<w:style w:styleId='A' w:default='1' w:type='paragraph'><w:pPr><w:outlineLvl w:val='99999999999999999999'/></w:pPr><w:rPr><w:sz w:val='-7'/></w:rPr></w:style>".to_owned()),
    ] {
        all.push((format!("styles-{name}"), styles(&inside), Some(true)));
    }
    // Numbers where small ones are meant, and huge attributes.
    for (index, number) in ["-1", "0", "2147483648", "99999999999999999999", "x", "", "1e9"].iter().enumerate() {
        let cell = format!("<w:tc><w:tcPr><w:gridSpan w:val='{number}'/></w:tcPr>{}</w:tc>", paragraph(WORDS));
        let table =
            format!("<w:tbl><w:tr><w:trPr><w:gridBefore w:val='{number}'/></w:trPr>{cell}{cell}</w:tr></w:tbl>");
        all.push((format!("span-{index}"), docx(&table), Some(true)));
        let item = format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{number}'/><w:numId w:val='{number}'/></w:numPr><w:ind w:left='{number}'/></w:pPr>\
             <w:r><w:rPr><w:sz w:val='{number}'/></w:rPr><w:t>{WORDS}</w:t></w:r></w:p>"
        );
        all.push((format!("number-{index}"), docx(&item), Some(true)));
    }
    let huge = "A".repeat(4_000_000);
    all.push(("attribute-huge".into(), docx(&format!("<w:p w:x='{huge}'/>{}", paragraph(WORDS))), Some(true)));
    let mut many = String::new();
    for n in 0..50_000 {
        write!(many, " w:a{n}='1'").unwrap();
    }
    all.push(("attributes-many".into(), docx(&format!("<w:p{many}/>{}", paragraph(WORDS))), Some(true)));
    all.push(("word-huge".into(), docx(&paragraph(&huge)), Some(true)));
    all.push(("references".into(), docx(&paragraph(&format!("{WORDS}{}", "&#x41;&amp;".repeat(100_000)))), Some(true)));
    all.push((
        "breaks".into(),
        docx(&format!("<w:p><w:r>{}<w:t>{WORDS}</w:t></w:r></w:p>", "<w:lastRenderedPageBreak/>".repeat(20_000))),
        Some(true),
    ));
    // Bombs: blanks, zeros, elements, entities, many entries, an archive in an archive.
    let blanks = vec![b' '; 64 * 1024 * 1024];
    all.push(("bomb-blanks".into(), with("word/document.xml", Some(blanks)), Some(false)));
    let elements = format!("<w:document {SPACE}><w:body>{}", "<w:p/>".repeat(6_000_000));
    all.push(("bomb-elements".into(), with("word/document.xml", Some(elements.into())), Some(false)));
    let mut entities = "<!DOCTYPE a [<!ENTITY e0 'bomb bomb'>".to_owned();
    for n in 1..20 {
        write!(entities, "<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10)).unwrap();
    }
    let entities = format!(
        "{entities}]><w:document {SPACE}><w:body>{}{}</w:body></w:document>",
        paragraph(WORDS),
        paragraph("&e19;")
    );
    all.push(("bomb-entities".into(), with("word/document.xml", Some(entities.into())), Some(true)));
    let entries: Vec<(String, Vec<u8>)> = (0..25_000).map(|n| (format!("word/{n}"), Vec::new())).collect();
    let entries: Vec<(&str, Vec<u8>)> = entries.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    all.push(("bomb-entries".into(), packed(&entries, CompressionMethod::Stored), Some(false)));
    all.push(("archive-in-archive".into(), with("word/document.xml", Some(sound.clone())), Some(false)));
    // What it says of itself is wrong.
    all.push(("outside".into(), with("_rels/.rels", Some(b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Type='x/officeDocument' Target='../../../../etc/passwd'/></Relationships>".to_vec())), Some(false)));
    all.push(("stored".into(), packed(&parts(&paragraph(WORDS)), CompressionMethod::Stored), Some(true)));
    all.push(("in-front".into(), [b"junk before the archive ".to_vec(), sound.clone()].concat(), Some(true)));
    all.push(("behind".into(), [sound.clone(), b"junk after the archive".to_vec()].concat(), None));
    for (name, start) in
        [("pdf", "%PDF-1.4 x"), ("rtf", "{\\rtf1 x}"), ("html", "<p>x"), ("nothing", ""), ("text", WORDS)]
    {
        all.push((format!("is-{name}"), start.into(), Some(false)));
    }
    all.push(("is-old-word".into(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec(), Some(false)));
    // Fields that do not nest.
    for (index, kinds) in ["bbbb", "eeee", "bseb", "sbes", "bsbs", "ebse"].iter().enumerate() {
        let field = |kind: char| match kind {
            'b' => "<w:fldChar w:fldCharType='begin'/><w:instrText>TOC</w:instrText>",
            's' => "<w:fldChar w:fldCharType='separate'/>",
            _ => "<w:fldChar w:fldCharType='end'/>",
        };
        let fields: String = kinds.chars().map(field).collect();
        let body = format!("<w:p><w:r>{fields}</w:r></w:p>{}", paragraph(WORDS));
        all.push((format!("fields-{index}"), docx(&body), None));
    }
    // Each with the ending of a format that it is not.
    for ending in ["odt", "pptx", "docm", "dotx"] {
        all.push((format!("other-ending.{ending}"), sound.clone(), Some(true)));
    }
    // OpenDocument: the same faults in its parts.
    let open = |content: &str| {
        let parts = vec![
            ("mimetype", b"application/vnd.oasis.opendocument.text".to_vec()),
            ("content.xml", content.as_bytes().to_vec()),
            ("styles.xml", b"<broken".to_vec()),
        ];
        packed(&parts, CompressionMethod::Deflated)
    };
    let spaces = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' \
        xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'";
    let text = |inside: &str| {
        format!(
            "<office:document-content {spaces}><office:body><office:text>{inside}</office:text></office:body></office:document-content>"
        )
    };
    let words = format!("<text:p>{WORDS}</text:p>");
    let repeated = |number: &str| {
        format!(
            "<table:table><table:table-row table:number-rows-repeated='{number}'><table:table-cell table:number-columns-repeated='{number}'>{words}</table:table-cell><table:table-cell>{words}</table:table-cell></table:table-row></table:table>"
        )
    };
    for (name, content, told) in [
        ("odt-sound", text(&words), Some(true)),
        ("odt-nothing", String::new(), Some(false)),
        ("odt-cut", text(&words)[..300].to_owned(), Some(false)),
        ("odt-repeated", text(&repeated("1000000000")), Some(true)),
        ("odt-repeated-wrong", text(&repeated("-3")), Some(true)),
        ("odt-blanks", text(&format!("<text:p><text:s text:c='99999999999'/>{WORDS}</text:p>")), Some(true)),
        (
            "odt-lists",
            text(&format!(
                "{}{words}{}",
                "<text:list><text:list-item>".repeat(150),
                "</text:list-item></text:list>".repeat(150)
            )),
            Some(true),
        ),
        (
            "odt-deep",
            text(&format!("{}{words}{}", "<text:section>".repeat(9_000), "</text:section>".repeat(9_000))),
            Some(false),
        ),
        ("odt-level", text(&format!("<text:h text:outline-level='4000000000'>Aims</text:h>{words}")), Some(true)),
    ] {
        all.push((format!("{name}.odt"), open(&content), told));
    }
    all
}

/// Status, reason and words of each file of the corpus.
fn outcomes(bench: &Bench) -> BTreeMap<String, (String, String, String)> {
    let ran = bench.stratmine(&["code", "corpus", "--deadline", "20", "--quiet"]);
    let value = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |record: &Value| {
        let words: Vec<String> = record["pages"].as_array().unwrap().iter().map(|page| value(&page["text"])).collect();
        (value(&record["file"]), (value(&record["outcome"]), value(&record["reason"]), words.join("\n")))
    };
    ran.jsonl().iter().map(of).collect()
}

#[test]
fn no_odd_office_file_brings_the_program_down() {
    let bench = Bench::empty();
    let files = odd_files();
    assert!(files.len() >= 300, "{} files", files.len());
    let mut expected: BTreeMap<String, Option<bool>> = BTreeMap::new();
    for (name, bytes, told) in &files {
        let name = if name.contains('.') && Path::new(name).extension().is_some_and(|ending| ending.len() < 5) {
            name.clone()
        } else {
            format!("{name}.docx")
        };
        bench.put(&name, bytes);
        expected.insert(name, *told);
    }
    bench.put("zz-good.md", format!("# Our aims\n\n{WORDS}\n"));
    let outcomes = outcomes(&bench);
    assert_eq!(outcomes["zz-good.md"].0, "coded");
    assert_eq!(outcomes.len(), expected.len() + 1);
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, told) in &expected {
        let (outcome, reason, words) = &outcomes[file];
        *ends.entry(outcome).or_default() += 1;
        assert!(!matches!(outcome.as_str(), "crashed" | "timed_out" | "out_of_memory"), "{file}: {outcome}: {reason}");
        assert_eq!(outcome == "coded", words.chars().any(char::is_alphanumeric), "{file}: {outcome}: {words:.80}");
        assert!(outcome == "coded" || !reason.is_empty(), "{file}: {outcome} without a reason");
        if let Some(told) = told {
            assert_eq!(
                words.contains(WORDS) || words.len() > 1_000_000,
                *told,
                "{file}: {outcome}: {reason} {words:.80}"
            );
        }
    }
    println!("{} odd office files: {ends:?}", expected.len());
}

#[test]
fn formats_that_are_not_read_say_how_to_convert_them() {
    let bench = Bench::coded();
    for name in ["a.doc", "b.rtf", "c.pages", "d.ppt"] {
        bench.put(name, "x");
    }
    let talk = bench.stratmine(&["run"]).code(1).talk();
    assert!(talk.contains("not coded: a.doc — unsupported: .doc files are not read: open it in Word"), "{talk}");
    for program in ["Pages", "PowerPoint", "soffice --headless --convert-to docx"] {
        assert!(talk.contains(program), "{program}: {talk}");
    }
}

#[test]
fn a_word_file_is_a_paper_like_any_other() {
    let bench = Bench::coded();
    let body = format!("{}{}", paragraph("Our aims"), paragraph(WORDS));
    bench.put("word/east.docx", docx(&body));
    bench.stratmine(&["run"]).code(0);
    let found = bench.stratmine(&["search", "file:word/east.docx safety"]).code(0).out();
    assert!(found.contains("patient safety"), "{found}");
    let status = bench.stratmine(&["status", "--format", "csv"]).code(0).out();
    assert!(status.lines().any(|line| line.contains("word/east.docx") && line.contains("coded")), "{status}");
    let talk = bench.stratmine(&["page", "corpus/word/east.docx", "1"]).code(2).talk();
    assert!(talk.contains("PDF"), "{talk}");
}

/// The intended outcomes of the papers in a folder by stem, as quote and categories.
fn coded(bench: &Bench, folder: &Path, out: &Path) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let ran = bench.stratmine(&["code", text(folder), "-o", text(out), "--quiet"]);
    assert!(ran.0.status.code().is_some_and(|code| code < 2), "{}", ran.talk());
    let mut papers = BTreeMap::new();
    for entry in fs::read_dir(out).unwrap() {
        let path = entry.unwrap().path();
        let record: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let pages = record["pages"].as_array().unwrap();
        let statements = pages.iter().flat_map(|page| page["statements"].as_array().unwrap());
        let outcomes = statements.filter(|statement| statement["intended_outcome"] == true).map(|statement| {
            let names = statement["categories"].as_array().unwrap().iter().map(|code| code["code"].as_str().unwrap());
            (statement["text"].as_str().unwrap().to_owned(), names.collect::<Vec<_>>().join(","))
        });
        papers.insert(path.file_stem().unwrap().to_string_lossy().into_owned(), outcomes.collect());
    }
    papers
}

/// LibreOffice writes the sources of two sample papers as Word and OpenDocument files; these give the outcomes and
/// categories of the sample PDFs, which are of the same sources.
#[test]
fn a_word_file_and_the_pdf_of_the_same_source_say_the_same() {
    let office = std::env::var("STRATMINE_SOFFICE").unwrap_or_else(|_| "soffice".to_owned());
    if Command::new(&office).arg("--version").output().is_err() {
        assert!(std::env::var_os("STRATMINE_CI").is_none(), "soffice is not there");
        println!("skipped: soffice is not there");
        return;
    }
    let bench = Bench::empty();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = format!("-env:UserInstallation=file://{}", text(&bench.path("office")));
    let pdf = coded(&bench, &repository.join("corpus/sample"), &bench.path("pdf"));
    let mut sources = Vec::new();
    for entry in fs::read_dir(repository.join("tests/sample/generated")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "fodt") {
            sources.push(path);
        }
    }
    assert_eq!(sources.len(), 2);
    for form in ["docx", "odt"] {
        let folder = bench.path(form);
        let mut convert = Command::new(&office);
        convert.args(["--headless", &home, "--convert-to", form, "--outdir", text(&folder)]).args(&sources);
        assert!(convert.output().unwrap().status.success());
        let office = coded(&bench, &folder, &bench.path("coded").join(form));
        assert_eq!(office.len(), 2);
        for (paper, outcomes) in &office {
            assert!(outcomes.len() > 9, "{paper}: {outcomes:?}");
            let differ: Vec<_> = outcomes.symmetric_difference(&pdf[paper]).collect();
            assert!(differ.is_empty(), "{paper}.{form}: {differ:#?}");
        }
    }
}

#[test]
fn the_real_word_file_is_read_whole() {
    let Some(folder) = shared("word") else { return };
    let bench = Bench::empty();
    let records = bench.stratmine(&["code", text(&folder), "--quiet"]).jsonl();
    let record = records.iter().find(|record| record["file"].as_str().unwrap().contains(".docx")).unwrap();
    assert_eq!((record["outcome"].as_str(), record["grade"].as_str()), (Some("coded"), Some("good")));
    let pages = record["pages"].as_array().unwrap();
    // Word breaks it into as many pages as its table of contents counts to, and a few.
    assert!((40..60).contains(&pages.len()), "{} pages", pages.len());
    let blocks = || pages.iter().flat_map(|page| page["blocks"].as_array().unwrap());
    let count = |kind: &str| blocks().filter(|block| block["kind"] == kind).count();
    assert!(
        count("heading") > 60 && count("list_item") > 200 && count("table_row") > 40,
        "{} headings",
        count("heading")
    );
    assert!(count("contents") > 30);
    let heading = |words: &str| blocks().any(|block| block["kind"] == "heading" && block["text"] == words);
    assert!(heading("1.2 Name") && heading("2.1 Background"));
}
