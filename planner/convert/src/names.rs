//! Names: `HelloWorldFunction` becomes `hello_world`, and no two blocks of one word have the same.
use std::collections::BTreeSet;

/// What the names of resources end with that the word of the block says already.
const ENDINGS: &[(&str, &[&str])] = &[
    ("function", &["_lambda_function", "_function", "_lambda"]),
    ("queue", &["_sqs_queue", "_queue"]),
    ("topic", &["_sns_topic", "_topic"]),
    ("table", &["_dynamodb_table", "_dynamo_db_table", "_table"]),
    ("bucket", &["_s3_bucket", "_bucket"]),
    ("role", &["_iam_role", "_role"]),
    ("bus", &["_event_bus", "_bus"]),
    ("stream", &["_kinesis_stream", "_stream"]),
    ("alarm", &["_alarm"]),
    ("layer", &["_layer"]),
    ("api", &["_http_api", "_rest_api", "_api"]),
];

/// Words in lower case with `_` between them.
pub(crate) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            if !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if begins && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    let out = out.trim_matches('_');
    match out.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{out}"),
        Some(_) => out.chars().take(100).collect(),
    }
}

/// The name itself, or with the first number that makes it another than those that are taken.
pub(crate) fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..10_000).map(|n| format!("{name}_{n}"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
}

/// A label for a block of this word that none has yet.
pub(crate) fn label(word: &str, name: &str, taken: &mut BTreeSet<(String, String)>) -> String {
    let whole = snake(name);
    let endings = ENDINGS.iter().find(|(of, _)| *of == word).map_or(&[][..], |(_, all)| all);
    let short = endings.iter().find_map(|ending| whole.strip_suffix(ending));
    let short = short.filter(|short| !short.is_empty());
    let is_taken = |label: &str| taken.contains(&(word.to_owned(), label.to_owned()));
    let label = match short {
        Some(short) if !is_taken(short) => short.to_owned(),
        _ => free(&whole, is_taken),
    };
    taken.insert((word.to_owned(), label.clone()));
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_in_lower_case() {
        for (name, expected) in [
            ("HelloWorldFunction", "hello_world_function"),
            ("HTTPApi", "http_api"),
            ("getSQSItem2", "get_sqs_item2"),
            ("create-order", "create_order"),
            ("module.jobs.this[\"a\"]", "module_jobs_this_a"),
            ("2fast", "n2fast"),
            ("--", "unnamed"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }

    #[test]
    fn labels_are_short_and_differ() {
        let mut taken = BTreeSet::new();
        assert_eq!(label("queue", "JobsQueue", &mut taken), "jobs");
        assert_eq!(label("queue", "JobsQueue", &mut taken), "jobs_queue");
        assert_eq!(label("queue", "JobsQueue", &mut taken), "jobs_queue_2");
        assert_eq!(label("table", "Jobs", &mut taken), "jobs");
        assert_eq!(label("queue", "Queue", &mut taken), "queue");
    }
}
