//! Reads and codes files for the eye or for another program, without any index.

use super::pages::PageChoice;
use crate::run::{CoderFactory as _, Finished, PaperCoder, WorkerCoders};
use crate::run::{Fingerprints, Job, job};
use crate::run::{WorkerSettings, ordered_parallel_map};
use crate::workspace::{canonical_folder, located};
use crate::{ProgramError, Progress, Workspace};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use stratmine_model::{CodedPaper, DocumentId, Format, PaperMeta, ReadResult, ReadStatus, Stamp};
use stratmine_output::{PagesForm, PagesWriter, PaperRead};
use stratmine_study::discover::{self, CorpusFile};
use stratmine_study::store::{Disk as _, RealDisk};

/// How the reading of some files ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Showing {
    /// Number of files.
    pub files: usize,
    /// The files that were not coded, each with its end.
    pub failed: Vec<(String, ReadResult)>,
    /// Files without a page that was asked for: the file, that page, the number of its pages.
    pub missing: Vec<(String, u32, usize)>,
}

/// Codes files and prints their records, one JSON object a line, to `out`; or with a `folder`, writes each to
/// `<stem>.json` there.
///
/// # Errors
/// [`ProgramError`] where the work cannot be done at all.
pub fn code(
    workspace: &Workspace,
    workers: &WorkerSettings,
    targets: &[PathBuf],
    folder: Option<&Path>,
    out: &mut dyn Write,
    progress: &dyn Progress,
) -> Result<Showing, ProgramError> {
    let jobs = gather(workspace, targets, progress)?;
    let names = names(&jobs);
    let mut showing = Showing { files: jobs.len(), ..Showing::default() };
    code_jobs(workspace, workers, &jobs, progress, |job, record| {
        let mut line = serde_json::to_vec(&record)
            .map_err(|error| ProgramError::NotEncoded { file: job.found.file.clone(), why: error.to_string() })?;
        line.push(b'\n');
        match (folder, names.get(&job.found.path)) {
            (Some(folder), Some(name)) => RealDisk.write(&folder.join(name), &line)?,
            _ => out.write_all(&line).map_err(ProgramError::Output)?,
        }
        if !record.result.is_coded() {
            showing.failed.push((job.found.file.clone(), record.result));
        }
        Ok(())
    })?;
    Ok(showing)
}

/// Codes files and gives their papers, in the order of the files: what [`code`] prints. A target that cannot be looked at
/// is a paper that says so, like a file that cannot be read.
///
/// # Errors
/// [`ProgramError`] where the work cannot be done at all.
pub fn code_papers(
    workspace: &Workspace,
    workers: &WorkerSettings,
    targets: &[PathBuf],
    progress: &dyn Progress,
) -> Result<Vec<CodedPaper>, ProgramError> {
    let mut jobs = Vec::new();
    // How many files each target is, or why it is none.
    let mut found: Vec<Result<usize, CodedPaper>> = Vec::new();
    for target in targets {
        match gather(workspace, std::slice::from_ref(target), progress) {
            Ok(own) => {
                found.push(Ok(own.len()));
                jobs.extend(own);
            }
            Err(error) => found.push(Err(unreadable(target, &error))),
        }
    }
    let mut coded = Vec::with_capacity(jobs.len());
    code_jobs(workspace, workers, &jobs, progress, |_, paper| {
        coded.push(paper);
        Ok(())
    })?;
    let mut coded = coded.into_iter();
    let mut papers = Vec::new();
    for target in found {
        match target {
            Ok(files) => papers.extend(coded.by_ref().take(files)),
            Err(paper) => papers.push(paper),
        }
    }
    Ok(papers)
}

/// The paper of a target that cannot be looked at.
fn unreadable(target: &Path, error: &ProgramError) -> CodedPaper {
    let stamp = Stamp { tool: crate::TOOL.to_owned(), ..Stamp::default() };
    let result = ReadResult::because(ReadStatus::Unreadable, error.to_string());
    let file = target.to_string_lossy();
    CodedPaper::unread(&stamp, DocumentId::from_digest([0; 32]), &file, &PaperMeta::default(), &result)
}

/// Codes files, and gives each paper to `put` in the order of the files.
fn code_jobs(
    workspace: &Workspace,
    workers: &WorkerSettings,
    jobs: &[Job],
    progress: &dyn Progress,
    mut put: impl FnMut(&Job, CodedPaper) -> Result<(), ProgramError>,
) -> Result<(), ProgramError> {
    workers.check()?;
    let factory = WorkerCoders::open(workspace, workers)?;
    progress.begin(jobs.len());
    let work = |coder: &mut Box<dyn PaperCoder + '_>, job: &Job| {
        progress.reading(&job.found.file);
        coder.finish(&job.found, job.given.as_ref(), progress)
    };
    ordered_parallel_map(
        jobs,
        workers.threads,
        || factory.coder(),
        work,
        |job, finished| {
            let Finished { record, .. } = finished;
            progress.done(&job.found.file, record.pages.len());
            put(job, record)
        },
    )?;
    progress.end();
    Ok(())
}

/// What `extract` is to print.
#[derive(Clone, Debug, Default)]
pub struct Extracting {
    /// The form.
    pub form: PagesForm,
    /// Which pages of each file.
    pub pages: PageChoice,
    /// Whether running heads, running feet and page numbers go out in Markdown and HTML too.
    pub all: bool,
}

/// Reads files and prints their pages to `out`.
///
/// # Errors
/// [`ProgramError`] where the work cannot be done at all.
pub fn extract(
    workspace: &Workspace,
    workers: &WorkerSettings,
    targets: &[PathBuf],
    wanted: &Extracting,
    out: &mut dyn Write,
    progress: &dyn Progress,
) -> Result<Showing, ProgramError> {
    workers.check()?;
    let jobs = gather(workspace, targets, progress)?;
    let mut showing = Showing { files: jobs.len(), ..Showing::default() };
    let mut writer = PagesWriter::new(wanted.form, wanted.all, jobs.len(), out);
    progress.begin(jobs.len());
    let work = |reader: &mut stratmine_extract::Reader, job: &Job| {
        progress.reading(&job.found.file);
        if job.found.format == Format::Other {
            return (crate::run::unsupported(&job.found.file), None);
        }
        let tell = |step| progress.recognising(&job.found.file, step);
        let extracted = reader.read_with_progress(&job.found.path, job.found.format, &tell);
        (extracted.outcome, extracted.document)
    };
    ordered_parallel_map(
        &jobs,
        workers.threads,
        || stratmine_extract::Reader::new(workers.reading()),
        work,
        |job, (outcome, document)| {
            let file = &job.found.file;
            let title = document.as_ref().and_then(|read| discover::propose(job.given.as_ref(), read, file).title);
            let pages = document.as_ref().map(|read| &read.pages[..]).unwrap_or_default();
            progress.done(file, pages.len());
            let failure = (!outcome.is_coded()).then(|| outcome.reason.as_deref().unwrap_or(outcome.status.as_str()));
            let paper = PaperRead {
                file,
                title: title.as_deref(),
                language: document.as_ref().and_then(|read| read.language.as_deref()),
                pages: pages.iter().filter(|page| wanted.pages.holds(page.number)).collect(),
                failure,
            };
            writer.paper(&paper).map_err(ProgramError::Output)?;
            if outcome.is_coded() {
                let missing = wanted.pages.missing(pages.len());
                showing.missing.extend(missing.map(|page| (file.clone(), page, pages.len())));
            } else {
                showing.failed.push((file.clone(), outcome));
            }
            Ok::<_, ProgramError>(())
        },
    )?;
    writer.end().map_err(ProgramError::Output)?;
    progress.end();
    Ok(showing)
}

/// The files meant, each below its root: the corpus where it lies there, else the folder named or its own.
fn gather(workspace: &Workspace, targets: &[PathBuf], progress: &dyn Progress) -> Result<Vec<Job>, ProgramError> {
    let corpus = match &workspace.corpus {
        Some(corpus) => Some(canonical_folder(corpus)?),
        None => canonical_folder(Path::new(crate::DEFAULT_CORPUS)).ok(),
    };
    let within = |path: &Path| corpus.clone().filter(|corpus| path.starts_with(corpus));
    // Nothing is kept here that could be compared.
    let base = Fingerprints::default();
    let mut jobs = Vec::new();
    for target in targets {
        let (root, found): (PathBuf, Vec<CorpusFile>) = if target.is_dir() {
            let folder = canonical_folder(target)?;
            let walk = discover::walk(&folder)?;
            for trouble in &walk.troubles {
                progress.say(&format!("{}: {}", trouble.path.display(), trouble.why));
            }
            match within(&folder) {
                Some(root) => {
                    let found = walk.found.iter().map(|found| discover::inspect(&root, &found.path));
                    (root.clone(), found.collect::<Result<_, _>>()?)
                }
                None => (folder, walk.found),
            }
        } else {
            let path = located(target)?;
            let own = path.parent().map(Path::to_owned).unwrap_or_default();
            let root = within(&path).unwrap_or(own);
            let found = discover::inspect(&root, &path)?;
            (root, vec![found])
        };
        let table = workspace.table(&root)?;
        jobs.extend(found.into_iter().map(|found| job(found, &table, &base)));
    }
    Ok(jobs)
}

/// The name of each file's record: its stem where that is its own, else its whole name.
fn names(jobs: &[Job]) -> BTreeMap<PathBuf, String> {
    let stem =
        |job: &Job| job.found.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for job in jobs {
        *count.entry(stem(job)).or_default() += 1;
    }
    let name = |job: &Job| match count.get(&stem(job)) {
        Some(1) => format!("{}.json", stem(job)),
        _ => format!("{}.json", job.found.file.replace('/', "__")),
    };
    jobs.iter().map(|job| (job.found.path.clone(), name(job))).collect()
}
