//! Conversions as a whole: each folder below `tests/conversions` has an input, the spec that is made of it, and the report.
//! `UPDATE=1` writes them anew. What is written decodes without an error.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
use cutover_convert::{Around, Converted, Found, Kind, Request, convert, markdown};
use cutover_language::{Inputs, PathKind, Source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder(kind: Kind) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conversions").join(kind.word())
}

fn found(path: &Path) -> Found {
    match (path.is_dir(), path.is_file()) {
        (true, _) => Found::Dir,
        (_, true) => Found::File,
        _ => Found::Missing,
    }
}

/// The stack as it would be once written: new files in front of those that are there.
struct Written<'a> {
    files: &'a BTreeMap<String, String>,
    folder: &'a Path,
}

impl Inputs for Written<'_> {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.folder.join(path)).map_err(|error| error.to_string())
    }
    fn exists(&self, path: &str) -> PathKind {
        if self.files.contains_key(path) {
            return PathKind::File;
        }
        if self.files.keys().any(|file| file.starts_with(&format!("{path}/"))) {
            return PathKind::Dir;
        }
        match found(&self.folder.join(path)) {
            Found::File => PathKind::File,
            Found::Dir => PathKind::Dir,
            Found::Missing => PathKind::Missing,
        }
    }
    fn env(&self, _name: &str) -> Option<String> {
        None
    }
}

fn is_hcl(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "hcl")
}

/// What the language has against the spec.
fn problems(made: &Converted, folder: &Path) -> Vec<String> {
    let is_values = |name: &str| name.ends_with(".vars.hcl");
    let source = |(name, text): (&String, &String)| Source {
        name: name.clone(),
        text: text.clone().into_bytes(),
    };
    let hcl = || made.files.iter().filter(|(name, _)| is_hcl(name));
    let sources: Vec<Source> = hcl().filter(|(name, _)| !is_values(name)).map(source).collect();
    let values: Vec<Source> = hcl().filter(|(name, _)| is_values(name)).map(source).collect();
    let request = cutover_language::Request {
        sources: &sources,
        stage: None,
        variables: &[],
        var_files: &values,
        local: true,
        account: None,
        region: None,
        found: None,
    };
    let decoded = cutover_language::decode(&request, &Written { files: &made.files, folder });
    let errors = decoded.diagnostics.iter().filter(|one| one.is_error());
    errors
        .map(|one| {
            format!(
                "{}: {} ({:?})",
                one.code,
                one.message,
                one.place.as_ref().map(ToString::to_string)
            )
        })
        .collect()
}

fn input(folder: &Path) -> PathBuf {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder.join("input"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.retain(|path| {
        path.extension()
            .is_some_and(|end| ["yaml", "yml", "json", "tfstate"].iter().any(|one| end == *one))
    });
    assert_eq!(all.len(), 1, "{}", folder.display());
    all.remove(0)
}

fn check(kind: Kind) {
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(folder(kind)).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 2);
    for case in cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let path = input(&case);
        let text = std::fs::read_to_string(&path).unwrap();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let request = Request { kind, file: &file, text: &text, stack: &name };
        let look = |path: &str| found(&case.join(path));
        let mut made = convert(
            &request,
            Around {
                base: "input",
                found: &look,
                text: &|path| std::fs::read_to_string(case.join(path)).ok(),
            },
        )
        .unwrap();
        assert_eq!(problems(&made, &case), [""; 0], "{name}");
        for (file, text) in made.files.iter().filter(|(file, _)| is_hcl(file)) {
            let source = Source { name: file.clone(), text: text.clone().into_bytes() };
            let formatted = cutover_language::format(&source).unwrap();
            assert_eq!(*text, formatted, "{name}: {file} is not as `cutover fmt` has it");
        }
        let report = markdown(&made.report);
        made.files.insert("MIGRATION.md".to_owned(), report);
        for (file, text) in &made.files {
            let path = case.join(file);
            if std::env::var_os("UPDATE").is_some() {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, text).unwrap();
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == *text, "{} is stale: run with UPDATE=1\n{text}", path.display());
        }
    }
}

#[test]
fn sam() {
    check(Kind::Sam);
}

#[test]
fn serverless() {
    check(Kind::Serverless);
}

#[test]
fn terraform() {
    check(Kind::Terraform);
}
