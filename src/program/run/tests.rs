//! What a run leaves behind, whatever came before it: compared with a run on an empty index.

use super::coder::Taught;
use super::decide::{decide_on, take_back_on};
use super::update::{RunDependencies, run_on};
use super::*;
use crate::Silent;
use crate::queries::Corpus;
use crate::queries::search::Target;
use crate::queries::tally::Counting;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::num::NonZero;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use stratmine_extract::OcrMode;
use stratmine_model::hits::Unit;
use stratmine_model::{
    Block, BlockKind, Code, CodedPaper, DocumentId, Intent, Page, PaperMeta, ReadResult, ReadStatus, Span, Stamp,
    Statement,
};
use stratmine_search::{Filters, Request};
use stratmine_study::discover::{self, CorpusFile};
use stratmine_study::ledger::{Entry, Ledger, Manifest};
use stratmine_study::store::failing::{FailingDisk, Fault};
use stratmine_study::store::{Disk, RealDisk};
use tempfile::TempDir;

/// Reads without a worker: each line is a statement, its category the first word that the lexicon names; `bad` cannot be
/// read.
#[derive(Default)]
struct Copyists {
    words: String,
    /// The corpus root, whose decisions hold.
    root: PathBuf,
    read: AtomicUsize,
    coded_again: AtomicUsize,
}

impl Copyists {
    fn stamp(&self) -> Stamp {
        Stamp { tool: TOOL.into(), engine: String::new(), options: BTreeMap::new(), codebook: self.words.clone() }
    }

    fn code(&self, record: &mut CodedPaper) {
        for statement in record.pages.iter_mut().flat_map(|page| &mut page.statements) {
            let word = statement.text.split(' ').find(|word| self.words.contains(word));
            let code = |word: &str| Code { code: word.to_owned(), score: 1.0, matches: Vec::new() };
            let intent = Intent { score: 1.0, ..Intent::default() };
            statement.propose(true, Some(0.7), intent, word.map(code).into_iter().collect());
        }
        let decisions = decide::Decisions::of_root(&RealDisk, &self.root).unwrap();
        assert!(decisions.apply_to(record));
    }
}

impl CoderFactory for Copyists {
    fn coder(&self) -> Box<dyn PaperCoder + '_> {
        Box::new(Copyist(self))
    }

    fn codebook(&self) -> String {
        self.words.clone()
    }

    fn categories(&self) -> Vec<String> {
        vec!["quality".into(), "workforce".into()]
    }

    fn learn(&self, _: &[&CodedPaper]) -> Option<Taught> {
        None
    }

    fn taught_coder<'t>(&'t self, _: &'t Taught) -> Box<dyn PaperCoder + 't> {
        self.coder()
    }
}

struct Copyist<'c>(&'c Copyists);

impl PaperCoder for Copyist<'_> {
    fn finish(&mut self, found: &CorpusFile, given: Option<&PaperMeta>, _: &dyn Progress) -> Finished {
        self.0.read.fetch_add(1, Ordering::SeqCst);
        let id = discover::identify(&found.path).unwrap();
        let text = fs::read_to_string(&found.path).unwrap();
        assert!(text != "deadly", "the program ends");
        let metadata = given.cloned().unwrap_or_default();
        let stamp = self.0.stamp();
        let record = |outcome: &ReadResult| CodedPaper::unread(&stamp, id, &found.file, &metadata, outcome);
        let record = if text == "bad" {
            record(&ReadResult::because(ReadStatus::Malformed, "it is bad"))
        } else {
            CodedPaper { pages: vec![page(id, &text)], ..record(&ReadResult::coded()) }
        };
        let mut finished = Finished { record, metadata, id: Some(id), recognition: None };
        self.0.code(&mut finished.record);
        finished
    }

    fn code_again(
        &mut self,
        given: Option<&PaperMeta>,
        mut record: CodedPaper,
        recognition: Option<String>,
    ) -> Option<Finished> {
        self.0.coded_again.fetch_add(1, Ordering::SeqCst);
        assert!(!record.pages.iter().any(|page| page.text.contains(&self.0.words)), "the program ends");
        let metadata = given.cloned().unwrap_or_default();
        record.restamp(&self.0.stamp());
        record.describe(&metadata);
        self.0.code(&mut record);
        let id = Some(record.document);
        Some(Finished { record, metadata, id, recognition })
    }
}

fn page(id: DocumentId, text: &str) -> Page {
    let block = Block::new(BlockKind::Paragraph, Span::new(0, text.len()));
    let mut page = Page { text: text.to_owned(), blocks: vec![block], ..Page::blank(1) };
    let mut start = 0;
    for line in text.split('\n') {
        page.statements.push(Statement {
            id: format!("{}.p1.s{}", id.short(), page.statements.len() + 1),
            text: line.to_owned(),
            span: Span::new(start, start + line.len()),
            intended_outcome: true,
            ..Statement::default()
        });
        start += line.len() + 1;
    }
    page
}

/// A corpus and an index of it.
struct Bench {
    folder: TempDir,
    rows: BTreeMap<String, (Option<String>, bool)>,
    /// When text recognition is used.
    ocr: OcrMode,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("corpus")).unwrap();
        Self { folder, rows: BTreeMap::new(), ocr: OcrMode::Auto }
    }

    fn file(&self, file: &str) -> PathBuf {
        self.folder.path().join("corpus").join(file)
    }

    fn put(&self, file: &str, text: &str) {
        fs::write(self.file(file), text).unwrap();
    }

    /// Sets a file's row of the corpus table.
    fn row(&mut self, file: &str, duplicate_of: Option<&str>, include: bool) {
        self.rows.insert(file.to_owned(), (duplicate_of.map(str::to_owned), include));
        let mut table = "file,title,include,duplicate_of\n".to_owned();
        for (file, (duplicate_of, include)) in &self.rows {
            let include = if *include { "yes" } else { "no" };
            writeln!(table, "{file},Title of {file},{include},{}", duplicate_of.as_deref().unwrap_or_default())
                .unwrap();
        }
        fs::write(self.file("corpus.csv"), table).unwrap();
    }

    fn workspace(&self, index: &str) -> Workspace {
        let lexicons = self.folder.path().join("lexicons");
        Workspace {
            corpus: Some(self.folder.path().join("corpus")),
            index: self.folder.path().join(index),
            lexicons: lexicons.is_dir().then_some(lexicons),
            metadata: None,
        }
    }

    /// Writes the lexicon.
    fn lexicon(&self, words: &str) {
        let folder = self.folder.path().join("lexicons");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("words.toml"), words).unwrap();
    }

    fn words(&self) -> String {
        let path = self.folder.path().join("lexicons/words.toml");
        fs::read_to_string(path).unwrap_or_else(|_| "quality workforce".to_owned())
    }

    /// Does something with coders that read without a worker. Returns what it gives and how many files were read.
    fn with<T>(
        &self,
        disk: &dyn Disk,
        act: impl FnOnce(RunDependencies<'_>) -> Result<T, ProgramError>,
    ) -> Result<(T, std::sync::Arc<Copyists>), ProgramError> {
        let root = stratmine_model::whole_path(&self.folder.path().join("corpus")).unwrap();
        let factory = std::sync::Arc::new(Copyists { words: self.words(), root, ..Copyists::default() });
        let lent = std::sync::Arc::clone(&factory);
        let make_factory =
            move || -> Result<Box<dyn CoderFactory>, ProgramError> { Ok(Box::new(Lent(std::sync::Arc::clone(&lent)))) };
        let mut workers = WorkerSettings::with_worker(stratmine_extract::WorkerProgram::default());
        workers.threads = NonZero::new(2).unwrap();
        workers.ocr.mode = self.ocr;
        let done = act(RunDependencies { disk, make_factory: &make_factory, workers: &workers, progress: &Silent })?;
        Ok((done, factory))
    }

    /// Runs and says how many files were read.
    fn run(
        &self,
        disk: &dyn Disk,
        index: &str,
        files: &[&str],
        options: RunOptions,
    ) -> Result<(RunReport, usize), ProgramError> {
        let targets: Vec<_> = files.iter().map(|file| self.file(file)).collect();
        let (report, factory) =
            self.with(disk, |dependencies| run_on(dependencies, &self.workspace(index), &targets, options))?;
        assert!(report.coded_again <= factory.coded_again.load(Ordering::SeqCst));
        Ok((report, factory.read.load(Ordering::SeqCst)))
    }

    /// Decides on a statement. Returns how many papers were read or coded again for it.
    fn decide(&self, disk: &dyn Disk, file: &str, statement: usize, verdict: Decided) -> Result<usize, ProgramError> {
        self.decide_in(disk, &[file], statement, verdict)
    }

    /// Decides on a statement of each file in one go. Returns how many papers were read or coded again for it.
    fn decide_in(
        &self,
        disk: &dyn Disk,
        files: &[&str],
        statement: usize,
        verdict: Decided,
    ) -> Result<usize, ProgramError> {
        let target = |file: &&str| {
            let document = discover::identify(&self.file(file)).map_or_else(|_| "0".repeat(12), |id| id.short());
            super::Target::Id(format!("{document}.p1.s{statement}"))
        };
        let targets: Vec<_> = files.iter().map(target).collect();
        let codes = if verdict == Decided::Recode { vec!["workforce".to_owned()] } else { Vec::new() };
        let act = Act { verdict, codes, who: "A. Person".to_owned(), why: String::new() };
        let (_, factory) =
            self.with(disk, |dependencies| decide_on(dependencies, &self.workspace("index"), &targets, &act))?;
        Ok(factory.read.load(Ordering::SeqCst) + factory.coded_again.load(Ordering::SeqCst))
    }

    /// Takes a decision back. Returns how many papers were read or coded again for it.
    fn take_back(&self, disk: &dyn Disk, line: usize) -> Result<usize, ProgramError> {
        let (_, factory) =
            self.with(disk, |dependencies| take_back_on(dependencies, &self.workspace("index"), &[line]))?;
        Ok(factory.read.load(Ordering::SeqCst) + factory.coded_again.load(Ordering::SeqCst))
    }

    fn update(&self) -> usize {
        self.run(&RealDisk, "index", &[], RunOptions::default()).unwrap().1
    }

    /// Runs and says how many files were read, and how many only coded again.
    fn work(&self) -> (usize, usize) {
        let (report, read) = self.run(&RealDisk, "index", &[], RunOptions::default()).unwrap();
        assert_eq!(report.read, read);
        (read, report.coded_again)
    }

    /// All that an index says: its manifest, its tally and what its search finds, as text.
    fn says(&self, index: &str) -> String {
        let workspace = self.workspace(index);
        let manifest = Manifest::load(&RealDisk, &workspace.layout()).unwrap().unwrap_or_default();
        // What a decision teaches comes with the next run.
        let manifest = Manifest { learnt: None, checksum: String::new(), ..manifest };
        let manifest = serde_json::to_string_pretty(&manifest).unwrap();
        let corpus = Corpus::open(&workspace).unwrap();
        let tally = stratmine_output::tally_json(&corpus.tally(Counting::default()).unwrap());
        let request = Request {
            unit: Some(Unit::Statement),
            limit: 100,
            filters: Filters { outcomes_only: true, ..Default::default() },
            ..Default::default()
        };
        let found = corpus.search(&Target::Words, &request).map_or_else(
            |_| "no search index".to_owned(),
            |results| {
                if results.hits == 0 { "no search index".to_owned() } else { stratmine_output::hits_jsonl(&results) }
            },
        );
        let removed = |entry: &&Entry| !entry.removed;
        let ledger = Ledger::load(&RealDisk, &workspace.layout()).unwrap();
        let entries: Vec<String> = ledger
            .all()
            .filter(removed)
            .map(|entry| format!("{:?}", Entry { modified_ns: 0, inode: 0, ..entry.clone() }))
            .collect();
        format!("{manifest}\n{tally}\n{found}\n{}", entries.join("\n"))
    }

    /// What an index made from nothing says.
    fn fresh(&self) -> String {
        let _ = fs::remove_dir_all(self.folder.path().join("fresh"));
        self.run(&RealDisk, "fresh", &[], RunOptions::default()).unwrap();
        self.says("fresh")
    }

    /// Checks that the index says what one made from nothing says.
    fn check(&self, what: &str) {
        self.compare(&self.fresh(), what);
    }

    fn compare(&self, fresh: &str, what: &str) {
        let ours = self.says("index");
        let differ = ours.lines().zip(fresh.lines()).find(|(ours, fresh)| ours != fresh);
        assert_eq!(differ, None, "{what}");
        assert_eq!(ours.len(), fresh.len(), "{what}");
    }
}

struct Lent(std::sync::Arc<Copyists>);

impl CoderFactory for Lent {
    fn coder(&self) -> Box<dyn PaperCoder + '_> {
        self.0.coder()
    }
    fn codebook(&self) -> String {
        self.0.codebook()
    }
    fn categories(&self) -> Vec<String> {
        self.0.categories()
    }
    fn learn(&self, papers: &[&CodedPaper]) -> Option<Taught> {
        self.0.learn(papers)
    }
    fn taught_coder<'t>(&'t self, taught: &'t Taught) -> Box<dyn PaperCoder + 't> {
        self.0.taught_coder(taught)
    }
}

fn five() -> Bench {
    let bench = Bench::new();
    bench.put("a.txt", "quality one\nworkforce two");
    bench.put("b.txt", "bad");
    bench.put("c.txt", "quality three");
    bench.put("d.txt", "quality three");
    bench.put("e.tsv", "x");
    bench
}

#[test]
fn a_run_reads_all_and_the_next_one_nothing() {
    let bench = five();
    assert_eq!(bench.update(), 4);
    assert_eq!(bench.update(), 0);
    let (report, _) = bench.run(&RealDisk, "index", &[], RunOptions::default()).unwrap();
    assert_eq!((report.unchanged, report.counted().count(), report.outcomes()), (5, 2, 3));
    assert!(!report.is_complete(false));
    assert_eq!(report.not_coded().map(|entry| entry.file.as_str()).collect::<Vec<_>>(), ["b.txt", "e.tsv"]);
    let forced = RunOptions { force: true, ..RunOptions::default() };
    assert_eq!(bench.run(&RealDisk, "index", &[], forced).unwrap().1, 4);
    let retried = RunOptions { retry: true, ..RunOptions::default() };
    assert_eq!(bench.run(&RealDisk, "index", &[], retried).unwrap().1, 1);
}

#[test]
fn a_file_that_was_touched_is_not_read_and_one_that_was_changed_is() {
    let bench = five();
    bench.update();
    let text = fs::read(bench.file("a.txt")).unwrap();
    fs::remove_file(bench.file("a.txt")).unwrap();
    fs::write(bench.file("a.txt"), text).unwrap();
    assert_eq!(bench.update(), 0);
    bench.put("a.txt", "workforce four\nworkforce five");
    assert_eq!(bench.update(), 1);
    bench.check("after a change");
}

#[test]
fn only_rehash_sees_a_change_that_leaves_size_and_time() {
    let bench = five();
    bench.update();
    let when = fs::metadata(bench.file("c.txt")).unwrap().modified().unwrap();
    fs::write(bench.file("c.txt"), "quality trees").unwrap();
    fs::File::options().append(true).open(bench.file("c.txt")).unwrap().set_modified(when).unwrap();
    assert_eq!(bench.update(), 0);
    let rehash = RunOptions { rehash: true, ..RunOptions::default() };
    // The file, and its duplicate which now speaks for itself.
    assert_eq!(bench.run(&RealDisk, "index", &[], rehash).unwrap().1, 2);
    bench.check("after rehash");
}

#[test]
fn a_row_of_the_table_redoes_its_file_alone() {
    let mut bench = five();
    bench.update();
    bench.row("a.txt", None, false);
    assert_eq!(bench.work(), (0, 1));
    bench.check("after a row");
    bench.row("a.txt", None, true);
    bench.row("b.txt", None, true);
    assert_eq!(bench.work(), (0, 1), "what cannot be read is not coded");
    bench.check("after it was let in again");
    // The second of two duplicates has no document of its own, and the first gives way to it.
    bench.row("c.txt", None, false);
    bench.row("d.txt", None, true);
    assert_eq!(bench.work(), (1, 1));
    bench.check("after another duplicate speaks");
}

#[test]
fn a_lexicon_codes_again_what_was_read() {
    let bench = five();
    bench.update();
    bench.lexicon("one three");
    // The duplicate is read.
    assert_eq!(bench.work(), (1, 2));
    assert_eq!(bench.work(), (0, 0));
    bench.check("after an edit of the lexicon");
    let tally = stratmine_output::tally_json(
        &Corpus::open(&bench.workspace("index")).unwrap().tally(Counting::default()).unwrap(),
    );
    assert!(tally.contains("\"one\""), "{tally}");

    // A file that changed is read, and one whose document is not what the ledger says.
    bench.lexicon("quality three");
    bench.put("a.txt", "quality four");
    fs::remove_file(bench.file("d.txt")).unwrap();
    let layout = bench.workspace("index").layout();
    let document = fs::read_dir(layout.documents()).unwrap().map(|folder| folder.unwrap().path());
    let document = document.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path());
    for path in document {
        let bytes = fs::read(&path).unwrap();
        fs::write(path, [bytes, vec![0]].concat()).unwrap();
    }
    assert_eq!(bench.work(), (2, 0));
    bench.check("after documents were damaged");
}

#[test]
fn a_new_coding_that_breaks_at_any_change_goes_on_to_the_same_end_or_back() {
    let (mut new, mut old) = (None, None);
    for changes in 0.. {
        let mut whole = false;
        for back in [false, true] {
            let bench = five();
            bench.update();
            bench.lexicon("one three");
            whole = bench.run(&FailingDisk::after(changes), "index", &[], RunOptions::default()).is_ok();
            let fresh = if back {
                // The person takes the edit back before it has gone through.
                bench.lexicon("quality workforce");
                bench.update();
                &*old.get_or_insert_with(|| bench.fresh())
            } else {
                bench.update();
                &*new.get_or_insert_with(|| bench.fresh())
            };
            bench.compare(fresh, &format!("broken after {changes} changes, back: {back}"));
        }
        if whole {
            assert!(changes > 10, "{changes}");
            break;
        }
    }
}

#[test]
fn a_coding_that_ends_the_program_is_found_out_too() {
    let bench = five();
    bench.update();
    bench.lexicon("quality one");
    for death in 1..=3 {
        let died = std::panic::catch_unwind(AssertUnwindSafe(|| bench.update()));
        assert!(died.is_err(), "death {death}");
    }
    let (report, _) = bench.run(&RealDisk, "index", &[], RunOptions::default()).unwrap();
    let crashed: Vec<_> = report.entries.iter().filter(|entry| entry.outcome == ReadStatus::Crashed).collect();
    assert!(crashed.len() == 1 && crashed[0].file == "a.txt", "{crashed:?}");
    bench.lexicon("quality workforce");
    bench.update();
    bench.check("after the lexicon was mended");
}

#[test]
fn a_run_that_breaks_at_any_change_of_the_disk_goes_on_to_the_same_end() {
    let fresh = five().fresh();
    for fault in Fault::ALL {
        let mut broken = 0;
        for changes in 0.. {
            let bench = five();
            let ran = bench.run(&FailingDisk::by(fault, changes), "index", &[], RunOptions::default());
            bench.update();
            bench.compare(&fresh, &format!("{fault:?} after {changes} changes"));
            let Err(error) = ran else { break };
            let folder = bench.file("").parent().unwrap().display().to_string();
            assert!(error.to_string().contains(&folder), "{error} does not say where");
            broken += 1;
        }
        assert!(broken > 10, "{fault:?}: {broken}");
    }
}

#[test]
fn a_second_run_that_breaks_at_any_change_goes_on_to_the_same_end() {
    let mut fresh = None;
    for fault in Fault::ALL {
        for changes in 0.. {
            let bench = five();
            bench.update();
            // The first of two duplicates goes, one file changes, one comes before the duplicates.
            fs::remove_file(bench.file("c.txt")).unwrap();
            bench.put("a.txt", "workforce four");
            bench.put("0.txt", "quality three");
            let whole = bench.run(&FailingDisk::by(fault, changes), "index", &[], RunOptions::default()).is_ok();
            bench.update();
            let fresh = fresh.get_or_insert_with(|| bench.fresh());
            bench.compare(fresh, &format!("{fault:?} after {changes} changes"));
            if whole {
                break;
            }
        }
    }
}

#[test]
fn a_search_index_that_was_deleted_or_damaged_is_made_again_without_reading() {
    let bench = five();
    bench.update();
    let search = bench.workspace("index").layout().search();
    fs::remove_dir_all(&search).unwrap();
    assert_eq!(bench.update(), 0);
    bench.check("after the search index was deleted");
    fs::write(search.join("meta.json"), "{").unwrap();
    bench.put("f.txt", "quality six");
    assert_eq!(bench.update(), 1);
    bench.check("after the search index was damaged");
}

#[test]
fn a_coded_document_that_was_deleted_is_made_again() {
    let bench = five();
    bench.update();
    fs::remove_dir_all(bench.workspace("index").layout().documents()).unwrap();
    assert_eq!(bench.update(), 3);
    bench.check("after the documents were deleted");
    fs::remove_file(bench.workspace("index").layout().manifest()).unwrap();
    assert_eq!(bench.update(), 0);
    bench.check("after the manifest was deleted");
}

#[test]
fn an_index_within_the_corpus_is_not_part_of_it() {
    let bench = five();
    bench.run(&RealDisk, "corpus/index", &[], RunOptions::default()).unwrap();
    let (report, read) = bench.run(&RealDisk, "corpus/index", &[], RunOptions::default()).unwrap();
    assert_eq!((report.entries.len(), read), (5, 0));
}

#[test]
fn a_file_that_ends_the_program_is_left_alone_at_last_and_the_others_are_not_blamed() {
    let bench = five();
    bench.put("f.txt", "deadly");
    for death in 1..=3 {
        let died = std::panic::catch_unwind(AssertUnwindSafe(|| bench.update()));
        assert!(died.is_err(), "death {death}");
    }
    assert_eq!(bench.update(), 0);
    let (report, _) = bench.run(&RealDisk, "index", &[], RunOptions::default()).unwrap();
    assert_eq!(report.counted().count(), 2);
    let crashed: Vec<_> = report.entries.iter().filter(|entry| entry.outcome == ReadStatus::Crashed).collect();
    assert_eq!(crashed.len(), 1);
    assert!(crashed[0].file == "f.txt" && crashed[0].reason.as_ref().unwrap().contains("--retry"));
    bench.put("f.txt", "quality six");
    assert_eq!(bench.update(), 1);
    bench.check("after the deadly file was mended");
}

#[cfg(unix)]
#[test]
fn a_file_that_can_be_opened_again_is_read_without_being_asked() {
    let mut known = Entry::ended("a.txt", &ReadResult::because(ReadStatus::Unreadable, "permission denied"));
    let bench = five();
    bench.update();
    let layout = bench.workspace("index").layout();
    let mut ledger = Ledger::load(&RealDisk, &layout).unwrap();
    let now = ledger.get("a.txt").unwrap().clone();
    known = Entry { outcome: known.outcome, reason: known.reason, id: None, ..now };
    ledger.put(known);
    ledger.save(&RealDisk, &layout).unwrap();
    assert_eq!(bench.update(), 1);
    bench.check("after the file could be opened");
}

#[test]
fn a_decision_costs_its_paper_and_no_run() {
    let bench = five();
    bench.update();
    for (statement, verdict) in [(1, Decided::Reject), (2, Decided::Recode), (2, Decided::Accept)] {
        let worked = bench.decide(&RealDisk, "a.txt", statement, verdict).unwrap();
        assert_eq!((worked, bench.work()), (0, (0, 0)), "{verdict:?}");
        assert!(verify_index(&bench.workspace("index")).unwrap().is_sound());
        bench.check("after a decision");
    }
    // The acceptance took nothing away; the rejection took a category of which the paper then knows the name only.
    assert_eq!(bench.take_back(&RealDisk, 4).unwrap(), 0);
    bench.check("after an acceptance was taken back");
    assert_eq!(bench.take_back(&RealDisk, 2).unwrap(), 1);
    assert_eq!(bench.work(), (0, 0));
    bench.check("after a rejection was taken back");
    // A paper that has changed since is run.
    bench.put("a.txt", "quality one\nworkforce two\nquality more");
    assert!(bench.decide(&RealDisk, "a.txt", 3, Decided::Reject).is_err(), "there is no such statement yet");
    bench.put("c.txt", "quality three\nquality four");
    bench.lexicon("three quality");
    bench.put("f.txt", "quality one");
    bench.update();
    bench.lexicon("one quality");
    // One index never holds papers of two codebooks: all four that can be coded are coded again first.
    assert_eq!(bench.decide(&RealDisk, "f.txt", 1, Decided::Reject).unwrap(), 4);
    bench.update();
    bench.check("after a decision under another lexicon");
}

#[test]
fn a_decision_keeps_the_options_of_the_last_run() {
    let mut bench = five();
    bench.ocr = OcrMode::Never;
    bench.update();
    bench.ocr = OcrMode::Auto;
    assert_eq!(bench.decide(&RealDisk, "a.txt", 1, Decided::Reject).unwrap(), 0);
    bench.ocr = OcrMode::Never;
    bench.check("after a decision under other options");
}

#[test]
fn a_decision_that_breaks_at_any_change_is_kept_or_not_made() {
    for fault in Fault::ALL {
        for changes in 0.. {
            let bench = five();
            bench.update();
            let whole = bench.decide(&FailingDisk::by(fault, changes), "a.txt", 1, Decided::Reject).is_ok();
            bench.update();
            bench.check(&format!("{fault:?} after {changes} changes"));
            if whole {
                assert!(changes > 3, "{changes}");
                break;
            }
        }
    }
}

#[test]
fn decisions_on_many_papers_are_one_batch_that_can_break_at_any_change() {
    let files = ["a.txt", "f.txt", "g.txt", "h.txt"];
    let bench = || {
        let bench = five();
        for (file, text) in files.iter().zip(["quality six", "workforce seven", "quality eight", "ten"]) {
            bench.put(file, text);
        }
        bench.update();
        bench
    };
    // How many changes of the disk it takes to decide on so many of the files.
    let changes_for = |papers: usize| {
        for changes in 0..100 {
            let bench = bench();
            let whole = bench.decide_in(&FailingDisk::after(changes), &files[..papers], 1, Decided::Reject).is_ok();
            if papers == files.len() || whole {
                bench.update();
                bench.check(&format!("{papers} papers after {changes} changes"));
            }
            if whole {
                return changes;
            }
        }
        panic!("the decisions are not made")
    };
    // Of a paper only its record and summary are staged and given their names: ledger, index and manifest are written once
    // for all.
    assert_eq!(changes_for(4) - changes_for(1), 2 * 2 * 3);
}

#[derive(Clone, Debug)]
enum Event {
    Decide(u8, usize, usize),
    TakeBack(usize),
    BreakDecision(u8, usize),
    Put(u8, u8),
    Remove(u8),
    Row(u8, Option<u8>, bool),
    Lexicon(u8),
    Run,
    RunFile(u8),
    Break(usize),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        4 => (0_u8..4, 0_u8..4).prop_map(|(file, text)| Event::Put(file, text)),
        2 => (0_u8..4).prop_map(Event::Remove),
        2 => (0_u8..4, proptest::option::of(0_u8..4), proptest::bool::weighted(0.7))
            .prop_map(|(file, other, include)| Event::Row(file, other, include)),
        2 => (0_u8..3).prop_map(Event::Lexicon),
        2 => Just(Event::Run),
        2 => (0_u8..4).prop_map(Event::RunFile),
        2 => (0_usize..40).prop_map(Event::Break),
        4 => (0_u8..4, 1_usize..3, 0_usize..4)
            .prop_map(|(file, statement, verdict)| Event::Decide(file, statement, verdict)),
        2 => (2_usize..6).prop_map(Event::TakeBack),
        1 => (0_u8..4, 0_usize..20).prop_map(|(file, changes)| Event::BreakDecision(file, changes)),
    ];
    proptest::collection::vec(event, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happened_an_index_says_what_a_fresh_one_says(events in events()) {
        let mut bench = Bench::new();
        let name = |file: u8| format!("{file}.txt");
        for event in &events {
            match event {
                Event::Put(file, text) => {
                    let texts = ["quality one", "workforce two", "quality one\nworkforce two", "bad"];
                    bench.put(&name(*file), texts[usize::from(*text)]);
                }
                Event::Remove(file) => drop(fs::remove_file(bench.file(&name(*file)))),
                Event::Row(file, other, include) => {
                    let other = other.filter(|other| other != file).map(name);
                    bench.row(&name(*file), other.as_deref(), *include);
                }
                Event::Lexicon(words) => bench.lexicon(["quality workforce", "one two", "two one"][usize::from(*words)]),
                Event::Run => drop(bench.update()),
                // A statement, a line or the index may not be there; then nothing is decided.
                Event::Decide(file, statement, verdict) => {
                    drop(bench.decide(&RealDisk, &name(*file), *statement, Decided::ALL[*verdict]));
                }
                Event::TakeBack(line) => drop(bench.take_back(&RealDisk, *line)),
                Event::BreakDecision(file, changes) => {
                    drop(bench.decide(&FailingDisk::after(*changes), &name(*file), 1, Decided::Reject));
                }
                Event::RunFile(file) => drop(bench.run(&RealDisk, "index", &[&name(*file)], RunOptions::default())),
                Event::Break(changes) => drop(bench.run(&FailingDisk::after(*changes), "index", &[], RunOptions::default())),
            }
        }
        bench.update();
        bench.check("after all that");
        prop_assert_eq!(bench.update(), 0);
    }
}

#[test]
fn what_is_decided_on_a_document_holds_in_all_its_files_however_it_breaks_off() {
    for changes in 0.. {
        let bench = Bench::new();
        for file in ["0.txt", "3.txt"] {
            bench.put(file, "quality one\nworkforce two");
        }
        bench.update();
        let whole = bench.decide(&FailingDisk::after(changes), "3.txt", 1, Decided::Reject).is_ok();
        if !whole {
            bench.update();
        }
        bench.check(&format!("after {changes} changes"));
        if whole {
            return;
        }
    }
}
