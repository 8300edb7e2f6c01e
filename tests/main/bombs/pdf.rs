//! PDFs built object by object, and streams that swell.

use super::WORDS;
use flate2::{Compression, write::ZlibEncoder};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

/// A PDF, object by object. Object 1 is its catalogue.
pub(super) struct Pdf {
    pub(super) objects: BTreeMap<usize, Vec<u8>>,
    pub(super) next: usize,
    pub(super) version: &'static str,
    pub(super) trailer: String,
}

impl Pdf {
    /// With a catalogue (1), a page tree (2) of one page (3) that shows [`WORDS`] by its content (4) in Helvetica (5).
    pub(super) fn new() -> Self {
        let mut pdf = Self { objects: BTreeMap::new(), next: 6, version: "1.7", trailer: String::new() };
        pdf.set(1, "<< /Type /Catalog /Pages 2 0 R >>");
        pdf.set(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        pdf.page(3, "/MediaBox [0 0 595 842]", "/Font << /F1 5 0 R >>");
        pdf.content(&format!("BT /F1 12 Tf 72 760 Td ({WORDS}) Tj ET"));
        pdf.set(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        pdf
    }

    /// With one page that shows nothing yet.
    pub(super) fn blank() -> Self {
        let mut pdf = Self::new();
        pdf.content("");
        pdf
    }

    pub(super) fn set(&mut self, number: usize, body: impl Into<Vec<u8>>) {
        self.objects.insert(number, body.into());
        self.next = self.next.max(number + 1);
    }

    pub(super) fn add(&mut self, body: impl Into<Vec<u8>>) -> usize {
        self.set(self.next, body);
        self.next - 1
    }

    pub(super) fn page(&mut self, number: usize, entries: &str, resources: &str) {
        self.set(
            number,
            format!("<< /Type /Page /Parent 2 0 R {entries} /Contents 4 0 R /Resources << {resources} >> >>"),
        );
    }

    pub(super) fn content(&mut self, content: &str) {
        self.set(4, stream("", content.as_bytes()));
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut file = format!("%PDF-{}\n", self.version).into_bytes();
        let mut places = BTreeMap::new();
        for (number, body) in &self.objects {
            places.insert(*number, file.len());
            file.extend(format!("{number} 0 obj\n").bytes());
            file.extend(body);
            file.extend(b"\nendobj\n");
        }
        let start = file.len();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.next);
        for number in 1..self.next {
            match places.get(&number) {
                Some(place) => writeln!(table, "{place:010} 00000 n ").unwrap(),
                None => table.push_str("0000000000 00000 f \n"),
            }
        }
        let Self { next, trailer, .. } = self;
        write!(table, "trailer\n<< /Size {next} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n").unwrap();
        file.extend(table.bytes());
        file
    }
}

pub(super) fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!("<< {entries} /Length {} >>\nstream\n", bytes.len()).into_bytes();
    body.extend(bytes);
    body.extend(b"\nendstream");
    body
}

pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// So many mebibytes of one byte, deflated.
pub(super) fn swollen(byte: u8, mebibytes: usize) -> Vec<u8> {
    let chunk = vec![byte; 1 << 20];
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..mebibytes {
        encoder.write_all(&chunk).unwrap();
    }
    encoder.finish().unwrap()
}
