//! One file, from the disk to its record: read, cut, coded. One coder a thread.

use super::decide::Decisions;
use super::{ProgramError, Progress, TOOL, Workspace, plan};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;
use stratmine_coding::Coder;
use stratmine_coding::learning::{Decided, Model, Predictors, decided};
use stratmine_coding::lexicon::Codebook;
use stratmine_coding::segment::segment;
use stratmine_extract::{Extracted, Limits, OcrMode, OcrOptions, OcrProgress, ReadOptions, WorkerProgram, read_bytes};
use stratmine_model::limits;
use stratmine_model::{CodedPaper, DocumentId, Format, PaperMeta, ReadPaper, ReadResult, ReadStatus, Stamp};
use stratmine_study::discover::{self, CorpusFile};
use stratmine_study::store::RealDisk;

/// How many workers read and code, and what each may take.
#[derive(Clone, Debug)]
pub struct WorkerSettings {
    /// The program that is started as worker: stratmine itself.
    pub worker: WorkerProgram,
    /// Number of threads, each with a worker.
    pub threads: NonZero<usize>,
    /// Address space of a worker in bytes.
    pub memory: u64,
    /// How long one file may be read, and three times as long again each page that is given to text recognition.
    pub deadline: Duration,
    /// What is asked of text recognition.
    pub ocr: OcrOptions,
}

impl WorkerSettings {
    /// The default limits, and a thread per core.
    #[must_use]
    pub fn with_worker(worker: WorkerProgram) -> Self {
        Self {
            worker,
            threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
            memory: limits::WORKER_MEMORY,
            deadline: limits::READ_DEADLINE,
            ocr: OcrOptions::default(),
        }
    }

    pub(crate) fn reading(&self) -> ReadOptions {
        ReadOptions {
            worker: self.worker.clone(),
            memory: self.memory,
            deadline: self.deadline,
            max_bytes: limits::MAX_FILE_BYTES,
            ocr: self.ocr.clone(),
        }
    }

    /// The limits in words; a file that failed under one is tried again under another. Text recognition is among them only
    /// where it bears on every file: what bears on those that need it stands in their entries.
    pub(crate) fn limits(&self) -> String {
        let always = if self.ocr.mode == OcrMode::Always { " ocr=always" } else { "" };
        format!("memory={} deadline={:?} file={}{always}", self.memory, self.deadline, limits::MAX_FILE_BYTES)
    }

    /// Sees to it that there is text recognition where all pages are to be given to it.
    pub(crate) fn check(&self) -> Result<(), ProgramError> {
        match self.ocr.mode {
            OcrMode::Always => Ok(self.ocr.find_recogniser().map(drop)?),
            OcrMode::Auto | OcrMode::Never => Ok(()),
        }
    }
}

/// The options that bear on results, where they are not the default ones. No path is among them, for the same lexicons
/// give the same results wherever they lie; which they were is told by their hash.
pub(crate) fn options(workspace: &Workspace, workers: &WorkerSettings) -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    if workers.deadline != limits::READ_DEADLINE {
        options.insert("deadline".to_owned(), format!("{} s", workers.deadline.as_secs_f64()));
    }
    if workers.memory != limits::WORKER_MEMORY {
        options.insert("memory".to_owned(), format!("{} bytes", workers.memory));
    }
    if workers.ocr.mode != OcrMode::Auto {
        options.insert("ocr".to_owned(), workers.ocr.mode.as_str().to_owned());
    }
    if workers.ocr.language != stratmine_extract::ocr::DEFAULT_LANGUAGE {
        options.insert("ocr_language".to_owned(), workers.ocr.language.clone());
    }
    if workspace.lexicons.is_some() {
        options.insert("lexicons".to_owned(), "given".to_owned());
    }
    options
}

/// What the coders of all threads share.
struct CodingContext {
    /// The lexicons.
    codebook: Codebook,
    /// What stamps every record.
    stamp: Stamp,
    /// What people decided on single statements.
    decisions: Decisions,
}

impl CodingContext {
    /// Loads the lexicons.
    fn of(workspace: &Workspace, workers: &WorkerSettings) -> Result<Self, ProgramError> {
        let codebook = workspace.codebook()?;
        let stamp = Stamp {
            tool: TOOL.to_owned(),
            engine: stratmine_extract::engines(),
            options: options(workspace, workers),
            codebook: codebook.hash().to_owned(),
        };
        let decisions = match workspace.root(&RealDisk)? {
            Some(root) => Decisions::of_root(&RealDisk, &root)?,
            None => Decisions::default(),
        };
        Ok(Self { codebook, stamp, decisions })
    }
}

/// A file's record and the metadata behind it.
pub(crate) struct Finished {
    /// The record.
    pub(crate) record: CodedPaper,
    /// What is known of the paper.
    pub(crate) metadata: PaperMeta,
    /// Its identity, where its bytes could be read.
    pub(crate) id: Option<DocumentId>,
    /// What the recognition of its pages depends on, where any needed it: see [`stratmine_extract::Recognition::state`].
    pub(crate) recognition: Option<String>,
}

/// What a thread does with a file.
pub(crate) trait PaperCoder {
    /// Reads and codes a file. Whatever happens, there is a record.
    fn finish(&mut self, found: &CorpusFile, given: Option<&PaperMeta>, progress: &dyn Progress) -> Finished;

    /// Codes what was read before, giving what [`PaperCoder::finish`] would; `None` where it would have to be read for that.
    /// `recognition` is what the pages were given to then.
    fn code_again(
        &mut self,
        given: Option<&PaperMeta>,
        record: CodedPaper,
        recognition: Option<String>,
    ) -> Option<Finished>;
}

/// Those who read and code: a trait, so that what is done with their results can be tested without a worker process.
pub(crate) trait CoderFactory: Sync {
    /// A place for one more thread.
    fn coder(&self) -> Box<dyn PaperCoder + '_>;

    /// The hash of the codebook.
    fn codebook(&self) -> String;

    /// The outcome categories in the codebook's order.
    fn categories(&self) -> Vec<String>;

    /// What the decided statements of papers teach; `None` where nothing is decided.
    fn learn(&self, papers: &[&CodedPaper]) -> Option<Taught>;

    /// A place for one more thread, after it was taught.
    fn taught_coder<'t>(&'t self, taught: &'t Taught) -> Box<dyn PaperCoder + 't>;
}

/// What decisions taught.
pub(crate) struct Taught {
    model: Model,
    /// SHA-256 over the decided statements and what holds of them.
    pub(crate) hash: String,
}

impl Taught {
    /// From how many decided statements.
    pub(crate) fn statements(&self) -> usize {
        self.model.decisions()
    }
}

/// What the decisions teach that hold in papers, by a codebook; `None` where there are none.
pub(crate) fn learn(codebook: &Codebook, papers: &[&CodedPaper]) -> Option<Model> {
    let coder = Coder::new(codebook);
    let known: Vec<(&CodedPaper, Vec<Option<Predictors>>)> =
        papers.par_iter().filter(|paper| has_decided(paper)).map(|paper| (*paper, coder.evidence(paper))).collect();
    let decided: Vec<Decided<'_>> = known.iter().flat_map(|(paper, known)| decided(paper, known)).collect();
    (!decided.is_empty()).then(|| Model::learn(codebook.weights(), &decided))
}

/// Whether somebody decided on a statement of a paper.
pub(crate) fn has_decided(paper: &CodedPaper) -> bool {
    paper.statements().any(|(_, statement)| statement.decided.is_some())
}

/// Readers in worker processes, and the coder.
pub(crate) struct WorkerCoders {
    context: CodingContext,
    workers: WorkerSettings,
}

impl WorkerCoders {
    /// Loads the lexicons; nothing else is begun.
    pub(crate) fn open(workspace: &Workspace, workers: &WorkerSettings) -> Result<Self, ProgramError> {
        Ok(Self { context: CodingContext::of(workspace, workers)?, workers: workers.clone() })
    }
}

impl CoderFactory for WorkerCoders {
    fn coder(&self) -> Box<dyn PaperCoder + '_> {
        Box::new(WorkerCoder::new(&self.context, &self.workers, None))
    }

    fn codebook(&self) -> String {
        self.context.codebook.hash().to_owned()
    }

    fn categories(&self) -> Vec<String> {
        self.context.codebook.categories()
    }

    fn learn(&self, papers: &[&CodedPaper]) -> Option<Taught> {
        let codebook = &self.context.codebook;
        let model = learn(codebook, papers)?;
        let hash = plan::fingerprint([codebook.hash(), &model.fingerprint()]);
        Some(Taught { model, hash })
    }

    fn taught_coder<'t>(&'t self, taught: &'t Taught) -> Box<dyn PaperCoder + 't> {
        Box::new(WorkerCoder::new(&self.context, &self.workers, Some(&taught.model)))
    }
}

/// The place of one thread.
struct WorkerCoder<'c> {
    context: &'c CodingContext,
    workers: &'c WorkerSettings,
    model: Option<&'c Model>,
    reader: stratmine_extract::Reader,
    coder: Coder<'c>,
}

impl<'c> WorkerCoder<'c> {
    fn new(context: &'c CodingContext, workers: &'c WorkerSettings, model: Option<&'c Model>) -> Self {
        let reader = stratmine_extract::Reader::new(workers.reading());
        Self { context, workers, model, reader, coder: Coder::new(&context.codebook).taught(model) }
    }

    fn read_and_code(&mut self, found: &CorpusFile, given: Option<&PaperMeta>, progress: &dyn Progress) -> Finished {
        let tell = |step: OcrProgress| progress.recognising(&found.file, step);
        let mut extracted = self.reader.read_with_progress(&found.path, found.format, &tell);
        let (id, recognition) = (extracted.id, extracted.recognition.take());
        let paper = prepare(&self.context.stamp, &found.file, extracted);
        let mut finished = Finished { id, ..self.code(paper, given) };
        if let Some(recognition) = recognition {
            if let Some(recogniser) = recognition.used() {
                let engine = &mut finished.record.stamp.engine;
                *engine = format!("{engine}, {recogniser}");
            }
            finished.recognition = Some(recognition.state());
        }
        finished
    }

    fn unread(
        &self,
        found: &CorpusFile,
        given: Option<&PaperMeta>,
        id: Option<DocumentId>,
        outcome: &ReadResult,
    ) -> Finished {
        let metadata = given.cloned().unwrap_or_default();
        let shown = id.unwrap_or(DocumentId::from_digest([0; 32]));
        let record = CodedPaper::unread(&self.context.stamp, shown, &found.file, &metadata, outcome);
        Finished { record, metadata, id, recognition: None }
    }

    /// Codes a paper, new or again; what people decided on single statements holds in it.
    fn code(&self, mut record: CodedPaper, given: Option<&PaperMeta>) -> Finished {
        let metadata = code(self.coder, &mut record, given);
        // Nothing is decided in a paper that was just coded: there is nothing to go back on.
        let _ = self.context.decisions.apply_to(&mut record);
        let id = Some(record.document);
        Finished { record, metadata, id, recognition: None }
    }
}

/// What became of reading a file, as a paper: cut into statements and ready to be coded, or without pages where it could
/// not be read or is not in English.
fn prepare(stamp: &Stamp, file: &str, extracted: Extracted) -> CodedPaper {
    let id = extracted.id.unwrap_or(DocumentId::from_digest([0; 32]));
    let unread = |result| CodedPaper::unread(stamp, id, file, &PaperMeta::default(), result);
    let Some(mut document) = extracted.document.filter(|_| extracted.outcome.is_coded()) else {
        return unread(&extracted.outcome);
    };
    if let Some(result) = foreign(&document) {
        return CodedPaper { language: document.language, ..unread(&result) };
    }
    segment(&mut document);
    CodedPaper::from_read(stamp, file, &extracted.outcome, document)
}

/// Codes a paper that was read; one that was not gets its metadata only. `given` is its row of the metadata table; what is
/// known of it after that is returned.
fn code(coder: Coder<'_>, paper: &mut CodedPaper, given: Option<&PaperMeta>) -> PaperMeta {
    if paper.result.is_coded() {
        let (metadata, title) = discover::propose_again(given, paper);
        paper.proposed_title = title;
        coder.code(paper, &metadata);
        metadata
    } else {
        let metadata = given.cloned().unwrap_or_default();
        paper.describe(&metadata);
        metadata
    }
}

/// Reads and codes a paper from memory, in this process: no file, no index, no worker. Title, organisation and year are
/// proposed from the paper.
///
/// Whatever the bytes are, there is a paper: [`CodedPaper::result`] says how the reading ended and why, and without a
/// reading there are no pages. Its `file` is empty, and its `document` zero where the bytes were not looked at. How this
/// differs from reading in a worker process says [`stratmine_extract::read_bytes`].
///
/// ```
/// use stratmine::code_bytes;
/// use stratmine::coding::lexicon::Codebook;
/// use stratmine::extract::Limits;
/// use stratmine::model::Format;
///
/// let codebook = Codebook::built_in()?;
/// let paper = code_bytes(&codebook, b"# Our aims\n\nWe will improve patient safety.", Format::Markdown, &Limits::default());
/// let (page, outcome) = paper.outcomes().next().expect("an intended outcome");
/// assert_eq!(page.slice(outcome.span), "We will improve patient safety.");
/// assert_eq!(outcome.categories[0].code, "quality");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn code_bytes(codebook: &Codebook, bytes: &[u8], format: Format, limits: &Limits) -> CodedPaper {
    let stamp = Stamp {
        tool: TOOL.to_owned(),
        engine: stratmine_extract::engines(),
        options: BTreeMap::new(),
        codebook: codebook.hash().to_owned(),
    };
    let mut paper = prepare(&stamp, "", read_bytes(bytes, format, limits));
    code(Coder::new(codebook), &mut paper, None);
    paper
}

impl PaperCoder for WorkerCoder<'_> {
    fn finish(&mut self, found: &CorpusFile, given: Option<&PaperMeta>, progress: &dyn Progress) -> Finished {
        if found.format == Format::Other {
            return self.unread(found, given, identity(found), &unsupported(&found.file));
        }
        // A defect of ours that one paper brings out must not cost the others.
        let finished = catch_unwind(AssertUnwindSafe(|| self.read_and_code(found, given, progress)));
        finished.unwrap_or_else(|_| {
            *self = Self::new(self.context, self.workers, self.model);
            let outcome =
                ReadResult::because(ReadStatus::Crashed, "the program failed while coding it; please report this");
            self.unread(found, given, identity(found), &outcome)
        })
    }

    fn code_again(
        &mut self,
        given: Option<&PaperMeta>,
        mut record: CodedPaper,
        recognition: Option<String>,
    ) -> Option<Finished> {
        // A paper that brings out a defect of ours is read and coded as if new, which says so.
        record.restamp(&self.context.stamp);
        let finished = catch_unwind(AssertUnwindSafe(|| self.code(record, given))).ok()?;
        Some(Finished { recognition, ..finished })
    }
}

/// The identity of a file, where its bytes can be read.
fn identity(found: &CorpusFile) -> Option<DocumentId> {
    discover::identify(&found.path).ok()
}

/// The end of a file of a format that is not read.
pub(crate) fn unsupported(file: &str) -> ReadResult {
    ReadResult::because(ReadStatus::Unsupported, Format::why_not_read(Path::new(file)))
}

/// The end of a paper that is not in English, the only language the lexicons speak.
fn foreign(document: &ReadPaper) -> Option<ReadResult> {
    let code = document.language.as_deref().filter(|code| *code != "en")?;
    let name = language_name(code).map_or_else(|| format!("the language {code:?}"), str::to_owned);
    let reason = format!("it is written in {name}: the lexicons are English, so nothing would be found in it");
    Some(ReadResult::because(ReadStatus::Unsupported, reason))
}

/// The English name of a language, for those in which papers from the United Kingdom and its neighbours appear.
fn language_name(code: &str) -> Option<&'static str> {
    Some(match code {
        "ar" => "Arabic",
        "bn" => "Bengali",
        "cy" => "Welsh",
        "da" => "Danish",
        "de" => "German",
        "es" => "Spanish",
        "fi" => "Finnish",
        "fr" => "French",
        "ga" => "Irish",
        "gd" => "Scottish Gaelic",
        "gu" => "Gujarati",
        "hi" => "Hindi",
        "it" => "Italian",
        "nb" | "nn" | "no" => "Norwegian",
        "nl" => "Dutch",
        "pa" => "Punjabi",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "ru" => "Russian",
        "so" => "Somali",
        "sv" => "Swedish",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "ur" => "Urdu",
        "zh" => "Chinese",
        _ => return None,
    })
}
