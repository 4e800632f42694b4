//! The table of reads against the provider's sources: what is called there has a row, and what has a row is called.
use cutover_schemas::reads::READS;
use regex::Regex;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use walkdir::WalkDir;

/// A read: service prefix and operation.
type Read = (String, String);

/// The provider's clients by the names that hold them, and their services as the table names them.
const CLIENTS: &[(&str, &str)] = &[
    ("apis", "apigateway"),
    ("cloudwatch", "cloudwatch"),
    ("dynamodb", "dynamodb"),
    ("events", "events"),
    ("iam", "iam"),
    ("lambda", "lambda"),
    ("logs", "logs"),
    ("scaling", "application-autoscaling"),
    ("scheduler", "scheduler"),
    ("sns", "sns"),
    ("sqs", "sqs"),
    ("sts", "sts"),
    ("tagging", "tag"),
];

/// A call that reads, by its first word, and whose it is. Of the answers' own parts some begin with `filter` too.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    let words = "get|list|describe|filter_log|batch_get|search|lookup";
    Regex::new(&format!(r"\b(\w+|\))\.((?:{words})_\w+)\(\)")).unwrap()
});

/// The provider's sources, without their tests and without line breaks, which may stand before any dot.
fn sources() -> Vec<(String, String)> {
    let folder = cutover_tests::workspace().join("providers/aws/src");
    let files = WalkDir::new(&folder).into_iter().map(Result::unwrap);
    let rust = files.filter(|file| file.path().extension().is_some_and(|end| end == "rs"));
    rust.map(|file| {
        let text = std::fs::read_to_string(file.path()).unwrap();
        let code = text.split("\n#[cfg(test)]\nmod tests").next().unwrap().to_owned();
        let inside = file.path().strip_prefix(&folder).unwrap();
        (inside.display().to_string(), code)
    })
    .collect()
}

/// `get_bucket_acl` as the service calls it; its API spells some words in capitals, which nothing here needs.
fn operation(method: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    method.split('_').map(capital).collect()
}

/// Reads through an SDK's client: `lambda.get_function()`.
fn of_clients(code: &str) -> Vec<Read> {
    let flat: String = code.split_whitespace().collect();
    let found = CALL.captures_iter(&flat).map(|call| (call[1].to_owned(), operation(&call[2])));
    let named = found.filter_map(|(client, operation)| {
        let (_, service) = CLIENTS.iter().find(|(name, _)| *name == client)?;
        Some(((*service).to_owned(), operation))
    });
    named.collect()
}

/// Reads of JSON services: `json(KINESIS, "ListStreams", ..)`.
fn of_json(code: &str) -> Vec<Read> {
    let call = r#"\.json\(\s*(KINESIS|SSM),\s*"((?:Get|List|Describe)\w+)""#;
    let call = Regex::new(call).unwrap();
    call.captures_iter(code).map(|call| (call[1].to_lowercase(), call[2].to_owned())).collect()
}

/// Reads of S3: the settings that are asked for with `GET`, by the names that the door gives them.
fn of_s3(code: &str, door: &str) -> Vec<Read> {
    let row = Regex::new(r#"\("GET", Place::(\w+), "(\w*)", "(\w+)"\)"#).unwrap();
    let names: Vec<_> = row
        .captures_iter(door)
        .map(|row| (row[1].to_owned(), row[2].to_owned(), row[3].to_owned()))
        .collect();
    assert!(names.len() > 5, "the door's table of S3 is written in another way");
    let setting = Regex::new(
        r#"S3Call::bucket\("GET", \w+\)\s*\.of\("(\w+)"\)|setting\(\s*\w+,\s*\w+,\s*"(\w+)""#,
    );
    let settings = setting.unwrap();
    let settings = settings.captures_iter(code).map(|found| {
        let setting = found.get(1).or(found.get(2)).unwrap().as_str();
        let known = names.iter().find(|(place, name, _)| place == "Bucket" && name == setting);
        known.unwrap_or_else(|| panic!("the door has no name for {setting}")).2.clone()
    });
    let mut all: Vec<String> = settings.collect();
    if code.contains(r#"S3Call::service("GET")"#) {
        all.extend(names.iter().filter(|(place, ..)| place == "Service").map(|row| row.2.clone()));
    }
    all.into_iter().map(|operation| ("s3".to_owned(), operation)).collect()
}

/// Every read of the sources.
fn called() -> BTreeSet<Read> {
    let sources = sources();
    let door = &sources.iter().find(|(file, _)| file == "requests.rs").unwrap().1;
    let of = |code: &str| [of_clients(code), of_json(code), of_s3(code, door)].concat();
    sources.iter().flat_map(|(_, code)| of(code)).collect()
}

#[test]
fn every_read_has_a_row_and_every_row_is_read() {
    let rows: BTreeSet<Read> =
        READS.iter().map(|row| (row.service.to_owned(), row.operation.to_owned())).collect();
    let called = called();
    assert!(called.len() > 50, "the sources are read in another way: {called:?}");
    let missing: Vec<_> = called.difference(&rows).collect();
    assert!(missing.is_empty(), "reads without a row in schemas/src/reads.rs: {missing:?}");
    let unused: Vec<_> = rows.difference(&called).collect();
    assert!(unused.is_empty(), "rows of schemas/src/reads.rs that nothing reads: {unused:?}");
}

/// Each way of calling is counted by its own words, so that one that is written anew is not overlooked.
#[test]
fn no_read_is_called_in_a_way_that_is_not_seen() {
    let told = Regex::new(r#"S3Call::bucket\("GET", \w+\)\s*\.of\((?:"\w+"|name)\)"#).unwrap();
    let known = Regex::new(r#"\.json\(\s*(?:KINESIS|SSM),\s*(?:"\w+"|operation)"#).unwrap();
    for (file, code) in sources() {
        let flat: String = code.split_whitespace().collect();
        let all = CALL.captures_iter(&flat).count();
        assert_eq!(of_clients(&code).len(), all, "{file} calls a client by another name");
        let gets = code.matches("S3Call::bucket(\"GET\"").count();
        assert_eq!(told.find_iter(&code).count(), gets, "{file} asks S3 in another way");
        let json = code.matches(".json(").count();
        assert_eq!(
            known.find_iter(&code).count(),
            json,
            "{file} asks a JSON service in another way"
        );
    }
}

/// A kind's own file calls only what the table says of that kind.
#[test]
fn what_a_kind_reads_by_itself_is_its_own_in_the_table() {
    let sources = sources();
    let door = &sources.iter().find(|(file, _)| file == "requests.rs").unwrap().1;
    let mut checked = 0;
    for (file, code) in &sources {
        let Some(kind) = file.strip_prefix("kinds/") else { continue };
        let word = Path::new(kind).components().next().unwrap().as_os_str().to_string_lossy();
        let word = word.trim_end_matches(".rs");
        let Some(kind) = cutover_schemas::kinds::KindName::from_word(word) else { continue };
        for (service, operation) in [of_clients(code), of_json(code), of_s3(code, door)].concat() {
            let row = READS.iter().find(|row| row.service == service && row.operation == operation);
            let is_known = match row.unwrap().asked {
                cutover_schemas::reads::Asked::For(kinds) => kinds.contains(&kind),
                cutover_schemas::reads::Asked::Within(_) => true,
                cutover_schemas::reads::Asked::Always | cutover_schemas::reads::Asked::By(_) => {
                    false
                }
            };
            assert!(is_known, "{file} reads {service} {operation}, which its row doesn't say");
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked}");
}
