//! The rules of the auditor, from the rules themselves.
use super::{check, table};
use cutover_audit::rules::{RULES, Rule};
use cutover_plan::audit::CODES;
use serde_json::Value;

const HEAD: &str = "# Rules of `cutover audit`

`cutover audit --policy PATH` looks at policy documents with the rules below, `cutover audit` in a stack's directory at the stack's own policies
as well, and holds each role against what the stack needs. `cutover audit --live` judges roles as they are in the cloud. Findings have one of
four levels: an **error** is refused by AWS or never has an effect, **security** grants what is likely too much, a **warning** probably doesn't
mean what was intended, a **suggestion** could be written better. `--fail-on` says from which level on the command ends with 7.

What a stack accepts is waived in its spec, with a reason and perhaps a last day:

```hcl
stack \"reports\" {}

function \"report\" {
  code    = \"src/report\"
  runtime = \"python3.12\"
  handler = \"app.handler\"
}

audit {
  waive \"audit/wider-grant\" {
    address = function.report
    reason  = \"reads whatever the analysts ask for\"
    until   = \"2027-03-31\"
  }
}
```

How often the rules agree with IAM Access Analyzer, and what the engine behind the proofs is measured by, is in [audit.md](audit.md).
";

#[test]
fn audit_rules() {
    let rows = RULES.iter().map(|rule| {
        let name = rule.code.trim_start_matches("audit/");
        let link = format!("[`{}`](#{})", rule.code, name);
        vec![link, rule.level.name().to_owned(), rule.what.to_owned()]
    });
    let mut body = format!("{HEAD}\n{}\n", table(&["rule", "level", "what it finds"], rows));
    body += "## What a stack's roles are held against\n\n";
    let of_stacks = CODES.iter().map(|(code, title, text)| {
        vec![
            format!("`{code}`"),
            (*title).to_owned(),
            text.split_whitespace().collect::<Vec<_>>().join(" "),
        ]
    });
    body += &table(&["code", "what it finds", "what it means"], of_stacks);
    for rule in RULES {
        body += &section(rule);
    }
    check("audit-rules.md", &body);
}

fn section(rule: &Rule) -> String {
    let name = rule.code.trim_start_matches("audit/");
    let codes: Vec<String> = rule.access_analyzer.iter().map(|code| format!("`{code}`")).collect();
    let codes = if codes.is_empty() {
        String::new()
    } else {
        format!("IAM Access Analyzer: {}.\n\n", codes.join(", "))
    };
    format!(
        "\n## {name}\n\n{} ({}): {}\n\n{codes}Found in:\n\n{}\nNot in:\n\n{}\nWhat to do: {}.\n",
        rule.code,
        rule.level.name(),
        rule.why,
        shown(rule.example),
        shown(rule.good),
        rule.fix
    )
}

/// A policy over several lines; a long one by its beginning.
fn shown(policy: &str) -> String {
    let document: Value = serde_json::from_str(policy).unwrap();
    let text = serde_json::to_string_pretty(&document).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let kept = lines.iter().take(24).copied().collect::<Vec<_>>().join("\n");
    let more = if lines.len() > 24 { "\n..." } else { "" };
    format!("```text\n{kept}{more}\n```\n")
}
