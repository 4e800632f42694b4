//! What a package is, seen from outside: its bytes, and what unzips from them.
#![expect(clippy::unwrap_used, reason = "tests may fail by panicking")]
use cutover_package::{PackError, Package, pack};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, Read as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Name, content, mode.
type Tree = [(&'static str, &'static str, u32)];

const APP: &Tree = &[
    (
        "main.py",
        "def handler(event, context):\n    return {'statusCode': 200, 'body': 'hello'}\n",
        0o644,
    ),
    ("bin/run", "#!/bin/sh\nexec python3 main.py\n", 0o755),
    ("lib/shop/__init__.py", "", 0o644),
    ("lib/shop/orders.py", "ORDERS = []\n", 0o644),
];

fn put(directory: &Path, name: &str, content: &[u8], mode: u32) {
    let path = directory.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
}

fn tree<'a>(files: impl IntoIterator<Item = &'a (&'static str, &'static str, u32)>) -> TempDir {
    let directory = TempDir::new().unwrap();
    for (name, content, mode) in files {
        put(directory.path(), name, content.as_bytes(), *mode);
    }
    directory
}

fn packed(directory: &TempDir) -> Package {
    pack(directory.path()).unwrap()
}

/// Name to content and mode, by a reader that shares nothing with the packer but the zip crate.
fn unzipped(package: &Package) -> BTreeMap<String, (Vec<u8>, u32)> {
    let mut archive = ZipArchive::new(Cursor::new(&package.zip)).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let (name, mode) = (entry.name().unwrap().into_owned(), entry.unix_mode().unwrap());
        files.insert(name, (content, mode));
    }
    files
}

fn names(package: &Package) -> Vec<&str> {
    package.files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn the_same_tree_has_had_the_same_digest_since_the_first_release() {
    let directory = tree(APP);
    let squares: Vec<String> = (0_u64..4_000).map(|n| (n * n).to_string()).collect();
    let squares = squares.join("\n") + "\n";
    put(directory.path(), "squares.txt", squares.as_bytes(), 0o644);
    // A new digest here means that every function deployed so far looks changed: a compressor or
    // a zip writer that writes other bytes needs a line in the changelog.
    assert_eq!(packed(&directory).digest, "WqUsiPpZ9MJS5Vx5JyaY6ApNZL1vF+Lq1BVYH9Gq/Iw=");
}

#[test]
fn order_times_and_umask_do_not_matter() {
    let one = tree(APP);
    let other = tree(APP.iter().rev());
    for (name, _, mode) in APP {
        let path = other.path().join(name);
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_234_567_890)).unwrap();
        let tighter = fs::Permissions::from_mode(mode & 0o700);
        fs::set_permissions(&path, tighter).unwrap();
    }
    assert_eq!(packed(&one), packed(&other));
}

#[test]
fn a_byte_a_name_and_an_executable_bit_do_matter() {
    let before = packed(&tree(APP)).digest;
    let change = |name: &str, content: &str, mode: u32| {
        let directory = tree(APP);
        put(directory.path(), name, content.as_bytes(), mode);
        packed(&directory).digest
    };
    assert_ne!(change("lib/shop/orders.py", "ORDERS = {}\n", 0o644), before);
    assert_ne!(change("lib/shop/orders.py", "ORDERS = []\n", 0o755), before);
    assert_ne!(change("lib/shop/other.py", "", 0o644), before);
    assert_eq!(change("lib/shop/orders.py", "ORDERS = []\n", 0o644), before);
}

#[test]
fn entries_are_sorted_plain_and_of_1980() {
    let package = packed(&tree(APP));
    assert_eq!(
        names(&package),
        ["bin/run", "lib/shop/__init__.py", "lib/shop/orders.py", "main.py"]
    );
    assert_eq!(package.unzipped, package.files.iter().map(|file| file.size).sum::<u64>());
    let mut archive = ZipArchive::new(Cursor::new(&package.zip)).unwrap();
    for (index, file) in package.files.iter().enumerate() {
        let entry = archive.by_index(index).unwrap();
        assert_eq!(entry.name().unwrap(), file.name);
        assert_eq!(entry.last_modified().unwrap().to_string(), "1980-01-01 00:00:00");
        assert_eq!(entry.extra_data().unwrap_or_default(), b"");
        let mode = if file.executable { 0o100_755 } else { 0o100_644 };
        assert_eq!(entry.unix_mode(), Some(mode), "{}", file.name);
    }
}

#[test]
fn caches_and_what_is_ignored_stay_out() {
    let directory = tree(APP);
    for name in [
        ".git/HEAD",
        "lib/__pycache__/x.py",
        "a.pyc",
        "lib/.DS_Store",
        ".cutover/ledger/x",
        "node_modules/.cache/x",
        "tests/a.py",
        "lib/notes.md",
    ] {
        put(directory.path(), name, b"x", 0o644);
    }
    put(directory.path(), ".cutoverignore", b"# not code\ntests/\n*.md\n", 0o644);
    assert_eq!(packed(&directory), packed(&tree(APP)));
}

#[test]
fn links_are_followed_inside_only() {
    let directory = tree(APP);
    symlink("main.py", directory.path().join("index.py")).unwrap();
    symlink("lib", directory.path().join("vendor")).unwrap();
    let package = packed(&directory);
    assert_eq!(names(&package).iter().filter(|name| name.starts_with("vendor/")).count(), 2);
    let files = unzipped(&package);
    assert_eq!(files["index.py"], files["main.py"]);

    let outside = tree(&[("secret", "x", 0o600)]);
    symlink(outside.path(), directory.path().join("out")).unwrap();
    let error = pack(directory.path()).unwrap_err();
    assert!(matches!(&error, PackError::Outside { path, .. } if path.ends_with("out")), "{error}");
}

#[test]
fn links_in_circles_and_into_nothing_are_errors() {
    let directory = tree(APP);
    symlink("..", directory.path().join("lib/up")).unwrap();
    let error = pack(directory.path()).unwrap_err();
    assert!(matches!(error, PackError::Loop { .. }), "{error}");

    let directory = tree(APP);
    symlink("nowhere", directory.path().join("gone")).unwrap();
    let error = pack(directory.path()).unwrap_err();
    assert!(matches!(&error, PackError::Read { path, .. } if path.ends_with("gone")), "{error}");
}

#[test]
fn paths_without_code_are_errors() {
    let directory =
        tree(&[("a.txt", "x", 0o644), ("empty/.git", "x", 0o644), ("bad.zip", "x", 0o644)]);
    let error = |name: &str| pack(&directory.path().join(name)).unwrap_err();
    assert!(matches!(error("missing"), PackError::Read { .. }));
    assert!(matches!(error("a.txt"), PackError::NeitherDirectoryNorZip { .. }));
    assert!(matches!(error("empty"), PackError::Empty { .. }));
    assert!(matches!(error("bad.zip"), PackError::BadZip { .. }));
}

#[test]
fn a_zip_is_taken_as_it_is() {
    let made = packed(&tree(APP));
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("code.ZIP");
    fs::write(&path, &made.zip).unwrap();
    assert_eq!(pack(&path).unwrap(), made);
}

#[test]
fn more_than_the_limits_names_what_is_large() {
    let directory = tree(APP);
    // Sparse: nothing of it is read, as sizes are added up first.
    let model = File::create(directory.path().join("model.bin")).unwrap();
    model.set_len(262_144_000).unwrap();
    let error = pack(directory.path()).unwrap_err();
    assert!(matches!(error, PackError::UnzippedTooLarge { .. }), "{error}");
    assert!(error.to_string().contains("largest: `model.bin` (250.0 MB), `main.py`"), "{error}");
}

#[test]
fn a_zip_too_large_to_be_sent_along_names_what_is_large() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("code.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("model", stored).unwrap();
    zip.write_all(&vec![0; 50 * 1024 * 1024]).unwrap();
    zip.finish().unwrap();
    let package = pack(&path).unwrap();
    let error = package.check_inline(&path).unwrap_err();
    assert!(matches!(error, PackError::ZipTooLarge { .. }), "{error}");
    assert!(error.to_string().contains("largest: `model` (50.0 MB)"), "{error}");
}

fn trees() -> impl Strategy<Value = BTreeMap<Vec<String>, (Vec<u8>, bool)>> {
    let part = "[a-zA-Zäß€ ._-]{1,6}".prop_filter("reserved", |part| {
        !matches!(part.as_str(), "." | ".." | ".git")
            && Path::new(part).extension().is_none_or(|e| e != "pyc")
    });
    let content = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        (any::<u8>(), 0_usize..70_000).prop_map(|(byte, length)| vec![byte; length]),
    ];
    let path = proptest::collection::vec(part, 1..4);
    proptest::collection::btree_map(path, (content, any::<bool>()), 1..12).prop_map(|mut files| {
        let paths: Vec<Vec<String>> = files.keys().cloned().collect();
        // A name can't be a file and a folder at once.
        files.retain(|path, _| {
            !paths.iter().any(|other| other.len() > path.len() && other.starts_with(path))
        });
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_packed_unzips_as_it_was(files in trees()) {
        let directory = TempDir::new().unwrap();
        let mut expected = BTreeMap::new();
        for (path, (content, executable)) in &files {
            let mode = if *executable { 0o755 } else { 0o644 };
            put(directory.path(), &path.join("/"), content, mode);
            expected.insert(path.join("/"), (content.clone(), 0o100_000 | mode));
        }
        let package = packed(&directory);
        prop_assert_eq!(unzipped(&package), expected);
        prop_assert_eq!(packed(&directory), package);
    }
}
