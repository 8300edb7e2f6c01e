//! All lexicons in use: the built-in ones, those of a folder laid over them, and the matches they find in a text.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use regex::Regex;
use sha2::{Digest, Sha256};

use super::entry::{Layer, Lexicon, LexiconEntry, LexiconKind, PartneringKind, Proposition};
use super::matcher::{self, Matcher};
use super::parse::{self, Parsed};
use crate::detection::OutcomeDetector;
use crate::detection::features::{FeatureFiles, Features};
use crate::detection::learning::{Model, ModelDetector, Vocabulary, Weights};
use crate::diagnostics::{Finding, LexiconErrors, Severity, SourceText};
use crate::settings::Settings;
use stratmine_model::limits::MAX_LEXICON_BYTES;
use stratmine_model::{Span, plain};

/// The lexicons built into the binary, by file name.
const BUILT_IN: &[(&str, &str)] = &[
    ("context.toml", include_str!("../../../lexicons/context.toml")),
    ("cues.toml", include_str!("../../../lexicons/cues.toml")),
    ("domains.toml", include_str!("../../../lexicons/domains.toml")),
    ("names.toml", include_str!("../../../lexicons/names.toml")),
    ("outcomes.toml", include_str!("../../../lexicons/outcomes.toml")),
    ("partnering.toml", include_str!("../../../lexicons/partnering.toml")),
    ("propositions.toml", include_str!("../../../lexicons/propositions.toml")),
    ("roles.toml", include_str!("../../../lexicons/roles.toml")),
    ("rules.toml", include_str!("../../../lexicons/rules.toml")),
    ("settings.toml", include_str!("../../../lexicons/settings.toml")),
    ("weights.toml", include_str!("../../../lexicons/weights.toml")),
];

/// The files of the built-in lexicons, each with its name and text.
pub const fn built_in_files() -> &'static [(&'static str, &'static str)] {
    BUILT_IN
}

/// A lexicon file in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconFile {
    /// What it is for.
    pub kind: LexiconKind,
    /// Its short name, from its `[lexicon]` table.
    pub name: String,
    /// Its file name.
    pub file: String,
    /// The user's file; `None` where it is built into the binary.
    pub path: Option<PathBuf>,
    /// Its text.
    pub text: String,
}

impl LexiconFile {
    /// The file as messages name it.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.path {
            None => format!("built-in {}", self.file),
            Some(path) => path.display().to_string(),
        }
    }
}

/// Words of a text that an entry matched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit<'c> {
    /// The layer.
    pub layer: Layer,
    /// The entry.
    pub entry: &'c LexiconEntry,
    /// The words, in bytes of the text that was searched, on character boundaries.
    pub span: Span,
}

/// A proposition of the theory by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedProposition<'c> {
    /// Its code: `proposition:…`.
    pub id: &'c str,
    /// The proposition in words.
    pub label: &'c str,
    /// The domain it is about; `None` for one of cause and effect.
    pub domain: Option<&'c str>,
}

/// All lexicons in use, ready to search texts.
///
/// ```
/// use stratmine_coding::lexicon::{Codebook, Layer};
///
/// let codebook = Codebook::built_in()?;
/// let hits = codebook.scan_layers("We will improve patient safety.", &[Layer::Outcomes]);
/// assert_eq!(hits[0].entry.codes, ["quality"]);
/// assert_eq!((hits[0].span.start, hits[0].span.end), (16, 30));
/// # Ok::<(), stratmine_coding::lexicon::LexiconErrors>(())
/// ```
pub struct Codebook {
    sources: Vec<LexiconFile>,
    /// Those of entries, in the order of [`LexiconKind::ALL`].
    lexicons: [Lexicon; 6],
    matcher: Matcher,
    /// What links the sides of a proposition.
    links: Vec<Regex>,
    features: Features,
    weights: Weights,
    vocabulary: Vocabulary,
    settings: Settings,
    hash: String,
}

impl Codebook {
    /// The lexicons built into the binary.
    ///
    /// # Errors
    /// None in a released binary: a test reads them. The signature is that of [`Codebook::load`].
    pub fn built_in() -> Result<Self, LexiconErrors> {
        Self::of(built_in()?)
    }

    /// The built-in lexicons, each replaced by the file of its kind in `dir` where there is one.
    ///
    /// Every `*.toml` directly in `dir` is read, hidden files and `spellings.toml` excepted; the kind stands in the file, its name is free.
    ///
    /// # Errors
    /// Everything that is wrong with the files, with file, line and column; a folder that cannot be read or holds no
    /// lexicon.
    pub fn load(dir: &Path) -> Result<Self, LexiconErrors> {
        let mut sources = Vec::new();
        let mut findings = Vec::new();
        let shown = dir.display().to_string();
        let paths = match toml_files(dir) {
            Ok(paths) => paths,
            Err(error) => {
                let finding =
                    Finding::of_file(Severity::Error, &shown, format!("the folder cannot be read: {}", plain(&error)))
                        .hint("give the folder that holds the lexicons' *.toml files");
                return Err(LexiconErrors { findings: vec![finding] });
            }
        };
        if paths.is_empty() {
            let finding = Finding::of_file(Severity::Error, &shown, "the folder holds no *.toml file")
                .hint("leave the option out to use the built-in lexicons");
            return Err(LexiconErrors { findings: vec![finding] });
        }
        for path in paths {
            match read(&path) {
                Ok(text) => {
                    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    sources.push((file, Some(path), text));
                }
                Err(message) => {
                    findings.push(Finding::of_file(Severity::Error, &path.display().to_string(), message));
                }
            }
        }
        match parse_all(sources) {
            Ok(own) if findings.is_empty() => Self::over_built_in(own),
            Ok(_) => Err(LexiconErrors { findings }),
            Err(errors) => {
                findings.extend(errors.findings);
                Err(LexiconErrors { findings })
            }
        }
    }

    /// A codebook of lexicons given as `(file name, text)`, laid over the built-in ones as [`Codebook::load`] does.
    ///
    /// # Errors
    /// Everything that is wrong with the texts.
    pub fn of_texts(texts: &[(&str, &str)]) -> Result<Self, LexiconErrors> {
        let given =
            texts.iter().map(|&(file, text)| (file.to_owned(), Some(PathBuf::from(file)), text.to_owned())).collect();
        Self::over_built_in(parse_all(given)?)
    }

    /// The given files, and the built-in ones of every kind that is not among them.
    fn over_built_in(mut files: Vec<(LexiconFile, Option<Lexicon>)>) -> Result<Self, LexiconErrors> {
        for built_in in built_in()? {
            if !files.iter().any(|(source, _)| source.kind == built_in.0.kind) {
                files.push(built_in);
            }
        }
        Self::of(files)
    }

    fn of(mut files: Vec<(LexiconFile, Option<Lexicon>)>) -> Result<Self, LexiconErrors> {
        files.sort_by(|(a, _), (b, _)| (a.kind, &a.file).cmp(&(b.kind, &b.file)));
        let mut sources = Vec::new();
        let mut lexicons = Vec::new();
        for (source, lexicon) in files {
            sources.push(source);
            lexicons.extend(lexicon);
        }
        let missing = |kind: LexiconKind| {
            let finding = Finding::of_file(Severity::Error, kind.name(), format!("no lexicon of kind `{kind}`"));
            LexiconErrors { findings: vec![finding] }
        };
        let of_kind = |kind| sources.iter().find(|source| source.kind == kind).ok_or_else(|| missing(kind));
        let shown =
            [LexiconKind::Roles, LexiconKind::Cues, LexiconKind::Rules].map(|kind| of_kind(kind).map(Shown::of));
        let [roles, cues, rules] = shown;
        let (roles, cues, rules) = (roles?, cues?, rules?);
        let files = FeatureFiles { roles: roles.source(), cues: cues.source(), rules: rules.source() };
        let features = Features::parse(files)?;
        let fitted = of_kind(LexiconKind::Weights)?;
        let weights = Weights::parse(SourceText { file: &fitted.shown(), text: &fitted.text })?;
        let vocabulary = Vocabulary::new(&features, &weights);
        let written = of_kind(LexiconKind::Settings)?;
        let settings = Settings::parse(SourceText { file: &written.shown(), text: &written.text })
            .map_err(|finding| LexiconErrors { findings: vec![finding] })?;
        let mut take = |kind: LexiconKind| {
            let place = lexicons.iter().position(|lexicon| lexicon.kind == kind);
            place.map(|place| lexicons.swap_remove(place)).ok_or_else(|| missing(kind))
        };
        let lexicons = [
            take(LexiconKind::Layer(Layer::Outcomes))?,
            take(LexiconKind::Layer(Layer::Domains))?,
            take(LexiconKind::Layer(Layer::Partnering))?,
            take(LexiconKind::Layer(Layer::Context))?,
            take(LexiconKind::Layer(Layer::Propositions))?,
            take(LexiconKind::Names)?,
        ];
        let unready = |message: String| LexiconErrors {
            findings: vec![
                Finding::of_file(Severity::Error, "lexicons", format!("they cannot be made ready: {message}"))
                    .hint("the lexicons may hold too many entries together"),
            ],
        };
        let matcher = Matcher::new(&lexicons).map_err(unready)?;
        let links = lexicons.iter().flat_map(|lexicon| &lexicon.propositions.links);
        let links = matcher::expressions(links).map_err(|error| unready(error.to_string()))?;
        let mut sorted: Vec<&LexiconFile> = sources.iter().collect();
        sorted.sort_by(|a, b| (&a.file, a.kind).cmp(&(&b.file, b.kind)));
        let hash = hash(sorted.into_iter().map(|source| (source.file.as_bytes(), source.text.as_bytes())));
        Ok(Self { sources, lexicons, matcher, links, features, weights, vocabulary, settings, hash })
    }

    /// SHA-256 over the names and texts of all lexicon files in use, in lower-case hexadecimal: the same words give
    /// the same codes.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The files in use, one of each kind, by kind.
    #[must_use]
    pub fn sources(&self) -> &[LexiconFile] {
        &self.sources
    }

    /// The file of one kind.
    #[must_use]
    pub fn source(&self, kind: LexiconKind) -> Option<&LexiconFile> {
        self.sources.iter().find(|source| source.kind == kind)
    }

    /// All lexicons of entries, names among them, by kind.
    #[must_use]
    pub fn lexicons(&self) -> &[Lexicon] {
        &self.lexicons
    }

    /// What can hold of statements.
    #[must_use]
    pub const fn features(&self) -> &Features {
        &self.features
    }

    /// Everything that is wrong with the files of features, though they can be used.
    pub(super) fn check_features(&self) -> Vec<Finding> {
        let shown = |kind| self.source(kind).map(Shown::of);
        let (Some(roles), Some(cues), Some(rules)) =
            (shown(LexiconKind::Roles), shown(LexiconKind::Cues), shown(LexiconKind::Rules))
        else {
            return Vec::new();
        };
        self.features.check(FeatureFiles { roles: roles.source(), cues: cues.source(), rules: rules.source() })
    }

    /// What each feature counts.
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// What codes need beyond their words.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A detector of intended outcomes for one paper, by the weights and by what a study's decisions taught, if any.
    #[must_use]
    pub fn detector<'c>(&'c self, model: Option<&'c Model>) -> Box<dyn OutcomeDetector + 'c> {
        Box::new(ModelDetector::new(&self.features, &self.vocabulary, &self.weights, model))
    }

    /// The lexicon of a layer.
    #[must_use]
    pub fn layer(&self, layer: Layer) -> &Lexicon {
        let [outcomes, domains, partnering, context, propositions, _names] = &self.lexicons;
        match layer {
            Layer::Outcomes => outcomes,
            Layer::Domains => domains,
            Layer::Partnering => partnering,
            Layer::Context => context,
            Layer::Propositions => propositions,
        }
    }

    /// The ids of the outcome categories, in the order of their lexicon.
    #[must_use]
    pub fn categories(&self) -> Vec<String> {
        self.layer(Layer::Outcomes).codes.iter().map(|group| group.id.clone()).collect()
    }

    /// What is known of a partnering type.
    #[must_use]
    pub fn partnering_type(&self, code: &str) -> Option<&PartneringKind> {
        self.partnering_types().find(|kind| kind.code == code)
    }

    /// All partnering types, in the lexicon's order.
    pub fn partnering_types(&self) -> impl Iterator<Item = &PartneringKind> {
        self.layer(Layer::Partnering).codes.iter().filter_map(|group| group.partnering.as_ref())
    }

    /// Whether what stands below a heading tells of others than the paper's own bodies, by the lexicon of a layer.
    #[must_use]
    pub fn heads_third_parties(&self, layer: Layer, heading: &str) -> bool {
        self.matcher.heads_third_parties(layer.kind(), heading)
    }

    /// The propositions of cause and effect, in the lexicon's order.
    #[must_use]
    pub fn propositions(&self) -> &[Proposition] {
        &self.layer(Layer::Context).propositions.all
    }

    /// Every proposition of the theory: those about a domain, then those of cause and effect, each in its lexicon's order.
    pub fn all_propositions(&self) -> impl Iterator<Item = NamedProposition<'_>> {
        let about = self.layer(Layer::Propositions).codes.iter().map(|group| NamedProposition {
            id: &group.id,
            label: &group.label,
            domain: group.domain.as_deref(),
        });
        let chains = self.propositions().iter();
        about.chain(chains.map(|chain| NamedProposition { id: &chain.id, label: &chain.label, domain: None }))
    }

    /// Whether a text has a word that links the sides of a proposition.
    #[must_use]
    pub fn links(&self, text: &str) -> bool {
        self.links.is_empty() || self.links.iter().any(|link| link.is_match(text))
    }

    /// What the entries of every layer match in a text, by start, then layer, then the order of the lexicon.
    ///
    /// Within a layer the leftmost match wins, of those at one place the longest, and hits do not overlap; entries of
    /// several codes at the same words all count, several of the same code once.
    #[must_use]
    pub fn scan<'c>(&'c self, text: &str) -> Vec<Hit<'c>> {
        self.scan_layers(text, &Layer::ALL)
    }

    /// As [`Codebook::scan`], for some layers only.
    #[must_use]
    pub fn scan_layers<'c>(&'c self, text: &str, layers: &[Layer]) -> Vec<Hit<'c>> {
        self.matcher
            .scan(&self.lexicons, text, layers)
            .into_iter()
            .filter_map(|found| {
                let entry = matcher::entry(&self.lexicons, found.layer.kind(), found.group, found.entry)?;
                Some(Hit { layer: found.layer, entry, span: found.span })
            })
            .collect()
    }
}

/// A file with the name by which messages call it.
struct Shown<'f> {
    name: String,
    text: &'f str,
}

impl<'f> Shown<'f> {
    fn of(file: &'f LexiconFile) -> Self {
        Self { name: file.shown(), text: &file.text }
    }

    fn source(&self) -> SourceText<'_> {
        SourceText { file: &self.name, text: self.text }
    }
}

fn built_in() -> Result<Vec<(LexiconFile, Option<Lexicon>)>, LexiconErrors> {
    let texts = BUILT_IN.iter().map(|&(file, text)| (file.to_owned(), None, text.to_owned())).collect();
    parse_all(texts)
}

/// Reads all files; two of one kind are an error.
fn parse_all(
    texts: Vec<(String, Option<PathBuf>, String)>,
) -> Result<Vec<(LexiconFile, Option<Lexicon>)>, LexiconErrors> {
    let mut files: Vec<(LexiconFile, Option<Lexicon>)> = Vec::new();
    let mut findings = Vec::new();
    for (file, path, text) in texts {
        let mut source = LexiconFile { kind: LexiconKind::Rules, name: String::new(), file, path, text };
        let shown = source.shown();
        let lexicon = match parse::parse(&shown, &source.text) {
            Ok(Parsed::Lexicon(lexicon)) => {
                source.kind = lexicon.kind;
                source.name.clone_from(&lexicon.name);
                Some(*lexicon)
            }
            Ok(Parsed::Other { kind, name }) => {
                source.kind = kind;
                source.name = name;
                None
            }
            Err(errors) => {
                findings.extend(errors);
                continue;
            }
        };
        if let Some((first, _)) = files.iter().find(|(other, _)| other.kind == source.kind) {
            let message = format!("a second file of kind `{}`; the first is {}", source.kind, first.shown());
            findings.push(Finding::of_file(Severity::Error, &shown, message).hint("keep one file of each kind"));
            continue;
        }
        files.push((source, lexicon));
    }
    if findings.is_empty() { Ok(files) } else { Err(LexiconErrors { findings }) }
}

/// The file of spellings, which belongs to the program and is no lexicon of codes.
const SPELLINGS: &str = "spellings.toml";

fn toml_files(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let left_out =
            path.file_name().is_some_and(|name| name == SPELLINGS || name.to_string_lossy().starts_with('.'));
        if !left_out && path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The text of a lexicon file, without a byte order mark.
fn read(path: &Path) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|error| format!("the file cannot be read: {}", plain(&error)))?;
    let mut bytes = Vec::new();
    file.take(MAX_LEXICON_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("the file cannot be read: {}", plain(&error)))?;
    if bytes.len() as u64 > MAX_LEXICON_BYTES {
        return Err(format!("the file is larger than {} MiB", MAX_LEXICON_BYTES / (1024 * 1024)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        format!("the file is not UTF-8 text (byte {}); save it as UTF-8", error.utf8_error().valid_up_to())
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// SHA-256 over file names and texts, each with its length before it, in lower-case hexadecimal.
fn hash<'p>(files: impl IntoIterator<Item = (&'p [u8], &'p [u8])>) -> String {
    let mut hasher = Sha256::new();
    for (name, text) in files {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    stratmine_model::DocumentId::from_digest(hasher.finalize().into()).to_string()
}

/// A hash over the built-in lexicons and every lexicon file in `dir`: it changes whenever [`Codebook::hash`] would, and
/// nothing is parsed or compiled for it. `None` where the folder or a file cannot be read, which loading will explain.
#[must_use]
pub fn fingerprint(dir: Option<&Path>) -> Option<String> {
    let mut own = Vec::new();
    for path in dir.map(toml_files).transpose().ok()?.unwrap_or_default() {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes().to_owned();
        own.push((name, std::fs::read(&path).ok()?));
    }
    let built_in = BUILT_IN.iter().map(|(file, text)| (file.as_bytes(), text.as_bytes()));
    Some(hash(built_in.chain(own.iter().map(|(name, text)| (name.as_slice(), text.as_slice())))))
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn it_tells_lexicons_apart() {
        let dir = tempfile::tempdir().unwrap();
        let built_in = fingerprint(None).unwrap();
        let path = dir.path().join("outcomes.toml");
        std::fs::write(&path, "a").unwrap();
        let one = fingerprint(Some(dir.path())).unwrap();
        assert_eq!(fingerprint(Some(dir.path())).as_ref(), Some(&one));
        std::fs::write(&path, "b").unwrap();
        let two = fingerprint(Some(dir.path())).unwrap();
        assert!(built_in != one && one != two && built_in != two);
        assert_eq!(fingerprint(Some(&dir.path().join("missing"))), None);
    }
}
