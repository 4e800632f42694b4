//! Text to syntax trees, with several errors a file and words that a person can act on.
use crate::habits;
use crate::prelex::{self, Finding, Slip};
use crate::source::{Origin, Text};
use cutover_schemas::blocks;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use hcl_edit::parser::{self, Error};
use hcl_edit::structure::{Body, Structure};
use hcl_edit::template::Template;
use std::ops::Range;

/// A parsed part of a file: the whole, or one top-level block when another one is broken.
#[derive(Debug)]
pub(crate) struct Piece<'s> {
    pub(crate) origin: Origin<'s>,
    pub(crate) body: Body,
}

/// Parses a file; where it is broken, what can be read around the broken blocks.
pub(crate) fn parse<'s>(text: &'s Text, problems: &mut Vec<Diagnostic>) -> Vec<Piece<'s>> {
    problems.extend(text.problems().iter().cloned());
    let whole = Origin::new(text, 0);
    let findings = prelex::scan(text.text());
    // The parser would take for ever, or read something else than what is there.
    let trap = |finding: &&Finding| matches!(finding.slip, Slip::TooMany | Slip::EmptyHeredoc);
    if let Some(finding) = findings.iter().find(trap) {
        problems.push(describe(&whole, finding));
        return Vec::new();
    }
    if let Ok(body) = parser::parse_body(text.text()) {
        return vec![Piece { origin: whole, body: tight(body) }];
    }
    let mut pieces = Vec::new();
    for chunk in chunks(text.text()) {
        let origin = Origin::new(text, chunk.start);
        let part = text.text().get(chunk).unwrap_or_default();
        match parser::parse_body(part) {
            Ok(body) => pieces.push(Piece { origin, body: tight(body) }),
            Err(error) => problems.extend(explain(&origin, part, &error)),
        }
    }
    pieces
}

/// Parses a file that is wanted whole or not at all.
pub(crate) fn whole(text: &Text) -> Result<Body, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut pieces = parse(text, &mut problems);
    if pieces.len() == 1
        && problems.is_empty()
        && let Some(piece) = pieces.pop()
    {
        return Ok(piece.body);
    }
    // Parts that can be read alone don't make a file that can.
    if let (true, Err(error)) = (problems.is_empty(), parser::parse_body(text.text())) {
        problems = explain(&Origin::new(text, 0), text.text(), &error);
    }
    Err(problems)
}

/// The tree without the room to grow that the parser leaves in every list: copies have none. The
/// trees of a large stack are most of what it takes.
fn tight(body: Body) -> Body {
    body.into_iter().map(copied).collect()
}

/// One after the other, so that never both trees are there.
fn copied(structure: Structure) -> Structure {
    structure.clone()
}

/// Parses a template file.
pub(crate) fn template(text: &Text) -> Result<Template, Vec<Diagnostic>> {
    let origin = Origin::new(text, 0);
    let findings = prelex::scan_template(text.text());
    if let Some(finding) = findings.iter().find(|finding| finding.slip == Slip::TooMany) {
        return Err(vec![describe(&origin, finding)]);
    }
    parser::parse_template(text.text())
        .map_err(|error| tell(&origin, text.text(), &error, &findings))
}

/// What is wrong with a piece of text that the parser refused.
pub(crate) fn explain(origin: &Origin<'_>, part: &str, error: &Error) -> Vec<Diagnostic> {
    tell(origin, part, error, &prelex::scan(part))
}

fn tell(origin: &Origin<'_>, part: &str, error: &Error, findings: &[Finding]) -> Vec<Diagnostic> {
    let too_deep = findings.iter().find(|finding| finding.slip == Slip::TooDeep);
    if let Some(finding) = too_deep {
        return vec![describe(origin, finding)];
    }
    let blamed = blamed(part, findings);
    let told = |finding: &&Finding| match finding.slip {
        Slip::Unclosed(_) | Slip::Unopened(_) | Slip::Mismatched(..) | Slip::Early(_) => {
            blamed.is_some_and(|blamed| std::ptr::eq(blamed, *finding))
        }
        // A bracket that is closed by another sort inside of a text is why the text seems endless.
        Slip::OpenString | Slip::OpenTemplate => blamed.is_none(),
        _ => true,
    };
    let mut told: Vec<Diagnostic> =
        findings.iter().filter(told).map(|finding| describe(origin, finding)).collect();
    if told.is_empty() {
        told.push(translate(origin, part, error));
    }
    told
}

/// The one bracket to tell of, since each that is wrong makes others look wrong.
///
/// One that is closed by another sort is surely wrong. Of those that are never closed, the innermost
/// is rarely the forgotten one: a block that swallowed the next is, or one whose end was taken for
/// that of something inside. Beside a text without end no bracket can be trusted.
fn blamed<'f>(part: &str, findings: &'f [Finding]) -> Option<&'f Finding> {
    let find = |is: fn(&Slip) -> bool| findings.iter().find(|finding| is(&finding.slip));
    let endless =
        find(|slip| matches!(slip, Slip::OpenString | Slip::OpenTemplate | Slip::OpenHeredoc(_)));
    let explains = |bracket: &&Finding| {
        endless.is_none_or(|endless| {
            let one_line = !part.get(endless.span.clone()).is_none_or(|text| text.contains('\n'));
            one_line && endless.span.contains(&bracket.span.start)
        })
    };
    let mismatched = find(|slip| matches!(slip, Slip::Mismatched(..))).filter(explains);
    if mismatched.is_some() || endless.is_some() {
        return mismatched;
    }
    let early = find(|slip| matches!(slip, Slip::Early(_)));
    let first = find(|slip| matches!(slip, Slip::Unclosed(_) | Slip::Unopened(_)))?;
    early.filter(|_| matches!(first.slip, Slip::Unclosed(_))).or(Some(first))
}

fn describe(origin: &Origin<'_>, finding: &Finding) -> Diagnostic {
    let span = match finding.slip {
        // Its end is where the scan gave it up.
        Slip::OpenTemplate => finding.span.start..finding.span.start + 2,
        _ => finding.span.clone(),
    };
    let place = origin.place(Some(span));
    let unclosed = |message: String, help: &str| {
        Diagnostic::error("spec/unclosed", message).label("opened here").help(help)
    };
    let diagnostic = match &finding.slip {
        Slip::OpenString => Diagnostic::error(
            "spec/unterminated",
            "this text has no closing quote",
        )
        .label("the quote opens here")
        .help("close it with `\"` on the same line, or write text of several lines as `<<EOT`"),
        Slip::OpenHeredoc(delimiter) => Diagnostic::error(
            "spec/unterminated",
            format!("this text never ends: no line has only `{delimiter}`"),
        )
        .label("the text begins here")
        .help(format!("put `{delimiter}` on a line of its own after the text")),
        Slip::EmptyHeredoc => Diagnostic::error("spec/syntax", "this text has no lines")
            .label("it would reach to the next text of this name")
            .help("an empty text is written `\"\"`"),
        Slip::OpenComment => Diagnostic::error("spec/unterminated", "this comment never ends")
            .label("the comment begins here")
            .help("close it with `*/`, or comment line by line with `#`"),
        Slip::OpenTemplate => unclosed(
            "`${` is not closed in its text".to_owned(),
            "add the matching `}` before the closing quote",
        ),
        Slip::Unclosed(open) | Slip::Early(open) => unclosed(
            format!("`{open}` is never closed"),
            &format!("add the matching `{}`", closing(*open)),
        ),
        Slip::Unopened(close) => {
            Diagnostic::error("spec/unclosed", format!("`{close}` closes nothing"))
                .label("nothing is open here")
                .help("remove it, or add the opening bracket it belongs to")
        }
        Slip::Mismatched(open, close) => unclosed(
            format!("`{open}` is closed by `{close}`"),
            &format!("close it with `{}`", closing(*open)),
        ),
        Slip::NoValue => Diagnostic::error("spec/missing-value", "there is no value after `=`")
            .label("expected a value")
            .help("write a value on the same line, or remove the attribute"),
        Slip::TooDeep => Diagnostic::error("spec/too-large", "nested more than 64 levels deep")
            .label("the 65th level begins here")
            .help("take parts out into `locals`"),
        Slip::TooMany => Diagnostic::error(
            "spec/too-large",
            format!("more than {} entries between one pair of braces", prelex::MAX_KEYS),
        )
        .label("one too many")
        .help("split it, or read the data with `jsondecode(file(\"data.json\"))`"),
    };
    diagnostic.at(place)
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// The parser's own answer in words; its list of tokens stays out.
fn translate(origin: &Origin<'_>, part: &str, error: &Error) -> Diagnostic {
    let at = error.location().offset();
    let rest = part.get(at..).unwrap_or_default();
    let word: String =
        rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect();
    let message = error.message();
    let length =
        if word.is_empty() { rest.chars().next().map_or(0, char::len_utf8) } else { word.len() };
    let place = origin.place(Some(at..at + length));
    if message.contains("redefined") {
        return redefined(origin, part, at, rest, place);
    }
    if message.contains("nested levels") || message.contains("chained binary operators") {
        return Diagnostic::error("spec/too-large", "this expression is nested too deeply")
            .at(place)
            .help("take parts out into `locals`");
    }
    if message.contains("escape sequence") || message.contains("hex code") {
        return Diagnostic::error("spec/syntax", "this is no escape that texts know")
            .at(place)
            .label("the escape is here")
            .help("texts know `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uNNNN` and `\\UNNNNNNNN`; write `\\\\` for a backslash");
    }
    let told = unexpected(rest, &word, message).at(place);
    match habits::way_out(part, at, message) {
        Some(way) => told.help(way),
        None => told,
    }
}

fn unexpected(rest: &str, word: &str, message: &str) -> Diagnostic {
    let (what, label) = match rest.chars().next() {
        None => ("the file ends in the middle of something".to_owned(), "it ends here"),
        Some('\n' | '\r') => ("the line ends too early".to_owned(), "it ends here"),
        Some(' ' | '\t') => ("a blank makes no sense here".to_owned(), "unexpected"),
        Some(c) if word.is_empty() => (format!("`{c}` makes no sense here"), "unexpected"),
        Some(_) => (format!("`{word}` makes no sense here"), "unexpected"),
    };
    let help = if rest.starts_with(['\n', '\r']) {
        "a line is `name = value`, or opens a block and ends in `{`"
    } else if message.contains("newline") {
        "start a new line here; inside of `{ }` and `[ ]` a comma does as well"
    } else if message.contains("object item") {
        "entries of an object are separated by commas or new lines"
    } else if message.contains("expression") {
        "a value is expected: a text in quotes, a number, `true`, `[...]`, `{...}` or a reference"
    } else if message.contains("structure") {
        "a line is `name = value`, or opens a block as in `function \"orders\" {`"
    } else {
        "check the line for a missing quote, comma or bracket"
    };
    Diagnostic::error("spec/syntax", what).label(label).help(help)
}

fn redefined(origin: &Origin<'_>, part: &str, at: usize, rest: &str, place: Place) -> Diagnostic {
    let key: &str = rest.split(['=', ':', '\n']).next().unwrap_or_default().trim();
    let first = part.get(..at).unwrap_or_default();
    let told = Diagnostic::error("spec/duplicate-attribute", format!("`{key}` is written twice"))
        .at(place)
        .label("again here")
        .help("keep one of them");
    let earlier = first.rmatch_indices(key).find(|(begin, _)| {
        let after = first.get(begin + key.len()..).unwrap_or_default();
        let before = first.get(..*begin).unwrap_or_default();
        after.trim_start_matches([' ', '\t']).starts_with(['=', ':'])
            && before.trim_end_matches([' ', '\t']).ends_with(['\n', '{', ','])
                | before.trim().is_empty()
    });
    match earlier {
        Some((begin, _)) => {
            told.related(origin.place(Some(begin..begin + key.len())), "first written here")
        }
        None => told,
    }
}

/// Parts of a broken file that can be parsed alone: from one top-level block to the next.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    let mut closed = false;
    let mut until: Option<String> = None;
    let mut searches = 20;
    for line in text.split_inclusive('\n') {
        let begin = at;
        at += line.len();
        if let Some(end) = &until {
            if line.trim() == end || (end == "*/" && line.contains("*/")) {
                until = None;
            }
            continue;
        }
        if begin > 0 && opens_block(line, closed) {
            starts.push(begin);
        }
        until = swallowed(line, text.get(at..).unwrap_or_default(), &mut searches);
        if !line.trim().is_empty() {
            closed = line.starts_with('}') || is_one_line_block(line);
        }
    }
    starts.push(text.len());
    starts.iter().zip(starts.iter().skip(1)).map(|(&start, &end)| start..end).collect()
}

fn is_one_line_block(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphabetic()) && line.trim_end().ends_with('}')
}

/// Whether a line at the margin opens a top-level block: by its word, or after a block was closed.
fn opens_block(line: &str, closed: bool) -> bool {
    if !line.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return false;
    }
    let word = line
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .next()
        .unwrap_or_default();
    let known = blocks::block(word).is_some()
        || word == blocks::triggers::WORD
        || blocks::NOT_YET.contains(&word);
    let after = line.get(word.len()..).unwrap_or_default().trim_start();
    closed || (known && after.starts_with(['"', '{']))
}

/// The line that ends a heredoc or comment begun on this line, if there is one further down.
fn swallowed(line: &str, rest: &str, searches: &mut u32) -> Option<String> {
    let comment = line.find("/*").map(|at| line.get(at..).unwrap_or_default());
    let end = match comment {
        Some(comment) if comment.contains("*/") => return None,
        Some(_) => "*/".to_owned(),
        None => {
            let at = line.find("<<")? + 2;
            let delimiter = line.get(at..).unwrap_or_default();
            delimiter.trim_start_matches('-').trim().to_owned()
        }
    };
    // Searches that fail read the whole file: many of them would take for ever.
    if end.is_empty() || *searches == 0 {
        return None;
    }
    let found = match comment {
        Some(_) => rest.contains("*/"),
        None => rest.lines().any(|line| line.trim() == end),
    };
    if !found {
        *searches -= 1;
    }
    found.then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> (usize, Vec<String>) {
        let text = Text::new("a.hcl", text.to_owned());
        let mut problems = Vec::new();
        let blocks =
            parse(&text, &mut problems).iter().map(|piece| piece.body.blocks().count()).sum();
        let told = problems
            .iter()
            .map(|d| {
                let place = d.place.as_ref().unwrap();
                format!("{}:{} {} {}", place.line, place.column, d.code, d.message)
            })
            .collect();
        (blocks, told)
    }

    #[test]
    fn each_broken_block_is_told_and_the_others_are_read() {
        let (blocks, told) = problems(
            "queue \"a\" {\n  delay =\n}\n\nqueue \"b\" {}\n\nqueue \"c\" {\n  name = \"x\n}\n\nfunction \"d\" {\n  code = \"src\"\n\nqueue \"e\" {}\n",
        );
        assert_eq!(blocks, 2);
        assert_eq!(
            told,
            [
                "2:9 spec/missing-value there is no value after `=`",
                "8:10 spec/unterminated this text has no closing quote",
                "11:14 spec/unclosed `{` is never closed",
            ]
        );
    }

    #[test]
    fn the_parser_never_speaks_in_tokens() {
        for text in [
            "a = ",
            "a",
            "a b c",
            "a {",
            "a = 1 2\n",
            "a = \"\\q\"\n",
            "a = {b = 1 c = 2}\n",
            "= 1\n",
            "a = [1 2]\n",
            "a = 1\na = 2\n",
            "a.b = 1\n",
            "a = x.\n",
            "a = f(1,,2)\n",
            "\u{0}",
        ] {
            let (_, told) = problems(text);
            assert_eq!(told.len(), 1, "{text}: {told:?}");
            for line in &told {
                assert!(!line.contains("expected `"), "{text}: {line}");
            }
        }
    }
}
