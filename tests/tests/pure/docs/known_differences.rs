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
        Shows::Phantom { kind, fields } => {
            let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            format!("{} of a `{kind}`, after a create", fields.join(", "))
        }
    }
}
