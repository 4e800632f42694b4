//! What the tests of whole specs share: a directory as [`Inputs`], and problems as text.
#![allow(dead_code, reason = "each test binary uses a part")]
use cutover_language::{Decoded, Inputs, PathKind, Request, Source};
use cutover_schemas::date::Date;
use cutover_schemas::diagnostic::Diagnostic;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The fixtures of the whole workspace.
pub(crate) fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/specs")
}

/// Files under a directory.
pub(crate) struct Dir(pub(crate) PathBuf);

impl Inputs for Dir {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|_| "there is no such file".to_owned())
    }
    fn exists(&self, path: &str) -> PathKind {
        let path = self.0.join(path);
        match (path.is_dir(), path.is_file()) {
            (true, _) => PathKind::Dir,
            (_, true) => PathKind::File,
            _ => PathKind::Missing,
        }
    }
    fn list(&self, path: &str) -> Result<Vec<String>, String> {
        let entries = std::fs::read_dir(self.0.join(path))
            .map_err(|_| "there is no such directory".to_owned())?;
        Ok(entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect())
    }
    fn env(&self, name: &str) -> Option<String> {
        (name == "BUILD").then(|| "17".to_owned())
    }
    fn today(&self) -> Option<Date> {
        Date::parse("2026-06-30")
    }
}

/// The `.hcl` and `.hcl.json` files of a directory as a stack reads them; `vars` chooses the files of
/// values.
pub(crate) fn sources(dir: &Path, vars: bool) -> Vec<Source> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            let parts: Vec<&str> = name.trim_end_matches(".json").split('.').collect();
            match parts.as_slice() {
                [_, .., "vars", "hcl"] => vars,
                [_, .., "hcl"] => !vars,
                _ => false,
            }
        })
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| Source {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            text: std::fs::read(path).unwrap(),
        })
        .collect()
}

/// Decodes one text as the only file of a stack.
pub(crate) fn decode_text(text: &[u8], stage: Option<&str>) -> Decoded {
    let sources = [Source { name: "stack.hcl".to_owned(), text: text.to_vec() }];
    let request = Request {
        sources: &sources,
        stage,
        variables: &[],
        var_files: &[],
        local: false,
        account: None,
        region: None,
        found: None,
    };
    cutover_language::decode(&request, &Dir(specs().join("good/full")))
}

/// Problems as people see them, without colours.
pub(crate) fn told(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let place = diagnostic.place.as_ref().map_or("-".to_owned(), ToString::to_string);
        let kind = if diagnostic.is_error() { "error" } else { "warning" };
        let _ = writeln!(out, "{kind} {} {place}\n  {}", diagnostic.code, diagnostic.message);
        if let Some(label) = &diagnostic.label {
            let _ = writeln!(out, "  label: {label}");
        }
        for related in &diagnostic.related {
            let _ = writeln!(out, "  {}: {}", related.place, related.label);
        }
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    out
}
