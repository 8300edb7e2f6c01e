//! Small papers on which other readers fail, each fault with the right result: what counts as an intended outcome, what is
//! said, how the run ends. (`../shared/cases` holds the inputs that these were made after.)

use super::support::{Bench, Ran, pdf};
use serde_json::Value;
use std::fmt::Write as _;

impl Bench {
    /// The intended outcomes of one paper, in the order of the page.
    fn outcomes(&self, file: &str) -> Vec<String> {
        let record = self.record(file);
        let pages = record["pages"].as_array().unwrap().clone();
        let statements = pages.iter().flat_map(|page| page["statements"].as_array().unwrap().clone());
        let outcomes = statements.filter(|statement| statement["intended_outcome"] == true);
        outcomes.map(|statement| statement["text"].as_str().unwrap().to_owned()).collect()
    }

    /// What was doubted in the reading of the first page.
    fn doubts(&self, file: &str) -> String {
        self.record(file)["pages"][0]["grade_reasons"].to_string()
    }

    fn record(&self, file: &str) -> Value {
        let path = format!("corpus/{file}");
        serde_json::from_str(&self.stratmine(&["code", &path]).code(0).out()).unwrap()
    }
}

/// A page of HTML with a main part.
fn page(body: &str) -> String {
    format!(
        "<html lang=en><head><meta charset=utf-8><title>Plan</title></head><body><main><h1>Plan</h1>{body}</main></body></html>"
    )
}

/// The outcomes of one page of HTML.
fn outcomes_of(body: &str) -> Vec<String> {
    let bench = Bench::empty();
    bench.put("a.html", page(body));
    bench.outcomes("a.html")
}

fn lines_of(ran: &Ran, start: &str) -> Vec<String> {
    ran.talk().lines().filter(|line| line.starts_with(start)).map(str::to_owned).collect()
}

#[test]
fn a_summary_heads_what_is_in_its_accordion_and_nothing_after_it() {
    let body = "<h2>Our aims</h2><p>We will improve patient safety.</p>\
        <details><summary>What we have achieved so far</summary><p>Waiting times for scans are shorter.</p></details>\
        <p>Waiting times for operations will be shorter.</p><ul><li>More nurses in post</li></ul>";
    let wanted =
        ["We will improve patient safety.", "Waiting times for operations will be shorter.", "More nurses in post"];
    assert_eq!(outcomes_of(body), wanted);
    // The heading of an accordion may be a heading, and so may what is in it.
    let nested = "<h2>Our aims</h2><details><summary><h3>Our achievements</h3></summary><h2>Scans</h2>\
        <ul><li>Shorter waiting times for scans</li></ul></details><ul><li>More nurses in post</li><li>Fewer falls on wards</li></ul>";
    assert_eq!(outcomes_of(nested), ["More nurses in post", "Fewer falls on wards"]);
    let bench = Bench::empty();
    bench.put(
        "a.md",
        "# Plan\n\n## Our aims\n\n<details><summary>Our achievements</summary>\n\n- Shorter waiting times for scans\n\n\
         </details>\n\n- More nurses in post\n- Fewer falls on wards\n",
    );
    assert_eq!(bench.outcomes("a.md"), ["More nurses in post", "Fewer falls on wards"]);
}

#[test]
fn lists_that_are_typed_with_line_breaks_are_lists() {
    let numbers = "<h2>Our aims</h2><p>1. Reduce waiting times for operations<br>2. Recruit more nurses<br/>3. Save five million pounds</p>";
    assert_eq!(
        outcomes_of(numbers),
        ["Reduce waiting times for operations", "Recruit more nurses", "Save five million pounds"]
    );
    let bullets = "<h2>Plan</h2><div>By 2026 we will:<br>&bull; reduce waiting times for operations<br>&bull; recruit more nurses</div>";
    assert_eq!(outcomes_of(bullets), ["reduce waiting times for operations", "recruit more nurses"]);
    let bare = "<h2>Our aims</h2><p>We will:<br>reduce waiting times for operations;<br>recruit more nurses.</p>";
    assert_eq!(outcomes_of(bare), ["reduce waiting times for operations;", "recruit more nurses."]);
    let done = "<h2>Our aims</h2><p>We will recruit more nurses.</p><p><strong>Our achievements</strong><br>- Shorter waiting times for scans</p>";
    assert_eq!(outcomes_of(done), ["We will recruit more nurses."]);
}

#[test]
fn line_ends_of_any_kind_give_the_same_text() {
    let text = "Our aims\n\nOver five years we will:\n\n* improve the safety of\n  care on every ward\n* recruit more nurses\n  and midwives\n\n\
        We will save money.\nWe will reduce waiting\ntimes for operations.\n";
    let markdown = text.replace("Our aims", "# Our aims");
    let bench = Bench::empty();
    let mut seen = Vec::new();
    for (name, end) in [("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r"), ("crcrlf", "\r\r\n")] {
        bench.put(&format!("{name}.txt"), text.replace('\n', end));
        bench.put(&format!("{name}.md"), markdown.replace('\n', end));
        let pages = |file: String| {
            let page = bench.record(&file)["pages"][0].clone();
            (page["text"].clone(), page["blocks"].clone(), bench.outcomes(&file))
        };
        seen.push((name, pages(format!("{name}.txt")), pages(format!("{name}.md"))));
    }
    assert_eq!(seen[0].1.2.len(), 4, "{:?}", seen[0].1.2);
    for (name, plain, markdown) in &seen {
        assert_eq!((plain, markdown), (&seen[0].1, &seen[0].2), "{name}");
    }
}

#[test]
fn closed_accordions_and_tabs_are_read_and_other_hidden_text_is_counted() {
    let body = "<h2>Our aims</h2><div class=govuk-accordion><div class=govuk-accordion__section-content hidden=until-found>\
        <p>We will recruit more nurses.</p></div></div><div role=tabpanel hidden><p>We will cut spending on agency staff.</p></div>\
        <div class=collapse style='display: none;'><p>We will reduce waiting times for operations.</p></div>\
        <div style='display:none'><p>We will improve the hidden draft of care.</p></div>";
    let bench = Bench::empty();
    bench.put("a.html", page(body));
    let wanted = [
        "We will recruit more nurses.",
        "We will cut spending on agency staff.",
        "We will reduce waiting times for operations.",
    ];
    assert_eq!(bench.outcomes("a.html"), wanted);
    assert!(
        bench.doubts("a.html").contains("8 words are hidden on this page and were left out"),
        "{}",
        bench.doubts("a.html")
    );
    bench.put(
        "b.html",
        page("<p>We will act.</p><div aria-hidden=true><p>We will improve patient experience everywhere.</p></div>"),
    );
    assert!(bench.doubts("b.html").contains("6 words are hidden"), "{}", bench.doubts("b.html"));
}

#[test]
fn papers_are_not_left_out_by_the_beginning_of_their_names() {
    let bench = Bench::empty();
    let papers = [
        "Licensing and regulation strategy.md",
        "Readme first - our strategy.md",
        "Licensed practitioners.txt",
        "licence-to-care-plan.md",
    ];
    for paper in papers {
        bench.put(paper, format!("# Our aims\n\nWe will improve patient safety on every ward. {paper}\n"));
    }
    bench.put("README.md", "We will improve patient safety.");
    let ran = bench.stratmine(&["run", "--format", "jsonl"]).code(0);
    assert_eq!(ran.jsonl().len(), papers.len());
    assert_eq!(lines_of(&ran, "left out"), ["left out, as no papers: README.md (about the folder)"]);
    let status = bench.stratmine(&["status", "--format", "jsonl"]).code(0);
    assert_eq!(status.jsonl().len(), papers.len());
    assert_eq!(lines_of(&status, "left out").len(), 1);
}

#[test]
fn notes_struck_text_and_marks_of_tasks_are_no_outcomes_of_markdown() {
    let bench = Bench::empty();
    bench.put(
        "a.md",
        "# Plan\n\n## Our aims {#aims .unnumbered}\n\nWe will[^1] improve the safety of care[^note].\n\n- [ ] Build a diagnostic centre\n\
         - [x] Reduce delays in discharge\n* ~~Close the maternity unit to improve efficiency~~\n\n[^1]: We will improve the footnote itself.\n\
         [^note]: See the annex.\n    We will improve the footnote's second line.\n",
    );
    let wanted = ["We will improve the safety of care.", "Build a diagnostic centre", "Reduce delays in discharge"];
    assert_eq!(bench.outcomes("a.md"), wanted);
    assert!(!bench.record("a.md").to_string().contains("unnumbered"));
}

#[test]
fn marks_of_notes_are_no_part_of_a_word_and_notes_no_outcomes() {
    let body = "<h2>Our aims</h2><p>We will improve the quality of urgent care<sup><a href='#fn1'>1</a></sup> and cut spending to \
        £2m<sup>2</sup> by 2020<sup id=r3><a href='#fn3'>3</a></sup>.</p><p>We will recruit 300 midwives<sup>a</sup> by the \
        21<sup>st</sup> of May.</p><ol class=footnotes><li id=fn1><p>NHS England will improve urgent care, 2019. <a href='#r1'>↩</a></p></li>\
        <li id=fn3>We will publish the figures.</li></ol>";
    let wanted = [
        "We will improve the quality of urgent care and cut spending to £2m by 2020.",
        "We will recruit 300 midwives by the 21st of May.",
    ];
    assert_eq!(outcomes_of(body), wanted);
    let bench = Bench::empty();
    bench.put("a.md", "# Our aims\n\nWe will improve urgent care¹ by 2020<sup>2</sup>.\n");
    bench.put("b.txt", "Our aims\n\nWe will improve urgent care¹ by 2020².\n");
    for file in ["a.md", "b.txt"] {
        assert_eq!(bench.outcomes(file), ["We will improve urgent care by 2020."], "{file}");
    }
}

/// A page of a PDF with what is drawn on it, in Helvetica of 11 points for `/F1`.
fn drawn(content: &str) -> Vec<u8> {
    let bytes = pdf(&["x"]);
    let text = String::from_utf8(bytes).unwrap();
    let (before, rest) = text.split_once("<< /Length").unwrap();
    let (_, after) = rest.split_once("endstream").unwrap();
    // Readers find the objects again where the table of their places is wrong.
    format!("{before}<< /Length {} >>\nstream\n{content}\nendstream{after}", content.len()).into_bytes()
}

#[test]
fn raised_marks_in_a_pdf_are_no_part_of_a_word() {
    let bench = Bench::empty();
    let raised = "BT /F1 11 Tf 72 700 Td (We will recruit more midwives) Tj ET BT /F1 6.5 Tf 218.5 704 Td (12) Tj ET \
        BT /F1 11 Tf 226 700 Td ( by the 21) Tj ET BT /F1 6.5 Tf 273.2 704 Td (st) Tj ET BT /F1 11 Tf 279 700 Td ( of May.) Tj ET";
    bench.put("a.pdf", drawn(raised));
    assert_eq!(bench.outcomes("a.pdf"), ["We will recruit more midwives by the 21st of May."]);
}

#[test]
fn what_is_struck_out_is_no_outcome() {
    let bench = Bench::empty();
    bench.put(
        "a.html",
        page("<h2>Our aims</h2><p><del>We will close the maternity unit to improve efficiency.</del> We will recruit <s>forty</s> sixty more nurses.</p>"),
    );
    assert_eq!(bench.outcomes("a.html"), ["We will recruit sixty more nurses."]);
    assert!(bench.doubts("a.html").contains("10 words are struck out"), "{}", bench.doubts("a.html"));
    let struck = "BT /F1 11 Tf 72 700 Td (We will recruit more nurses for every ward.) Tj ET \
        BT /F1 11 Tf 72 680 Td (We will close the unit to improve efficiency.) Tj ET 0.6 w 72 683.2 m 279 683.2 l S";
    bench.put("b.pdf", drawn(struck));
    assert_eq!(bench.outcomes("b.pdf"), ["We will recruit more nurses for every ward."]);
    assert!(bench.doubts("b.pdf").contains("struck out"), "{}", bench.doubts("b.pdf"));
    let noted = drawn(
        "BT /F1 11 Tf 72 700 Td (We will recruit more nurses for every ward.) Tj ET BT /F1 11 Tf 72 680 Td (We will close the unit to improve efficiency.) Tj ET",
    );
    let note = "/Annots [<< /Type /Annot /Subtype /StrikeOut /Rect [72 676 300 692] /QuadPoints [72 690 300 690 72 677 300 677] >>] /MediaBox";
    bench.put("c.pdf", String::from_utf8(noted).unwrap().replacen("/MediaBox", note, 1));
    assert_eq!(bench.outcomes("c.pdf"), ["We will recruit more nurses for every ward."]);
}

#[test]
fn a_pdf_under_another_ending_is_read_as_the_pdf_it_is() {
    let bench = Bench::empty();
    let lines = ["We will improve patient safety across all the hospitals of the western county."];
    for name in ["a.txt", "b.html", "c.md", "d", "e.download"] {
        bench.put(name, [pdf(&lines), name.as_bytes().to_vec()].concat());
    }
    let ran = bench.stratmine(&["run", "--format", "jsonl"]).code(0);
    assert!(ran.jsonl().iter().all(|row| row["intended_outcomes"] == 1), "{}", ran.out());
    assert_eq!(ran.jsonl().len(), 5);
    // The other way round it is said what the file is.
    bench.put("page.pdf", "<!DOCTYPE html><html><body>Not found</body></html>");
    bench.put("word.pdf", b"PK\x03\x04 and more");
    let talk = bench.stratmine(&["run"]).code(1).talk();
    assert!(talk.contains("is a web page") && talk.contains("is a Word file"), "{talk}");
}

#[test]
fn a_pdf_that_stands_in_for_the_paper_is_not_taken_for_it() {
    let with = |catalog: &str, line: &str| {
        String::from_utf8(pdf(&[line])).unwrap().replacen("/Type /Catalog", &format!("/Type /Catalog {catalog}"), 1)
    };
    let files = "/Names << /EmbeddedFiles << /Names [(Joint strategy.pdf) << /F (x.pdf) >> (2) << /UF (Workforce annex.pdf) >>] >> >>";
    let bench = Bench::empty();
    bench.put(
        "portfolio.pdf",
        with(&format!("/Collection << >> {files}"), "For the best experience, open this portfolio in another viewer."),
    );
    bench.put(
        "form.pdf",
        with(
            "/AcroForm << /XFA (x) >>",
            "Please wait... If this message is not replaced, your viewer cannot display it.",
        ),
    );
    bench.put("dynamic.pdf", with("/NeedsRendering true /AcroForm << /XFA (x) >>", "An empty page."));
    bench.put(
        "attached.pdf",
        with(files, "We will improve patient safety across all the hospitals of the western county."),
    );
    let talk = bench.stratmine(&["run"]).code(1).talk();
    let line = |file: &str| talk.lines().find(|line| line.contains(file)).unwrap_or_default().to_owned();
    assert!(
        line("portfolio.pdf").contains("it holds 2 files that are not read (Joint strategy.pdf, Workforce annex.pdf)"),
        "{talk}"
    );
    assert!(line("form.pdf").contains("XFA form") && line("dynamic.pdf").contains("XFA form"), "{talk}");
    assert!(
        line("attached.pdf").starts_with("partly read") && line("attached.pdf").contains("Workforce annex.pdf"),
        "{talk}"
    );
}

#[test]
fn partnering_types_that_the_lexicons_do_not_know_are_refused_at_their_place() {
    let bench = Bench::empty();
    bench.put("one.md", "# Our aims\n\nWe will improve patient safety.\n");
    bench.put("two.md", "# Our aims\n\nWe will improve patient safety by our merger. The merger of the two trusts is planned. The merger goes on.\n");
    bench.put("corpus.csv", "file,partnering\none.md,Merger\ntwo.md,none\n");
    bench.stratmine(&["run"]).code(0);
    let tally = bench.stratmine(&["tally", "--by", "partnering", "--format", "jsonl"]).code(0);
    assert!(tally.out().contains("merger") && !tally.out().contains("Merger"), "{}", tally.out());
    let listed = bench.stratmine(&["corpus", "list", "--format", "jsonl"]).code(0).jsonl();
    // That there is none is declared, and is not the same as that nothing is known.
    assert_eq!(listed[1]["partnering"], Value::from(vec!["none"]), "{listed:?}");
    assert!(tally.jsonl().iter().any(|cell| cell["row"] == "none"), "{}", tally.out());
    for (cell, hint) in [
        ("mergr", "did you mean `merger`?"),
        ("merger of trusts", "did you mean `merger`?"),
        ("marriage", "and `none`"),
    ] {
        bench.put("corpus.csv", format!("file,title,partnering\none.md,A,merger\ntwo.md,B,{cell}\n"));
        let talk = bench.stratmine(&["run"]).code(2).talk();
        assert!(talk.contains("line 3, column 3") && talk.contains(hint), "{talk}");
    }
}

#[test]
fn a_table_is_read_as_spreadsheets_write_it() {
    let bench = Bench::empty();
    bench.put("one.md", "# Our aims\n\nWe will improve patient safety.\n");
    let year = || bench.stratmine(&["corpus", "list", "--format", "jsonl"]).code(0).jsonl()[0]["year"].as_f64();
    for (table, wanted) in [
        ("sep=;\nfile;title;year\none.md;Plan A;2019\n", 2019),
        ("file,year\none.md,2018/19\n", 2018),
        ("file,year\none.md,01/04/2017\n", 2017),
    ] {
        bench.put("corpus.csv", table);
        bench.stratmine(&["run"]).code(0);
        assert_eq!(year(), Some(f64::from(wanted)), "{table}");
    }
    bench.put("corpus.csv", "file,yaer\none.md,2019\n");
    let talk = bench.stratmine(&["run"]).code(2).talk();
    assert!(talk.contains("line 1, column 2") && talk.contains("`year`"), "{talk}");
    bench.take("corpus.csv");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (heading, cell)) in (0_u16..).zip([("File", "one.md"), ("Year", "2016/17")]) {
        sheet.write(0, column, heading).unwrap();
        sheet.write(1, column, cell).unwrap();
    }
    bench.put("corpus.xlsx", book.save_to_buffer().unwrap());
    let ran = bench.stratmine(&["run"]).code(0);
    assert_eq!(year(), Some(2016.0), "{}", ran.talk());
}

#[test]
fn the_parts_of_a_saved_page_and_files_of_the_system_are_left_out_in_one_line() {
    let bench = Bench::empty();
    bench.put("Plan.html", page("<h2>Our aims</h2><p>We will improve patient safety on every ward.</p>"));
    bench.put("Plan_files/saved_resource.html", page("<p>We will improve your experience.</p>"));
    for name in ["Plan_files/a.css", "Plan_files/b.js", "Thumbs.db", "desktop.ini", "~$Plan.docx"] {
        bench.put(name, "x");
    }
    let ran = bench.stratmine(&["run", "--format", "jsonl"]).code(0);
    assert_eq!(ran.jsonl().len(), 1);
    let lines = lines_of(&ran, "left out");
    assert!(lines.len() == 1 && lines[0].contains("Plan_files") && lines[0].contains("Thumbs.db"), "{lines:?}");
}

#[test]
fn per_cent_is_found_however_it_is_written_and_so_are_abbreviations() {
    let bench = Bench::empty();
    bench.put(
        "a.md",
        "# Our aims\n\nWe will cut waits by 20 per cent at Oldtown. We will cut falls by 20% at Newtown. We will cut costs by 20 percent.\n\n\
         H.I.V. and U.K. services will be improved.\n",
    );
    bench.stratmine(&["run"]).code(0);
    let hits =
        |query: &str| bench.stratmine(&["search", query, "--in", "statements", "--format", "jsonl"]).jsonl().len();
    for query in ["20%", "\"20 percent\"", "\"20 per cent\"", "20 per cent", "20 percent"] {
        assert_eq!(hits(query), 3, "{query}");
    }
    for query in ["HIV", "UK", "H.I.V.", "\"U.K. services\"", "hiv uk"] {
        assert_eq!(hits(query), 1, "{query}");
    }
    let talk = |query: &str| {
        let ran = bench.stratmine(&["search", query]);
        ran.out() + &ran.talk()
    };
    assert!(talk("waits or falls").contains("type OR"), "{}", talk("waits or falls"));
    assert!(talk("waits near falls").contains("type NEAR/5"), "{}", talk("waits near falls"));
    assert!(!talk("waits OR falls").contains("type OR"));
}

#[test]
fn figures_of_what_does_not_occur_are_not_defined() {
    let bench = Bench::empty();
    let mut sheet = "document,page,quote,codes,coder\n".to_owned();
    for name in ["a", "b", "c", "d"] {
        let quotes = [
            format!("We will improve patient safety at {name}."),
            format!("We will reduce waiting times for operations at {name}."),
        ];
        bench.put(&format!("{name}.md"), format!("# Our aims\n\n{} {}\n", quotes[0], quotes[1]));
        for coder in ["Ann", "Bo"] {
            for quote in &quotes {
                writeln!(sheet, "{name}.md,1,{quote},quality,{coder}").unwrap();
            }
        }
    }
    bench.stratmine(&["run"]).code(0);
    std::fs::write(bench.path("perfect.csv"), sheet).unwrap();
    let rows: Vec<Value> =
        serde_json::from_str(&bench.stratmine(&["validate", "perfect.csv", "--format", "json"]).code(0).out()).unwrap();
    let row =
        |of: &str, figure: &str| rows.iter().find(|row| row["of"] == of && row["figure"] == figure).unwrap().clone();
    for figure in ["precision", "recall", "F1"] {
        for category in ["workforce", "resources", "innovation"] {
            let row = row(&format!("{category}, end to end"), figure);
            assert!(row["value"].is_null() && row["low"].is_null() && row["high"].is_null(), "{row}");
        }
        assert_eq!(row("quality, end to end", figure)["value"], 1.0);
    }
    assert_eq!(row("categories, end to end", "macro-F1")["value"], 1.0);
    assert!(row("detection", "kappa")["value"].is_null() && row("detection", "alpha")["value"].is_null());
    let table = bench.stratmine(&["validate", "perfect.csv"]).code(0).out();
    assert!(table.contains('—') && table.contains("not defined"), "{table}");
    assert!(!table.contains("0.000"), "{table}");
}

#[test]
fn labels_figures_job_titles_and_lone_words_are_no_outcomes() {
    let body = "<h2>Our aims</h2><ul><li>Commitment five:</li><li>3 TRUSTS</li><li>Chief Operating Officer</li>\
        <li>Reduce waiting times for operations</li></ul><table><tr><th>Aim<th>Measure<tr><td>Fewer falls on wards<td>count</table>";
    assert_eq!(outcomes_of(body), ["Reduce waiting times for operations", "Fewer falls on wards"]);
}
