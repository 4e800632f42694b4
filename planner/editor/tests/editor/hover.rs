//! What stands under the cursor.
use crate::stack;
use cutover_editor::hover;

/// What the words are about, and the words.
fn told(text: &str) -> Option<(String, String)> {
    let (workspace, id, cursor) = stack(text);
    let found = hover(&workspace, &id, cursor)?;
    let (text, _) = workspace.text(&id).unwrap();
    Some((text[found.span].to_owned(), found.markdown))
}

#[test]
fn words_are_explained_from_the_tables() {
    for (text, about, part) in [
        ("que$0ue \"a\" {}", "queue", "An SQS queue."),
        ("trig$0ger \"schedule\" \"a\" {}", "trigger", "when it is time"),
        ("trigger \"sched$0ule\" \"a\" {}", "schedule", "when it is time"),
        (
            "queue \"a\" {\n  ret$0ention = \"1d\"\n}",
            "retention",
            "duration, default `\"4d\"`, 1m to 14d",
        ),
        (
            "queue \"a\" {\n  dead_letter = { max_re$0ceive = 1 }\n}",
            "max_receive",
            "How often a message",
        ),
        ("function \"a\" {\n  acc$0ess {}\n}", "access", "its role is derived"),
        ("function \"a\" {\n  access { se$0nd = [] }\n}", "send", "Queues it sends to."),
        ("queue \"a\" {\n  for$0_each = []\n}", "for_each", "each.key"),
        ("locals {\n  a = jo$0in(\"\", [])\n}", "join", "join(separator, "),
        ("locals {\n  a = stack.sta$0ge\n}", "stack.stage", "The stage's name."),
        ("function \"a\" {\n  architecture = \"ar$0m64\"\n}", "arm64", "Processor architecture."),
        ("defaults \"queue\" {\n  del$0ay = 3\n}", "delay", "stays invisible"),
    ] {
        let (span, words) = told(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(span, about, "{text}");
        assert!(words.contains(part), "{text}: {words}");
    }
}

#[test]
fn references_show_what_they_lead_to() {
    let stack = "variable \"level\" {\n  description = \"How much is told.\"\n  default = \"info\"\n}\n\
        locals {\n  prefix = \"a\"\n}\nqueue \"jobs\" {\n  delay = \"5s\"\n}\noutput \"x\" {\n  value = ";
    for (text, about, parts) in [
        ("queue.jo$0bs", "queue.jobs", ["An SQS queue.", "delay = \"5s\""]),
        ("qu$0eue.jobs.url", "queue.jobs", ["in `stack.hcl`", "delay = \"5s\""]),
        ("queue.jobs.u$0rl", "url", ["queue.jobs.url", "address for sending"]),
        ("queue.jobs.del$0ay", "delay", ["duration, default `\"0s\"`", "\"5s\""]),
        ("var.lev$0el", "var.level", ["How much is told.", "default = \"info\""]),
        ("\"${local.pre$0fix}\"", "local.prefix", ["local.prefix", "prefix = \"a\""]),
    ] {
        let text = format!("{stack}{text}\n}}\n");
        let (span, words) = told(&text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(span, about);
        for part in parts {
            assert!(words.contains(part), "{text}: {words}");
        }
    }
}

#[test]
fn where_nothing_is_known_nothing_is_told() {
    for text in [
        "$0",
        "# que$0ue",
        "queue \"a\" {\n  nonsen$0se = 1\n}",
        "locals {\n  a = queue.no$0where\n}",
        "locals {\n  a = nonsen$0se(1)\n}",
        "locals {\n  a = [for stack in [] : sta$0ck.name]\n}",
        "locals {\n  a = 1$0\n}",
    ] {
        assert_eq!(told(text), None, "{text}");
    }
}

#[test]
fn long_blocks_are_cut() {
    let lines = "  # a line\n".repeat(40);
    let text = format!("queue \"a\" {{\n{lines}}}\noutput \"x\" {{ value = queue.a$0 }}");
    let (_, words) = told(&text).unwrap();
    assert!(words.ends_with("...\n```") && words.lines().count() < 20, "{words}");
}
