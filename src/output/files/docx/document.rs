//! The text of the document: headings, paragraphs, captions, tables and notes.

use super::super::xml::Xml;
use super::WordTable;
use super::parts::{OFFICE, WORD, short};
use std::io;

/// Lengths are in twentieths of a point. A4 lying down, with margins of 2 cm.
const PAGE: (&str, &str) = ("16838", "11906");
const MARGIN: &str = "1134";
/// The width between the margins.
const BETWEEN: u32 = 14570;
/// A row with more lines in a cell than this, of the 46 of a page, may be parted over pages: it may not fit on one.
const ONE_PAGE: usize = 30;
/// How much of a line a letter takes, and the margins of a cell; on the wide side.
const LETTER: usize = 120;
const CELL_MARGINS: usize = 100;
/// What the header row is shaded with.
const SHADE: &str = "E4E8ED";

/// The part `word/document.xml`.
pub(super) fn write(tables: &[WordTable]) -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open("w:document", &[("xmlns:w", WORD), ("xmlns:r", OFFICE)])?;
    xml.open("w:body", &[])?;
    for (at, table) in tables.iter().enumerate() {
        paragraph(&mut xml, "Heading1", &table.title)?;
        table.paragraphs.iter().try_for_each(|text| paragraph(&mut xml, "BodyText", text))?;
        caption(&mut xml, &(at + 1).to_string(), &table.title)?;
        write_table(&mut xml, table)?;
        // Word asks for a paragraph after a table, with or without words.
        if table.notes.is_empty() {
            paragraph(&mut xml, "TableEnd", "")?;
        }
        table.notes.iter().try_for_each(|text| paragraph(&mut xml, "TableNote", text))?;
    }
    xml.open("w:sectPr", &[])?;
    xml.leaf("w:footerReference", &[("w:type", "default"), ("r:id", "rId3")])?;
    xml.leaf("w:pgSz", &[("w:w", PAGE.0), ("w:h", PAGE.1), ("w:orient", "landscape")])?;
    xml.leaf(
        "w:pgMar",
        &[
            ("w:top", MARGIN),
            ("w:right", MARGIN),
            ("w:bottom", MARGIN),
            ("w:left", MARGIN),
            ("w:header", "567"),
            ("w:footer", "567"),
            ("w:gutter", "0"),
        ],
    )?;
    xml.close("w:sectPr")?;
    xml.close("w:body")?;
    xml.close("w:document")?;
    Ok(xml.finish())
}

fn paragraph(xml: &mut Xml, style: &str, text: &str) -> io::Result<()> {
    begin_paragraph(xml, style)?;
    run(xml, text)?;
    xml.close("w:p")
}

fn begin_paragraph(xml: &mut Xml, style: &str) -> io::Result<()> {
    xml.open("w:p", &[])?;
    xml.open("w:pPr", &[])?;
    xml.leaf("w:pStyle", &[("w:val", style)])?;
    xml.close("w:pPr")
}

/// Text as one run: line breaks and tabs are elements of their own, for white space in text counts for little.
fn run(xml: &mut Xml, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    xml.open("w:r", &[])?;
    let text = text.replace("\r\n", "\n");
    for (number, line) in text.split(['\n', '\r']).enumerate() {
        if number > 0 {
            xml.leaf("w:br", &[])?;
        }
        for (number, piece) in line.split('\t').enumerate() {
            if number > 0 {
                xml.leaf("w:tab", &[])?;
            }
            if !piece.is_empty() {
                xml.text("w:t", &[("xml:space", "preserve")], piece)?;
            }
        }
    }
    xml.close("w:r")
}

/// What Word fills in, and what stands there until it does. The long form, for some readers pass over `w:fldSimple`.
fn field(xml: &mut Xml, instruction: &str, shown: &str) -> io::Result<()> {
    for kind in ["begin", "separate", "end"] {
        if kind == "separate" {
            xml.open("w:r", &[])?;
            xml.text("w:instrText", &[("xml:space", "preserve")], instruction)?;
            xml.close("w:r")?;
        }
        if kind == "end" {
            run(xml, shown)?;
        }
        xml.open("w:r", &[])?;
        xml.leaf("w:fldChar", &[("w:fldCharType", kind)])?;
        xml.close("w:r")?;
    }
    Ok(())
}

/// "Table 1. Title", with the number as Word's own numbering, so that lists of tables and references find it.
fn caption(xml: &mut Xml, number: &str, title: &str) -> io::Result<()> {
    begin_paragraph(xml, "Caption")?;
    run(xml, "Table ")?;
    field(xml, " SEQ Table \\* ARABIC ", number)?;
    run(xml, &format!(". {title}"))?;
    xml.close("w:p")
}

fn write_table(xml: &mut Xml, table: &WordTable) -> io::Result<()> {
    let widths = shares(table.columns.iter().map(|(_, width)| *width));
    let header: Vec<String> = table.columns.iter().map(|(name, _)| name.clone()).collect();
    xml.open("w:tbl", &[])?;
    xml.open("w:tblPr", &[])?;
    xml.leaf("w:tblStyle", &[("w:val", "ReportTable")])?;
    xml.leaf("w:tblW", &[("w:w", &BETWEEN.to_string()), ("w:type", "dxa")])?;
    xml.leaf("w:tblLayout", &[("w:type", "fixed")])?;
    xml.leaf(
        "w:tblLook",
        &[
            ("w:val", "0620"),
            ("w:firstRow", "1"),
            ("w:lastRow", "0"),
            ("w:firstColumn", "0"),
            ("w:lastColumn", "0"),
            ("w:noHBand", "1"),
            ("w:noVBand", "1"),
        ],
    )?;
    // What screen readers say of the table.
    xml.leaf("w:tblCaption", &[("w:val", &short(&table.title))])?;
    xml.close("w:tblPr")?;
    xml.open("w:tblGrid", &[])?;
    widths.iter().try_for_each(|width| xml.leaf("w:gridCol", &[("w:w", &width.to_string())]))?;
    xml.close("w:tblGrid")?;
    row(xml, &header, &widths, true)?;
    table.rows.iter().try_for_each(|cells| row(xml, cells, &widths, false))?;
    xml.close("w:tbl")
}

fn row(xml: &mut Xml, cells: &[String], widths: &[u32], is_header: bool) -> io::Result<()> {
    xml.open("w:tr", &[])?;
    let stays_whole = cells.iter().zip(widths).all(|(cell, width)| lines(cell, *width) <= ONE_PAGE);
    if is_header || stays_whole {
        xml.open("w:trPr", &[])?;
        if stays_whole {
            xml.leaf("w:cantSplit", &[])?;
        }
        if is_header {
            xml.leaf("w:tblHeader", &[])?;
        }
        xml.close("w:trPr")?;
    }
    for (cell, width) in cells.iter().map(String::as_str).chain(std::iter::repeat("")).zip(widths) {
        xml.open("w:tc", &[])?;
        xml.open("w:tcPr", &[])?;
        xml.leaf("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
        if is_header {
            xml.leaf("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)])?;
        }
        xml.close("w:tcPr")?;
        paragraph(xml, if is_header { "TableHeading" } else { "TableText" }, cell)?;
        xml.close("w:tc")?;
    }
    xml.close("w:tr")
}

/// About how many lines a text takes in a column; rather too many than too few.
fn lines(text: &str, width: u32) -> usize {
    let letters = (usize::try_from(width).unwrap_or(usize::MAX).saturating_sub(CELL_MARGINS) / LETTER).max(1);
    text.split(['\n', '\r']).map(|line| line.chars().count().div_ceil(letters).max(1)).sum()
}

/// The width between the margins, shared out; the parts add up to it.
fn shares(widths: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let widths: Vec<u64> = widths.into_iter().map(u64::from).collect();
    let least = widths.iter().sum::<u64>().div_ceil(60).max(1);
    let widths: Vec<u64> = widths.into_iter().map(|width| width.max(least)).collect();
    let all: u64 = widths.iter().sum();
    let mut before = 0;
    let mut shares = Vec::with_capacity(widths.len());
    for width in widths {
        // Rounding where the columns end, not how wide they are, leaves nothing over.
        let end = |sum: u64| u32::try_from(sum * u64::from(BETWEEN) / all).unwrap_or(BETWEEN);
        shares.push(end(before + width).saturating_sub(end(before)));
        before += width;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::{BETWEEN, lines, shares};
    use proptest::prelude::*;

    #[test]
    fn widths_are_in_the_proportion_asked_for() {
        assert_eq!(shares([1, 2, 7]), [1457, 2914, 10199]);
        assert_eq!(shares([5]), [BETWEEN]);
    }

    #[test]
    fn lines_are_counted_by_width_and_by_breaks() {
        assert_eq!(lines("", 1300), 1);
        assert_eq!(lines(&"x".repeat(20), 1300), 2);
        assert_eq!(lines("a\n\nb", 1300), 3);
        assert_eq!(lines("abc", 50), 3);
    }

    proptest! {
        #[test]
        fn columns_fill_the_page_and_none_vanishes(widths in prop::collection::vec(any::<u32>(), 1..=63)) {
            let shares = shares(widths);
            prop_assert_eq!(shares.iter().sum::<u32>(), BETWEEN);
            prop_assert!(shares.iter().all(|share| *share >= 110), "{:?}", shares);
        }
    }
}
