//! A scan of a text's strings, brackets and heredocs, for what the parser can't say well.
//!
//! The parser answers most slips with a list of every token it could have read. This scan finds
//! the slips people make (a string that doesn't end, a bracket that isn't closed, an attribute
//! without a value) and where they began. It also counts, before parsing, what would make the
//! parser slow. It never decides whether a text is valid.
use std::ops::Range;

/// Most entries of one object or block: the parser compares keys pairwise.
pub(crate) const MAX_KEYS: usize = 2_000;
/// Deepest nesting that the parser accepts.
const MAX_DEPTH: usize = 64;

/// Something that looks wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) slip: Slip,
    pub(crate) span: Range<usize>,
}

/// What looks wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slip {
    /// A quote without its other end on the line.
    OpenString,
    /// A heredoc whose delimiter never comes.
    OpenHeredoc(String),
    /// A heredoc without text, which the parser takes to go on to the next line with its delimiter.
    EmptyHeredoc,
    /// A comment that never ends.
    OpenComment,
    /// A `${` that a quote follows where its `}` is meant.
    OpenTemplate,
    /// An opening bracket that is never closed.
    Unclosed(char),
    /// One that a bracket further to the left closes, as happens where its own is missing. Many a
    /// sound text has them too.
    Early(char),
    /// A closing bracket that nothing opened.
    Unopened(char),
    /// A closing bracket of another sort than the opening one.
    Mismatched(char, char),
    /// `=` with nothing after it.
    NoValue,
    /// More levels than any spec needs.
    TooDeep,
    /// More entries in one pair of braces than any spec needs.
    TooMany,
}

enum Frame {
    Bracket {
        open: char,
        at: usize,
        entries: usize,
    },
    Quote(usize),
    /// `${` or `%{`.
    Interpolation(usize),
    Heredoc {
        delimiter: String,
        at: usize,
    },
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    frames: Vec<Frame>,
    top_entries: usize,
    found: Vec<Finding>,
    too_deep: bool,
    searches: u32,
}

/// Everything that looks wrong, in order of place.
pub(crate) fn scan(text: &str) -> Vec<Finding> {
    scan_from(text, Vec::new())
}

/// The same for a template file, which is text until a `${` or `%{`.
pub(crate) fn scan_template(text: &str) -> Vec<Finding> {
    // No line can end it: the parser refuses this character everywhere.
    let whole = Frame::Heredoc { delimiter: "\0".to_owned(), at: 0 };
    let mut findings = scan_from(text, vec![whole]);
    findings.retain(|finding| !matches!(&finding.slip, Slip::OpenHeredoc(end) if end == "\0"));
    findings
}

fn scan_from(text: &str, frames: Vec<Frame>) -> Vec<Finding> {
    let mut scanner = Scanner {
        text,
        at: 0,
        frames,
        top_entries: 0,
        found: Vec::new(),
        too_deep: false,
        searches: 50,
    };
    while scanner.step() {}
    scanner.finish()
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) -> bool {
        let Some(c) = self.rest().chars().next() else {
            return false;
        };
        match self.frames.last() {
            Some(Frame::Quote(_)) => self.in_quote(c),
            Some(Frame::Heredoc { .. }) => self.in_heredoc(c),
            _ => self.in_code(c),
        }
        true
    }

    fn push(&mut self, frame: Frame) {
        self.frames.push(frame);
        if self.frames.len() > MAX_DEPTH && !self.too_deep {
            self.too_deep = true;
            self.find(Slip::TooDeep, self.at..self.at + 1);
        }
    }

    fn find(&mut self, slip: Slip, span: Range<usize>) {
        self.found.push(Finding { slip, span });
    }

    /// An escaped or real template opening; true when it took any text.
    fn template_opening(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with("$${") || rest.starts_with("%%{") {
            self.at += 3;
            true
        } else if rest.starts_with("${") || rest.starts_with("%{") {
            self.push(Frame::Interpolation(self.at));
            self.at += 2;
            true
        } else {
            false
        }
    }

    fn in_quote(&mut self, c: char) {
        if self.template_opening() {
            return;
        }
        match c {
            '\\' => {
                let skipped = self.rest().chars().take(2).map(char::len_utf8).sum::<usize>();
                self.at += skipped;
            }
            '"' => {
                self.frames.pop();
                self.at += 1;
            }
            '\n' => self.end_of_line_in_quote(),
            _ => self.at += c.len_utf8(),
        }
    }

    /// The outermost quote of the line is the one to blame; what is open inside it goes with it.
    fn end_of_line_in_quote(&mut self) {
        let code = |frame: &Frame| matches!(frame, Frame::Heredoc { .. });
        let after = self.frames.iter().rposition(code).map_or(0, |at| at + 1);
        let mut inner = self.frames.iter().skip(after);
        let quote = inner.position(|frame| matches!(frame, Frame::Quote(_)));
        let kept = after + quote.unwrap_or(0);
        // In `"a ${b"` the last quote was to close the text.
        let ends = self.frames.iter().rev().take(2).collect::<Vec<_>>();
        if let [Frame::Quote(_), Frame::Interpolation(at)] = ends.as_slice() {
            let span = *at..self.at.max(at + 2);
            self.find(Slip::OpenTemplate, span);
        } else if let Some(Frame::Quote(at)) = self.frames.get(kept) {
            let span = *at..self.at.max(at + 1);
            self.find(Slip::OpenString, span);
        }
        self.frames.truncate(kept);
    }

    fn in_heredoc(&mut self, c: char) {
        if c != '\n' {
            if !self.template_opening() {
                self.at += c.len_utf8();
            }
            return;
        }
        self.at += 1;
        let Some(Frame::Heredoc { delimiter, .. }) = self.frames.last() else {
            return;
        };
        let line = self.rest();
        let trimmed = line.trim_start_matches([' ', '\t']);
        let ends = trimmed
            .strip_prefix(delimiter.as_str())
            .is_some_and(|after| !after.starts_with(is_word));
        if ends {
            self.at += line.len() - trimmed.len() + delimiter.len();
            self.frames.pop();
        }
    }

    fn in_code(&mut self, c: char) {
        let rest = self.rest();
        if c == '#' || rest.starts_with("//") {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            if let Some(end) = rest.find("*/") {
                self.at += end + 2;
            } else {
                self.find(Slip::OpenComment, self.at..self.at + 2);
                self.at = self.text.len();
            }
        } else if c == '<' && rest.starts_with("<<") {
            self.heredoc_opening();
        } else if c == '"' {
            self.push(Frame::Quote(self.at));
            self.at += 1;
        } else if matches!(c, '(' | '[' | '{') {
            self.push(Frame::Bracket { open: c, at: self.at, entries: 0 });
            self.at += 1;
        } else if matches!(c, ')' | ']' | '}') {
            self.close(c);
            self.at += 1;
        } else if c == '=' || c == '!' || c == '<' || c == '>' {
            self.equals(c);
        } else {
            self.at += c.len_utf8();
        }
    }

    fn heredoc_opening(&mut self) {
        let rest = self.rest();
        let after = rest.trim_start_matches('<').trim_start_matches('-');
        let delimiter: String = after.chars().take_while(|&c| is_word(c)).collect();
        let begin = self.at;
        let opening = rest.len() - after.len() + delimiter.len();
        self.at += opening;
        if delimiter.is_empty() {
            return;
        }
        if self.swallows(&delimiter) {
            self.find(Slip::EmptyHeredoc, begin..self.at);
        }
        self.push(Frame::Heredoc { delimiter, at: begin });
        let to_line_end = self.rest().find('\n').unwrap_or(self.rest().len());
        self.at += to_line_end;
    }

    /// Whether a heredoc that opens on this line has its delimiter on the next, and again later.
    fn swallows(&mut self, delimiter: &str) -> bool {
        let ends = |line: &str| {
            let after = line.trim_start_matches([' ', '\t']).strip_prefix(delimiter);
            after.is_some_and(|after| !after.starts_with(is_word))
        };
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut lines = rest.split('\n').skip(1);
        if !lines.next().is_some_and(ends) || self.searches == 0 {
            return false;
        }
        // Searches that fail read the whole file: many of them would take for ever.
        let found = lines.any(ends);
        self.searches -= u32::from(!found);
        found
    }

    fn equals(&mut self, c: char) {
        let rest = self.rest();
        if c != '=' || rest.starts_with("==") || rest.starts_with("=>") {
            let two = rest.starts_with("==")
                || rest.starts_with("=>")
                || rest.chars().nth(1) == Some('=');
            self.at += if two { 2 } else { 1 };
            return;
        }
        let after = rest.get(1..).unwrap_or_default().trim_start_matches([' ', '\t', '\r']);
        let nothing = after.is_empty() || after.starts_with(['\n', '}', ',', '#']);
        let begin = self.at;
        self.at += 1;
        if nothing {
            self.find(Slip::NoValue, begin..begin + 1);
        }
        let entries = match self.frames.last_mut() {
            Some(Frame::Bracket { entries, .. }) => entries,
            _ => &mut self.top_entries,
        };
        *entries += 1;
        if *entries == MAX_KEYS + 1 {
            self.find(Slip::TooMany, begin..begin + 1);
        }
    }

    fn close(&mut self, c: char) {
        match self.frames.pop() {
            Some(Frame::Bracket { open, at, .. }) if matching(open) != c => {
                self.find(Slip::Mismatched(open, c), at..at + 1);
            }
            Some(Frame::Interpolation(at)) if c != '}' => {
                self.find(Slip::Mismatched('{', c), at..at + 2);
            }
            Some(Frame::Bracket { open, at, .. }) if self.closes_early(at) => {
                self.find(Slip::Early(open), at..at + 1);
            }
            Some(_) => {}
            None => self.find(Slip::Unopened(c), self.at..self.at + 1),
        }
    }

    /// Whether the place begins its line, further to the left than the line of an opening bracket.
    fn closes_early(&self, opening: usize) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        before.trim_end_matches([' ', '\t']).ends_with('\n')
            && self.indent(self.at).is_some_and(|here| Some(here) < self.indent(opening))
    }

    /// The blanks at the start of a place's line, unless the line is a long one: looking back through
    /// those for every bracket would take for ever.
    fn indent(&self, at: usize) -> Option<usize> {
        const LONG: usize = 300;
        let bytes = self.text.as_bytes();
        let back = bytes.get(..at)?.iter().rev().take(LONG);
        let start = at - back.take_while(|byte| **byte != b'\n').count();
        let begins = start == 0 || bytes.get(start - 1) == Some(&b'\n');
        let blanks = bytes.get(start..at)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        begins.then(|| blanks.count())
    }

    fn finish(mut self) -> Vec<Finding> {
        for frame in std::mem::take(&mut self.frames) {
            match frame {
                Frame::Bracket { open, at, .. } => self.find(Slip::Unclosed(open), at..at + 1),
                Frame::Quote(at) => self.find(Slip::OpenString, at..self.text.len()),
                Frame::Interpolation(at) => self.find(Slip::Unclosed('{'), at..at + 2),
                Frame::Heredoc { delimiter, at } => {
                    let end = at + 2 + delimiter.len();
                    self.find(Slip::OpenHeredoc(delimiter), at..end);
                }
            }
        }
        self.found.sort_by_key(|finding| finding.span.start);
        self.found
    }
}

fn matching(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(text: &str) -> Vec<Slip> {
        scan(text).into_iter().map(|finding| finding.slip).collect()
    }

    #[test]
    fn slips_are_found_where_they_began() {
        for (text, expected) in [
            ("a = \"x\nb = 1\n", vec![Slip::OpenString]),
            ("a = \"${b(\"\n", vec![Slip::OpenString]),
            ("a = \"x ${b\"\n", vec![Slip::OpenTemplate]),
            ("x {\n  y {\n  a = 1\n}\n", vec![Slip::Unclosed('{'), Slip::Early('{')]),
            ("a = <<EOT\nx\n", vec![Slip::OpenHeredoc("EOT".into())]),
            ("a = <<E\nE\nb = <<E\n  E\n", vec![Slip::EmptyHeredoc]),
            ("/* x", vec![Slip::OpenComment]),
            ("f \"x\" {\n a = [1\n", vec![Slip::Unclosed('{'), Slip::Unclosed('[')]),
            ("a = 1\n}\n", vec![Slip::Unopened('}')]),
            ("a = (1]\n", vec![Slip::Mismatched('(', ']')]),
            ("a =\nb = 1\n", vec![Slip::NoValue]),
            ("a = { b = }\n", vec![Slip::NoValue]),
        ] {
            assert_eq!(slips(text), expected, "{text}");
        }
    }

    #[test]
    fn valid_texts_have_no_findings() {
        for text in [
            "a = \"$${x} \\\" ${b[\"c\"]} %{ if d }\\n%{ endif }\"\n",
            "a = <<-EOT\n  \"open ${x}\n  EOT\nb = a == 1 && b >= 2 || c != d\n",
            "a = { for k, v in b : k => v if v <= 3 }\r\n# \" (\n// [\n/* { */\n",
        ] {
            assert_eq!(slips(text), [], "{text}");
        }
    }

    #[test]
    fn limits_are_counted_before_parsing() {
        let many = format!("a = {{\n{}}}\n", "k = 1\n".repeat(MAX_KEYS + 5));
        assert_eq!(slips(&many), [Slip::TooMany]);
        let deep = scan(&"[".repeat(100_000));
        assert_eq!(deep.iter().filter(|f| f.slip == Slip::TooDeep).count(), 1);
    }
}
