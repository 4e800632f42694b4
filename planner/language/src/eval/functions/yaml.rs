//! YAML of configuration files as values; the parser is a library, what scalars mean is Terraform's.
//!
//! Refused rather than guessed: several documents, keys that are no texts, and tags but those of
//! the core schema.
use super::operators;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;
use yaml_rust2::parser::{Event, Parser, Tag};
use yaml_rust2::scanner::TScalarStyle;

/// The line (from 1) and what is wrong there.
type Refused = (usize, String);
type Read<T> = Result<T, Refused>;

/// Deepest nesting.
const MAX_DEPTH: usize = 32;
/// Values in a document, those that aliases repeat included.
const MAX_VALUES: usize = 1_000_000;

/// A collection that is not closed yet.
enum Open {
    List(Vec<Value>),
    Map { entries: Attrs, merged: Vec<Attrs>, key: Option<Key> },
}

enum Key {
    Named(String),
    /// `<<`: the entries of another map, where this one has none of its own.
    Merge,
}

#[derive(Default)]
struct Reader {
    open: Vec<(Open, usize)>,
    anchors: BTreeMap<usize, (Value, usize)>,
    values: usize,
    done: Option<Value>,
}

/// Reads one document.
pub(super) fn decode(text: &str) -> Read<Value> {
    let mut parser = Parser::new_from_str(text);
    let mut reader = Reader::default();
    loop {
        let (event, marker) = parser
            .next_token()
            .map_err(|error| (error.marker().line(), error.info().to_owned()))?;
        let line = marker.line();
        match event {
            Event::StreamEnd => break,
            Event::DocumentStart if reader.done.is_some() => {
                return Err((line, "a second document begins here".to_owned()));
            }
            event => reader.event(event, line)?,
        }
    }
    reader.done.ok_or_else(|| (1, "it holds no document".to_owned()))
}

impl Reader {
    fn event(&mut self, event: Event, line: usize) -> Read<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if style == TScalarStyle::Plain && tag.is_none() && text == "<<" && self.wants_key()
                {
                    if let Some((Open::Map { key, .. }, _)) = self.open.last_mut() {
                        *key = Some(Key::Merge);
                    }
                    return Ok(());
                }
                let value = scalar(text, style, tag.as_ref(), line)?;
                self.add(value, 1, anchor, line)
            }
            Event::SequenceStart(anchor, _) => self.push(Open::List(Vec::new()), anchor, line),
            Event::MappingStart(anchor, _) => {
                let open = Open::Map { entries: Attrs::new(), merged: Vec::new(), key: None };
                self.push(open, anchor, line)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(line),
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some((value, size)) => {
                    let (value, size) = (value.clone(), *size);
                    self.add(value, size, 0, line)
                }
                None => Err((line, "this alias stands inside of what it repeats".to_owned())),
            },
            _ => Ok(()),
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some((Open::Map { key: None, .. }, _)))
    }

    fn push(&mut self, open: Open, anchor: usize, line: usize) -> Read<()> {
        if self.open.len() >= MAX_DEPTH {
            return Err((line, "this is nested too deeply".to_owned()));
        }
        if self.wants_key() {
            return Err((line, "a key is a text".to_owned()));
        }
        self.open.push((open, anchor));
        Ok(())
    }

    fn close(&mut self, line: usize) -> Read<()> {
        let Some((open, anchor)) = self.open.pop() else {
            return Ok(());
        };
        let value = match open {
            Open::List(items) => Value::List(items),
            Open::Map { mut entries, merged, .. } => {
                for (key, value) in merged.into_iter().flatten() {
                    entries.entry(key).or_insert(value);
                }
                Value::Map(entries)
            }
        };
        // What is inside has been counted; an alias of it counts it again.
        let size = if anchor > 0 { count(&value) } else { 1 };
        self.values = self.values.saturating_sub(size - 1);
        self.add(value, size, anchor, line)
    }

    /// A finished value goes into what is open around it.
    fn add(&mut self, value: Value, size: usize, anchor: usize, line: usize) -> Read<()> {
        self.values += size;
        if self.values > MAX_VALUES {
            return Err((line, "there are more than 1,000,000 values up to here".to_owned()));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), size));
        }
        match self.open.last_mut() {
            None => self.done = Some(value),
            Some((Open::List(items), _)) => items.push(value),
            Some((Open::Map { entries, merged, key }, _)) => match key.take() {
                None => {
                    let name = operators::as_text(&value);
                    let name = name.ok_or_else(|| (line, "a key is a text".to_owned()))?;
                    if entries.contains_key(&name) {
                        return Err((line, format!("the key `{name}` comes twice")));
                    }
                    *key = Some(Key::Named(name));
                }
                Some(Key::Named(name)) => {
                    entries.insert(name, value);
                }
                Some(Key::Merge) => merge(value, merged, line)?,
            },
        }
        Ok(())
    }
}

fn merge(value: Value, merged: &mut Vec<Attrs>, line: usize) -> Read<()> {
    match value {
        Value::Map(entries) => merged.push(entries),
        Value::List(items) if items.iter().all(|item| matches!(item, Value::Map(_))) => {
            for item in items {
                merge(item, merged, line)?;
            }
        }
        _ => return Err((line, "`<<` takes a map, or a list of maps".to_owned())),
    }
    Ok(())
}

fn count(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Map(entries) => 1 + entries.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

fn scalar(text: String, style: TScalarStyle, tag: Option<&Tag>, line: usize) -> Read<Value> {
    let Some(tag) = tag else {
        return match style {
            TScalarStyle::Plain
                if matches!(
                    text.trim_start_matches(['-', '+']),
                    ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN"
                ) =>
            {
                Err((line, format!("`{text}` is no number that can be had")))
            }
            TScalarStyle::Plain => Ok(plain(text)),
            _ => Ok(Value::Text(text)),
        };
    };
    let core = tag.handle == "tag:yaml.org,2002:";
    let value = match tag.suffix.as_str() {
        "str" if core => Some(Value::Text(text.clone())),
        "int" | "float" | "bool" | "null" if core => {
            let value = plain(text.clone());
            let fits = match tag.suffix.as_str() {
                "int" => matches!(value, Value::Int(_)),
                "float" => matches!(value, Value::Int(_) | Value::Float(_)),
                "bool" => matches!(value, Value::Bool(_)),
                _ => value.is_null(),
            };
            fits.then_some(value)
        }
        _ => None,
    };
    value.ok_or_else(|| (line, format!("the tag `{}` does not fit `{text}`", tag.suffix)))
}

/// What a text without quotes is.
fn plain(text: String) -> Value {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    number(&text).unwrap_or(Value::Text(text))
}

fn number(text: &str) -> Option<Value> {
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    let negative = text.starts_with('-');
    for (mark, base) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = bare.strip_prefix(mark) {
            let size = i64::from_str_radix(digits, base)
                .ok()
                .filter(|_| !digits.starts_with(['-', '+']))?;
            return Some(Value::Int(if negative { -size } else { size }));
        }
    }
    let whole = bare.strip_prefix('.').map(|_| format!("0{bare}"));
    let digits = whole.as_deref().unwrap_or(bare);
    let signed = if negative { format!("-{digits}") } else { digits.to_owned() };
    operators::number_from_text(&signed)
        .filter(|_| digits.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let read = decode(text).map(|value| value.to_json().to_string());
        assert_eq!(read.unwrap_or_else(|(line, why)| format!("{line}: {why}")), expected, "{text}");
    }

    #[test]
    fn configuration_files_read_as_meant() {
        check(
            "--- \n# c\na: 1\nb:\n  - x\n  - y: 2\n    z: no\n  -\n    q\nc:\n",
            r#"{"a":1,"b":["x",{"y":2,"z":"no"},"q"],"c":null}"#,
        );
        check(
            "- a\n- [1, \"b, c\", {d: e, f: [g]}]\n- - h\n  - true\n",
            r#"["a",[1,"b, c",{"d":"e","f":["g"]}],["h",true]]"#,
        );
        check(
            "url: http://x/y:z\ntime: 12:30\nn: -1.5\ne: ~\n",
            r#"{"e":null,"n":-1.5,"time":"12:30","url":"http://x/y:z"}"#,
        );
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line() {
        check("a: 1\na: 2\n", "2: the key `a` comes twice");
        check("a: 1\nb: [1, 2\n", "3: while parsing a flow sequence, expected ',' or ']'");
        check(&"- ".repeat(200), "1: this is nested too deeply");
    }

    #[test]
    fn aliases_cannot_grow_without_bound() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for at in 1..12 {
            let before = at - 1;
            let items = vec![format!("*a{before}"); 10].join(", ");
            text.extend(format!("a{at}: &a{at} [{items}]\n").chars());
        }
        check(&text, "6: there are more than 1,000,000 values up to here");
        check("a: &a [*a]\n", "1: this alias stands inside of what it repeats");
    }
}
