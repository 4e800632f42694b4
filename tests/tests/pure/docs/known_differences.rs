//! `docs/known-differences.md`: what the emulators of others can't show.
use super::{check, table};
use cutover_tests::differences::{self, Shows};
use cutover_tests::peers::Kind;

const INTRODUCTION: &str = include_str!("known-differences.head.md");

#[test]
fn known_differences() {
    let mut body = INTRODUCTION.to_owned();
    for kind in [Kind::Ministack, Kind::Moto] {
        let rows =
            differences::of(kind).iter().map(|row| vec![shown(row.shows), row.because.to_owned()]);
        body += &format!("\n### {kind:?}\n\n{}", table(&["what", "because"], rows));
    }
    check("known-differences.md", &body);
}

fn shown(shows: Shows) -> String {
    match shows {
        Shows::Stops { example, .. } => format!("`examples/{example}` can't be applied"),
        Shows::Lacks { parts, .. } => format!("a stack with {}", listed(parts)),
        Shows::Phantom { kind, fields } => {
            format!("{} of a `{kind}`, after a create", listed(fields))
        }
        Shows::Blind { kind, fields } => {
            format!("{} of a `{kind}`, changed behind the spec's back", listed(fields))
        }
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
