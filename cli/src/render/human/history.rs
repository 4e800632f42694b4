//! The runs of a deployment, newest first.
use crate::render::push;
use crate::style::{Style, Tone};
use cutover_schemas::documents::history::{HistoryDocument, ResultWord, RunDocument};

/// The history as text.
pub fn history(history: &HistoryDocument, style: &Style) -> String {
    let mut out = String::new();
    if history.runs.is_empty() {
        push(&mut out, &[&history.stack, "/", &history.stage, " was never applied."]);
    }
    for run in &history.runs {
        one(&mut out, run, style);
    }
    out
}

fn one(out: &mut String, run: &RunDocument, style: &Style) {
    let head = format!("#{} {}", run.epoch, run.command);
    let made = run.revision.map(|n| format!(", revision {n}")).unwrap_or_default();
    push(
        out,
        &[
            &style.paint(Tone::Strong, &head),
            "  ",
            &run.began,
            "  ",
            &result(run.result, style),
            &made,
        ],
    );
    push(out, &["    by ", &run.caller]);
    let told = [
        ("reason ", &run.reason),
        ("commit ", &run.commit),
        ("run ", &run.ci_run),
        ("", &run.summary),
    ];
    for (label, value) in told {
        if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
            push(out, &["    ", label, value]);
        }
    }
}

/// How a run ended, in its colour.
pub(super) fn result(result: ResultWord, style: &Style) -> String {
    let (tone, word) = match result {
        ResultWord::Complete => (Tone::Create, "complete"),
        ResultWord::Failed => (Tone::Delete, "failed"),
        ResultWord::Aborted => (Tone::Delete, "aborted"),
        ResultWord::Interrupted => (Tone::Update, "interrupted"),
        ResultWord::Open => (Tone::Update, "not ended"),
    };
    style.paint(tone, word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_run_is_told_with_who_and_why() {
        let document = json!({"format": 1, "stack": "shop", "stage": "dev", "runs": [
            {"epoch": 2, "command": "apply", "mode": "apply", "result": "complete", "revision": 2,
             "began": "2026-01-31T12:00:00Z", "caller": "arn:ann", "commit": "abc", "plan_digest": "d",
             "ci_run": "https://ci/1", "reason": "hotfix", "summary": "3 done"}]});
        let document: HistoryDocument = serde_json::from_value(document).unwrap();
        insta::assert_snapshot!(history(&document, &Style::PLAIN));
    }
}
