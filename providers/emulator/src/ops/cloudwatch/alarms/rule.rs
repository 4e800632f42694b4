//! `AlarmRule`: a truth over the states of other alarms.
//!
//! `ALARM(name)`, `OK("name")`, `INSUFFICIENT_DATA(arn)`, `TRUE`, `FALSE`, `NOT`, `AND`, `OR`, parentheses, and
//! `AT_LEAST(2, ALARM, (one, two, three))`, whose number may be a share such as `50%`.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html>

mod read;

use super::{StateValue, name_of};
use crate::world::World;

/// A rule, understood. The alarms in it are names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    Always(bool),
    Is(StateValue, String),
    Not(Box<Rule>),
    And(Vec<Rule>),
    Or(Vec<Rule>),
    AtLeast { count: usize, state: StateValue, negated: bool, names: Vec<String> },
}

/// Reads a rule; the error is for people.
pub(super) fn parse(world: &World, text: &str) -> Result<Rule, String> {
    let mut rule = read::rule(text)?;
    rule.rename(&|named| name_of(world, named));
    Ok(rule)
}

impl Rule {
    /// Whether it holds, given the states of alarms; nothing is true of an alarm that is gone.
    pub(super) fn holds(&self, state_of: &impl Fn(&str) -> Option<StateValue>) -> bool {
        match self {
            Rule::Always(truth) => *truth,
            Rule::Is(state, name) => state_of(name) == Some(*state),
            Rule::Not(inner) => !inner.holds(state_of),
            Rule::And(parts) => parts.iter().all(|part| part.holds(state_of)),
            Rule::Or(parts) => parts.iter().any(|part| part.holds(state_of)),
            Rule::AtLeast { count, state, negated, names } => {
                let fits = |name: &&String| {
                    state_of(name).is_some_and(|present| (present == *state) != *negated)
                };
                names.iter().filter(fits).count() >= *count
            }
        }
    }

    /// The alarms it names, each once.
    pub(super) fn children(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.collect(&mut names);
        names.sort();
        names.dedup();
        names
    }

    fn collect(&self, names: &mut Vec<String>) {
        match self {
            Rule::Always(_) => {}
            Rule::Is(_, name) => names.push(name.clone()),
            Rule::Not(inner) => inner.collect(names),
            Rule::And(parts) | Rule::Or(parts) => {
                for part in parts {
                    part.collect(names);
                }
            }
            Rule::AtLeast { names: more, .. } => names.extend(more.iter().cloned()),
        }
    }

    fn rename(&mut self, rename: &impl Fn(&str) -> String) {
        match self {
            Rule::Always(_) => {}
            Rule::Is(_, name) => *name = rename(name),
            Rule::Not(inner) => inner.rename(rename),
            Rule::And(parts) | Rule::Or(parts) => {
                for part in parts {
                    part.rename(rename);
                }
            }
            Rule::AtLeast { names, .. } => {
                for name in names {
                    *name = rename(name);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::StateValue;
    use super::read;

    /// In these tests `a` is in alarm, `b` is fine, `c` has no data, and there is no `gone`.
    fn check(text: &str) -> Result<bool, String> {
        let state_of = |name: &str| match name {
            "a" => Some(StateValue::Alarm),
            "b" => Some(StateValue::Ok),
            "c d" => Some(StateValue::InsufficientData),
            _ => None,
        };
        Ok(read::rule(text)?.holds(&state_of))
    }

    #[test]
    fn rules_hold_as_their_alarms_stand() {
        for (text, expect) in [
            ("TRUE", true),
            ("false", false),
            ("ALARM(a)", true),
            ("ALARM(\"a\")", true),
            ("ALARM( b )", false),
            ("OK(b) AND ALARM(a)", true),
            ("INSUFFICIENT_DATA(c d)", true),
            ("INSUFFICIENT_DATA(\"c d\")", true),
            ("NOT ALARM(a)", false),
            ("NOT NOT ALARM(a)", true),
            ("NOT (OK(a) OR OK(c d))", true),
            ("OK(gone) OR ALARM(gone) OR INSUFFICIENT_DATA(gone)", false),
            // AND binds closer than OR.
            ("ALARM(a) OR ALARM(b) AND FALSE", true),
            ("(ALARM(a) OR ALARM(b)) AND FALSE", false),
            ("NOT ALARM(b) AND ALARM(a)", true),
            ("((ALARM(a)))\nAND\nOK(b)", true),
            ("AT_LEAST(1, ALARM, (a, b, c d))", true),
            ("AT_LEAST(2, ALARM, (a, b, c d))", false),
            ("AT_LEAST(2, NOT ALARM, (a, b, \"c d\"))", true),
            ("AT_LEAST(50%, OK, (a, b))", true),
            ("AT_LEAST(51%, OK, (a, b))", false),
        ] {
            assert_eq!(check(text), Ok(expect), "{text}");
        }
    }

    #[test]
    fn what_is_no_rule_is_told() {
        let deep = format!("{}TRUE{}", "(".repeat(501), ")".repeat(501));
        for text in [
            "",
            " ",
            "ALARM",
            "ALARM(",
            "ALARM()",
            "ALARM(\"\")",
            "ALARM(\"a)",
            "ALARM(a) ALARM(b)",
            "ALARM(a) AND",
            "AND ALARM(a)",
            "ALARMS(a)",
            "(ALARM(a)",
            "ALARM(a))",
            "NOT",
            "maybe",
            "AT_LEAST(0, ALARM, (a))",
            "AT_LEAST(2, ALARM, (a))",
            "AT_LEAST(1, BAD, (a))",
            "AT_LEAST(101%, ALARM, (a))",
            "AT_LEAST(1, ALARM, a)",
            deep.as_str(),
        ] {
            assert!(check(text).is_err(), "{text}");
        }
        assert!(check(&"NOT ".repeat(2_500)).is_err());
    }

    #[test]
    fn children_are_named_once() {
        let rule = read::rule("ALARM(b) AND (OK(a) OR NOT ALARM(b)) AND AT_LEAST(1, OK, (c))");
        assert_eq!(rule.unwrap().children(), ["a", "b", "c"]);
    }
}
