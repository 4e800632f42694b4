//! Findings as SARIF 2.1.0, for code scanning
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>, and what GitHub reads of it:
//! <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>).
use crate::error::CliError;
use crate::render::json;
use cutover_audit::rules::{RULES, Rule};
use cutover_schemas::diagnostic::Place;
use cutover_schemas::finding::{Finding, Level};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactLocation, Location, LogicalLocation, Message, MultiformatMessageString,
    PhysicalLocation, PropertyBag, Region, ReportingConfiguration, ReportingDescriptor,
    Result as ResultObject, ResultLevel, Run, SCHEMA_URL, Sarif, Tool, ToolComponent,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a path's URI must not hold as it is.
const NOT_IN_PATHS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');

/// A log with one run. `path` gives a file the name that it has in the repository.
pub fn log(findings: &[Finding], path: &dyn Fn(&str) -> String) -> Result<String, CliError> {
    let used: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    let rules: Vec<&Rule> = RULES.iter().copied().filter(|rule| used.contains(rule.code)).collect();
    let driver = ToolComponent::builder()
        .name("cutover")
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .rules(rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>())
        .build();
    let result = |finding: &Finding| result(finding, &rules, path);
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .results(findings.iter().map(result).collect::<Vec<_>>())
        .build();
    let log = Sarif::builder().version(json!("2.1.0")).schema(SCHEMA_URL).runs(vec![run]).build();
    json::pretty(&log)
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    let configuration =
        ReportingConfiguration::builder().level(Value::String(word(rule.level).into())).build();
    let help = format!("{} {}", rule.why, rule.fix);
    ReportingDescriptor::builder()
        .id(rule.code)
        .short_description(text(rule.what))
        .full_description(text(rule.why))
        .help(text(&help))
        .default_configuration(configuration)
        .properties(severity(rule.level))
        .build()
}

/// GitHub ranks security findings by a number: 7 and more is high, 4 and more is medium.
fn severity(level: Level) -> PropertyBag {
    let mut all = BTreeMap::from([("problem.severity".to_owned(), json!(github(level)))]);
    if level == Level::Security {
        all.insert("security-severity".to_owned(), json!("7.0"));
        all.insert("tags".to_owned(), json!(["security"]));
    }
    PropertyBag::builder().additional_properties(all).build()
}

fn github(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Security | Level::Warning => "warning",
        Level::Suggestion => "recommendation",
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Security | Level::Warning => "warning",
        Level::Suggestion => "note",
    }
}

fn result(finding: &Finding, rules: &[&Rule], path: &dyn Fn(&str) -> String) -> ResultObject {
    let level = match finding.level {
        Level::Error => ResultLevel::Error,
        Level::Security | Level::Warning => ResultLevel::Warning,
        Level::Suggestion => ResultLevel::Note,
    };
    let mut text = finding.message.clone();
    if let Some(help) = &finding.help {
        text.push_str(": ");
        text.push_str(help);
    }
    let mut all = BTreeMap::new();
    if let Some(code) = &finding.access_analyzer {
        all.insert("accessAnalyzer".to_owned(), json!(code));
    }
    if !finding.evidence.is_empty() {
        all.insert("evidence".to_owned(), json!(finding.evidence));
    }
    let index = rules.iter().position(|rule| rule.code == finding.rule);
    let related = finding.related.iter().map(|one| {
        let place = physical(&one.place, path);
        let message = Message::builder().text(one.label.as_str()).build();
        Location::builder().physical_location(place).message(message).build()
    });
    ResultObject::builder()
        .rule_id(finding.rule.as_str())
        .rule_index(index.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1))
        .level(level)
        .message(Message::builder().text(text).build())
        .locations(location(finding, path).into_iter().collect::<Vec<_>>())
        .related_locations(related.collect::<Vec<_>>())
        .properties(PropertyBag::builder().additional_properties(all).build())
        .build()
}

fn location(finding: &Finding, path: &dyn Fn(&str) -> String) -> Option<Location> {
    let logical = finding.address.as_ref().map(|address| {
        vec![LogicalLocation::builder().fully_qualified_name(address.as_str()).build()]
    });
    let place = finding.place.as_ref().map(|place| physical(place, path));
    match (place, logical) {
        (Some(place), Some(logical)) => {
            Some(Location::builder().physical_location(place).logical_locations(logical).build())
        }
        (Some(place), None) => Some(Location::builder().physical_location(place).build()),
        (None, Some(logical)) => Some(Location::builder().logical_locations(logical).build()),
        (None, None) => None,
    }
}

fn physical(place: &Place, path: &dyn Fn(&str) -> String) -> PhysicalLocation {
    let uri = utf8_percent_encode(&path(&place.file), NOT_IN_PATHS).to_string();
    let region = Region::builder()
        .start_line(i64::from(place.line))
        .start_column(i64::from(place.column))
        .byte_offset(i64::try_from(place.start).unwrap_or(-1))
        .byte_length(i64::try_from(place.end.saturating_sub(place.start)).unwrap_or(0))
        .build();
    PhysicalLocation::builder()
        .artifact_location(ArtifactLocation::builder().uri(uri).build())
        .region(region)
        .build()
}
