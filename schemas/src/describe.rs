//! Rows of the tables in words, as Markdown: for the reference pages, and for editors.
use crate::table::{Absent, Attr, Literal, Type};
use crate::units::{print_millis, print_seconds, print_share};

/// What an attribute's values look like.
pub fn type_of(ty: &Type) -> String {
    let words = |words: &[&'static str]| {
        short_words(words).map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" or ")
    };
    match ty {
        Type::Bool => "bool".into(),
        Type::Int => "whole number".into(),
        Type::Number => "number".into(),
        Type::Text => "text".into(),
        Type::Enum(allowed) => words(allowed),
        Type::Duration | Type::Millis => "duration".into(),
        Type::Share => "share".into(),
        Type::Arn => "ARN or reference".into(),
        Type::Document(_) => "JSON".into(),
        Type::List(item) => format!("list of {}", type_of(item)),
        Type::Set(item) => format!("set of {}", type_of(item)),
        Type::Map(item) => format!("map of {}", type_of(item)),
        Type::Object(_) => "object".into(),
        Type::Reference(blocks) => {
            blocks.iter().map(|block| format!("`{block}.NAME`")).collect::<Vec<_>>().join(" or ")
        }
        Type::Either(types) => types.iter().map(type_of).collect::<Vec<_>>().join(" or "),
        Type::Any => "any".into(),
    }
}

/// The words of a closed list that are worth showing: those that are no longer spelling of another one.
pub fn short_words(words: &[&'static str]) -> impl Iterator<Item = &'static str> {
    words
        .iter()
        .copied()
        .filter(|word| !words.iter().any(|other| word.len() > other.len() && word.ends_with(other)))
}

/// What it means when the attribute is not written; nothing when it means nothing.
pub fn absent(row: &Attr) -> String {
    match row.flags.absent {
        Absent::Required => "required".into(),
        Absent::Is(literal) => literal_of(&row.ty, literal),
        Absent::From(_) => "follows from the others".into(),
        Absent::Unmanaged => "left alone".into(),
    }
}

fn literal_of(ty: &Type, literal: Literal) -> String {
    match (literal, ty) {
        (Literal::Null, _) => String::new(),
        (Literal::Int(seconds), Type::Duration) => format!("`\"{}\"`", print_seconds(seconds)),
        (Literal::Int(millis), Type::Millis) => format!("`\"{}\"`", print_millis(millis)),
        (Literal::Int(share), Type::Share) => format!("`\"{}\"`", print_share(share)),
        (Literal::Int(number), _) => format!("`{number}`"),
        (Literal::Bool(truth), _) => format!("`{truth}`"),
        (Literal::Text(text), _) => format!("`\"{text}\"`"),
        (Literal::Texts(texts), _) => {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            format!("`[{}]`", texts.join(", "))
        }
        (Literal::NoEntries, _) => "`{}`".into(),
    }
}

/// The range of an attribute's values; nothing where the table knows none.
pub fn limits(row: &Attr) -> String {
    row.flags.range.map_or_else(String::new, |range| range_of(&row.ty, range))
}

fn range_of(ty: &Type, (least, most): (i64, i64)) -> String {
    match ty {
        Type::Duration if least >= 0 => {
            format!("{} to {}", print_seconds(least), print_seconds(most))
        }
        Type::Millis => format!("{} to {}", print_millis(least), print_millis(most)),
        Type::Share => format!("{} to {}", print_share(least), print_share(most)),
        Type::Text if least == most => format!("{most} characters"),
        Type::Text => format!("{least} to {most} characters"),
        _ => format!("{least} to {most}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_defaults_read_as_written_in_a_spec() {
        assert_eq!(range_of(&Type::Duration, (0, 43_200)), "0s to 12h");
        assert_eq!(range_of(&Type::Millis, (1, 900_000)), "1ms to 15m");
        assert_eq!(range_of(&Type::Share, (1, 9_999)), "0.01% to 99.99%");
        assert_eq!(literal_of(&Type::Share, Literal::Int(500)), "`\"5%\"`");
        assert_eq!(range_of(&Type::Text, (12, 12)), "12 characters");
        assert_eq!(range_of(&Type::Int, (1, 10)), "1 to 10");
        assert_eq!(literal_of(&Type::Duration, Literal::Int(345_600)), "`\"4d\"`");
        assert_eq!(literal_of(&Type::Int, Literal::Int(30)), "`30`");
    }
}
