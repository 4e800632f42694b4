//! Filter patterns: terms of text, or one condition over a JSON event.
//!
//! See <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>.

use serde_json::Value;

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pattern {
    /// Every event.
    All,
    /// Terms that must, must not, and of which some must occur.
    Terms {
        all: Vec<String>,
        none: Vec<String>,
        any: Vec<String>,
    },
    Json(Condition),
}

/// A condition over a JSON event.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Test { path: Vec<String>, operator: String, value: Operand },
}

/// What a member is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    /// May hold `*`.
    Text(String),
    True,
    False,
    Null,
    NotExists,
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Result<Pattern, ()> {
        let text = text.trim();
        if let Some(inner) = text.strip_prefix('{') {
            let inner = inner.strip_suffix('}').ok_or(())?;
            let tokens = tokens(inner)?;
            let mut parser = Parser { tokens: &tokens, at: 0 };
            let condition = parser.or()?;
            return if parser.at == tokens.len() { Ok(Pattern::Json(condition)) } else { Err(()) };
        }
        let terms = terms(text)?;
        if terms.is_empty() {
            return Ok(Pattern::All);
        }
        let (mut all, mut none, mut any) = (Vec::new(), Vec::new(), Vec::new());
        for term in terms {
            match term.chars().next() {
                Some('-') => none.push(term[1..].to_owned()),
                Some('?') => any.push(term[1..].to_owned()),
                _ => all.push(term),
            }
        }
        Ok(Pattern::Terms { all, none, any })
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        match self {
            Pattern::All => true,
            Pattern::Terms { all, none, any } => {
                all.iter().all(|term| message.contains(term))
                    && !none.iter().any(|term| message.contains(term))
                    && (any.is_empty() || any.iter().any(|term| message.contains(term)))
            }
            Pattern::Json(condition) => {
                serde_json::from_str::<Value>(message).is_ok_and(|event| condition.holds(&event))
            }
        }
    }
}

/// Splits at spaces, keeping quoted terms whole; the sign before a quote stays with its term.
fn terms(text: &str) -> Result<Vec<String>, ()> {
    let mut terms = Vec::new();
    let mut term = String::new();
    let mut quoted = false;
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => {
                terms.extend(Some(std::mem::take(&mut term)).filter(|t| !t.is_empty()));
            }
            c => term.push(c),
        }
    }
    terms.extend(Some(term).filter(|term| !term.is_empty()));
    if quoted { Err(()) } else { Ok(terms) }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Operator(String),
    Quoted(String),
    Word(String),
}

fn tokens(text: &str) -> Result<Vec<Token>, ()> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        let next = letters.get(at + 1).copied();
        let (token, length) = match (letter, next) {
            ('(', _) => (Token::Open, 1),
            (')', _) => (Token::Close, 1),
            ('&', Some('&')) => (Token::And, 2),
            ('|', Some('|')) => (Token::Or, 2),
            ('!' | '<' | '>', Some('=')) => (Token::Operator(format!("{letter}=")), 2),
            ('=' | '<' | '>', _) => (Token::Operator(letter.to_string()), 1),
            ('"', _) => {
                let rest: String = letters.iter().skip(at + 1).take_while(|c| **c != '"').collect();
                let length = rest.chars().count() + 2;
                if at + length > letters.len() {
                    return Err(());
                }
                (Token::Quoted(rest), length)
            }
            (c, _) if c.is_whitespace() => {
                at += 1;
                continue;
            }
            _ => {
                let stop = |c: &char| c.is_whitespace() || "()=<>!&|\"".contains(*c);
                let word: String = letters.iter().skip(at).take_while(|c| !stop(c)).collect();
                let length = word.chars().count();
                if length == 0 {
                    return Err(());
                }
                (Token::Word(word), length)
            }
        };
        tokens.push(token);
        at += length;
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Result<Token, ()> {
        let token = self.tokens.get(self.at).cloned().ok_or(())?;
        self.at += 1;
        Ok(token)
    }

    fn take(&mut self, token: &Token) -> bool {
        let there = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(there);
        there
    }

    fn or(&mut self) -> Result<Condition, ()> {
        let mut left = self.and()?;
        while self.take(&Token::Or) {
            left = Condition::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Condition, ()> {
        let mut left = self.single()?;
        while self.take(&Token::And) {
            left = Condition::And(Box::new(left), Box::new(self.single()?));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Condition, ()> {
        if self.take(&Token::Open) {
            let inner = self.or()?;
            return if self.take(&Token::Close) { Ok(inner) } else { Err(()) };
        }
        let Token::Word(path) = self.next()? else { return Err(()) };
        let path = path.strip_prefix("$.").ok_or(())?;
        let path = path.replace('[', ".").replace(']', "").split('.').map(str::to_owned).collect();
        match self.next()? {
            Token::Operator(operator) => {
                let value = self.operand()?;
                Ok(Condition::Test { path, operator, value })
            }
            Token::Word(word) if word.eq_ignore_ascii_case("is") => self.keyword(path),
            Token::Word(word) if word.eq_ignore_ascii_case("not") => match self.next()? {
                Token::Word(word) if word.eq_ignore_ascii_case("exists") => Ok(Condition::Test {
                    path,
                    operator: "is".to_owned(),
                    value: Operand::NotExists,
                }),
                _ => Err(()),
            },
            _ => Err(()),
        }
    }

    fn keyword(&mut self, path: Vec<String>) -> Result<Condition, ()> {
        let Token::Word(word) = self.next()? else { return Err(()) };
        let value = match word.to_ascii_lowercase().as_str() {
            "true" => Operand::True,
            "false" => Operand::False,
            "null" => Operand::Null,
            _ => return Err(()),
        };
        Ok(Condition::Test { path, operator: "is".to_owned(), value })
    }

    fn operand(&mut self) -> Result<Operand, ()> {
        match self.next()? {
            Token::Quoted(text) => Ok(Operand::Text(text)),
            Token::Word(word) => Ok(word.parse().map_or(Operand::Text(word), Operand::Number)),
            _ => Err(()),
        }
    }
}

impl Condition {
    fn holds(&self, event: &Value) -> bool {
        match self {
            Condition::And(left, right) => left.holds(event) && right.holds(event),
            Condition::Or(left, right) => left.holds(event) || right.holds(event),
            Condition::Test { path, operator, value } => {
                let member = path.iter().try_fold(event, |value, name| match value {
                    Value::Array(items) => items.get(name.parse::<usize>().ok()?),
                    other => other.get(name),
                });
                compare(member, operator, value)
            }
        }
    }
}

fn compare(member: Option<&Value>, operator: &str, operand: &Operand) -> bool {
    let Some(member) = member else { return *operand == Operand::NotExists };
    match operand {
        Operand::NotExists => false,
        Operand::Null => member.is_null(),
        Operand::True => *member == Value::Bool(true),
        Operand::False => *member == Value::Bool(false),
        Operand::Number(number) => member.as_f64().is_some_and(|value| match operator {
            "=" => (value - number).abs() < f64::EPSILON,
            "!=" => (value - number).abs() >= f64::EPSILON,
            ">" => value > *number,
            ">=" => value >= *number,
            "<" => value < *number,
            "<=" => value <= *number,
            _ => false,
        }),
        Operand::Text(pattern) => {
            let text = member.as_str().map_or_else(|| member.to_string(), str::to_owned);
            let same = crate::ops::iam::evaluate::like(pattern, &text);
            match operator {
                "=" => same,
                "!=" => !same,
                _ => false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    fn check(pattern: &str, message: &str) -> Option<bool> {
        Pattern::parse(pattern).ok().map(|pattern| pattern.matches(message))
    }

    #[test]
    fn patterns_of_text_and_json() {
        let event = r#"{"level":"ERROR","code":503,"a":{"b":[1,"x"]},"ok":false,"none":null}"#;
        let cases = [
            ("", "anything", Some(true)),
            ("ERROR timeout", "ERROR: a timeout", Some(true)),
            ("ERROR -timeout", "ERROR: a timeout", Some(false)),
            ("?WARN ?ERROR", "an ERROR", Some(true)),
            ("\"two words\"", "here two words are", Some(true)),
            ("\"open", "x", None),
            ("{ $.level = \"ERROR\" }", event, Some(true)),
            ("{ $.level = ERR* }", event, Some(true)),
            ("{ $.level != \"INFO\" && $.code >= 500 }", event, Some(true)),
            ("{ $.code < 500 || $.a.b[1] = x }", event, Some(true)),
            ("{ ($.code > 503) || ($.code <= 100) }", event, Some(false)),
            ("{ $.ok is false && $.none is null && $.gone not exists }", event, Some(true)),
            ("{ $.gone = 1 }", event, Some(false)),
            ("{ $.level = \"ERROR\" }", "not json", Some(false)),
            ("{ level = 1 }", event, None),
            ("{ $.a = 1 && }", event, None),
        ];
        for (pattern, message, expect) in cases {
            assert_eq!(check(pattern, message), expect, "{pattern}");
        }
    }
}
