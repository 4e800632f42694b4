//! Every spec that the documentation shows is a spec: it is decoded and checked like a user's.
use cutover_language::{Inputs, PathKind, Request, Source};
use cutover_schemas::diagnostic::Diagnostic;
use std::path::{Path, PathBuf};

/// A world in which every file is there: what has an extension is a file, all else a folder.
struct Everything;

impl Inputs for Everything {
    fn file(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(b"{}".to_vec())
    }
    fn exists(&self, path: &str) -> PathKind {
        if Path::new(path).extension().is_some() { PathKind::File } else { PathKind::Dir }
    }
    fn env(&self, name: &str) -> Option<String> {
        Some(name.to_lowercase())
    }
}

fn problems(text: &str, stage: Option<&str>) -> Vec<Diagnostic> {
    let sources = [Source { name: "stack.hcl".into(), text: text.into() }];
    let request = Request {
        sources: &sources,
        stage,
        variables: &[],
        var_files: &[],
        local: false,
        account: Some("111111111111"),
        region: None,
        found: None,
    };
    cutover_language::decode(&request, &Everything).diagnostics
}

/// The pages for people: at the root, under `docs`, and beside the examples.
pub(super) fn pages() -> Vec<PathBuf> {
    let root = cutover_tests::workspace();
    let below = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap().filter_map(Result::ok);
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let mut folders = vec![root.clone()];
    folders.extend(
        ["docs", "docs/decisions", "docs/github-actions", "docs/how-to"]
            .map(|folder| root.join(folder)),
    );
    folders.extend(below(&root.join("examples")));
    let mut all: Vec<PathBuf> = folders.iter().flat_map(|folder| below(folder)).collect();
    all.retain(|path| path.extension().is_some_and(|end| end == "md"));
    all.sort();
    all
}

/// Fenced blocks: what stands behind the fence, the line it begins on, its text.
pub(super) fn fences(text: &str) -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize, String)> = None;
    for (at, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), open.as_mut()) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(word), None) => open = Some((word.trim().to_owned(), at + 2, String::new())),
            (None, Some((_, _, body))) => body.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block without an end");
    found
}

#[test]
fn every_spec_in_the_documentation_is_sound() {
    let mut specs = 0;
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        for (word, line, body) in fences(&text) {
            assert!(!word.starts_with("hcl "), "{}:{line}: only whole specs", path.display());
            if word != "hcl" {
                continue;
            }
            specs += 1;
            let stage = body.contains("\nstage \"").then_some("dev");
            let mut told = problems(&body, stage);
            // Whoever runs it gives the values that have no default.
            told.retain(|one| one.code != "spec/missing-variable");
            assert!(told.is_empty(), "{}:{line}: {told:#?}", path.display());
        }
    }
    assert!(specs >= 2, "{specs} specs");
}

#[test]
fn an_unsound_spec_would_be_noticed() {
    let text = "a\n```hcl\nstack \"s\" {}\nqueue \"q\" { dealy = 3 }\n```\nb\n";
    let found = fences(text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0.as_str(), found[0].1), ("hcl", 3));
    let told = problems(&found[0].2, None);
    assert_eq!(told.iter().map(|one| &*one.code).collect::<Vec<_>>(), ["spec/unknown-attribute"]);
}

#[test]
fn links_between_pages_lead_somewhere() {
    let link = regex::Regex::new(r"\]\(([^)#: ]+)(#[^)]*)?\)").unwrap();
    let mut links = 0;
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        for found in link.captures_iter(&text) {
            let to = path.parent().unwrap().join(&found[1]);
            assert!(to.exists(), "{}: there is no {}", path.display(), &found[1]);
            links += 1;
        }
    }
    assert!(links > 10, "{links} links");
}
