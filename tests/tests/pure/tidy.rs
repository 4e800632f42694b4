//! What every file keeps to, whoever wrote it.
use cutover_tests::skip::{self, Skip};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Lines of code in a file, tests apart: over this, it holds two things.
const LONGEST: usize = 500;

const FOLDERS: &[&str] = &["schemas", "planner", "providers", "cli", "tests"];

fn files(below: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let hidden = |name: &str| name.starts_with('.') || name == "target";
    let entries = WalkDir::new(below).into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_name().to_str().is_some_and(hidden)
    });
    let named =
        |path: &PathBuf| ends.iter().any(|end| path.extension().is_some_and(|one| one == *end));
    entries.filter_map(Result::ok).map(walkdir::DirEntry::into_path).filter(named).collect()
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = cutover_tests::workspace();
    let all = FOLDERS.iter().flat_map(|folder| files(&root.join(folder), &["rs"]));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        Some((path.strip_prefix(&root).unwrap().to_owned(), text))
    };
    all.filter_map(read).collect()
}

/// A file's code: it ends where its tests begin, and a file of tests has none.
fn length(path: &Path, text: &str) -> usize {
    let is_test = path.components().any(|part| part.as_os_str() == "tests")
        || path.file_stem().is_some_and(|stem| stem == "tests");
    if is_test && !path.starts_with("tests/src") {
        return 0;
    }
    let tests = text.find("\n#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..tests].lines().count()
}

#[test]
fn no_file_holds_more_than_one_can_read() {
    let sources = sources();
    assert!(sources.len() > 100);
    let long: Vec<String> = sources
        .iter()
        .map(|(path, text)| (path, length(path, text)))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert_eq!(long, [""; 0]);
}

#[test]
fn only_code_counts() {
    let code = "fn a() {}\n".repeat(501);
    assert_eq!(length(Path::new("cli/src/a.rs"), &code), 501);
    let tested = format!("fn a() {{}}\n\n#[cfg(test)]\nmod tests {{\n{code}}}\n");
    assert_eq!(length(Path::new("cli/src/a.rs"), &tested), 1);
    assert_eq!(length(Path::new("cli/tests/a.rs"), &code), 0);
    assert_eq!(length(Path::new("tests/src/a.rs"), &code), 501);
}

#[test]
fn nothing_is_ignored_or_unsafe() {
    // Put together here, so that this file doesn't find itself.
    let marks = [["#[", "ignore"].concat(), ["unsafe", " {"].concat(), ["unsafe", " fn"].concat()];
    for (path, text) in sources() {
        for mark in &marks {
            assert!(!text.contains(mark), "{} holds `{mark}`", path.display());
        }
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<PathBuf> = sources()
        .into_iter()
        // A module's tests are for the module.
        .filter(|(path, _)| !path.ends_with("tests.rs"))
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn texts_for_people_name_no_machine() {
    let root = cutover_tests::workspace();
    let mut texts = ["docs", "examples"]
        .map(|folder| files(&root.join(folder), &["md", "hcl", "json"]))
        .concat();
    let beside = std::fs::read_dir(&root).unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    texts.extend(beside.filter(|path| path.extension().is_some_and(|end| end == "md")));
    assert!(texts.len() > 5);
    let mut marks = ["home", "root", "Users"].map(|folder| format!("/{folder}/")).to_vec();
    marks.push(root.to_string_lossy().into_owned());
    for path in texts {
        let text = std::fs::read_to_string(&path).unwrap();
        for mark in &marks {
            assert!(!text.contains(mark), "{} names `{mark}`", path.display());
        }
    }
}

#[test]
fn what_is_required_is_not_skipped() {
    let skip = Skip("there is no such thing".to_owned());
    let failed = std::panic::catch_unwind(|| skip::tell_where(&skip, true)).unwrap_err();
    let words = failed.downcast_ref::<String>().unwrap();
    assert!(words.ends_with("can't be skipped: there is no such thing"), "{words}");
    let ends = || -> i32 {
        fn skipped(skip: Skip) {
            let _: i32 = cutover_tests::need!(Err::<i32, Skip>(skip));
            panic!("it went on");
        }
        skipped(Skip("this line belongs here: it is what a skipped test looks like".to_owned()));
        7
    };
    if std::env::var_os(skip::REQUIRE_ALL).is_none() {
        assert_eq!(ends(), 7);
    }
}
