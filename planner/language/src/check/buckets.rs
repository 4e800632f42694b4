//! Buckets: names, lifecycle rules, and triggers of one bucket that get into each other's way.
use super::{of, plain};
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::units::print_seconds;
use cutover_schemas::value::{Attrs, Value};

const DAY: i64 = 86_400;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for bucket in of(spec, "bucket") {
        name(bucket, problems);
        lifecycle(bucket, problems);
    }
    let triggers: Vec<&Declared> = of(spec, "trigger")
        .filter(|trigger| trigger.address.trigger_kind() == Some("bucket"))
        .collect();
    for (at, trigger) in triggers.iter().enumerate() {
        no_fifo(spec, trigger, problems);
        for other in triggers.iter().skip(at + 1).filter(|other| overlap(trigger, other)) {
            problems.push(
                Diagnostic::error(
                    "spec/overlapping-triggers",
                    format!("`{}` and `{}` would be told of the same objects", trigger.address, other.address),
                )
                .at(other.place.clone())
                .label("S3 tells one target of one event")
                .related(trigger.place.clone(), "the other one")
                .help("give them prefixes or suffixes that no key has both of, or let one topic or bus tell several targets"),
            );
        }
    }
}

/// S3's rules: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>.
fn name(bucket: &Declared, problems: &mut Vec<Diagnostic>) {
    let Some(name) = plain(bucket.attr("name")) else { return };
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let bad = name.chars().find(|c| !letter(*c) && *c != '-' && *c != '.');
    let message = match bad {
        Some(bad) => format!("`{bad}` can't be in the name of a bucket"),
        None if !(name.starts_with(letter) && name.ends_with(letter)) => {
            "the name of a bucket begins and ends with a letter or a digit".to_owned()
        }
        None if name.contains("..") => {
            "two dots can't follow each other in the name of a bucket".to_owned()
        }
        None if name.split('.').count() == 4
            && name.chars().all(|c| c.is_ascii_digit() || c == '.') =>
        {
            format!(
                "`{name}` looks like an address of the network, which the name of a bucket must not"
            )
        }
        None => match kept(name) {
            Some(part) => format!("S3 keeps names with `{part}` for itself"),
            None => return,
        },
    };
    problems.push(
        Diagnostic::error("spec/bad-name", message)
            .at(bucket.place_of("name"))
            .help("use lower-case letters, digits, `-` and `.`, or leave `name` out"),
    );
}

/// The beginning or end of a name that S3 keeps for itself.
fn kept(name: &str) -> Option<&'static str> {
    const BEGINNINGS: &[&str] = &["xn--", "sthree-", "amzn-s3-demo-"];
    const ENDS: &[&str] = &["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
    let begins = BEGINNINGS.iter().find(|part| name.starts_with(**part));
    begins.or_else(|| ENDS.iter().find(|part| name.ends_with(**part))).copied()
}

fn lifecycle(bucket: &Declared, problems: &mut Vec<Diagnostic>) {
    const ACTIONS: &[&str] = &["expire", "expire_old_versions", "abort_uploads"];
    let rules = bucket.attr("lifecycle").as_list().unwrap_or_default();
    for rule in rules.iter().filter_map(Value::as_map) {
        let mut told = |message: String, help: &str| {
            problems.push(
                Diagnostic::error("spec/bad-lifecycle", message)
                    .at(bucket.place_of("lifecycle"))
                    .help(help),
            );
        };
        let seconds: Vec<i64> =
            ACTIONS.iter().filter_map(|name| rule.get(*name).and_then(Value::as_int)).collect();
        if seconds.is_empty() {
            told(
                "a lifecycle rule says nothing of what goes when".to_owned(),
                "give it `expire`, `expire_old_versions` or `abort_uploads`",
            );
        }
        for seconds in seconds.into_iter().filter(|seconds| seconds % DAY != 0) {
            told(
                format!("S3 counts whole days, and {} are none", print_seconds(seconds)),
                "write days, such as `\"30d\"`",
            );
        }
    }
}

/// S3 tells no FIFO queue and no FIFO topic.
fn no_fifo(spec: &Spec, trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    let Value::Reference(target) = trigger.attr("to") else { return };
    let fifo = spec
        .blocks
        .get(target)
        .is_some_and(|block| block.attrs.get("fifo").and_then(Value::as_bool) == Some(true));
    if fifo {
        problems.push(
            Diagnostic::error(
                "spec/bad-target",
                format!("a bucket can't tell `{target}`: it is FIFO"),
            )
            .at(place_of(trigger, "to"))
            .help("let it tell a queue or a topic without order"),
        );
    }
}

fn place_of(block: &Declared, attr: &str) -> Place {
    block.place_of(attr)
}

fn overlap(one: &Declared, other: &Declared) -> bool {
    let on = |block: &Declared| block.attr("enabled").as_bool() == Some(true);
    let text = |attrs: &Attrs, name: &str| {
        attrs.get(name).and_then(Value::as_text).unwrap_or_default().to_owned()
    };
    let either = |name: &str, within: fn(&str, &str) -> bool| {
        let (one, other) = (text(&one.attrs, name), text(&other.attrs, name));
        within(&one, &other) || within(&other, &one)
    };
    on(one)
        && on(other)
        && one.attr("bucket") == other.attr("bucket")
        && share_event(one, other)
        && either("prefix", |one, other| one.starts_with(other))
        && either("suffix", |one, other| one.ends_with(other))
}

fn share_event(one: &Declared, other: &Declared) -> bool {
    let events = |block: &Declared| {
        let events = block.attr("events").as_list().unwrap_or_default().iter();
        events.filter_map(Value::as_text).map(str::to_owned).collect::<Vec<_>>()
    };
    let covers = |wanted: &str, event: &str| {
        wanted == event || wanted.strip_suffix('*').is_some_and(|start| event.starts_with(start))
    };
    events(one).iter().any(|a| events(other).iter().any(|b| covers(a, b) || covers(b, a)))
}
