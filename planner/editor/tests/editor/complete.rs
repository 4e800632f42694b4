//! What may be written at the cursor.
use crate::stack;
use cutover_editor::{Proposal, complete};

/// Labels of the proposals, but functions and names of the language, which are offered in every value.
fn labels(text: &str) -> Vec<String> {
    let (workspace, id, cursor) = stack(text);
    let all = complete(&workspace, &id, cursor);
    all.into_iter().filter(|one| one.rank < 6).map(|one| one.label).collect()
}

fn proposal(text: &str, label: &str) -> Proposal {
    let (workspace, id, cursor) = stack(text);
    let all = complete(&workspace, &id, cursor);
    all.into_iter().find(|one| one.label == label).unwrap_or_else(|| panic!("no {label}"))
}

/// The text with a proposal in its place.
fn taken(text: &str, label: &str) -> String {
    let one = proposal(text, label);
    let mut text = text.replacen("$0", "", 1);
    text.replace_range(one.replaces, &one.plain);
    text
}

#[test]
fn blocks_are_offered_at_the_top() {
    for text in [
        "$0",
        "que$0",
        "stack \"s\" {}\n\n$0\n\nqueue \"a\" {}\n",
        "queue \"a\" {\n  fifo =\n}\nq$0",
    ] {
        let found = labels(text);
        assert!(found.contains(&"queue".to_owned()), "{text}: {found:?}");
        assert!(found.contains(&"trigger".to_owned()), "{text}: {found:?}");
    }
    assert_eq!(labels("# que$0"), [""; 0]);
    assert_eq!(labels("/* que$0 */"), [""; 0]);
}

#[test]
fn a_block_brings_its_labels_and_what_it_must_say() {
    let snippet = |text: &str, label: &str| proposal(text, label).snippet.unwrap();
    assert_eq!(snippet("que$0", "queue"), "queue \"${1:name}\" {\n  $0\n}");
    assert_eq!(snippet("$0", "output"), "output \"${1:name}\" {\n  value = $2\n}");
    assert!(snippet("$0", "trigger").starts_with("trigger \"${1|topic,queue,"));
    assert!(snippet("$0", "defaults").starts_with("defaults \"${1|function,"));
    assert_eq!(taken("que$0", "queue"), "queue \"\" {\n}");
    // Labels and braces are there already.
    assert_eq!(taken("qu$0 \"a\" {}", "queue"), "queue \"a\" {}");
}

#[test]
fn labels_of_kinds_are_offered() {
    for (text, first) in [
        ("trigger \"$0\" \"x\" {}", "queue"),
        ("trigger \"sch$0", "schedule"),
        ("existing \"$0\" \"x\" {}", "secret"),
        ("defaults \"$0\" {}", "function"),
        ("defaults $0x {}", "queue"),
    ] {
        assert!(labels(text).contains(&first.to_owned()), "{text}: {:?}", labels(text));
    }
    assert_eq!(labels("queue \"$0\" {}"), [""; 0]);
    assert_eq!(labels("trigger \"queue\" \"$0\" {}"), [""; 0]);
    assert_eq!(taken("trigger \"sch$0\" \"x\" {}", "schedule"), "trigger \"schedule\" \"x\" {}");
}

#[test]
fn attributes_that_are_not_written_are_offered() {
    let text = "queue \"a\" {\n  fifo = true\n  $0\n  delay = \"5s\"\n}\n";
    let found = labels(text);
    assert!(found.contains(&"retention".to_owned()), "{found:?}");
    assert!(!found.contains(&"fifo".to_owned()) && !found.contains(&"delay".to_owned()));
    // The one at the cursor is not written yet.
    assert!(labels("queue \"a\" {\n  fi$0\n}").contains(&"fifo".to_owned()));
    assert!(labels("queue \"a\" {\n  fifo$0 = true\n}").contains(&"fifo".to_owned()));
    assert_eq!(taken("queue \"a\" {\n  fi$0\n}", "fifo"), "queue \"a\" {\n  fifo = \n}");
    assert_eq!(taken("queue \"a\" {\n  fi$0 = true\n}", "fifo"), "queue \"a\" {\n  fifo = true\n}");
    assert_eq!(labels("locals {\n  $0\n}"), [""; 0]);
    assert_eq!(labels("nonsense \"a\" {\n  $0\n}"), [""; 0]);
}

#[test]
fn what_every_resource_takes_is_offered_last() {
    let (workspace, id, cursor) = stack("queue \"a\" {\n  $0\n}\n");
    let all = complete(&workspace, &id, cursor);
    assert_eq!(all.last().unwrap().label, "for_each");
    let (workspace, id, cursor) = stack("defaults \"queue\" {\n  $0\n}\n");
    let all = complete(&workspace, &id, cursor);
    assert!(all.iter().any(|one| one.label == "retention"));
    assert!(all.iter().all(|one| one.label != "for_each"));
}

#[test]
fn inner_blocks_and_their_attributes_are_offered() {
    let text = "function \"a\" {\n  access {}\n  $0\n}";
    let found = labels(text);
    assert!(found.contains(&"concurrency".to_owned()), "{found:?}");
    assert!(!found.contains(&"access".to_owned()), "only once");
    let found = labels("function \"a\" {\n  access {\n    send = []\n    $0\n  }\n}");
    assert!(found.contains(&"receive".to_owned()), "{found:?}");
    assert!(!found.contains(&"send".to_owned()));
    assert!(labels("api \"a\" {\n  route \"GET /\" { $0 }\n}").contains(&"to".to_owned()));
    assert!(labels("trigger \"queue\" \"a\" {\n  $0\n}").contains(&"batch_size".to_owned()));
}

#[test]
fn keys_of_objects_are_offered() {
    for text in [
        "queue \"a\" {\n  dead_letter = { $0 }\n}",
        "queue \"a\" {\n  dead_letter = {\n    $0",
        "queue \"a\" {\n  dead_letter = var.x ? null : { max_receive = 3, $0 }\n}",
        "queue \"a\" {\n  dead_letter = { qu$0\n}\n\nqueue \"b\" {}",
    ] {
        assert!(labels(text).contains(&"queue".to_owned()), "{text}: {:?}", labels(text));
    }
    let found = labels("queue \"a\" {\n  dead_letter = { max_receive = 3, $0 }\n}");
    assert!(!found.contains(&"max_receive".to_owned()), "{found:?}");
    // Objects in objects, and in lists.
    let found = labels("api \"a\" {\n  authorizer \"u\" {\n    jwt = { $0 }\n  }\n}");
    assert!(found.contains(&"issuer".to_owned()), "{found:?}");
    let found = labels("function \"a\" {\n  access { allow = [{ $0 }] }\n}");
    assert!(found.contains(&"actions".to_owned()), "{found:?}");
}

const SHOP: &str = "variable \"level\" {}\nlocals { prefix = \"x\" }\nqueue \"jobs\" {}\nqueue \"dead\" {}\n\
    function \"worker\" {}\nrollout \"careful\" {}\nexisting \"secret\" \"stripe\" {}\ntrigger \"queue\" \"in\" {}\n";

fn in_shop(text: &str) -> Vec<String> {
    labels(&format!("{SHOP}{text}"))
}

#[test]
fn references_of_the_right_sort_come_first() {
    let found = in_shop("queue \"a\" {\n  dead_letter = { queue = $0 }\n}");
    assert_eq!(found[..3], ["queue.a", "queue.dead", "queue.jobs"]);
    assert!(found.contains(&"var.level".to_owned()) && found.contains(&"local.prefix".to_owned()));
    assert!(!found.contains(&"function.worker".to_owned()));
    let found = in_shop("function \"a\" {\n  rollout = $0\n}");
    assert_eq!(found[0], "rollout.careful");
    let found = in_shop("function \"a\" {\n  access { send = [queue.jobs, $0] }\n}");
    assert_eq!(found[..2], ["queue.dead", "queue.jobs"]);
    let found = in_shop("function \"a\" {\n  secrets = { STRIPE = $0 }\n}");
    assert_eq!(found[0], "existing.secret.stripe");
}

#[test]
fn paths_are_offered_step_by_step() {
    for (text, expected) in [
        ("output \"x\" { value = queue.$0 }", vec!["dead", "jobs"]),
        ("output \"x\" { value = queue.jo$0 }", vec!["dead", "jobs"]),
        ("output \"x\" {\n  value = var.$0\n  sensitive = true\n}", vec!["level"]),
        ("output \"x\" { value = local.$0 }", vec!["prefix"]),
        ("output \"x\" { value = existing.$0 }", vec!["secret"]),
        ("output \"x\" { value = existing.secret.$0 }", vec!["stripe"]),
        ("output \"x\" { value = trigger.queue.$0 }", vec!["in"]),
        ("output \"x\" { value = stack.$0 }", vec!["account", "name", "region", "stage"]),
        ("output \"x\" { value = \"a-${queue.$0}\" }", vec!["dead", "jobs"]),
        ("output \"x\" { value = join(\"-\", [queue.$0]) }", vec!["dead", "jobs"]),
        ("output \"x\" { value = nothing.$0 }", vec![]),
        ("output \"x\" {\n  value = <<EOT\n${queue.$0}\nEOT\n}", vec!["dead", "jobs"]),
    ] {
        assert_eq!(in_shop(text), expected, "{text}");
    }
    for text in ["queue.jobs.$0", "queue.jobs[\"a\"].$0", "queue.jobs[0].a$0"] {
        let found = in_shop(&format!("output \"x\" {{ value = {text} }}"));
        assert_eq!(found[..3], ["arn", "name", "url"], "{text}");
        assert!(found.contains(&"retention".to_owned()), "{text}");
    }
    assert_eq!(in_shop("output \"x\" { value = queue.jobs.dead_letter.$0 }"), [""; 0]);
}

#[test]
fn words_of_a_list_are_offered_with_and_without_quotes() {
    let found = labels("function \"a\" {\n  architecture = $0\n}");
    assert_eq!(found[..2], ["\"arm64\"", "\"x86_64\""]);
    assert_eq!(labels("function \"a\" {\n  architecture = \"$0\"\n}"), ["arm64", "x86_64"]);
    assert_eq!(labels("function \"a\" {\n  architecture = \"ar$0\n}"), ["arm64", "x86_64"]);
    assert!(labels("function \"a\" {\n  runtime = \"$0\"\n}").contains(&"python3.12".to_owned()));
    assert_eq!(labels("queue \"a\" {\n  fifo = $0\n}")[..2], ["false", "true"]);
    let text = "function \"a\" {\n  architecture = \"ar$0\"\n}";
    assert_eq!(taken(text, "arm64"), "function \"a\" {\n  architecture = \"arm64\"\n}");
}

#[test]
fn functions_bring_their_parentheses() {
    let one = proposal("locals {\n  a = jo$0\n}", "join");
    assert_eq!(one.snippet.as_deref(), Some("join($0)"));
    assert!(one.detail.starts_with("join("));
    assert_eq!(taken("locals {\n  a = jo$0([])\n}", "join"), "locals {\n  a = join([])\n}");
}

#[test]
fn what_a_block_binds_is_offered_in_it() {
    let roots = |text: &str| {
        let (workspace, id, cursor) = stack(text);
        let all = complete(&workspace, &id, cursor);
        all.into_iter().map(|one| one.label).collect::<Vec<_>>()
    };
    let each = "each".to_owned();
    assert!(roots("queue \"a\" {\n  for_each = []\n  name = $0\n}").contains(&each));
    assert!(!roots("queue \"a\" {\n  name = $0\n}").contains(&each));
    let found = labels("locals {\n  a = [for thing in [] : $0]\n}");
    assert!(found.contains(&"thing".to_owned()), "{found:?}");
}

#[test]
fn values_of_variables_are_offered_by_name() {
    let text = "stage \"dev\" {\n  vars = { $0 }\n}\nvariable \"level\" {}\n";
    assert_eq!(labels(text), ["level"]);
    let (mut workspace, ..) = stack("variable \"level\" {}\nvariable \"size\" {}$0\n");
    let id = crate::file("dev.vars.hcl");
    workspace.set(&id, "size = 1\n\n".to_owned());
    let found = complete(&workspace, &id, 10);
    assert_eq!(found.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["level"]);
}
