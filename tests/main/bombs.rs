//! Files built to bring a reader down: bombs, bottomless nestings, cycles, huge counts and boxes. Each must end in an outcome within
//! its limits, beside a good paper that is coded as ever, and none may be called coded unless it holds words.

mod pdf;

use crate::support::{Bench, Ran, paper};
use pdf::{Pdf, deflated, stream, swollen};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Seconds that a file may take. A bomb that reads in no time must not wait for others on a busy machine.
const DEADLINE: u64 = 10;

/// What a bomb holds, as the words that may be read of it.
const WORDS: &str = "We will improve patient safety across all the hospitals of the western county.";

/// Trees, outlines, boxes and labels without sense about a page that has words.
fn structures() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    let mut build = |name, make: &dyn Fn(&mut Pdf)| {
        let mut pdf = Pdf::new();
        make(&mut pdf);
        all.push((name, pdf.bytes()));
    };
    build("page-tree-with-huge-count", &|pdf| pdf.set(2, "<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"));
    build("page-tree-with-negative-count", &|pdf| pdf.set(2, "<< /Type /Pages /Kids [3 0 R] /Count -5 >>"));
    build("page-tree-that-holds-itself", &|pdf| pdf.set(2, "<< /Type /Pages /Kids [3 0 R 2 0 R 2 0 R] /Count 3 >>"));
    build("page-tree-100000-deep", &|pdf| {
        let mut below = 3;
        for _ in 0..100_000 {
            below = pdf.add(format!("<< /Type /Pages /Kids [{below} 0 R] /Count 1 >>"));
        }
        pdf.set(2, format!("<< /Type /Pages /Kids [{below} 0 R] /Count 1 >>"));
    });
    build("one-page-a-million-times", &|pdf| {
        pdf.set(2, format!("<< /Type /Pages /Kids [{}] /Count 1000000 >>", "3 0 R ".repeat(1_000_000)));
    });
    build("huge-box", &|pdf| pdf.page(3, "/MediaBox [0 0 1e30 1e30]", "/Font << /F1 5 0 R >>"));
    build("inverted-box", &|pdf| pdf.page(3, "/MediaBox [900 900 -900 -900]", "/Font << /F1 5 0 R >>"));
    build("box-of-nothing", &|pdf| pdf.page(3, "/MediaBox [0 0 0 0]", "/Font << /F1 5 0 R >>"));
    build("huge-user-unit", &|pdf| pdf.page(3, "/MediaBox [0 0 595 842] /UserUnit 1e18", "/Font << /F1 5 0 R >>"));
    build("outline-that-bites-its-tail", &|pdf| {
        pdf.set(1, "<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>");
        pdf.set(6, "<< /First 7 0 R /Last 7 0 R /Count 99999999 >>");
        pdf.set(7, "<< /Title (A) /Parent 6 0 R /Next 7 0 R /First 6 0 R /Dest [3 0 R /Fit] >>");
    });
    build("outline-50000-deep", &|pdf| {
        pdf.set(1, "<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>");
        for number in 6..50_006 {
            pdf.set(number, format!("<< /Title (A) /First {0} 0 R /Last {0} 0 R >>", number + 1));
        }
    });
    build("structure-tree-that-holds-itself", &|pdf| {
        pdf.set(1, "<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>");
        pdf.set(6, "<< /Type /StructTreeRoot /K [7 0 R 6 0 R] /RoleMap << /P /Q /Q /P >> >>");
        pdf.set(7, "<< /S /P /P 6 0 R /K [7 0 R 6 0 R 7 0 R] /Pg 3 0 R >>");
    });
    build("structure-tree-50000-deep", &|pdf| {
        pdf.set(1, "<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>");
        for number in 6..50_006 {
            pdf.set(number, format!("<< /S /Div /K [{} 0 R] >>", number + 1));
        }
    });
    build("labels-that-never-end", &|pdf| {
        pdf.set(1, "<< /Type /Catalog /Pages 2 0 R /PageLabels 6 0 R >>");
        pdf.set(6, "<< /Kids [6 0 R 6 0 R] >>");
    });
    build("labels-in-huge-roman", &|pdf| {
        pdf.set(1, "<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /R /St 2147483647 >>] >> >>");
    });
    build("tables-that-point-at-each-other", &|pdf| "/Prev 9".clone_into(&mut pdf.trailer));
    all
}

/// Pages that say their words, and far too much beside.
fn contents() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    let mut build = |name, make: &dyn Fn(&mut Pdf)| {
        let mut pdf = Pdf::new();
        make(&mut pdf);
        all.push((name, pdf.bytes()));
    };
    build("a-million-open-states", &|pdf| {
        let words = format!("{} BT /F1 12 Tf 72 760 Td ({WORDS}) Tj ET", "q ".repeat(1_000_000));
        pdf.content(&words);
    });
    build("text-over-and-over", &|pdf| {
        let line = format!("({WORDS}) Tj 1 0 0 1 72 760 Tm ");
        pdf.content(&format!("BT /F1 12 Tf 72 760 Td {} ET", line.repeat(20_000)));
    });
    build("text-strewn-about", &|pdf| {
        let mut content = format!("BT /F1 12 Tf 72 760 Td ({WORDS}) Tj ");
        let mut seed = 1_u32;
        for _ in 0..60_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            write!(content, "1 0 0 1 {} {} Tm (care) Tj ", seed >> 22, (seed >> 12) & 1023).unwrap();
        }
        pdf.content(&(content + "ET"));
    });
    build("rules-without-number", &|pdf| {
        let mut content = format!("BT /F1 12 Tf 72 760 Td ({WORDS}) Tj ET ");
        for number in 0..100_000 {
            let (x, y) = (number % 600, number / 600 * 4);
            write!(content, "{x} {y} m {} {y} l S {x} {y} m {x} {} l S ", x + 9, y + 9).unwrap();
        }
        pdf.content(&content);
    });
    build("laughing-forms", &|pdf| {
        pdf.page(3, "/MediaBox [0 0 595 842]", "/Font << /F1 5 0 R >> /XObject << /X 6 0 R >>");
        pdf.content(&format!("BT /F1 12 Tf 72 760 Td ({WORDS}) Tj ET /X Do"));
        for number in 6..40 {
            let form = format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {} 0 R >> >>",
                number + 1
            );
            pdf.set(number, stream(&form, "/X Do ".repeat(10).as_bytes()));
        }
    });
    build("a-form-that-draws-itself", &|pdf| {
        pdf.page(3, "/MediaBox [0 0 595 842]", "/Font << /F1 5 0 R >> /XObject << /X 6 0 R >>");
        pdf.content(&format!("BT /F1 12 Tf 72 760 Td ({WORDS}) Tj ET /X Do"));
        let form = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>";
        pdf.set(6, stream(form, b"/X Do /X Do"));
    });
    build("letters-that-stand-for-books", &|pdf| {
        let (book, codes) = ("0041".repeat(2_000), "<00> <FF>");
        let map = format!(
            "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange {codes} endcodespacerange \
             1 beginbfrange {codes} <{book}> endbfrange endcmap"
        );
        let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>";
        pdf.set(5, font);
        pdf.set(6, stream("", map.as_bytes()));
        pdf.content(&format!("BT /F1 12 Tf 72 760 Td {} ET", format!("({WORDS}) Tj ").repeat(2_000)));
    });
    build("a-range-of-four-thousand-million-letters", &|pdf| {
        let map = "begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange \
                   1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap";
        pdf.set(
            5,
            "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding 6 0 R /DescendantFonts [7 0 R] /ToUnicode 6 0 R >>",
        );
        pdf.set(6, stream("/Type /CMap /CMapName /A", map.as_bytes()));
        pdf.set(
            7,
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (A) /Ordering (B) /Supplement 0 >> \
             /W [0 4294967295 500] /DW 500 >>",
        );
    });
    build("a-letter-drawn-with-itself", &|pdf| {
        pdf.set(
            5,
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 0 /LastChar 255 \
             /Widths [] /Encoding << /Differences [0 /W /e /a /b /c] >> /CharProcs << /W 6 0 R /e 6 0 R /a 6 0 R >> \
             /Resources << /Font << /F1 5 0 R >> >> >>",
        );
        pdf.set(6, stream("", b"9 0 d0 BT /F1 9 Tf (We) Tj <0001> Tj ET"));
        pdf.content("BT /F1 12 Tf 72 760 Td <000102> Tj (We) Tj ET");
    });
    all
}

/// Streams and nestings without a word in them.
fn streams() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    let mut build = |name, make: &dyn Fn(&mut Pdf)| {
        let mut pdf = Pdf::blank();
        make(&mut pdf);
        all.push((name, pdf.bytes()));
    };
    build("three-gibibytes-of-blanks", &|pdf| pdf.set(4, stream("/Filter /FlateDecode", &swollen(b' ', 3072))));
    build("three-gibibytes-deflated-twice", &|pdf| {
        let twice = deflated(&swollen(b'q', 3072));
        pdf.set(4, stream("/Filter [/FlateDecode /FlateDecode]", &twice));
    });
    build("a-thousand-filters", &|pdf| {
        let filters = "/ASCIIHexDecode ".repeat(1000);
        pdf.set(4, stream(&format!("/Filter [{filters}]"), b"20>"));
    });
    build("a-length-that-is-itself", &|pdf| {
        pdf.set(4, "<< /Length 4 0 R >>\nstream\nq Q\nendstream");
    });
    build("a-huge-length", &|pdf| pdf.set(4, "<< /Length 99999999999999999999 >>\nstream\nq Q\nendstream"));
    build("arrays-a-million-deep", &|pdf| {
        pdf.set(6, [vec![b'['; 1_000_000], vec![b']'; 1_000_000]].concat());
        pdf.page(3, "/MediaBox 6 0 R", "");
    });
    build("dictionaries-300000-deep", &|pdf| {
        pdf.set(6, ["<</A ".repeat(300_000), "0".to_owned(), ">>".repeat(300_000)].concat());
        pdf.set(3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources 6 0 R >>");
    });
    build("arrays-a-million-deep-in-the-content", &|pdf| pdf.content(&format!("{} TJ", "[".repeat(1_000_000))));
    build("dictionaries-deep-in-the-content", &|pdf| pdf.content(&format!("/A {} BDC", "<</B ".repeat(300_000))));
    build("an-object-that-is-itself", &|pdf| {
        pdf.set(6, "7 0 R");
        pdf.set(7, "6 0 R");
        pdf.set(3, "<< /Type /Page /Parent 2 0 R /MediaBox 6 0 R /Contents 6 0 R /Resources 7 0 R >>");
    });
    build("a-parent-that-is-its-child", &|pdf| {
        pdf.set(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>");
        pdf.set(3, "<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>");
    });
    all
}

/// Pictures, patterns, colours and tables of objects without a word in them.
fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    let mut build = |name, make: &dyn Fn(&mut Pdf)| {
        let mut pdf = Pdf::blank();
        make(&mut pdf);
        all.push((name, pdf.bytes()));
    };
    for (name, image, data) in [
        (
            "a-fax-of-two-thousand-million-columns",
            "/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2147483647 /Rows 2147483647 >>",
            "\0",
        ),
        ("a-picture-of-a-million-by-a-million", "/BitsPerComponent 8 /ColorSpace /DeviceRGB", "abc"),
        (
            "a-predictor-of-huge-rows",
            "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 255 /BitsPerComponent 16 >>",
            "x",
        ),
        (
            "a-picture-in-jbig2",
            "/Filter /JBIG2Decode",
            "\0\0\0\0\u{30}\0\u{1}\0\0\0\u{13}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\0\0\0\0\0\0\0\0\0\0\0",
        ),
        ("a-mask-that-is-its-picture", "/BitsPerComponent 1 /ColorSpace /DeviceGray /SMask 6 0 R", "abc"),
    ] {
        build(name, &|pdf| {
            pdf.page(3, "/MediaBox [0 0 595 842]", "/XObject << /X 6 0 R >>");
            pdf.content("595 0 0 842 0 0 cm /X Do");
            let entries = format!("/Type /XObject /Subtype /Image /Width 1000000 /Height 1000000 {image}");
            pdf.set(6, stream(&entries, data.as_bytes()));
        });
    }
    build("a-pattern-of-a-thousandth-of-a-point", &|pdf| {
        pdf.page(3, "/MediaBox [0 0 595 842]", "/Pattern << /P 6 0 R >>");
        pdf.content("/Pattern cs /P scn 0 0 595 842 re f");
        let tile = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep .001 /YStep .001 /Resources << >>";
        pdf.set(6, stream(tile, b"0 0 1 1 re f"));
    });
    build("a-function-of-functions", &|pdf| {
        pdf.page(3, "/MediaBox [0 0 595 842]", "/ColorSpace << /C [/Separation /A /DeviceGray 6 0 R] >>");
        pdf.content("/C cs .5 scn 0 0 595 842 re f");
        pdf.set(6, "<< /FunctionType 3 /Domain [0 1] /Functions [6 0 R 6 0 R] /Bounds [.5] /Encode [0 1 0 1] >>");
    });
    build("a-program-of-nested-braces", &|pdf| {
        pdf.page(3, "/MediaBox [0 0 595 842]", "/ColorSpace << /C [/Separation /A /DeviceGray 6 0 R] >>");
        pdf.content("/C cs .5 scn 0 0 595 842 re f");
        let braces = format!("{}{}", "{".repeat(300_000), "}".repeat(300_000));
        pdf.set(6, stream("/FunctionType 4 /Domain [0 1] /Range [0 1]", braces.as_bytes()));
    });
    build("a-colour-space-of-itself", &|pdf| {
        pdf.page(3, "/MediaBox [0 0 595 842]", "/ColorSpace << /C 6 0 R >>");
        pdf.content("/C cs .5 scn 0 0 595 842 re f");
        pdf.set(6, "[/Indexed 6 0 R 255 7 0 R]");
    });
    build("a-shading-of-huge-samples", &|pdf| {
        pdf.page(
            3,
            "/MediaBox [0 0 595 842]",
            "/Shading << /S << /ShadingType 1 /ColorSpace /DeviceRGB /Function 6 0 R >> >>",
        );
        pdf.content("595 0 0 842 0 0 cm /S sh");
        let samples = "/FunctionType 0 /Domain [0 1 0 1] /Range [0 1 0 1 0 1] /Size [65535 65535] /BitsPerSample 32";
        pdf.set(6, stream(samples, b"abc"));
    });
    build("an-object-stream-in-itself", &|pdf| {
        pdf.set(6, stream("/Type /ObjStm /N 2147483647 /First 10 /Extends 6 0 R", b"6 0 7 9 << >>"));
        pdf.page(3, "/MediaBox [0 0 595 842]", "/Font << /F1 7 0 R >>");
    });
    all.push(("a-table-in-a-loop", table_in_a_loop()));
    all.push(("nothing-but-a-head", b"%PDF-1.7\n".to_vec()));
    all.push(("ten-million-empty-objects", [b"%PDF-1.7\n".to_vec(), b"1 0 obj\nendobj\n".repeat(700_000)].concat()));
    all.push(("ten-million-brackets", [b"%PDF-1.7\n1 0 obj\n".to_vec(), vec![b'<'; 10_000_000]].concat()));
    all
}

/// A cross-reference stream whose predecessor is itself, with counts that no file holds.
fn table_in_a_loop() -> Vec<u8> {
    let head = b"%PDF-1.7\n".to_vec();
    let place = head.len();
    let entries = format!(
        "/Type /XRef /Size 2147483647 /W [8 8 8] /Index [0 2147483647] /Root 1 0 R /Prev {place} /Filter /FlateDecode"
    );
    let body = stream(&entries, &swollen(1, 64));
    [head, b"1 0 obj\n".to_vec(), body, format!("\nendobj\nstartxref\n{place}\n%%EOF\n").into_bytes()].concat()
}

/// Papers in other formats that nest, swell or never end.
fn other_formats() -> Vec<(&'static str, Vec<u8>)> {
    let page = |body: &str| format!("<html lang=en><body><p>{WORDS}</p>{body}").into_bytes();
    let text = |body: &str| format!("{WORDS}\n\n{body}").into_bytes();
    vec![
        ("divisions-300000-deep.html", page(&"<div>".repeat(300_000))),
        ("tables-20000-deep.html", page(&"<table><tr><td>".repeat(20_000))),
        ("lists-50000-deep.html", page(&"<ul><li>care ".repeat(50_000))),
        ("misnested.html", page(&"<b><i><a><table><p></b>".repeat(20_000))),
        ("a-cell-of-a-million-columns.html", page("<table><tr><td colspan=99999999 rowspan=99999999>a<td>b</table>")),
        ("attributes.html", page(&format!("<p {}>care", "a=b ".repeat(300_000)))),
        ("entities.html", page(&"&amp;&#x1F4A3;&#0;&#xFFFFFFFF;".repeat(200_000))),
        ("an-open-comment.html", page(&format!("<!--{}", "-".repeat(5_000_000)))),
        ("quotes-100000-deep.md", text(&">".repeat(100_000))),
        (
            "lists-3000-deep.md",
            text(&(0..3_000).fold(String::new(), |all, depth| all + &" ".repeat(depth * 2) + "- care\n")),
        ),
        ("brackets.md", text(&"[".repeat(200_000))),
        ("stars.md", text(&"**a *b _c ".repeat(100_000))),
        ("links.md", text(&"![a](<b".repeat(100_000))),
        ("rows.md", text(&format!("|a|b|\n|-|-|\n{}", "|".repeat(300_000)))),
        ("one-word-of-thirty-megabytes.txt", text(&"a".repeat(30_000_000))),
        ("a-million-lines.txt", text(&"care\n".repeat(1_000_000))),
        ("accents-upon-accents.txt", text(&format!("a{}", "\u{301}".repeat(2_000_000)))),
        ("both-directions.txt", text(&"\u{202e}\u{2066}".repeat(500_000))),
    ]
}

fn outcomes(bench: &Bench) -> BTreeMap<String, (String, String)> {
    let status = bench.stratmine(&["status", "--index", "index", "--format", "jsonl"]).code(0);
    let said = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    status.jsonl().iter().map(|line| (said(line, "file"), (said(line, "outcome"), said(line, "reason")))).collect()
}

#[test]
fn no_bomb_brings_the_program_down_or_is_called_coded() {
    let bench = Bench::empty();
    bench.put("good.md", paper("Northern", 2));
    let mut wordless = Vec::new();
    for (name, bytes) in streams().into_iter().chain(pictures()) {
        bench.put(&format!("{name}.pdf"), bytes);
        wordless.push(format!("{name}.pdf"));
    }
    let mut count = 1 + wordless.len();
    for (name, bytes) in structures().into_iter().chain(contents()).map(|(name, bytes)| (format!("{name}.pdf"), bytes))
    {
        bench.put(&name, bytes);
        count += 1;
    }
    for (name, bytes) in other_formats() {
        bench.put(name, bytes);
        count += 1;
    }
    let begun = Instant::now();
    let deadline = DEADLINE.to_string();
    let Ran(ran) =
        bench.stratmine(&["run", "--index", "index", "--deadline", &deadline, "--memory", "1024", "--quiet"]);
    let took = begun.elapsed();
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    let outcomes = outcomes(&bench);
    let told: String = outcomes
        .iter()
        .fold(String::new(), |told, (file, (kind, reason))| told + &format!("{file}\t{kind}\t{reason}\n"));
    println!("{told}");
    assert_eq!(outcomes.len(), count, "{told}");
    assert_eq!(outcomes["good.md"].0, "coded");
    for (file, (kind, reason)) in &outcomes {
        assert!(kind == "coded" || !reason.is_empty(), "{file} has no reason");
        assert!(kind != "coded" || !wordless.contains(file), "{file} has no words and is coded");
    }
    for file in ["three-gibibytes-of-blanks.pdf", "three-gibibytes-deflated-twice.pdf"] {
        assert_eq!(outcomes[file].0, "out_of_memory", "{file}: {}", outcomes[file].1);
    }
    // A second worker's try at a file is bounded as the first is; nothing waits beyond that.
    let most = Duration::from_secs((DEADLINE + 1) * 2) * u32::try_from(count).unwrap();
    assert!(took < most, "{took:?}");
    // Nothing but the index was written, and no worker is left.
    let mut beside: Vec<_> =
        std::fs::read_dir(bench.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    beside.sort();
    assert_eq!(beside, ["corpus", "index"]);
}
