//! Bad specs and everything that is said about them, one snapshot each.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod common;

use common::{Dir, decode_text, sources, specs, told};
use cutover_language::Request;
use std::path::Path;

fn decode(dir: &Path) -> String {
    let (files, values) = (sources(dir, false), sources(dir, true));
    let stage = std::fs::read_to_string(dir.join("stage")).ok();
    let request = Request {
        sources: &files,
        stage: stage.as_deref().map(str::trim),
        variables: &[],
        var_files: &values,
        local: false,
        account: None,
        region: None,
        found: None,
    };
    let decoded = cutover_language::decode(&request, &Dir(dir.to_owned()));
    assert!(
        decoded.spec.is_none()
            || !decoded.diagnostics.iter().any(cutover_schemas::diagnostic::Diagnostic::is_error)
    );
    told(&decoded.diagnostics)
}

#[test]
fn every_bad_spec_is_explained() {
    let mut dirs: Vec<_> = std::fs::read_dir(specs().join("bad"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    dirs.sort();
    assert!(dirs.len() >= 60, "{} bad specs", dirs.len());
    for dir in dirs {
        let name = dir.file_name().unwrap().to_string_lossy().into_owned();
        let told = decode(&dir);
        assert!(!told.is_empty(), "{name} has no problem");
        insta::assert_snapshot!(name, told);
    }
}

#[test]
fn endless_nesting_is_refused_quickly() {
    for opening in ["[", "{a=", "(", "!", "-", "\"${", "x ? y : ", "f(", "a {\n"] {
        let text = format!("stack \"s\" {{}}\nlocals {{\n  a = {}\n}}\n", opening.repeat(100_000));
        let decoded = decode_text(text.as_bytes(), None);
        assert!(decoded.spec.is_none(), "{opening}");
        assert!(!decoded.diagnostics.is_empty(), "{opening}");
    }
    let text = format!("stack \"s\" {{}}\nlocals {{\n  a = {}\n}}\n", "[".repeat(100_000));
    insta::assert_snapshot!(
        "nested_brackets",
        told(&decode_text(text.as_bytes(), None).diagnostics)
    );
}
