//! Text to tokens, whatever the text.
//!
//! A spec that is being typed is broken most of the time, and the parser refuses broken text. So this
//! lexer never fails, and its brackets always match: where one is missing, a closing token of no
//! length stands in for it. What reads the tokens needs no recovery of its own.
use cutover_schemas::blocks::{self, NOT_YET, triggers};
use std::ops::Range;

/// Deeper brackets are no brackets: what reads the tokens is recursive.
const MAX_DEPTH: usize = 100;
/// Looking for the end of a text that never ends reads the whole file: so many times and no more.
const MAX_SEARCHES: u32 = 20;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    /// `(`, `[` or `{`.
    Open(char),
    /// Its other end; of no length where it is missing.
    Close,
    /// The beginning of a quoted text or a heredoc.
    Text,
    /// Plain characters of a text.
    Literal,
    /// Its end; of no length where it is missing.
    EndText,
    /// `${` or `%{`; it ends with `Close`.
    Interpolation,
    Dot,
    Equals,
    Colon,
    Comma,
    Star,
    Newline,
    /// Operators, and what makes no sense.
    Other,
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Range<usize>,
}

/// The tokens of a text, and its comments.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub(crate) tokens: Vec<Token>,
    pub(crate) comments: Vec<Range<usize>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Frame {
    Bracket(char),
    Interpolation,
    Quote,
    Heredoc(String),
}

/// Reads a text.
pub(crate) fn read(text: &str) -> Tokens {
    let mut lexer =
        Lexer { text, at: 0, frames: Vec::new(), out: Tokens::default(), searches: MAX_SEARCHES };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.close_down_to(0);
    lexer.out
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    frames: Vec<Frame>,
    out: Tokens,
    searches: u32,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let end = self.at + length;
        self.out.tokens.push(Token { kind, span: self.at..end });
        self.at = end;
    }

    fn open(&mut self, kind: Kind, frame: Frame, length: usize) {
        if self.frames.len() >= MAX_DEPTH {
            return self.push(Kind::Other, length);
        }
        self.frames.push(frame);
        self.push(kind, length);
    }

    /// Ends every frame from a depth on, with tokens of no length.
    fn close_down_to(&mut self, depth: usize) {
        while self.frames.len() > depth {
            let kind = match self.frames.pop() {
                Some(Frame::Quote | Frame::Heredoc(_)) => Kind::EndText,
                _ => Kind::Close,
            };
            self.push(kind, 0);
        }
    }

    fn step(&mut self) {
        match self.frames.last().cloned() {
            Some(Frame::Quote) => self.in_quote(),
            Some(Frame::Heredoc(delimiter)) => self.in_heredoc(&delimiter),
            _ => self.in_code(),
        }
    }

    /// Plain characters up to the first that `stops` at.
    fn literal(&mut self, stops: impl Fn(&str) -> bool) {
        let rest = self.rest();
        let mut length = 0;
        let mut chars = rest.chars();
        while let Some(c) = chars.next() {
            let here = rest.get(length..).unwrap_or_default();
            if here.starts_with("$${") || here.starts_with("%%{") {
                length += 3;
                chars = rest.get(length..).unwrap_or_default().chars();
            } else if here.starts_with("${") || here.starts_with("%{") || stops(here) {
                break;
            } else {
                length += c.len_utf8();
            }
        }
        if length > 0 {
            self.push(Kind::Literal, length);
        }
    }

    fn interpolation(&mut self) -> bool {
        let rest = self.rest();
        if !(rest.starts_with("${") || rest.starts_with("%{")) {
            return false;
        }
        let length = if rest.get(2..).is_some_and(|after| after.starts_with('~')) { 3 } else { 2 };
        if self.frames.len() >= MAX_DEPTH {
            self.push(Kind::Literal, length);
        } else {
            self.open(Kind::Interpolation, Frame::Interpolation, length);
        }
        true
    }

    fn in_quote(&mut self) {
        if self.interpolation() {
            return;
        }
        let rest = self.rest();
        match rest.chars().next() {
            Some('"') => {
                self.frames.pop();
                self.push(Kind::EndText, 1);
            }
            Some('\n') => self.broken_off(),
            Some('\\') => {
                let two: usize =
                    rest.chars().take(2).filter(|c| *c != '\n').map(char::len_utf8).sum();
                self.push(Kind::Literal, two);
            }
            _ => self.literal(|here| here.starts_with(['"', '\n', '\\'])),
        }
    }

    /// A quoted text ends with its line, and so does all that is open inside of it.
    fn broken_off(&mut self) {
        let heredoc = |frame: &Frame| matches!(frame, Frame::Heredoc(_));
        let after = self.frames.iter().rposition(heredoc).map_or(0, |at| at + 1);
        let outermost = self.frames.iter().skip(after).position(|frame| *frame == Frame::Quote);
        self.close_down_to(after + outermost.unwrap_or(0));
    }

    fn in_heredoc(&mut self, delimiter: &str) {
        if self.interpolation() {
            return;
        }
        let rest = self.rest();
        let at_line_start = self.text.get(..self.at).is_some_and(|before| before.ends_with('\n'));
        if at_line_start && ends_heredoc(rest, delimiter) {
            let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            self.frames.pop();
            self.push(Kind::EndText, blank + delimiter.len());
        } else if rest.starts_with('\n') {
            self.push(Kind::Literal, 1);
        } else {
            self.literal(|here| here.starts_with('\n'));
        }
    }

    fn in_code(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return };
        let line_end = || rest.find('\n').unwrap_or(rest.len());
        match c {
            '\n' => {
                if self.frames.contains(&Frame::Quote) {
                    return self.broken_off();
                }
                self.push(Kind::Newline, 1);
                self.line_starts();
            }
            '#' => self.comment(line_end()),
            '/' if rest.starts_with("//") => self.comment(line_end()),
            '/' if rest.starts_with("/*") => {
                self.comment(rest.find("*/").map_or(rest.len(), |at| at + 2));
            }
            '"' => self.open(Kind::Text, Frame::Quote, 1),
            '(' | '[' | '{' => self.open(Kind::Open(c), Frame::Bracket(c), 1),
            ')' | ']' | '}' => self.close(c),
            '<' if rest.starts_with("<<") => self.heredoc(),
            '.' if rest.starts_with("...") => self.push(Kind::Other, 3),
            '.' => self.push(Kind::Dot, 1),
            ',' => self.push(Kind::Comma, 1),
            ':' => self.push(Kind::Colon, 1),
            '*' => self.push(Kind::Star, 1),
            '=' if rest.starts_with("==") || rest.starts_with("=>") => self.push(Kind::Other, 2),
            '=' => self.push(Kind::Equals, 1),
            '!' | '<' | '>' if rest.get(1..).is_some_and(|after| after.starts_with('=')) => {
                self.push(Kind::Other, 2);
            }
            _ if is_word_start(c) => self.push(Kind::Word, word(rest).len()),
            _ if c.is_ascii_digit() => self.number(),
            _ if c.is_whitespace() => self.at += c.len_utf8(),
            _ => self.push(Kind::Other, c.len_utf8()),
        }
    }

    fn comment(&mut self, length: usize) {
        self.out.comments.push(self.at..self.at + length);
        self.at += length;
    }

    fn number(&mut self) {
        let rest = self.rest();
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
        let mut length = digits(rest);
        let is_step = self.out.tokens.last().is_some_and(|token| token.kind == Kind::Dot);
        if let Some(after) = rest.get(length..).and_then(|after| after.strip_prefix('.'))
            && !is_step
            && digits(after) > 0
        {
            length += 1 + digits(after);
        }
        self.push(Kind::Number, length);
    }

    /// A closing bracket ends what it belongs to, and all that is open inside of that.
    fn close(&mut self, c: char) {
        let belongs = |frame: &Frame| match frame {
            Frame::Bracket(open) => closing(*open) == c,
            Frame::Interpolation => c == '}',
            Frame::Quote | Frame::Heredoc(_) => false,
        };
        let text = |frame: &Frame| matches!(frame, Frame::Quote | Frame::Heredoc(_));
        let floor = self.frames.iter().rposition(text).map_or(0, |at| at + 1);
        match self.frames.iter().rposition(belongs).filter(|at| *at >= floor) {
            Some(at) => {
                self.close_down_to(at + 1);
                self.frames.pop();
                self.push(Kind::Close, 1);
            }
            None => self.push(Kind::Other, 1),
        }
    }

    fn heredoc(&mut self) {
        let rest = self.rest();
        let after = rest.trim_start_matches('<').trim_start_matches('-');
        let delimiter = word(after);
        let opening = rest.len() - after.len() + delimiter.len();
        let ends = !delimiter.is_empty()
            && self.searches > 0
            && after.split('\n').skip(1).any(|line| ends_heredoc(line, delimiter));
        if !ends {
            self.searches = self.searches.saturating_sub(1);
            return self.push(Kind::Other, opening);
        }
        let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
        self.open(Kind::Text, Frame::Heredoc(delimiter.to_owned()), line);
    }

    /// Lines that can't stand where they stand, were everything closed that is open: a block at the
    /// margin is a new block of the file, and `name = value` belongs to no list.
    fn line_starts(&mut self) {
        let rest = self.rest();
        let in_heredoc = self.frames.iter().any(|frame| matches!(frame, Frame::Heredoc(_)));
        if self.frames.is_empty() || in_heredoc {
            return;
        }
        if opens_block(rest) {
            return self.close_down_to(0);
        }
        if is_attribute(rest) {
            let list = |frame: &Frame| matches!(frame, Frame::Bracket('(' | '['));
            let kept = self.frames.iter().rposition(|frame| !list(frame)).map_or(0, |at| at + 1);
            self.close_down_to(kept);
        }
    }
}

/// Whether a line at the margin opens a block of the file, by its word.
fn opens_block(line: &str) -> bool {
    let word = word(line);
    let after = line.get(word.len()..).unwrap_or_default().trim_start_matches([' ', '\t']);
    after.starts_with(['"', '{']) && is_block_word(word)
}

/// Whether blocks of this word stand at the top of a spec, now or some day.
pub(crate) fn is_block_word(word: &str) -> bool {
    blocks::block(word).is_some() || word == triggers::WORD || NOT_YET.contains(&word)
}

fn is_attribute(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let name = word(line);
    let after = line.get(name.len()..).unwrap_or_default().trim_start_matches([' ', '\t']);
    let value = after.strip_prefix('=');
    !name.is_empty() && value.is_some_and(|value| !value.starts_with(['=', '>']))
}

fn ends_heredoc(line: &str, delimiter: &str) -> bool {
    let after = line.trim_start_matches([' ', '\t']).strip_prefix(delimiter);
    after.is_some_and(|after| !after.starts_with(is_word))
}

fn word(text: &str) -> &str {
    if !text.starts_with(is_word_start) {
        return "";
    }
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a text, each as it is written; those of no length as what they close.
    fn shown(text: &str) -> String {
        let one = |token: &Token| match (&text[token.span.clone()], token.kind) {
            ("", Kind::EndText) => "<\">".to_owned(),
            ("", _) => "<close>".to_owned(),
            ("\n", Kind::Newline) => ";".to_owned(),
            (written, _) => written.to_owned(),
        };
        read(text).tokens.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn brackets_match_whatever_is_missing() {
        for (text, expected) in [
            ("a = [b.c, 1.5]", "a = [ b . c , 1.5 ]"),
            ("a = \"x${b}y\"", "a = \" x ${ b } y \""),
            ("a = \"x${b(\nc = 1", "a = \" x ${ b ( <close> <close> <\"> ; c = 1"),
            ("f {\n a = [b\n}\n", "f { ; a = [ b ; <close> } ;"),
            ("a = [b\n c = d", "a = [ b ; <close> c = d"),
            ("q {\n a = {\nqueue \"x\" {}", "q { ; a = { ; <close> <close> queue \" x \" { }"),
            ("a = 1 ) # x", "a = 1 )"),
            ("a = <<E\n x ${b}\nE\nc", "a = <<E\n  x  ${ b } \n E ; c"),
            ("a = <<E\n x", "a = <<E ; x"),
            ("x.0.1[*].y", "x . 0 . 1 [ * ] . y"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_nests_without_end() {
        for text in ["[".repeat(100_000), "\"${".repeat(100_000), "<<E\n".repeat(100_000)] {
            let mut depth = 0_usize;
            for token in read(&text).tokens {
                match token.kind {
                    Kind::Open(_) | Kind::Text | Kind::Interpolation => depth += 1,
                    Kind::Close | Kind::EndText => depth -= 1,
                    _ => {}
                }
                assert!(depth <= MAX_DEPTH);
            }
            assert_eq!(depth, 0);
        }
    }
}
