//! Who wrote a paper, when, and about which partnering: from the corpus table, else proposed from the file.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A partnering type declared for a document, by its code in the partnering lexicon.
pub type PartneringType = String;

/// What is known of a paper besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperMeta {
    /// Title.
    pub title: Option<String>,
    /// Organisations or partnerships that speak in it, set apart by `;`.
    pub organisation: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Declared partnering types; [`Self::NO_PARTNERING`] alone where it is declared that there is none, empty where nothing
    /// is declared.
    pub partnering: Vec<PartneringType>,
    /// Entry points that a person declares, by code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry_points: Vec<String>,
    /// Partnering types and entry points of which a person says that they do not hold, by code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<String>,
    /// Where it was published.
    pub address: Option<String>,
    /// `false` keeps the paper out of tallies and search.
    pub include: Option<bool>,
    /// The file it duplicates, which is counted in its stead.
    pub duplicate_of: Option<String>,
    /// Other columns of the corpus table, by their heading.
    pub other: BTreeMap<String, String>,
    /// The fields above that were proposed from the document and not given by a person.
    pub proposed: Vec<String>,
    /// Where these were read.
    pub sources: Vec<MetadataSource>,
}

/// Where something that is proposed of a paper was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetadataPlace {
    /// A line or row that says what it is: "Title: …", "Published by …", "© 2021 …".
    Labelled,
    /// What is printed largest in front, or stands there alone.
    Cover,
    /// What runs along the head or foot of its pages.
    RunningHead,
    /// What the file says of itself.
    FileProperty,
    /// A heading.
    Heading,
    /// The title that was found.
    Title,
    /// An address that the paper gives as its own.
    Address,
    /// What the paper's text says of its own bodies.
    Text,
    /// The file's name.
    FileName,
}

impl MetadataPlace {
    /// The name used in the public record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Labelled => "labelled",
            Self::Cover => "cover",
            Self::RunningHead => "running_head",
            Self::FileProperty => "file_property",
            Self::Heading => "heading",
            Self::Title => "title",
            Self::Address => "address",
            Self::Text => "text",
            Self::FileName => "file_name",
        }
    }
}

/// A field that the program proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetadataField {
    /// The title.
    Title,
    /// The organisations.
    Organisation,
    /// The year of publication.
    Year,
}

impl MetadataField {
    /// The name used in the public record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Organisation => "organisation",
            Self::Year => "year",
        }
    }
}

/// Where a proposed field was read, with the words that said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataSource {
    /// The field.
    pub field: MetadataField,
    /// The kind of place.
    pub place: MetadataPlace,
    /// The physical page, from 1; `None` where it is on no page.
    pub page: Option<u32>,
    /// The words there.
    pub quote: String,
}

impl PaperMeta {
    /// What the corpus table says of a paper that is about no partnering type.
    pub const NO_PARTNERING: &str = "none";

    /// Whether a person declared that the paper is about no partnering type.
    pub fn declares_no_partnering(&self) -> bool {
        self.partnering == [Self::NO_PARTNERING]
    }
}

/// The organisations in a text that sets them apart by `;`.
pub fn organisations(all: &str) -> impl Iterator<Item = &str> {
    all.split(';').map(str::trim).filter(|name| !name.is_empty())
}
