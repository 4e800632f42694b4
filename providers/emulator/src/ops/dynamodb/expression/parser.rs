//! What the grammars share: looking at tokens, taking them, operands, and the collecting of mistakes.

use super::path::{Path, Step};
use super::placeholders::Placeholders;
use super::reserved::is_reserved;
use super::token::{Kind, Token, tokens};
use crate::ops::dynamodb::attribute::Attribute;

/// How deep parentheses and functions may be nested.
const DEEPEST: usize = 100;

/// Mistakes, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mistake {
    Parentheses,
    UnknownFunction,
    Misused,
    Reserved,
    Section,
    Undefined,
    Operands,
    Distinct,
    Overlap,
    Type,
}

/// What stands on the sides of operators and in calls.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Operand {
    Path(Path),
    Value(Attribute),
    Call(Call),
    /// A placeholder that is not defined; the expression is refused in the end.
    Undefined,
}

/// A function and what it is given.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Call {
    pub(super) function: String,
    pub(super) arguments: Vec<Operand>,
}

pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    placeholders: &'a mut Placeholders,
    mistake: Option<(Mistake, String)>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(
        text: &'a str,
        placeholders: &'a mut Placeholders,
    ) -> Result<Parser<'a>, String> {
        Ok(Parser { text, tokens: tokens(text)?, at: 0, depth: 0, placeholders, mistake: None })
    }

    /// The end of the expression, and of the patience with mistakes.
    pub(super) fn finish(self) -> Result<(), String> {
        if *self.peek() != Kind::End {
            return Err(self.unexpected());
        }
        self.mistake.map_or(Ok(()), |(_, told)| Err(told))
    }

    /// Keeps a mistake, unless a graver or an earlier one is kept.
    pub(super) fn mistake(&mut self, mistake: Mistake, told: impl Into<String>) {
        if self.mistake.as_ref().is_none_or(|(kept, _)| mistake < *kept) {
            self.mistake = Some((mistake, told.into()));
        }
    }

    pub(super) fn peek(&self) -> &Kind {
        self.ahead(0)
    }

    /// The token so many places further on.
    pub(super) fn ahead(&self, places: usize) -> &Kind {
        self.tokens.get(self.at + places).map_or(&Kind::End, |token| &token.kind)
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    pub(super) fn is_mark(&self, mark: &str) -> bool {
        matches!(self.peek(), Kind::Mark(found) if *found == mark)
    }

    /// Takes the mark if it is next.
    pub(super) fn take_mark(&mut self, mark: &str) -> bool {
        let found = self.is_mark(mark);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect_mark(&mut self, mark: &str) -> Result<(), String> {
        if self.take_mark(mark) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Whether a keyword is next, in any case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Kind::Word(found) if found.eq_ignore_ascii_case(word))
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    /// The refusal of the next token, with its neighbours.
    pub(super) fn unexpected(&self) -> String {
        let token = self.tokens.get(self.at).or(self.tokens.last());
        let Some(token) = token else { return "Syntax error".to_owned() };
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let after = self.tokens.get(self.at + 1);
        let from = before.map_or(token.start, |before| before.start);
        let to = after.map_or(token.end, |after| after.end);
        let shown = match token.kind {
            Kind::End => "<EOF>",
            _ => self.text.get(token.start..token.end).unwrap_or_default(),
        };
        let near = self.text.get(from..to).unwrap_or_default();
        format!("Syntax error; token: \"{shown}\", near: \"{near}\"")
    }

    /// Runs a grammar one level deeper, within reason.
    pub(super) fn deeper<T>(
        &mut self,
        grammar: impl FnOnce(&mut Parser<'a>) -> Result<T, String>,
    ) -> Result<T, String> {
        if self.depth == DEEPEST {
            return Err("The expression contains too many nested operators;".to_owned());
        }
        self.depth += 1;
        let read = grammar(self);
        self.depth -= 1;
        read
    }

    /// The place of the parenthesis that closes the one at `open`.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (place, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                Kind::Mark("(") => depth += 1,
                Kind::Mark(")") => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(place);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The token at a place.
    pub(super) fn token(&self, place: usize) -> &Kind {
        self.tokens.get(place).map_or(&Kind::End, |token| &token.kind)
    }

    /// Notes parentheses around nothing but parentheses.
    pub(super) fn check_parentheses(&mut self) {
        let doubled = matches!(self.ahead(1), Kind::Mark("("))
            && self.closing(self.at + 1).map(|inner| inner + 1) == self.closing(self.at);
        if doubled && self.is_mark("(") {
            self.mistake(Mistake::Parentheses, "The expression has redundant parentheses;");
        }
    }

    /// A path, a value or a call, in parentheses or not.
    pub(super) fn operand(&mut self) -> Result<Operand, String> {
        if self.is_mark("(") {
            self.check_parentheses();
            self.skip();
            let operand = self.deeper(Parser::operand)?;
            self.expect_mark(")")?;
            return Ok(operand);
        }
        match self.peek().clone() {
            Kind::Value(key) => {
                self.skip();
                Ok(self.value(&key))
            }
            Kind::Word(_) if matches!(self.ahead(1), Kind::Mark("(")) => {
                self.call().map(Operand::Call)
            }
            Kind::Word(_) | Kind::Name(_) => self.path().map(Operand::Path),
            Kind::Digits(_) | Kind::Mark(_) | Kind::End => Err(self.unexpected()),
        }
    }

    fn value(&mut self, key: &str) -> Operand {
        if let Some(value) = self.placeholders.value(key) {
            return Operand::Value(value);
        }
        let told = format!(
            "An expression attribute value used in expression is not defined; attribute value: {key}"
        );
        self.mistake(Mistake::Undefined, told);
        Operand::Undefined
    }

    /// A function's name and its arguments.
    pub(super) fn call(&mut self) -> Result<Call, String> {
        let Kind::Word(function) = self.peek().clone() else { return Err(self.unexpected()) };
        self.skip();
        self.expect_mark("(")?;
        let arguments = self.deeper(Parser::operands)?;
        self.expect_mark(")")?;
        Ok(Call { function, arguments })
    }

    /// Operands with commas between them.
    pub(super) fn operands(&mut self) -> Result<Vec<Operand>, String> {
        let mut operands = vec![self.operand()?];
        while self.take_mark(",") {
            operands.push(self.operand()?);
        }
        Ok(operands)
    }

    /// A document path.
    pub(super) fn path(&mut self) -> Result<Path, String> {
        let mut steps = vec![self.step()?];
        loop {
            if self.take_mark(".") {
                steps.push(self.step()?);
            } else if self.take_mark("[") {
                let Kind::Digits(digits) = self.peek().clone() else {
                    return Err(self.unexpected());
                };
                self.skip();
                self.expect_mark("]")?;
                // More places than a list can have is no place of any list.
                steps.push(Step::Place(digits.parse().unwrap_or(usize::MAX)));
            } else {
                return Ok(Path(steps));
            }
        }
    }

    /// A name of a path, written out or by placeholder.
    fn step(&mut self) -> Result<Step, String> {
        match self.peek().clone() {
            Kind::Word(word) => {
                self.skip();
                if is_reserved(&word) {
                    let told =
                        format!("Attribute name is a reserved keyword; reserved keyword: {word}");
                    self.mistake(Mistake::Reserved, told);
                }
                Ok(Step::Name(word))
            }
            Kind::Name(key) => {
                self.skip();
                let name = self.placeholders.name(&key);
                if name.is_none() {
                    let told = format!(
                        "An expression attribute name used in the document path is not defined; attribute name: {key}"
                    );
                    self.mistake(Mistake::Undefined, told);
                }
                Ok(Step::Name(name.unwrap_or(key)))
            }
            Kind::Value(_) | Kind::Digits(_) | Kind::Mark(_) | Kind::End => Err(self.unexpected()),
        }
    }
}
