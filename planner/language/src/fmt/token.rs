//! Text to tokens that keep every byte but spaces and tabs between them.
//!
//! Token kinds follow HCL's own scanner, because the rules of layout are told in them:
//! <https://github.com/hashicorp/hcl/blob/main/hclsyntax/scan_tokens.rl>. Where a heredoc ends
//! follows our parser. The text is known to parse: nothing is refused here.
use std::ops::Range;

/// What a token is, as far as layout cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ident,
    Number,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    OpenQuote,
    CloseQuote,
    /// `<<EOT` with the end of its line.
    OpenHeredoc,
    /// The line with the delimiter, without its end.
    CloseHeredoc,
    /// Text inside of quotes or a heredoc.
    Literal,
    /// `${` or `%{`, with `~`.
    OpenTemplate,
    /// `}` or `~}` of a template.
    CloseTemplate,
    Dot,
    Comma,
    Ellipsis,
    DoubleColon,
    Equal,
    Colon,
    Question,
    Bang,
    Minus,
    /// Other arithmetic, comparison, `&&` and `||`.
    Operator,
    /// `=>`.
    Arrow,
    /// With its line's end, unless it is `/* */`.
    Comment,
    Newline,
    Other,
}

/// A token and the bytes it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

enum Mode<'t> {
    /// Code, up to the `}` that closes it when it stands in a template.
    Code {
        braces: usize,
    },
    Quote,
    Heredoc {
        delimiter: &'t str,
        /// Directives that are open: the parser sees no end inside of them.
        directives: usize,
    },
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    modes: Vec<Mode<'t>>,
    /// A `%{` was read and its word wasn't yet.
    directive: bool,
    tokens: Vec<Token>,
}

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let modes = vec![Mode::Code { braces: 0 }];
    let mut lexer = Lexer { text, at: 0, modes, directive: false, tokens: Vec::new() };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.tokens
}

/// Characters that go on an identifier. Outside of texts and comments the parser takes no others
/// beyond ASCII, so that all of those count.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-' || !c.is_ascii()
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn emit(&mut self, kind: Kind, length: usize) {
        let end = (self.at + length.max(1)).min(self.text.len());
        self.tokens.push(Token { kind, span: self.at..end });
        self.at = end;
    }

    fn step(&mut self) {
        match self.modes.last() {
            Some(Mode::Quote) => self.in_quote(),
            Some(Mode::Heredoc { .. }) => self.in_heredoc(),
            Some(Mode::Code { .. }) | None => self.in_code(),
        }
    }

    /// `${` or `%{` at the place; escaped ones are literal.
    fn template_opening(&mut self) -> bool {
        let rest = self.rest();
        if !(rest.starts_with("${") || rest.starts_with("%{")) {
            return false;
        }
        self.directive = rest.starts_with('%');
        let strips = rest.get(2..).is_some_and(|rest| rest.starts_with('~'));
        self.emit(Kind::OpenTemplate, if strips { 3 } else { 2 });
        self.modes.push(Mode::Code { braces: 0 });
        true
    }

    fn in_quote(&mut self) {
        if self.template_opening() {
            return;
        }
        let rest = self.rest();
        if rest.starts_with('"') {
            self.modes.pop();
            return self.emit(Kind::CloseQuote, 1);
        }
        let mut length = 0;
        while let Some(c) = rest.get(length..).and_then(|rest| rest.chars().next()) {
            let here = rest.get(length..).unwrap_or_default();
            if here.starts_with("$${") || here.starts_with("%%{") {
                length += 3;
            } else if c == '\\' {
                length += here.chars().take(2).map(char::len_utf8).sum::<usize>();
            } else if c == '"' || here.starts_with("${") || here.starts_with("%{") {
                break;
            } else {
                length += c.len_utf8();
            }
        }
        self.emit(Kind::Literal, length);
    }

    fn in_heredoc(&mut self) {
        if let Some(length) = self.heredoc_end() {
            self.modes.pop();
            return self.emit(Kind::CloseHeredoc, length);
        }
        if self.template_opening() {
            return;
        }
        let rest = self.rest();
        let mut length = 0;
        while let Some(c) = rest.get(length..).and_then(|rest| rest.chars().next()) {
            let here = rest.get(length..).unwrap_or_default();
            if here.starts_with("$${") || here.starts_with("%%{") {
                length += 3;
            } else if here.starts_with("${") || here.starts_with("%{") {
                break;
            } else {
                length += c.len_utf8();
                if c == '\n' {
                    break;
                }
            }
        }
        self.emit(Kind::Literal, length);
    }

    /// The length of the line that ends the heredoc, if this is its start.
    fn heredoc_end(&self) -> Option<usize> {
        let Some(Mode::Heredoc { delimiter, directives: 0 }) = self.modes.last() else {
            return None;
        };
        if !self.text.get(..self.at)?.ends_with('\n') {
            return None;
        }
        ends_heredoc(self.rest(), delimiter)
    }

    fn in_code(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return };
        if c == ' ' || c == '\t' {
            self.at += 1;
        } else if let Some(length) = newline(rest) {
            self.emit(Kind::Newline, length);
        } else if let Some(length) = comment(rest) {
            self.emit(Kind::Comment, length);
        } else if let Some(delimiter) = heredoc_opening(rest) {
            let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
            self.emit(Kind::OpenHeredoc, line);
            self.modes.push(Mode::Heredoc { delimiter, directives: 0 });
        } else if c.is_ascii_digit() {
            self.emit(Kind::Number, number(rest));
        } else if is_word(c) && c != '-' {
            let word = rest.split(|c| !is_word(c)).next().unwrap_or_default();
            self.emit(Kind::Ident, word.len());
            self.word(word);
        } else if c == '"' {
            self.emit(Kind::OpenQuote, 1);
            self.modes.push(Mode::Quote);
        } else {
            self.symbol(rest, c);
        }
    }

    /// The first word of a directive opens or closes a part of the text around it.
    fn word(&mut self, word: &str) {
        if !std::mem::take(&mut self.directive) {
            return;
        }
        let around = self.modes.len().checked_sub(2).and_then(|at| self.modes.get_mut(at));
        if let Some(Mode::Heredoc { directives, .. }) = around {
            match word {
                "if" | "for" => *directives += 1,
                "endif" | "endfor" => *directives = directives.saturating_sub(1),
                _ => {}
            }
        }
    }

    fn symbol(&mut self, rest: &str, c: char) {
        let in_template = self.modes.len() > 1;
        let Some(Mode::Code { braces }) = self.modes.last_mut() else { return };
        let closes = in_template && *braces == 0;
        match c {
            '{' => {
                *braces += 1;
                return self.emit(Kind::OpenBrace, 1);
            }
            '}' if closes => return self.close_template(1),
            '~' if closes && rest.starts_with("~}") => return self.close_template(2),
            '}' => {
                *braces = braces.saturating_sub(1);
                return self.emit(Kind::CloseBrace, 1);
            }
            _ => {}
        }
        let known = SYMBOLS.iter().find(|(symbol, _)| rest.starts_with(symbol));
        match known {
            Some((symbol, kind)) => self.emit(*kind, symbol.len()),
            None => self.emit(Kind::Other, c.len_utf8()),
        }
    }

    fn close_template(&mut self, length: usize) {
        self.modes.pop();
        self.directive = false;
        self.emit(Kind::CloseTemplate, length);
    }
}

/// Symbols, the longer before those they begin with.
const SYMBOLS: &[(&str, Kind)] = &[
    ("...", Kind::Ellipsis),
    ("::", Kind::DoubleColon),
    ("=>", Kind::Arrow),
    ("==", Kind::Operator),
    ("!=", Kind::Operator),
    (">=", Kind::Operator),
    ("<=", Kind::Operator),
    ("&&", Kind::Operator),
    ("||", Kind::Operator),
    ("<", Kind::Operator),
    (">", Kind::Operator),
    ("+", Kind::Operator),
    ("*", Kind::Operator),
    ("/", Kind::Operator),
    ("%", Kind::Operator),
    ("-", Kind::Minus),
    ("!", Kind::Bang),
    ("=", Kind::Equal),
    (":", Kind::Colon),
    ("?", Kind::Question),
    (".", Kind::Dot),
    (",", Kind::Comma),
    ("[", Kind::OpenBracket),
    ("]", Kind::CloseBracket),
    ("(", Kind::OpenParen),
    (")", Kind::CloseParen),
];

fn newline(rest: &str) -> Option<usize> {
    if rest.starts_with("\r\n") { Some(2) } else { rest.starts_with('\n').then_some(1) }
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with('#') || rest.starts_with("//") {
        return Some(rest.find('\n').map_or(rest.len(), |end| end + 1));
    }
    let inner = rest.strip_prefix("/*")?;
    Some(inner.find("*/").map_or(rest.len(), |end| end + 4))
}

/// The delimiter, when a heredoc begins here.
fn heredoc_opening(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("<<")?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let delimiter = rest.split(|c| !is_word(c)).next()?;
    let after = rest.get(delimiter.len()..)?;
    (!delimiter.is_empty() && newline(after).is_some()).then_some(delimiter)
}

fn ends_heredoc(line: &str, delimiter: &str) -> Option<usize> {
    let trimmed = line.trim_start_matches([' ', '\t']);
    let after = trimmed.strip_prefix(delimiter)?;
    // Blanks behind the delimiter belong to it, as in HCL's scanner, when nothing else follows.
    let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
    let alone = after.get(blanks..).is_none_or(|rest| rest.is_empty() || newline(rest).is_some());
    let whole = line.len() - trimmed.len() + delimiter.len() + if alone { blanks } else { 0 };
    (!after.starts_with(is_word)).then_some(whole)
}

/// The length of a number; `0.1` of `x.0.1` counts as one, as in HCL's scanner.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut at, mut end) = (0, 0);
    loop {
        match bytes.get(at) {
            Some(byte) if byte.is_ascii_digit() => at += 1,
            Some(b'.') => {
                at += 1;
                continue;
            }
            Some(b'e' | b'E') if digit(at + 1) => at += 2,
            Some(b'e' | b'E')
                if matches!(bytes.get(at + 1), Some(b'+' | b'-')) && digit(at + 2) =>
            {
                at += 3;
            }
            _ => return end,
        }
        end = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let shown = tokens(text)
            .into_iter()
            .map(|token| format!("{:?}:{}", token.kind, text[token.span].escape_debug()));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_fall_into_tokens() {
        for (text, expected) in [
            ("a-1 - 1.5e+3", "Ident:a-1 Minus:- Number:1.5e+3"),
            ("x.0.1...", "Ident:x Dot:. Number:0.1 Ellipsis:..."),
            ("1e", "Number:1 Ident:e"),
            (
                "é= /* a\nb */ 1 # c\n2",
                "Ident:é Equal:= Comment:/* a\\nb */ Number:1 Comment:# c\\n Number:2",
            ),
            ("\"$${a} \\\" %%{\"", "OpenQuote:\\\" Literal:$${a} \\\\\\\" %%{ CloseQuote:\\\""),
            (
                "\"a${~ {b={}} ~}\"",
                "OpenQuote:\\\" Literal:a OpenTemplate:${~ OpenBrace:{ Ident:b Equal:= OpenBrace:{ CloseBrace:} CloseBrace:} CloseTemplate:~} CloseQuote:\\\"",
            ),
            ("a<-1 =>\r\n", "Ident:a Operator:< Minus:- Number:1 Arrow:=> Newline:\\r\\n"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn heredocs_end_where_the_parser_ends_them() {
        let end = |text: &str| {
            let tokens = tokens(text);
            let end = tokens.iter().find(|token| token.kind == Kind::CloseHeredoc);
            end.map(|token| text[..token.span.start].matches('\n').count())
        };
        for (text, line) in [
            ("a = <<E\nx\nEE\n  E\n", Some(3)),
            ("a = <<-E\r\n\tx ${\"\nE\"}\r\n\tE\r\n", Some(3)),
            ("a = <<E\nE\n", Some(1)),
            ("a = <<E\n%{ if x ~}\nE\n%{ else }\nE\n%{ endif }\nE\n", Some(6)),
            ("a = x << E\n", None),
        ] {
            assert_eq!(end(text), line, "{text}");
        }
    }
}
