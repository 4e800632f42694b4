//! Whether a space stands between two tokens of a line: HCL's rules.
//!
//! They are those of `spaceAfterToken` in
//! <https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go>, also where they are odd (a
//! minus after `=>` or `${` counts as subtraction): equal to `terraform fmt` is worth more than
//! better than it.
use super::token::Kind;

/// A token as the rules see it: its kind, and whether it is the word `in`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) kind: Kind,
    pub(super) is_in: bool,
}

/// Whether a space stands after `token`; `before` is `None` at the start of a line or of what
/// follows its `=`.
pub(super) fn space_after(token: Seen, before: Option<Kind>, after: Kind) -> bool {
    use Kind::{
        Bang, CloseBrace, CloseTemplate, Comma, Dot, DoubleColon, Ellipsis, Ident, Minus, Newline,
        Number, OpenBrace, OpenBracket, OpenParen, OpenTemplate,
    };
    match (token.kind, after) {
        (_, Newline | Dot | Comma | Ellipsis)
        | (Ident, OpenParen | DoubleColon)
        | (DoubleColon, Ident)
        | (Dot, _) => false,
        (Comma, _) => true,
        (kind, after) if opens_text(kind) || closes_text(after) => false,
        // `[for x in [a] : x]` would read as an index otherwise.
        (Ident, _) if token.is_in && before == Some(Ident) => true,
        (kind, OpenBracket) if matches!(kind, Ident | Number) || change(kind) < 0 => false,
        (Minus, _) => !before.is_none_or(before_negation),
        (Bang, _) | (OpenBrace, CloseBrace) | (CloseTemplate, OpenTemplate) => false,
        (OpenBrace, _)
        | (_, CloseBrace)
        | (OpenTemplate, OpenBrace)
        | (CloseBrace, CloseTemplate) => true,
        (kind, after) => change(kind) <= 0 && change(after) >= 0,
    }
}

/// By how much a token changes the number of open brackets.
pub(super) fn change(kind: Kind) -> i32 {
    match kind {
        Kind::OpenBrace | Kind::OpenBracket | Kind::OpenParen | Kind::OpenTemplate => 1,
        Kind::CloseBrace | Kind::CloseBracket | Kind::CloseParen | Kind::CloseTemplate => -1,
        _ => 0,
    }
}

fn opens_text(kind: Kind) -> bool {
    matches!(kind, Kind::Literal | Kind::OpenQuote | Kind::OpenHeredoc)
}

fn closes_text(kind: Kind) -> bool {
    matches!(kind, Kind::Literal | Kind::CloseQuote | Kind::CloseHeredoc)
}

/// After these a minus negates.
fn before_negation(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::OpenParen
            | Kind::OpenBrace
            | Kind::OpenBracket
            | Kind::Equal
            | Kind::Colon
            | Kind::Comma
            | Kind::Question
            | Kind::Operator
            | Kind::Minus
            | Kind::Bang
    )
}
