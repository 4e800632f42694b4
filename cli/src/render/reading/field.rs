//! One field of a change: both sides in words, or the lines that differ.
use super::values::{NOT_SET, Unit, is_long, on_many_lines, on_one_line, unit};
use cutover_schemas::documents::shown::SENSITIVE;
use cutover_schemas::plan::{Action, Change, FieldChange};
use cutover_schemas::value::Value;
use similar::{ChangeTag, TextDiff};

/// Equal lines kept around a difference.
const CONTEXT: usize = 3;

/// A field, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Which.
    pub path: String,
    /// What there is to see.
    pub shown: Shown,
    /// It is why the resource is replaced.
    pub replaces: bool,
}

/// What there is to see of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It had no value: the new one.
    Set(String),
    /// It has no value any more: the old one.
    Removed(String),
    /// Both.
    Changed(String, String),
    /// The lines that differ, with some around them.
    Lines(Vec<DiffLine>),
}

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// On which side it is.
    pub sign: Sign,
    /// The line without its end.
    pub text: String,
}

/// On which side a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Only in the new text.
    Added,
    /// Only in the old text.
    Removed,
    /// In both.
    Same,
    /// Stands for lines that are left out.
    Gap,
}

impl Sign {
    /// The character in front of the line.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "-",
            Self::Same => " ",
            Self::Gap => ".",
        }
    }
}

/// A field of a change.
pub fn field(whole: &Change, change: &FieldChange) -> Field {
    let field = shown_field(change, unit(whole.kind, &change.path));
    match field.shown {
        // Something new has no sides to compare; in something that exists, "not set" is a side.
        Shown::Set(after) if whole.action != Action::Create => {
            Field { shown: Shown::Changed(NOT_SET.to_owned(), after), ..field }
        }
        shown => Field { shown, ..field },
    }
}

/// An output of the stack.
pub fn output(change: &FieldChange) -> Field {
    shown_field(change, Unit::None)
}

fn shown_field(change: &FieldChange, unit: Unit) -> Field {
    let shown = if change.is_secret() {
        masked(change)
    } else if is_long(&change.before) || is_long(&change.after) {
        Shown::Lines(lines(&on_many_lines(&change.before), &on_many_lines(&change.after)))
    } else {
        sides(change, &|value| on_one_line(value, unit))
    };
    Field { path: change.path.clone(), shown, replaces: change.replaces }
}

fn masked(change: &FieldChange) -> Shown {
    sides(change, &|_| SENSITIVE.to_owned())
}

fn sides(change: &FieldChange, words: &dyn Fn(&Value) -> String) -> Shown {
    match (change.before.is_null(), change.after.is_null()) {
        (true, _) => Shown::Set(words(&change.after)),
        (false, true) => Shown::Removed(words(&change.before)),
        (false, false) => Shown::Changed(words(&change.before), words(&change.after)),
    }
}

fn lines(before: &str, after: &str) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(before, after);
    let mut out = Vec::new();
    for (at, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if at > 0 {
            out.push(DiffLine { sign: Sign::Gap, text: "...".to_owned() });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Insert => Sign::Added,
                ChangeTag::Delete => Sign::Removed,
                ChangeTag::Equal => Sign::Same,
            };
            let text = change.value().trim_end_matches('\n').to_owned();
            out.push(DiffLine { sign, text });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::value::Attrs;

    fn change(before: Value, after: Value) -> FieldChange {
        FieldChange {
            path: "policy".into(),
            before,
            after,
            sensitive: false,
            replaces: false,
            versioned: false,
        }
    }

    #[test]
    fn documents_differ_line_by_line() {
        let policy = |action: &str| {
            Value::Map(Attrs::from([
                ("Action".into(), Value::text(action)),
                ("Effect".into(), Value::text("Allow")),
            ]))
        };
        let shown = shown_field(&change(policy("sqs:A"), policy("sqs:B")), Unit::None).shown;
        let Shown::Lines(lines) = shown else {
            panic!("not lines: {shown:?}");
        };
        let text: Vec<String> =
            lines.iter().map(|line| format!("{}{}", line.sign.mark(), line.text)).collect();
        assert_eq!(
            text,
            [
                " {",
                "-  \"Action\": \"sqs:A\",",
                "+  \"Action\": \"sqs:B\",",
                "   \"Effect\": \"Allow\"",
                " }"
            ]
        );
    }

    #[test]
    fn far_apart_differences_leave_a_gap() {
        let numbers = |first: &str, last: &str| {
            let middle = (0..20).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
            Value::text(format!("{first}\n{middle}\n{last}\n"))
        };
        let shown = shown_field(&change(numbers("a", "b"), numbers("c", "d")), Unit::None).shown;
        let Shown::Lines(lines) = shown else {
            panic!("not lines: {shown:?}");
        };
        assert_eq!(lines.iter().filter(|line| line.sign == Sign::Gap).count(), 1);
        assert_eq!(lines.len(), 2 + 3 + 1 + 3 + 2);
    }

    #[test]
    fn secrets_never_reach_a_line() {
        let secret = |text: &str| {
            Value::Map(Attrs::from([("a".into(), Value::Secret(Box::new(Value::text(text))))]))
        };
        let shown = shown_field(&change(secret("hunter2"), secret("hunter3")), Unit::None).shown;
        assert_eq!(shown, Shown::Changed(SENSITIVE.into(), SENSITIVE.into()));
    }
}
