//! From text to tokens.

/// One token and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword or a function.
    Word(String),
    /// `#name`.
    Name(String),
    /// `:value`.
    Value(String),
    /// Digits, within brackets.
    Digits(String),
    /// An operator or a mark.
    Mark(&'static str),
    End,
}

const MARKS: &[&str] = &["<>", "<=", ">=", "<", ">", "=", "(", ")", "[", "]", ".", ",", "+", "-"];

/// Cuts a text into tokens; the last one is the end. The problem, when a letter begins no token.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if letter.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let (kind, length) = next(text, at, letter);
        let end = at + length;
        let Some(kind) = kind else {
            let near = text.get(tokens.last().map_or(0, |last: &Token| last.start)..end);
            return Err(format!(
                "Syntax error; token: \"{letter}\", near: \"{}\"",
                near.unwrap_or_default()
            ));
        };
        tokens.push(Token { kind, start: at, end });
        at = end;
    }
    tokens.push(Token { kind: Kind::End, start: text.len(), end: text.len() });
    Ok(tokens)
}

/// The token that begins here, and its length.
fn next(text: &str, at: usize, letter: char) -> (Option<Kind>, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let run = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        from + tail.find(|letter| !part(letter)).unwrap_or(tail.len())
    };
    if letter == '#' || letter == ':' {
        let end = run(1);
        let text = rest.get(..end).unwrap_or_default().to_owned();
        if end == 1 {
            return (None, letter.len_utf8());
        }
        return (Some(if letter == '#' { Kind::Name(text) } else { Kind::Value(text) }), end);
    }
    if letter.is_ascii_digit() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        return (Some(Kind::Digits(rest.get(..end).unwrap_or_default().to_owned())), end);
    }
    if part(letter) {
        let end = run(0);
        return (Some(Kind::Word(rest.get(..end).unwrap_or_default().to_owned())), end);
    }
    match MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        Some(mark) => (Some(Kind::Mark(mark)), mark.len()),
        None => (None, letter.len_utf8()),
    }
}
