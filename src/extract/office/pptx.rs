//! PowerPoint files: a page per slide, its title as the heading.
//!
//! In: an opened package with its main part. Out: pages. Notes of the speaker, comments and hidden slides are left out;
//! dates, footers and slide numbers are running matter.

use super::docx::Relations;
use super::draft::{Draft, DraftItem, ListLabel, Paragraph, Role};
use super::package::{Package, PackageError};
use super::rows::{DraftCell, DraftTable};
use super::xml::{Element as Node, Xml};
use stratmine_model::{Page, PageGrade};

/// How far in a level of a list stands.
const STEP: i64 = 360;

/// The pages, and whether a slide shows a picture.
///
/// # Errors
/// [`PackageError`] where the file passes a limit.
pub(super) fn read(package: &mut Package, part: &str, main: &Xml) -> Result<(Vec<Page>, bool), PackageError> {
    let relations = Relations::of(package, part)?;
    let list = main.root().and_then(|root| root.child("p:sldIdLst"));
    let ids: Vec<&str> =
        list.into_iter().flat_map(|list| list.named("p:sldId")).filter_map(|slide| slide.attribute("r:id")).collect();
    let (mut pages, mut pictures) = (Vec::new(), false);
    for id in ids.into_iter().take(stratmine_model::limits::MAX_PAGES) {
        let mut draft = Draft::default();
        match relations.target(id).map(|target| package.xml(&target)).transpose() {
            Ok(Some(Some(slide))) => {
                let Some(root) = slide.root().filter(|root| root.attribute("show") != Some("0")) else { continue };
                walk(root, &mut draft);
            }
            Err(error) if error.is_limit() => return Err(error),
            Err(error) => draft.lost.push(error.to_string()),
            Ok(_) => draft.lost.push("the slide is missing".to_owned()),
        }
        let pictured = draft.pictures;
        pictures |= pictured;
        let number = u32::try_from(pages.len() + 1).unwrap_or(u32::MAX);
        for mut page in draft.into_pages().into_iter().take(1) {
            page.number = number;
            if page.text.is_empty() && page.quality.grade == PageGrade::Good && pictured {
                page.quality.lower_to(PageGrade::Fair, "the slide is a picture, whose words were not read");
            }
            pages.push(page);
        }
    }
    Ok((pages, pictures))
}

/// Goes through the shapes of a slide in their order.
fn walk(node: Node<'_>, draft: &mut Draft) {
    match node.name() {
        "p:sp" => shape(node, draft),
        "a:tbl" => draft.elements.extend(table(node)),
        "a:blip" => draft.pictures = true,
        _ => node.children().for_each(|child| walk(child, draft)),
    }
}

fn shape(node: Node<'_>, draft: &mut Draft) {
    let place = node.child("p:nvSpPr").and_then(|about| about.child("p:nvPr")).and_then(|about| about.child("p:ph"));
    let kind = place.map(|place| place.attribute("type").unwrap_or("obj"));
    let body = node.child("p:txBody");
    let paragraphs = body.into_iter().flat_map(|body| body.named("a:p"));
    match kind {
        Some("title" | "ctrTitle") => {
            // A title over several lines is one heading, and stands first wherever it was drawn.
            let text = paragraphs.map(|node| paragraph(node).text).collect::<Vec<_>>().join(" ");
            draft.elements.insert(0, DraftItem::Paragraph(Paragraph::new(Role::Heading(1), text)));
        }
        Some("dt" | "ftr" | "sldNum" | "hdr") => draft.feet.extend(paragraphs.map(|node| paragraph(node).text)),
        kind => {
            let listed = kind.is_some_and(|kind| matches!(kind, "body" | "obj"));
            let found: Vec<Node<'_>> = paragraphs.collect();
            let several = found.len() > 1;
            for node in found {
                let mut paragraph = paragraph(node);
                let about = node.child("a:pPr");
                let has = |name| about.is_some_and(|about| about.child(name).is_some());
                let bullet = (listed && several && !has("a:buNone")) || has("a:buChar") || has("a:buAutoNum");
                if bullet {
                    let level = about.and_then(|about| about.number("lvl")).unwrap_or_default();
                    paragraph.label = Some(ListLabel { number: String::new(), indent: STEP.saturating_mul(level) });
                }
                draft.elements.push(DraftItem::Paragraph(paragraph));
            }
        }
    }
}

fn paragraph(node: Node<'_>) -> Paragraph {
    let mut paragraph = Paragraph::default();
    for child in node.children() {
        match child.name() {
            "a:r" | "a:fld" => {
                let about = child.child("a:rPr");
                let bold =
                    about.and_then(|about| about.attribute("b")).is_some_and(|bold| matches!(bold, "1" | "true"));
                let text = child.child("a:t").map(Node::text).unwrap_or_default();
                paragraph.write(&text.replace(['\n', '\r'], " "), bold, None);
            }
            "a:br" => paragraph.text.push('\n'),
            _ => {}
        }
    }
    paragraph
}

fn table(node: Node<'_>) -> Vec<DraftItem> {
    let heads = node.child("a:tblPr").is_some_and(|about| matches!(about.attribute("firstRow"), Some("1" | "true")));
    let mut table = DraftTable::default();
    for (index, row) in node.named("a:tr").enumerate() {
        let cells = row.named("a:tc").map(|cell| {
            let covered =
                ["hMerge", "vMerge"].into_iter().any(|name| matches!(cell.attribute(name), Some("1" | "true")));
            let body = cell.child("a:txBody").filter(|_| !covered);
            let paragraphs = body.into_iter().flat_map(|body| body.named("a:p"));
            DraftCell { elements: paragraphs.map(|node| DraftItem::Paragraph(paragraph(node))).collect() }
        });
        table.push(cells.collect(), heads && index == 0);
    }
    table.into_elements()
}
