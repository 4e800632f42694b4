//! The question before anything is changed.
use crate::context::Context;
use crate::error::CliError;
use crate::style::Tone;
use cutover_schemas::plan::Plan;
use std::io::{BufRead as _, IsTerminal as _};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commands) enum Question {
    /// Nothing: it was answered on the command line, or by a review.
    None,
    /// Whether to go on.
    Apply,
    /// For the name of what will be gone.
    Destroy,
}

/// Asks on the terminal; without one there is nobody to ask.
pub(super) fn ask(context: &Context, plan: &Plan, question: Question) -> Result<(), CliError> {
    let deployment = format!("{}/{}", plan.identity.stack, plan.identity.stage);
    let (words, yes) = match question {
        Question::None => return Ok(()),
        Question::Apply => ("Carry this plan out? (yes/no)".to_owned(), "yes".to_owned()),
        Question::Destroy => (format!("Type {deployment} to take it down:"), deployment),
    };
    if context.output.json() || !std::io::stdin().is_terminal() {
        return Err(CliError::user(
            "apply/no-terminal",
            "there is no terminal to ask on, and `--yes` is not given",
        )
        .hint("look at the plan first, then pass `--yes`, or `plan --out FILE` and `apply FILE`"));
    }
    let style = &context.output.stderr;
    context.output.note(&format!("\n{} ", style.paint(Tone::Strong, &words)));
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    match read {
        Ok(_) if agrees(&answer, &yes) => Ok(()),
        _ => Err(CliError::user("apply/declined", "the answer was not yes: nothing is changed")),
    }
}

fn agrees(answer: &str, yes: &str) -> bool {
    let answer = answer.trim();
    answer == yes || (yes == "yes" && answer == "y")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_is_one() {
        assert!(agrees("yes\n", "yes") && agrees(" y ", "yes") && agrees("shop/dev\n", "shop/dev"));
        assert!(!agrees("", "yes") && !agrees("no", "yes") && !agrees("yes", "shop/dev"));
        assert!(!agrees("y", "shop/dev") && !agrees("", "shop/dev"));
    }
}
