//! The changes of a plan: block by block, each with its reasons and fields.
use crate::render::human::tone;
use crate::render::reading::{self, Field, Shown, Sign};
use crate::render::{push, words};
use crate::style::{Style, Tone};
use cutover_schemas::plan::{Change, Plan};

/// Widest column of field names: longer names push their own value only.
const NAMES: usize = 28;

pub(super) fn changes(out: &mut String, plan: &Plan, style: &Style) {
    for group in reading::groups(plan) {
        out.push('\n');
        let whole = group.changes.iter().any(|change| change.address == group.block);
        if !whole {
            push(out, &[&style.paint(Tone::Faint, &format!("  {}", group.block))]);
        }
        for change in group.changes {
            let indent = if change.address.is_part() { "  " } else { "" };
            one(out, change, indent, style);
        }
    }
}

fn one(out: &mut String, change: &Change, indent: &str, style: &Style) {
    let action = tone(change.action);
    let kind = change.kind.row().name;
    let what = if change.address.kind() == kind && !change.address.is_part() {
        String::new()
    } else {
        format!(" {}", kind.replace('_', " "))
    };
    let mut verb = format!("{}{what}", words::verb(change.action));
    for remark in reading::remarks(change) {
        verb.push_str(", ");
        verb.push_str(&remark);
    }
    // One short reason fits behind the verb; several get lines of their own.
    let (reasons, fields) = (reading::reasons(change), reading::fields(change));
    let (inline, below) = match reasons.as_slice() {
        [only] if fields.is_empty() => (format!(": {only}"), &[][..]),
        reasons => (String::new(), reasons),
    };
    let sign = format!("{:<3}", words::sign(change.action));
    push(
        out,
        &[
            indent,
            &style.paint(action, &sign),
            " ",
            &style.paint(Tone::Strong, change.address.as_str()),
            "  ",
            &style.paint(action, &verb),
            &style.paint(Tone::Faint, &inline),
        ],
    );
    let deeper = format!("{indent}      ");
    for reason in below {
        push(out, &[&deeper, &style.paint(Tone::Faint, &format!("because {reason}"))]);
    }
    field_lines(out, &fields, &deeper, style);
}

/// Fields under each other, their values aligned.
pub(in crate::render::human) fn field_lines(
    out: &mut String,
    fields: &[Field],
    indent: &str,
    style: &Style,
) {
    let longest = fields.iter().map(|field| field.path.chars().count()).max();
    let width = longest.unwrap_or_default().min(NAMES);
    for field in fields {
        let name = format!("{:<width$}", field.path);
        let note = if field.replaces { "  <- replaces" } else { "" };
        let note = style.paint(Tone::Replace, note);
        match &field.shown {
            Shown::Set(after) => {
                let after = style.paint(Tone::Create, after);
                push(out, &[indent, &name, "  ", &after, &note]);
            }
            Shown::Removed(before) => {
                let before = style.paint(Tone::Delete, &format!("{before} -> (not set)"));
                push(out, &[indent, &name, "  ", &before, &note]);
            }
            Shown::Changed(before, after) => {
                let before = style.paint(Tone::Delete, before);
                let after = style.paint(Tone::Create, after);
                push(out, &[indent, &name, "  ", &before, " -> ", &after, &note]);
            }
            Shown::Lines(lines) => {
                push(out, &[indent, field.path.as_str(), &note]);
                for line in lines {
                    let text = format!("{} {}", line.sign.mark(), line.text);
                    push(out, &[indent, "  ", &style.paint(line_tone(line.sign), &text)]);
                }
            }
        }
    }
}

fn line_tone(sign: Sign) -> Tone {
    match sign {
        Sign::Added => Tone::Create,
        Sign::Removed => Tone::Delete,
        Sign::Same | Sign::Gap => Tone::Faint,
    }
}
