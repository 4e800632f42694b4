//! Prints a spec as `terraform fmt` would: two spaces, `=` aligned over neighbouring lines, short objects on one line.
use super::{Block, Expr, Part};
use crate::text::add;

/// What a line may hold before an object or a list is broken over several.
const WIDTH: usize = 100;

/// Blocks with a blank line between them.
pub(crate) fn blocks(all: &[Block]) -> String {
    let mut out = String::new();
    several(&mut out, all, 0);
    out
}

/// Blocks of one word that are a line each stand close together.
fn several(out: &mut String, all: &[Block], depth: usize) {
    for (at, one) in all.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| all.get(at));
        let close =
            before.is_some_and(|before| before.word == one.word && is_line(before) && is_line(one));
        if at > 0 && !close {
            out.push('\n');
        }
        block(out, one, depth);
    }
}

fn is_line(block: &Block) -> bool {
    let empty = block.attrs.is_empty() && block.blocks.is_empty();
    block.comments.is_empty() && (empty || one_line(block).is_some())
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

fn block(out: &mut String, block: &Block, depth: usize) {
    for comment in &block.comments {
        add(out, format_args!("{}# {comment}\n", indent(depth)));
    }
    out.push_str(&indent(depth));
    out.push_str(&block.word);
    for label in &block.labels {
        out.push(' ');
        out.push_str(&quoted(label));
    }
    if block.attrs.is_empty() && block.blocks.is_empty() {
        out.push_str(" {}\n");
        return;
    }
    if let Some(line) = one_line(block) {
        out.push_str(&line);
        return;
    }
    out.push_str(" {\n");
    attributes(out, &block.attrs, depth + 1);
    if !block.attrs.is_empty() && !block.blocks.is_empty() {
        out.push('\n');
    }
    several(out, &block.blocks, depth + 1);
    add(out, format_args!("{}}}\n", indent(depth)));
}

/// `{ to = function.list }`: what `route` blocks and the like look best as.
fn one_line(block: &Block) -> Option<String> {
    let ([(name, value)], []) = (block.attrs.as_slice(), block.blocks.as_slice()) else {
        return None;
    };
    let value = flat(value)?;
    let labels: usize = block.labels.iter().map(|label| label.len() + 3).sum();
    let short = block.word.len() + labels + name.len() + value.len() + 8 <= WIDTH;
    short.then(|| format!(" {{ {name} = {value} }}\n"))
}

/// Attributes of a block or entries of an object: neighbours on one line each have their `=` in one column.
fn attributes(out: &mut String, attrs: &[(String, Expr)], depth: usize) {
    let lines: Vec<(String, Option<String>, &Expr)> = attrs
        .iter()
        .map(|(name, value)| {
            let room = WIDTH.saturating_sub(depth * 2 + name.len() + 3);
            (key(name), flat(value).filter(|text| text.len() <= room || is_scalar(value)), value)
        })
        .collect();
    let mut rest = lines.as_slice();
    while let Some((first, more)) = rest.split_first() {
        let (name, line, value) = first;
        if line.is_none() {
            add(out, format_args!("{}{name} = {}\n", indent(depth), broken(value, depth)));
            rest = more;
            continue;
        }
        let run = rest.iter().take_while(|(_, line, _)| line.is_some()).count();
        let (chain, after) = rest.split_at(run);
        let width = chain.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
        for (name, line, _) in chain {
            let space = " ".repeat(width - name.chars().count());
            let line = line.as_deref().unwrap_or_default();
            add(out, format_args!("{}{name}{space} = {line}\n", indent(depth)));
        }
        rest = after;
    }
}

fn is_scalar(value: &Expr) -> bool {
    !matches!(value, Expr::List(_) | Expr::Object(_) | Expr::Call(..))
}

/// A key of an object or the name of an attribute.
fn key(name: &str) -> String {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let word = matches!(name, "null" | "true" | "false" | "for");
    if first && rest && !word { name.to_owned() } else { quoted(name) }
}

/// An expression on one line, whatever its length.
pub(crate) fn expression(value: &Expr) -> String {
    flat(value).unwrap_or_else(|| broken(value, 0))
}

/// An expression on one line; `None` where it is easier to read over several.
fn flat(value: &Expr) -> Option<String> {
    let list = |items: &[Expr]| -> Option<String> {
        Some(items.iter().map(flat).collect::<Option<Vec<_>>>()?.join(", "))
    };
    Some(match value {
        Expr::Null => "null".to_owned(),
        Expr::Bool(truth) => truth.to_string(),
        Expr::Number(number) => number.clone(),
        Expr::Text(text) if is_long_text(text) => return None,
        Expr::Text(text) => quoted(text),
        Expr::Template(parts) => template(parts)?,
        Expr::Reference(text) => text.clone(),
        Expr::Index(of, at) => format!("{}[{}]", flat(of)?, flat(at)?),
        Expr::Call(name, items) => format!("{name}({})", list(items)?),
        Expr::Binary(one, sign, two) => format!("{} {sign} {}", inner(one)?, inner(two)?),
        Expr::Not(one) => format!("!{}", inner(one)?),
        Expr::Conditional(one, two, three) => {
            format!("{} ? {} : {}", inner(one)?, inner(two)?, inner(three)?)
        }
        Expr::List(items) => {
            let objects = items.iter().filter(|item| matches!(item, Expr::Object(_))).count();
            if objects > 1 {
                return None;
            }
            format!("[{}]", list(items)?)
        }
        Expr::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Expr::Object(entries) => {
            if entries.len() > 4 {
                return None;
            }
            let entries: Option<Vec<String>> = entries
                .iter()
                .map(|(name, value)| Some(format!("{} = {}", key(name), flat(value)?)))
                .collect();
            format!("{{ {} }}", entries?.join(", "))
        }
    })
}

/// An operand: brackets keep what belongs together.
fn inner(value: &Expr) -> Option<String> {
    let text = flat(value)?;
    let whole = !matches!(value, Expr::Binary(..) | Expr::Conditional(..));
    Some(if whole { text } else { format!("({text})") })
}

/// A value over several lines.
fn broken(value: &Expr, depth: usize) -> String {
    let mut out = String::new();
    match value {
        Expr::Object(entries) => {
            out.push_str("{\n");
            attributes(&mut out, entries, depth + 1);
            add(&mut out, format_args!("{}}}", indent(depth)));
        }
        Expr::List(items) => {
            out.push_str("[\n");
            for item in items {
                let room = WIDTH.saturating_sub(depth * 2 + 3);
                let line = flat(item).filter(|line| line.len() <= room || is_scalar(item));
                let item = line.unwrap_or_else(|| broken(item, depth + 1));
                add(&mut out, format_args!("{}{item},\n", indent(depth + 1)));
            }
            add(&mut out, format_args!("{}]", indent(depth)));
        }
        Expr::Text(text) if is_long_text(text) => heredoc(&mut out, text),
        Expr::Call(name, items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| flat(item).unwrap_or_else(|| broken(item, depth)))
                .collect();
            add(&mut out, format_args!("{name}({})", items.join(", ")));
        }
        Expr::Conditional(one, two, three) => {
            let part = |value: &Expr| inner(value).unwrap_or_else(|| broken(value, depth));
            add(&mut out, format_args!("{} ? {} : {}", part(one), part(two), part(three)));
        }
        other => out.push_str(&flat(other).unwrap_or_else(|| "null".to_owned())),
    }
    out
}

/// A text of several whole lines reads best as one.
fn is_long_text(text: &str) -> bool {
    text.ends_with('\n') && text.matches('\n').count() > 1 && !text.contains('\r')
}

fn heredoc(out: &mut String, text: &str) {
    let mut mark = "EOT".to_owned();
    while text.lines().any(|line| line.trim() == mark) {
        mark.push('T');
    }
    let body = text.replace("${", "$${").replace("%{", "%%{");
    add(out, format_args!("<<{mark}\n{body}{mark}"));
}

fn template(parts: &[Part]) -> Option<String> {
    let mut out = String::from("\"");
    for (at, part) in parts.iter().enumerate() {
        match part {
            // `$` before `${` would make `$${`, which is no template any more.
            Part::Text(text) if text.ends_with(['$', '%']) && at + 1 < parts.len() => {
                let (before, sign) = text.split_at(text.len() - 1);
                add(&mut out, format_args!("{}${{\"{sign}\"}}", escaped(before)));
            }
            Part::Text(text) => out.push_str(&escaped(text)),
            Part::Value(value) => add(&mut out, format_args!("${{{}}}", flat(value)?)),
        }
    }
    out.push('"');
    Some(out)
}

/// A text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// What would mean something else between quotes is escaped.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if letters.peek() == Some(&'{') => out.extend([letter, letter]),
            control if control.is_control() => {
                add(&mut out, format_args!("\\u{:04x}", u32::from(control)));
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_aligned_and_long_values_broken() {
        let mut one = Block::new("queue", &["jobs"]);
        one.set("name", Expr::text("a"));
        one.set("visibility_timeout", Expr::text("1m"));
        let pairs = (0..5).map(|n| (format!("k{n}"), Expr::int(n))).collect();
        one.set("tags", Expr::Object(pairs));
        let expected = "queue \"jobs\" {\n  name               = \"a\"\n  visibility_timeout = \"1m\"\n  tags = {\n    k0 = 0\n    k1 = 1\n    k2 = 2\n    k3 = 3\n    k4 = 4\n  }\n}\n";
        assert_eq!(blocks(&[one]), expected);
    }

    #[test]
    fn what_would_mean_something_else_is_escaped() {
        assert_eq!(quoted("a\"b\\${x} %{y} $z 5%\n"), "\"a\\\"b\\\\$${x} %%{y} $z 5%\\n\"");
        let parts = vec![Part::Text("${".into()), Part::Value(Expr::reference("var.x"))];
        assert_eq!(expression(&Expr::Template(parts)), "\"$${${var.x}\"");
        let parts = vec![Part::Text("US$".into()), Part::Value(Expr::reference("var.x"))];
        assert_eq!(expression(&Expr::Template(parts)), "\"US${\"$\"}${var.x}\"");
    }

    #[test]
    fn documents_of_lines_become_heredocs() {
        let text = Expr::text("a\n${b}\nEOT\n");
        assert_eq!(broken(&text, 0), "<<EOTT\na\n$${b}\nEOT\nEOTT");
    }

    #[test]
    fn one_short_attribute_stays_on_the_line_of_its_block() {
        let mut route = Block::new("route", &["GET /"]);
        route.set("to", Expr::reference("function.a"));
        assert_eq!(blocks(&[route]), "route \"GET /\" { to = function.a }\n");
    }
}
