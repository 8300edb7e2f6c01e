use crate::office::tests::{blocks, document, docx, docx_with};
use BlockKind::{Caption, Contents, Footnote, Heading, ListItem, Paragraph, Running, TableRow};
use stratmine_model::{BlockKind, PageGrade};

fn owned<const N: usize>(wanted: [(BlockKind, &str); N]) -> Vec<(BlockKind, String)> {
    wanted.map(|(kind, text)| (kind, text.to_owned())).to_vec()
}

/// A paragraph in a style.
fn p(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A paragraph of a list.
fn item(list: u8, level: u8, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr>\
         <w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

const STYLES: &str = "<w:style w:type='paragraph' w:styleId='Kop1'><w:name w:val='heading 1'/></w:style>\
    <w:style w:type='paragraph' w:styleId='H2'><w:name w:val='Our own'/><w:pPr><w:outlineLvl w:val='1'/>\
    <w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr></w:style>\
    <w:style w:type='paragraph' w:styleId='Cap'><w:name w:val='caption'/></w:style>\
    <w:style w:type='character' w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style>";

const NUMBERING: &str = "<w:abstractNum w:abstractNumId='0'>\
    <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>\
    <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/></w:lvl>\
    <w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%3)'/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId='1'>\
    <w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='\u{f0b7}'/></w:lvl>\
    <w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/><w:lvlText w:val='o'/></w:lvl></w:abstractNum>\
    <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>";

#[test]
fn headings_lists_and_numbers_are_read() {
    let body = [
        p("Kop1", "Strategy"),
        p("H2", "Aims"),
        p("Normal", "We will:"),
        item(2, 0, "cut waits"),
        item(2, 1, "for adults"),
        item(2, 0, "train staff"),
        item(1, 2, "first"),
        item(1, 2, "second"),
        item(1, 1, "Each partner acts."),
        p("Cap", "Table 1: what we do"),
    ];
    let parts = [("styles", STYLES), ("numbering", NUMBERING)];
    let paper = document(&docx_with(&body.concat(), &parts));
    let wanted = owned([
        (Heading(1), "Strategy"),
        (Heading(2), "1.1 Aims"),
        (Paragraph, "We will:"),
        (ListItem(0), "cut waits"),
        (ListItem(1), "for adults"),
        (ListItem(0), "train staff"),
        (ListItem(1), "first"),
        (ListItem(1), "second"),
        (Paragraph, "1.2 Each partner acts."),
        (Caption, "Table 1: what we do"),
    ]);
    assert_eq!(blocks(&paper)[0], wanted);
    assert_eq!(paper.pages[0].blocks[7].marker.as_deref(), Some("b)"));
    assert_eq!(paper.pages[0].quality.grade, PageGrade::Good);
}

#[test]
fn changes_are_accepted_and_what_is_hidden_or_a_comment_is_left_out() {
    let body = "<w:p><w:r><w:t>We will </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>improve </w:t></w:r></w:ins><w:moveFrom><w:r><w:t>old </w:t></w:r></w:moveFrom>\
        <w:moveTo><w:r><w:t>new </w:t></w:r></w:moveTo><w:commentRangeStart w:id='1'/><w:r><w:rPr><w:vanish/></w:rPr>\
        <w:t>hidden </w:t></w:r><w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t>secret </w:t></w:r>\
        <w:r><w:commentReference w:id='1'/></w:r><w:hyperlink><w:r><w:t>care</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r></w:p>\
        <w:p><w:pPr><w:rPr><w:del w:id='3'/></w:rPr></w:pPr><w:r><w:t>Two paragraphs </w:t></w:r></w:p>\
        <w:p><w:r><w:t>were joined.</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del w:id='4'/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:rPr><w:rStyle w:val='P'/></w:rPr><w:t>Click here\
        </w:t></w:r></w:p></w:sdtContent></w:sdt>\
        <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Filled in.</w:t></w:r></w:p></w:sdtContent></w:sdt>";
    let comments = "<w:comment w:id='1'><w:p><w:r><w:t>A comment.</w:t></w:r></w:p></w:comment>";
    let paper = document(&docx_with(body, &[("styles", STYLES), ("comments", comments)]));
    let wanted = owned([
        (Paragraph, "We will improve new care."),
        (Paragraph, "Two paragraphs were joined."),
        (Paragraph, "Filled in."),
    ]);
    assert_eq!(blocks(&paper)[0], wanted);
}

#[test]
fn fields_give_their_results_and_a_table_of_contents_is_set_aside() {
    let field = |code: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> {code} </w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType='separate'/></w:r>{result}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
        )
    };
    let body = format!(
        "<w:p>{}</w:p><w:p><w:r><w:t>We saved </w:t></w:r>{}<w:fldSimple w:instr='DOCPROPERTY x'><w:r><w:t> million</w:t></w:r>\
         </w:fldSimple><w:r><w:t>.</w:t></w:r></w:p>\
         <w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>\
         {}<w:p><w:r><w:t>Aims</w:t></w:r><w:r><w:tab/><w:t>3</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        field("TOC \\o", "<w:r><w:t>Summary 2</w:t></w:r></w:p><w:p><w:r><w:t>Background 4</w:t></w:r>"),
        field("REF y", "<w:r><w:t>\u{a3}7</w:t></w:r>"),
        p("TOCHeading", "Contents"),
    );
    let wanted = owned([
        (Contents, "Summary 2"),
        (Contents, "Background 4"),
        (Paragraph, "We saved \u{a3}7 million."),
        (Heading(1), "Contents"),
        (Contents, "Aims 3"),
    ]);
    assert_eq!(blocks(&document(&docx(&body)))[0], wanted);
}

#[test]
fn a_field_that_never_ends_costs_no_text() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>One</w:t></w:r></w:p>\
        <w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>We will improve care.</w:t></w:r></w:p>";
    let wanted = owned([(Paragraph, "One"), (Paragraph, "We will improve care.")]);
    assert_eq!(blocks(&document(&docx(body)))[0], wanted);
}

#[test]
fn tables_are_rows_with_heads_and_merged_cells() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let body = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}{}</w:tr><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("", ""),
        cell("", "Patients"),
        cell("", "Staff"),
        cell("<w:vMerge w:val='restart'/>", "Access"),
        cell("<w:gridSpan w:val='2'/>", "Better care"),
        cell("<w:vMerge/>", "not shown"),
        cell("", "Safer"),
        cell("", "Calmer"),
    );
    let paper = document(&docx(&body));
    let wanted =
        owned([(TableRow, "| Patients | Staff"), (TableRow, "Access | Better care |"), (TableRow, "| Safer | Calmer")]);
    assert_eq!(blocks(&paper)[0], wanted);
    assert_eq!(paper.pages[0].blocks[2].column_heads, ["", "Patients", "Staff"]);
}

#[test]
fn notes_heads_feet_and_boxes_have_their_places() {
    let body = "<w:p><w:r><w:t>We act</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t>.</w:t></w:r>\
        <w:r><w:endnoteReference w:id='1'/></w:r>\
        <mc:AlternateContent><mc:Choice><w:drawing><wps><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>\
        </wps></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p>\
        </w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:p>\
        <w:p><w:r><w:t>Lines</w:t><w:br/><w:t>and</w:t><w:tab/><w:t>tabs, well</w:t><w:noBreakHyphen/><w:t>known.</w:t></w:r></w:p>";
    let note = |name: &str, id: u8, text: &str| {
        format!(
            "<w:{name} w:type='separator' w:id='0'><w:p/></w:{name}><w:{name} w:id='{id}'><w:p><w:r><w:t>{text}</w:t></w:r>\
             </w:p></w:{name}>"
        )
    };
    let (footnotes, endnotes) = (note("footnote", 2, "See the annex."), note("endnote", 1, "The end."));
    let head = "<w:p><w:r><w:t>NHS</w:t></w:r></w:p>";
    let parts = [("footnotes", footnotes.as_str()), ("endnotes", &endnotes), ("header", head), ("footer", head)];
    let wanted = owned([
        (Running, "NHS"),
        (Paragraph, "We act."),
        (Paragraph, "In a box."),
        (Paragraph, "Lines and tabs, well-known."),
        (Footnote, "See the annex."),
        (Footnote, "The end."),
        (Running, "NHS"),
    ]);
    assert_eq!(blocks(&document(&docx_with(body, &parts)))[0], wanted);
}

#[test]
fn pages_are_those_that_word_printed() {
    let body = "<w:p><w:r><w:t>Cover</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:lastRenderedPageBreak/><w:t>Aims.</w:t></w:r></w:p>\
        <w:p><w:r><w:t>We will act.</w:t></w:r><w:r><w:br w:type='page'/></w:r></w:p>\
        <w:p><w:r><w:lastRenderedPageBreak/><w:t>Three starts here. It runs </w:t></w:r>\
        <w:r><w:lastRenderedPageBreak/><w:t>over. Four has this.</w:t></w:r></w:p>\
        <w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>End of a part.</w:t></w:r></w:p>\
        <w:p><w:r><w:lastRenderedPageBreak/><w:t>Five.</w:t></w:r></w:p><w:sectPr/>";
    let pages = blocks(&document(&docx(body)));
    let texts: Vec<String> =
        pages.iter().map(|page| page.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" / ")).collect();
    let wanted = [
        "Cover",
        "Aims. / We will act.",
        "Three starts here. It runs over.",
        "Four has this. / End of a part.",
        "Five.",
    ];
    assert_eq!(texts, wanted);
}

#[test]
fn properties_are_the_papers_facts() {
    let core = "<cp:coreProperties xmlns:cp='c' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/'>\
        <dc:title> Our  strategy</dc:title><dc:creator>A. Writer</dc:creator><dcterms:created>2019-05-01T00:00:00Z</dcterms:created>\
        </cp:coreProperties>";
    let facts = document(&docx_with("<w:p><w:r><w:t>We act.</w:t></w:r></w:p>", &[("core", core)])).facts;
    assert_eq!(
        (facts.title.as_deref(), facts.author.as_deref(), facts.created_year),
        (Some("Our strategy"), Some("A. Writer"), Some(2019))
    );
}

#[test]
fn a_damaged_part_costs_what_it_holds_and_is_named() {
    let paper = document(&docx_with("<w:p><w:r><w:t>We act.</w:t></w:r></w:p>", &[("styles", "<w:style>")]));
    assert_eq!(blocks(&paper)[0], owned([(Paragraph, "We act.")]));
    let quality = &paper.pages[0].quality;
    assert!(quality.grade == PageGrade::Fair && quality.reasons[0].contains("word/styles.xml"), "{quality:?}");
}
