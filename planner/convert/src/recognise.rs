//! Names and ARNs that people put together themselves: where they are those of a block of this stack, they become references.
use crate::draft::Draft;
use crate::hcl::{Expr, Part, expression};

/// Words whose ARNs end with a name, and what stands before it there.
const ENDS: &[(&str, &str, &str)] = &[
    ("table", "dynamodb", "table/"),
    ("queue", "sqs", ""),
    ("topic", "sns", ""),
    ("bucket", "s3", ""),
    ("stream", "kinesis", "stream/"),
    ("function", "lambda", "function:"),
    ("bus", "events", "event-bus/"),
];

/// Names shorter than this could be anything.
const TELLING: usize = 8;

impl Draft<'_> {
    /// An ARN as a reference to the block that it names, with what stands behind it.
    pub(crate) fn known_arn(&self, value: Expr) -> Expr {
        let Some(text) = inside(&value).filter(|text| text.starts_with("arn:")) else {
            return value;
        };
        // Templates may hold colons of their own, but none before the sixth part of an ARN that is put together.
        let mut parts = text.splitn(6, ':');
        let (Some(service), Some(end)) = (parts.nth(2), parts.nth(2)) else { return value };
        for (word, _, before) in ENDS.iter().filter(|(_, of, _)| *of == service) {
            let Some(named) = end.strip_prefix(before) else { continue };
            for block in self.blocks.iter().filter(|block| block.word == *word) {
                let Some(name) = block.get("name").and_then(inside) else { continue };
                let Some(behind) = named.strip_prefix(name.as_str()) else { continue };
                if behind.is_empty() || behind.starts_with('/') {
                    let arn = Part::Value(Expr::reference(format!("{}.arn", block.address())));
                    return Expr::template(vec![arn, Part::Text(behind.to_owned())]);
                }
            }
        }
        value
    }

    /// A name as a reference to the block that has it.
    pub(crate) fn known_name(&self, value: Expr) -> Expr {
        let computed = matches!(value, Expr::Template(_));
        let Some(text) = inside(&value)
            .filter(|text| computed || (text.len() >= TELLING && text.contains(['-', '_'])))
        else {
            return value;
        };
        let words = |word: &str| ENDS.iter().any(|(there, ..)| *there == word);
        let found =
            self.blocks.iter().filter(|block| words(&block.word) && block.word != "function");
        let mut found =
            found.filter(|block| block.get("name").and_then(inside).as_ref() == Some(&text));
        match (found.next(), found.next()) {
            (Some(block), None) => Expr::reference(format!("{}.name", block.address())),
            _ => value,
        }
    }
}

/// A text as it stands between its quotes.
fn inside(value: &Expr) -> Option<String> {
    if !matches!(value, Expr::Text(_) | Expr::Template(_)) {
        return None;
    }
    let text = expression(value);
    Some(text.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}
