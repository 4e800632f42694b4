//! Reading the text of a rule, from left to right.

use super::super::StateValue;
use super::Rule;

/// The most elements of a rule: functions, truths and parentheses.
const MOST_ELEMENTS: usize = 500;

/// Reads a whole rule.
pub(super) fn rule(text: &str) -> Result<Rule, String> {
    let mut reader = Reader { rest: text, elements: 0 };
    let rule = reader.any()?;
    reader.space();
    if reader.rest.is_empty() { Ok(rule) } else { Err(reader.unsupported("'AND' or 'OR'")) }
}

struct Reader<'a> {
    rest: &'a str,
    elements: usize,
}

impl Reader<'_> {
    /// `A OR B`: the loosest of the operators.
    fn any(&mut self) -> Result<Rule, String> {
        let mut parts = vec![self.all()?];
        while self.takes_word("OR") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Rule::Or(parts) })
    }

    /// `A AND B`.
    fn all(&mut self) -> Result<Rule, String> {
        let mut parts = vec![self.one()?];
        while self.takes_word("AND") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Rule::And(parts) })
    }

    /// A truth, a function, or something in parentheses, with any number of `NOT` before it.
    fn one(&mut self) -> Result<Rule, String> {
        let mut negated = false;
        while self.takes_word("NOT") {
            negated = !negated;
        }
        let rule = self.element()?;
        Ok(if negated { Rule::Not(Box::new(rule)) } else { rule })
    }

    fn element(&mut self) -> Result<Rule, String> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err(format!("Rule has more than {MOST_ELEMENTS} elements"));
        }
        if self.takes("(") {
            let inner = self.any()?;
            return self.expect(")").map(|()| inner);
        }
        for (word, truth) in [("TRUE", true), ("FALSE", false)] {
            if self.takes_word(word) || self.takes_word(&word.to_lowercase()) {
                return Ok(Rule::Always(truth));
            }
        }
        if self.takes_word("AT_LEAST") {
            return self.at_least();
        }
        let Some(state) = self.state() else {
            let wanted = "'(', 'NOT', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA";
            return Err(self.unsupported(wanted));
        };
        self.expect("(")?;
        let name = self.name(&[')'])?;
        self.expect(")").map(|()| Rule::Is(state, name))
    }

    fn state(&mut self) -> Option<StateValue> {
        StateValue::ALL.into_iter().find(|state| self.takes_word(state.word()))
    }

    /// `(2, NOT ALARM, (one, two))`, behind its word.
    fn at_least(&mut self) -> Result<Rule, String> {
        self.expect("(")?;
        let number = self.name(&[','])?;
        self.expect(",")?;
        let negated = self.takes_word("NOT");
        let state = self.state().ok_or_else(|| self.unsupported("a state"))?;
        self.expect(",")?;
        self.expect("(")?;
        let mut names = vec![self.name(&[',', ')'])?];
        while self.takes(",") {
            names.push(self.name(&[',', ')'])?);
        }
        self.expect(")")?;
        self.expect(")")?;
        self.elements += names.len();
        let count = count(&number, names.len())
            .ok_or_else(|| format!("AT_LEAST cannot be {number} of {} alarms", names.len()))?;
        Ok(Rule::AtLeast { count, state, negated, names })
    }

    /// A name in quotes, or as it stands up to one of these letters.
    fn name(&mut self, ends: &[char]) -> Result<String, String> {
        self.space();
        let name = if let Some(quoted) = self.rest.strip_prefix('"') {
            let (name, rest) = quoted.split_once('"').ok_or("A quote is not closed")?;
            self.rest = rest;
            name
        } else {
            let end = self.rest.find(ends).unwrap_or(self.rest.len());
            let (name, rest) = self.rest.split_at(end);
            self.rest = rest;
            name.trim()
        };
        if name.is_empty() { Err("An alarm has no name".to_owned()) } else { Ok(name.to_owned()) }
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, text: &str) -> bool {
        self.space();
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes a word that is not the beginning of a longer one.
    fn takes_word(&mut self, word: &str) -> bool {
        self.space();
        let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
        let rest = self.rest.strip_prefix(word).filter(|rest| !rest.starts_with(is_letter));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, text: &str) -> Result<(), String> {
        if self.takes(text) { Ok(()) } else { Err(self.unsupported(&format!("'{text}'"))) }
    }

    fn unsupported(&self, wanted: &str) -> String {
        let token: String = self.rest.chars().take(40).collect();
        format!("Unsupported token '{token}', must be: {wanted}")
    }
}

/// How many alarms a number or a share of them is.
fn count(number: &str, of: usize) -> Option<usize> {
    let count = match number.strip_suffix('%') {
        Some(share) => {
            let share = share.trim().parse::<usize>().ok().filter(|share| *share <= 100)?;
            (of * share).div_ceil(100)
        }
        None => number.parse().ok()?,
    };
    (1..=of).contains(&count).then_some(count)
}
