//! The walls between the crates: which may know which, and what the pure ones may know at all.
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// An arrow that isn't here needs a decision note first. `*` stands for every crate of ours.
const ARROWS: &[(&str, &[&str])] = &[
    ("cutover-schemas", &[]),
    ("cutover-language", &["cutover-schemas"]),
    ("cutover-convert", &["cutover-schemas"]),
    ("cutover-editor", &["cutover-schemas", "cutover-language"]),
    ("cutover-audit", &["cutover-schemas"]),
    ("cutover-rollout", &["cutover-schemas"]),
    ("cutover-plan", &["cutover-schemas", "cutover-audit", "cutover-rollout"]),
    ("cutover-apply", &["cutover-schemas", "cutover-rollout"]),
    ("cutover-package", &["cutover-schemas"]),
    ("cutover-cloud", &["cutover-schemas"]),
    ("cutover-aws", &["cutover-schemas", "cutover-cloud"]),
    ("cutover-ledger", &["cutover-schemas", "cutover-cloud"]),
    ("cutover-driver", &["cutover-schemas", "cutover-apply", "cutover-rollout", "cutover-cloud"]),
    ("cutover-emulator", &[]),
    ("cutover", &["*"]),
    ("cutover-tests", &["*"]),
];

/// Crates that compute and do nothing else, and all that they may use of others' work.
const PURE: &[&str] = &[
    "cutover-schemas",
    "cutover-language",
    "cutover-convert",
    "cutover-editor",
    "cutover-audit",
    "cutover-rollout",
    "cutover-plan",
    "cutover-apply",
];

/// None of these reads a clock, a file, the environment or chance: formats, digests, texts and errors.
/// `jiff` comes without its clock: it is there for calendars. `rand` comes without any source of chance: seeds are
/// given, and every draw follows from them. `flate2` unpacks what is built in.
const PURE_MAY_USE: &[&str] = &[
    "base64",
    "flate2",
    "globset",
    "hcl-edit",
    "hex",
    "hmac",
    "indexmap",
    "jiff",
    "jsonc-parser",
    "md-5",
    "percent-encoding",
    "rand",
    "rand_distr",
    "regex",
    "schemars",
    "serde",
    "serde_json",
    "sha1",
    "sha2",
    "similar",
    "statrs",
    "strsim",
    "thiserror",
    "typed-arena",
    "unicode-segmentation",
    "yaml-rust2",
];

fn metadata() -> Metadata {
    let manifest = cutover_tests::workspace().join("Cargo.toml");
    let offline = ["--offline".to_owned(), "--locked".to_owned()];
    // What the manifests say is enough: crates for other platforms may never have been downloaded here.
    MetadataCommand::new().manifest_path(manifest).no_deps().other_options(offline).exec().unwrap()
}

/// What a crate's own code is built from; tests may use more.
fn built_from(package: &Package) -> BTreeSet<&str> {
    let built = |kind| matches!(kind, DependencyKind::Normal | DependencyKind::Build);
    let all = package.dependencies.iter().filter(|one| built(one.kind));
    all.map(|one| one.name.as_str()).collect()
}

fn is_ours(name: &str) -> bool {
    name == "cutover" || name.starts_with("cutover-")
}

fn folder(package: &Package) -> PathBuf {
    package.manifest_path.parent().unwrap().into()
}

/// One line for each arrow or dependency that breaks a rule.
fn broken(name: &str, uses: &BTreeSet<&str>) -> Vec<String> {
    let Some((_, arrows)) = ARROWS.iter().find(|(from, _)| *from == name) else {
        return vec![format!("{name} is not in the table of arrows")];
    };
    let sdk = |one: &str| one.starts_with("aws-");
    let bad = |one: &&&str| {
        (is_ours(one) && !arrows.contains(*one) && *arrows != ["*"])
            || (sdk(one) && name != "cutover-aws")
            || (PURE.contains(&name) && !is_ours(one) && !PURE_MAY_USE.contains(*one))
            || (**one == "tokio" && PURE.contains(&name))
    };
    uses.iter().filter(bad).map(|one| format!("{name} may not use {one}")).collect()
}

#[test]
fn every_crate_keeps_to_its_arrows() {
    let metadata = metadata();
    let members = metadata.workspace_packages();
    let names: BTreeSet<&str> = members.iter().map(|one| one.name.as_str()).collect();
    let table: BTreeSet<&str> = ARROWS.iter().map(|(from, _)| *from).collect();
    assert_eq!(names, table);
    let all = members.iter().flat_map(|one| broken(&one.name, &built_from(one)));
    assert_eq!(all.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn an_arrow_that_is_not_in_the_table_is_found() {
    let check = |name, one| broken(name, &BTreeSet::from([one]));
    assert_eq!(
        check("cutover-emulator", "cutover-schemas"),
        ["cutover-emulator may not use cutover-schemas"]
    );
    assert_eq!(check("cutover-plan", "cutover-cloud"), ["cutover-plan may not use cutover-cloud"]);
    assert_eq!(check("cutover", "aws-sdk-sqs"), ["cutover may not use aws-sdk-sqs"]);
    assert_eq!(check("cutover-apply", "tokio"), ["cutover-apply may not use tokio"]);
    assert_eq!(check("cutover-audit", "fastrand"), ["cutover-audit may not use fastrand"]);
    assert_eq!(check("cutover-new", "serde"), ["cutover-new is not in the table of arrows"]);
    assert_eq!(check("cutover-driver", "tokio"), [""; 0]);
}

#[test]
fn every_pure_crate_has_the_net_of_lints() {
    let metadata = metadata();
    let nets: Vec<(String, String)> = metadata
        .workspace_packages()
        .iter()
        .filter(|one| PURE.contains(&one.name.as_str()))
        .map(|one| {
            let net = std::fs::read_to_string(folder(one).join("clippy.toml"));
            (one.name.to_string(), net.unwrap_or_else(|error| panic!("{}: {error}", one.name)))
        })
        .collect();
    assert_eq!(nets.len(), PURE.len());
    let root = std::fs::read_to_string(cutover_tests::workspace().join("clippy.toml")).unwrap();
    for (name, net) in &nets {
        assert!(net.contains(root.trim()), "{name}: a nearer clippy.toml hides the root's lines");
        assert_eq!(*net, nets[0].1, "{name}: the nets differ");
        for forbidden in [
            "std::time::SystemTime::now",
            "std::time::Instant::now",
            "std::env::var",
            "std::fs::read",
            "std::thread::spawn",
            "std::net::TcpStream",
            "std::collections::HashMap",
        ] {
            assert!(net.contains(&format!("\"{forbidden}\"")), "{name}: {forbidden} is allowed");
        }
    }
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let root = cutover_tests::workspace();
    let text = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(text.contains("unsafe_code = \"forbid\""));
    for package in metadata().workspace_packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{}", package.name);
    }
}
