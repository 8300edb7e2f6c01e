//! Stand-in until the command line is merged.
use crate::model::*;
/// Runs the program.
#[must_use]
#[allow(clippy::print_stderr)]
pub fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().map(String::as_str) == Some("worker") {
        return crate::extract::serve();
    }
    let out = std::path::PathBuf::from(&args[0]);
    let mut reader = crate::extract::Reader::new(crate::extract::ReadOptions::new(std::env::current_exe().unwrap()));
    for file in &args[1..] {
        let path = std::path::Path::new(file);
        let t = std::time::Instant::now();
        let got = reader.read(path, Format::of_path(path));
        let Some(document) = got.document else {
            eprintln!("{file}: {:?}", got.outcome);
            continue;
        };
        let statements = crate::segment::segment(&document);
        let coding = DocumentCoding {
            statements: statements
                .iter()
                .map(|_| StatementCoding {
                    intent: Intent { is_outcome: false, score: 0.0, rules: vec![] },
                    categories: vec![],
                    domains: vec![],
                    context: vec![],
                })
                .collect(),
            ..Default::default()
        };
        let stamp =
            record::Stamp { tool: "t".into(), engine: "e".into(), options: Default::default(), codebook: "c".into() };
        let rec =
            CodedDocument::assemble(&stamp, file, &Metadata::default(), &got.outcome, &document, &statements, &coding);
        std::fs::write(
            out.join(path.file_stem().unwrap()).with_extension("json"),
            serde_json::to_string(&rec).unwrap(),
        )
        .unwrap();
        let bad = document.pages.iter().filter(|p| p.grade.reading != Reading::Good).count();
        eprintln!(
            "{file}: {} pages {} not good, {:?} {:?} {:?} {:.2}s",
            document.pages.len(),
            bad,
            got.outcome.kind,
            got.outcome.reason,
            document.language,
            t.elapsed().as_secs_f32()
        );
    }
    std::process::ExitCode::SUCCESS
}
