//! What the auditor found, with excerpts and requests that show it.
use super::{heading, push};
use crate::error::Sources;
use crate::render::words;
use crate::style::{Style, Tone};
use cutover_schemas::diagnostic::{Diagnostic, Severity};
use cutover_schemas::documents::audit::{
    AuditSummary, CompareDocument, CompareVerdict, WitnessDocument,
};
use cutover_schemas::finding::{Finding, Level};
use std::fmt::Write as _;

/// Every finding, and how many there are of each level.
pub fn all(findings: &[Finding], sources: &Sources, style: &Style) -> String {
    let mut out = String::new();
    for finding in findings {
        let advice = finding.level == Level::Suggestion;
        out.push_str(&super::diagnostics::one(&diagnostic(finding), advice, sources, style));
    }
    push(&mut out, &[&summary(findings, style)]);
    out
}

/// `2 security findings, 1 suggestion.`
fn summary(findings: &[Finding], style: &Style) -> String {
    let of = AuditSummary::of(findings);
    let counts = [
        (of.error, "error", "errors", Tone::Delete),
        (of.security, "security finding", "security findings", Tone::Delete),
        (of.warning, "warning", "warnings", Tone::Update),
        (of.suggestion, "suggestion", "suggestions", Tone::Adopt),
    ];
    let told: Vec<String> = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(number, one, many, tone)| style.paint(tone, &words::count(number, one, many)))
        .collect();
    if told.is_empty() {
        return format!("{}.", style.paint(Tone::Create, "No findings"));
    }
    format!("{}.", told.join(", "))
}

/// A finding as a problem of a file: its level and Access Analyzer's code stand behind its own.
pub fn diagnostic(finding: &Finding) -> Diagnostic {
    let mut code = format!("{} ({})", finding.rule, finding.level.name());
    if let Some(other) = &finding.access_analyzer {
        let _ = write!(code, " {other}");
    }
    let mut message = finding.message.clone();
    if let Some(address) = &finding.address {
        message = format!("{address}: {message}");
    }
    let shown = finding.evidence.iter().map(|one| format!("for example: {}", request(&one.into())));
    let help: Vec<String> = finding.help.iter().cloned().chain(shown).collect();
    let severity = if finding.level == Level::Error { Severity::Error } else { Severity::Warning };
    Diagnostic {
        code,
        severity,
        message,
        label: None,
        help: (!help.is_empty()).then(|| help.join("\n")),
        place: finding.place.clone(),
        related: finding.related.clone(),
    }
}

/// The answer of a comparison.
pub fn comparison(document: &CompareDocument, style: &Style) -> String {
    let (tone, title) = match document.verdict {
        CompareVerdict::NoNewAccess => (Tone::Create, "No new access"),
        CompareVerdict::NewAccess => (Tone::Delete, "New access"),
        CompareVerdict::Undecided => (Tone::Update, "Undecided"),
    };
    let mut out = String::new();
    push(&mut out, &[&style.paint(tone, title), ": ", &document.why, "."]);
    if let Some(witness) = &document.witness {
        heading(&mut out, "Request", style);
        push(&mut out, &["  principal  ", &witness.principal]);
        push(&mut out, &["  action     ", &witness.action]);
        push(&mut out, &["  resource   ", &witness.resource]);
        for (at, (key, values)) in witness.context.iter().enumerate() {
            let title = if at == 0 { "  context    " } else { "             " };
            push(&mut out, &[title, key, " = ", &listed(values)]);
        }
    }
    out
}

/// A request in one sentence.
fn request(one: &WitnessDocument) -> String {
    let mut told = format!("{} may {} on {}", one.principal, one.action, one.resource);
    for (at, (key, values)) in one.context.iter().enumerate() {
        let before = if at == 0 { "when" } else { "and" };
        let _ = write!(told, " {before} {key} is {}", listed(values));
    }
    told
}

fn listed(values: &[String]) -> String {
    match values {
        [] => "an empty list".to_owned(),
        _ => values.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::diagnostic::Place;
    use cutover_schemas::finding::Witness;
    use std::collections::BTreeMap;

    fn witness() -> Witness {
        Witness {
            principal: "arn:aws:iam::111122223333:role/ci".into(),
            action: "iam:PassRole".into(),
            resource: "arn:aws:iam::111122223333:role/admin".into(),
            context: BTreeMap::from([(
                "iam:passedtoservice".into(),
                vec!["lambda.amazonaws.com".into()],
            )]),
        }
    }

    #[test]
    fn a_finding_shows_its_line_its_level_and_a_request() {
        let text = "{\n  \"Resource\": \"*\"\n}\n";
        let start = text.find("\"*\"").unwrap();
        let place = Place { file: "p.json".into(), line: 2, column: 15, start, end: start + 3 };
        let finding = Finding {
            rule: "audit/pass-role".into(),
            level: Level::Security,
            message: "any role can be passed".into(),
            help: Some("name the roles".into()),
            place: Some(place),
            address: None,
            statement: Some(0),
            access_analyzer: Some("PASS_ROLE_WITH_STAR_IN_RESOURCE".into()),
            evidence: vec![witness()],
            related: Vec::new(),
        };
        let sources = Sources::from([("p.json".into(), text.into())]);
        insta::assert_snapshot!(all(&[finding], &sources, &Style::PLAIN));
        assert_eq!(all(&[], &sources, &Style::PLAIN), "No findings.\n");
    }

    #[test]
    fn a_comparison_shows_the_request() {
        let document = CompareDocument {
            format: 1,
            verdict: CompareVerdict::NewAccess,
            witness: Some((&witness()).into()),
            why: "the new policy allows this request, and the old one does not".into(),
        };
        insta::assert_snapshot!(comparison(&document, &Style::PLAIN));
    }
}
