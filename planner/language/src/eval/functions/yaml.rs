//! YAML as configuration files use it: block and flow collections, plain, quoted and block texts.
//!
//! Not in it: anchors, tags, several documents, multi-line plain texts, complex keys. These are
//! refused rather than guessed. Scalars follow YAML 1.2's core schema, so that `no` is a text.
use super::operators;
use cutover_schemas::value::{Attrs, Value};

/// The line (from 1) and what is wrong there.
type Refused = (usize, String);
type Read<T> = Result<T, Refused>;

/// Deepest nesting.
const MAX_DEPTH: usize = 32;

/// One line that is neither empty nor only a comment.
#[derive(Clone, Copy)]
struct Line<'t> {
    number: usize,
    indent: usize,
    text: &'t str,
}

struct Reader<'t> {
    /// Every line as written, for block texts.
    raw: Vec<&'t str>,
    lines: Vec<Line<'t>>,
    at: usize,
}

/// Reads one document.
pub(super) fn decode(text: &str) -> Read<Value> {
    let raw: Vec<&str> = text.lines().collect();
    let mut lines = Vec::new();
    for (at, line) in raw.iter().enumerate() {
        let content = line.trim_start_matches(' ');
        let first = lines.is_empty();
        if content.is_empty() || content.starts_with('#') || (first && content.trim_end() == "---")
        {
            continue;
        }
        if content.starts_with('\t') {
            return Err((at + 1, "lines are indented by spaces, not tabs".to_owned()));
        }
        lines.push(Line {
            number: at + 1,
            indent: line.len() - content.len(),
            text: content.trim_end(),
        });
    }
    let mut reader = Reader { raw, lines, at: 0 };
    let Some(first) = reader.peek() else {
        return Ok(Value::Null);
    };
    let value = reader.block(first.indent, 0)?;
    match reader.peek() {
        None => Ok(value),
        Some(line) => Err((line.number, "this line belongs to nothing before it".to_owned())),
    }
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<Line<'t>> {
        self.lines.get(self.at).copied()
    }

    /// Whatever begins on the next line, which is indented by `indent`.
    fn block(&mut self, indent: usize, depth: usize) -> Read<Value> {
        let Some(line) = self.peek() else {
            return Ok(Value::Null);
        };
        if depth > MAX_DEPTH {
            return Err((line.number, "this is nested too deeply".to_owned()));
        }
        if is_item(line.text) {
            self.list(indent, depth)
        } else if key(line)?.is_some() {
            self.map(indent, depth)
        } else {
            self.at += 1;
            scalar(line.text, line.number)
        }
    }

    fn list(&mut self, indent: usize, depth: usize) -> Read<Value> {
        let mut items = Vec::new();
        while let Some(line) =
            self.peek().filter(|line| line.indent == indent && is_item(line.text))
        {
            let rest = line.text.get(1..).unwrap_or_default();
            let content = rest.trim_start_matches(' ');
            if content.is_empty() || content.starts_with("# ") {
                self.at += 1;
                items.push(self.below(indent, depth)?);
                continue;
            }
            // The rest of the line is a block of its own, indented to where it stands.
            let inner = indent + 1 + rest.len() - content.len();
            if is_item(content) || key(Line { text: content, ..line })?.is_some() {
                if let Some(slot) = self.lines.get_mut(self.at) {
                    *slot = Line { indent: inner, text: content, ..line };
                }
                items.push(self.block(inner, depth + 1)?);
            } else {
                self.at += 1;
                items.push(self.value(content, line, indent)?);
            }
        }
        self.same_level(indent)?;
        Ok(Value::List(items))
    }

    fn map(&mut self, indent: usize, depth: usize) -> Read<Value> {
        let mut entries = Attrs::new();
        while let Some(line) =
            self.peek().filter(|line| line.indent == indent && !is_item(line.text))
        {
            let Some((name, rest)) = key(line)? else {
                return Err((line.number, "a line `key: value` is expected".to_owned()));
            };
            self.at += 1;
            let value = if rest.is_empty() || rest.starts_with("# ") {
                let list = self.peek().filter(|next| next.indent == indent && is_item(next.text));
                match list {
                    // Lists may stand as far left as their key.
                    Some(_) => self.items_of_key(indent, depth)?,
                    None => self.below(indent, depth)?,
                }
            } else {
                self.value(rest, line, indent)?
            };
            if entries.insert(name.clone(), value).is_some() {
                return Err((line.number, format!("the key `{name}` comes twice")));
            }
        }
        self.same_level(indent)?;
        Ok(Value::Map(entries))
    }

    fn items_of_key(&mut self, indent: usize, depth: usize) -> Read<Value> {
        let mut items = Vec::new();
        while self.peek().is_some_and(|line| line.indent == indent && is_item(line.text)) {
            // One item at a time: the keys that follow belong to the map around.
            let end = self.lines.iter().skip(self.at + 1).position(|line| line.indent <= indent);
            let until = end.map_or(self.lines.len(), |at| self.at + 1 + at);
            let rest = self.lines.split_off(until);
            let item = self.list(indent, depth + 1)?;
            self.lines.extend(rest);
            if let Value::List(one) = item {
                items.extend(one);
            }
        }
        Ok(Value::List(items))
    }

    /// The block below a line that ends in its key or dash; nothing is null.
    fn below(&mut self, indent: usize, depth: usize) -> Read<Value> {
        match self.peek().filter(|line| line.indent > indent) {
            Some(line) => self.block(line.indent, depth + 1),
            None => Ok(Value::Null),
        }
    }

    fn same_level(&self, indent: usize) -> Read<()> {
        match self.peek().filter(|line| line.indent > indent) {
            Some(line) => Err((line.number, "this line is indented too far".to_owned())),
            None => Ok(()),
        }
    }

    /// A value that begins behind a key or dash: a block text, or what is on the line.
    fn value(&mut self, text: &str, line: Line<'_>, indent: usize) -> Read<Value> {
        match text.chars().next() {
            Some(style @ ('|' | '>')) => self.block_text(style == '>', text, line, indent),
            _ => scalar(text, line.number),
        }
    }

    fn block_text(
        &mut self,
        fold: bool,
        header: &str,
        line: Line<'_>,
        indent: usize,
    ) -> Read<Value> {
        let keep =
            match header.get(1..).unwrap_or_default().split(" #").next().unwrap_or_default().trim()
            {
                "" => "\n",
                "-" => "",
                other => {
                    return Err((
                        line.number,
                        format!("`{other}` behind a block text is not understood"),
                    ));
                }
            };
        let body: Vec<&str> = self
            .raw
            .iter()
            .skip(line.number)
            .take_while(|raw| raw.trim().is_empty() || depth_of(raw) > indent)
            .copied()
            .collect();
        let end = line.number + body.len();
        while self.peek().is_some_and(|next| next.number <= end) {
            self.at += 1;
        }
        let least = body
            .iter()
            .filter(|raw| !raw.trim().is_empty())
            .map(|raw| depth_of(raw))
            .min()
            .unwrap_or(0);
        let lines: Vec<&str> =
            body.iter().map(|raw| raw.get(least..).unwrap_or_default()).collect();
        let text = if fold { folded(&lines) } else { lines.join("\n") };
        let text = text.trim_end_matches('\n');
        Ok(Value::text(if text.is_empty() { String::new() } else { format!("{text}{keep}") }))
    }
}

fn depth_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Lines joined by spaces; an empty line is a line end.
fn folded(lines: &[&str]) -> String {
    let mut out = String::new();
    for line in lines {
        if line.is_empty() {
            out.push('\n');
            continue;
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

fn is_item(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// The key of `key: value` and what follows; `None` when the line has none.
fn key(line: Line<'_>) -> Read<Option<(String, &str)>> {
    let text = line.text;
    if text.starts_with(['"', '\'']) {
        let (name, rest) =
            quoted(text).ok_or((line.number, "this text has no closing quote".to_owned()))?;
        let after = rest.trim_start().strip_prefix(':');
        return Ok(after.map(|after| (name, after.trim_start())));
    }
    if text.starts_with(['[', '{']) {
        return Ok(None);
    }
    let found = text.match_indices(':').find(|(at, _)| {
        let after = text.get(at + 1..).unwrap_or_default();
        after.is_empty() || after.starts_with(' ')
    });
    let Some((at, _)) = found else {
        return Ok(None);
    };
    let (name, rest) = text.split_at(at);
    if name.starts_with(['?', '&', '*', '!']) || name == "<<" {
        return Err((
            line.number,
            format!("`{name}` is a part of YAML that is not understood here"),
        ));
    }
    Ok(Some((name.trim_end().to_owned(), rest.get(1..).unwrap_or_default().trim_start())))
}

/// A quoted text and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next()?;
    let inner = text.get(1..)?;
    if quote == '\'' {
        let mut out = String::new();
        let mut rest = inner;
        loop {
            let at = rest.find('\'')?;
            out.push_str(rest.get(..at)?);
            rest = rest.get(at + 1..)?;
            match rest.strip_prefix('\'') {
                Some(after) => {
                    out.push('\'');
                    rest = after;
                }
                None => return Some((out, rest)),
            }
        }
    }
    let mut escaped = false;
    let end = inner.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    let end = end?.0;
    // Double quotes are those of JSON as far as people use them.
    let read = serde_json::from_str(text.get(..end + 2)?).ok()?;
    Some((read, text.get(end + 2..)?))
}

/// The value of one line.
fn scalar(text: &str, line: usize) -> Read<Value> {
    let mut flow = Flow { rest: text, line };
    let value = flow.value(0, false)?;
    let rest = flow.rest.trim_start();
    if rest.is_empty() || rest.starts_with('#') {
        Ok(value)
    } else {
        Err((line, format!("`{rest}` is left over behind the value")))
    }
}

fn plain(text: &str, line: usize) -> Read<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    if text.starts_with(['&', '*', '!', '%', '@', '`', '|', '>']) {
        return Err((line, format!("`{text}` is a part of YAML that is not understood here")));
    }
    Ok(operators::number_from_text(text).unwrap_or_else(|| Value::text(text)))
}

/// Values on one line: `[a, b]`, `{ a: b }`, quoted and plain texts.
struct Flow<'t> {
    rest: &'t str,
    line: usize,
}

impl Flow<'_> {
    fn value(&mut self, depth: usize, inside: bool) -> Read<Value> {
        if depth > MAX_DEPTH {
            return Err((self.line, "this is nested too deeply".to_owned()));
        }
        self.rest = self.rest.trim_start();
        match self.rest.chars().next() {
            Some('[') => self.items(depth),
            Some('{') => self.entries(depth),
            Some('"' | '\'') => self.text().map(Value::Text),
            _ => {
                let text = self.word(inside);
                plain(&text, self.line)
            }
        }
    }

    fn text(&mut self) -> Read<String> {
        let (text, rest) =
            quoted(self.rest).ok_or((self.line, "this text has no closing quote".to_owned()))?;
        self.rest = rest;
        Ok(text)
    }

    fn word(&mut self, inside: bool) -> String {
        let rest = self.rest;
        let comment = rest.find(" #").unwrap_or(rest.len());
        let end = if inside {
            let colon = rest.find(": ").unwrap_or(rest.len());
            rest.find([',', ']', '}']).unwrap_or(rest.len()).min(colon)
        } else {
            rest.len()
        };
        let (word, after) = rest.split_at(end.min(comment));
        self.rest = after;
        word.trim().to_owned()
    }

    fn take(&mut self, c: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn items(&mut self, depth: usize) -> Read<Value> {
        self.take('[');
        let mut items = Vec::new();
        while !self.take(']') {
            items.push(self.value(depth + 1, true)?);
            self.separator(']')?;
        }
        Ok(Value::List(items))
    }

    fn entries(&mut self, depth: usize) -> Read<Value> {
        self.take('{');
        let mut entries = Attrs::new();
        while !self.take('}') {
            self.rest = self.rest.trim_start();
            let name =
                if self.rest.starts_with(['"', '\'']) { self.text()? } else { self.word(true) };
            if !self.take(':') {
                return Err((self.line, format!("`{name}` lacks its `: value`")));
            }
            entries.insert(name, self.value(depth + 1, true)?);
            self.separator('}')?;
        }
        Ok(Value::Map(entries))
    }

    fn separator(&mut self, close: char) -> Read<()> {
        if self.take(',') || self.rest.starts_with(close) {
            return Ok(());
        }
        Err((self.line, format!("`{close}` or a comma is missing on this line")))
    }
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
        check("", "null");
        check(
            "--- \n# c\na: 1\nb:\n  - x\n  - y: 2\n    z: no\n  -\n    q\nc:\n",
            r#"{"a":1,"b":["x",{"y":2,"z":"no"},"q"],"c":null}"#,
        );
        check(
            "- a\n- [1, \"b, c\", {d: e, f: [g]}]\n- - h\n  - true\n",
            r#"["a",[1,"b, c",{"d":"e","f":["g"]}],["h",true]]"#,
        );
        check(
            "a:\n- 1\n- 2\nb: 'it''s' # c\n\"k: 1\": \"x\\ty\"\n",
            r#"{"a":[1,2],"b":"it's","k: 1":"x\ty"}"#,
        );
        check(
            "t: |\n  a\n    b\n\n  c\nf: >-\n  a\n  b\n\n  c\n",
            r#"{"f":"a b\nc","t":"a\n  b\n\nc\n"}"#,
        );
        check(
            "url: http://x/y:z\ntime: 12:30\nn: -1.5\ne: ~\n",
            r#"{"e":null,"n":-1.5,"time":"12:30","url":"http://x/y:z"}"#,
        );
        check("[1, 2]", "[1,2]");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        check("a: &x 1\n", "1: `&x 1` is a part of YAML that is not understood here");
        check("a: 1\n  b: 2\n", "2: this line is indented too far");
        check("a: 1\na: 2\n", "2: the key `a` comes twice");
        check("\ta: 1\n", "1: lines are indented by spaces, not tabs");
        check("a: [1, 2\n", "1: `]` or a comma is missing on this line");
        check("a: \"x\n", "1: this text has no closing quote");
        check(&"- ".repeat(200), "1: this is nested too deeply");
    }
}
