//! The table that cutover is built with: `table/build.py` makes it, `table/stamp.json` tells of what.
use super::{Action, ConditionKey, Entry, KeyKind, Level, ResourceType, Service, Table, Target};
use flate2::read::ZlibDecoder;
use std::io::Read as _;
use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../../table/actions.bin");
static STAMP: &str = include_str!("../../table/stamp.json");

/// Where the table is from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Stamp {
    /// The day it was made.
    pub date: String,
    /// What it was made of.
    pub packages: Vec<Source>,
    /// How many services it has.
    pub services: usize,
    /// How many actions it has.
    pub actions: usize,
    /// SHA-256 of its text, in hex.
    pub text_sha256: String,
}

/// A package that the table was made of.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Which registry has it: `npm` or `PyPI`.
    pub from: String,
    /// Its version.
    pub version: String,
    /// Its licence.
    pub licence: String,
    /// SHA-256 of its file, in hex.
    pub sha256: String,
    /// What was taken from it.
    pub gives: String,
}

/// The stamp of the table; nothing only if the file beside it is broken, which a test keeps from happening.
pub fn stamp() -> Option<Stamp> {
    serde_json::from_str(STAMP).ok()
}

fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut text = String::new();
        // What was built in is whole; a test reads all of it.
        let _ = ZlibDecoder::new(PACKED).read_to_string(&mut text);
        text
    })
}

/// Every service's lines, not read yet.
pub(super) fn table() -> Table {
    let mut table = Table::default();
    let (first, rest) = text().split_once('\n').unwrap_or_default();
    let guarded = first.strip_prefix("G\t").unwrap_or_default().split(',');
    table.guarded.extend(guarded.map(str::to_owned));
    let mut starts: Vec<usize> = rest.match_indices("\nS\t").map(|(at, _)| at + 1).collect();
    starts.insert(0, 0);
    starts.push(rest.len());
    for pair in starts.windows(2) {
        let [start, end] = pair else { continue };
        let lines = rest.get(*start..*end).unwrap_or_default();
        if let Some(prefix) = lines.split('\t').nth(1) {
            let entry = Entry { lines, service: OnceLock::new() };
            table.services.insert(prefix.to_owned(), entry);
        }
    }
    table
}

/// Reads the lines of a service.
pub(super) fn service(lines: &str) -> Service {
    let mut service = Service::default();
    for line in lines.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        match field(0) {
            "S" => {
                field(1).clone_into(&mut service.prefix);
                field(2).clone_into(&mut service.name);
            }
            "K" => service.keys.push(key(field(1), field(2))),
            "R" => {
                let keys = keys(&service, field(3));
                let (name, arn) = (field(1).to_owned(), field(2).to_owned());
                service.resources.push(ResourceType { name, arn, keys });
            }
            "A" => {
                let action = action(&service, &fields);
                service.actions.push(action);
            }
            "X" => service.actions.extend(field(1).split(',').map(retired)),
            _ => {}
        }
    }
    service
}

fn key(name: &str, kind: &str) -> ConditionKey {
    let many = kind.ends_with('*');
    let kind = match kind.trim_end_matches('*') {
        "a" => KeyKind::Arn,
        "b" => KeyKind::Bool,
        "n" => KeyKind::Numeric,
        "d" => KeyKind::Date,
        "i" => KeyKind::IpAddress,
        "x" => KeyKind::Binary,
        _ => KeyKind::String,
    };
    ConditionKey { name: name.to_owned(), kind, many }
}

/// Names of keys by the numbers of their lines.
fn keys(service: &Service, numbers: &str) -> Vec<String> {
    let numbers = numbers.split(',').filter_map(|number| number.parse::<usize>().ok());
    numbers.filter_map(|at| service.keys.get(at)).map(|key| key.name.clone()).collect()
}

fn action(service: &Service, fields: &[&str]) -> Action {
    let field = |at: usize| fields.get(at).copied().unwrap_or_default();
    let list = |text: &str, by: char| -> Vec<String> {
        text.split(by).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    };
    let target = |text: String| {
        let (name, numbers) = text.split_once(':').unwrap_or((&text, ""));
        Target {
            resource: name.trim_end_matches('!').to_owned(),
            required: name.ends_with('!'),
            keys: keys(service, numbers),
        }
    };
    Action {
        name: field(1).to_owned(),
        level: match field(2) {
            "L" => Level::List,
            "R" => Level::Read,
            "T" => Level::Tagging,
            "P" => Level::PermissionsManagement,
            _ => Level::Write,
        },
        resources: list(field(4), ';').into_iter().map(target).collect(),
        keys: keys(service, field(3)),
        dependent: list(field(5), ','),
        retired: false,
    }
}

/// All that is known of an action that AWS doesn't have any more is its name.
fn retired(name: &str) -> Action {
    Action {
        name: name.to_owned(),
        level: Level::Write,
        resources: Vec::new(),
        keys: Vec::new(),
        dependent: Vec::new(),
        retired: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_table_is_what_its_stamp_says() {
        let stamp = stamp().unwrap();
        assert_eq!(hex::encode(Sha256::digest(text())), stamp.text_sha256);
        let table = Table::embedded();
        assert_eq!(table.prefixes().count(), stamp.services);
        let services = table.prefixes().map(|prefix| table.service(prefix).unwrap());
        let actions = services.flat_map(|service| &service.actions).filter(|one| !one.retired);
        assert_eq!(actions.count(), stamp.actions);
    }

    /// `build.py` is where packages are pinned: the stamp is of a run of this very script.
    #[test]
    fn the_stamp_is_what_the_script_pins() {
        let script = include_str!("../../table/build.py");
        let stamp = stamp().unwrap();
        assert!(script.contains(&format!("\"date\": \"{}\"", stamp.date)));
        for package in &stamp.packages {
            let pin = format!(
                "\"name\": \"{}\", \"from\": \"{}\", \"version\": \"{}\", \"licence\": \"{}\"",
                package.name, package.from, package.version, package.licence
            );
            assert!(script.contains(&pin), "{pin}");
            assert!(script.contains(&format!("\"sha256\": \"{}\"", package.sha256)));
        }
        assert_eq!(script.matches("\"sha256\": \"").count(), stamp.packages.len());
    }

    #[test]
    fn what_everybody_knows_is_there() {
        let table = Table::embedded();
        let (service, action) = table.action("LAMBDA:createfunction").unwrap();
        assert_eq!((service.name.as_str(), action.name.as_str()), ("AWS Lambda", "CreateFunction"));
        assert!(action.dependent.contains(&"iam:PassRole".to_owned()));
        assert!(
            action.resources.iter().any(|target| target.resource == "function" && target.required)
        );
        assert!(action.keys.contains(&"lambda:Layer".to_owned()));
        let s3 = table.service("s3").unwrap();
        assert_eq!(
            s3.resource("object").unwrap().arn,
            "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
        );
        assert!(s3.key("aws:resourcetag/Team").is_some() && s3.key("aws:ResourceTag/").is_none());
        assert_eq!(
            table.action("s3:PutBucketPolicy").unwrap().1.level,
            Level::PermissionsManagement
        );
        assert!(table.is_guarded("s3") || table.is_guarded("kms"));
    }
}
