//! Slips that come from other languages, told by what stands around the place where the parser
//! gave up: each has its own way out.
use crate::prelex::{self, Slip};

/// What to do about a text that the parser refused at `at`, if it looks like a known slip.
pub(crate) fn way_out(part: &str, at: usize, message: &str) -> Option<String> {
    let around = Around::of(part, at);
    let way = around.symbols(message).or_else(|| around.line()).or_else(|| around.brackets())?;
    Some(way)
}

struct Around<'t> {
    before: &'t str,
    rest: &'t str,
    /// The line's part before the place.
    line: &'t str,
    /// Its part from there on.
    line_rest: &'t str,
}

impl<'t> Around<'t> {
    fn of(part: &'t str, at: usize) -> Self {
        let (before, rest) = (part.get(..at).unwrap_or(part), part.get(at..).unwrap_or_default());
        let line = before.rsplit('\n').next().unwrap_or_default();
        let line_rest = rest.split('\n').next().unwrap_or_default();
        Self { before, rest, line, line_rest }
    }

    fn symbols(&self, message: &str) -> Option<String> {
        let in_body = message.contains("newline") || message.contains("structure");
        let way = match self.rest.chars().next()? {
            '\'' | '`' => "texts stand in double quotes: `\"text\"`",
            ';' => "lines end without a semicolon; start a new one",
            '$' if self.rest.starts_with("${") => {
                "`${...}` stands inside of quotes; by itself the name is enough, as in `var.name`"
            }
            ':' if in_body => "write `=`: a line is `name = value`",
            ',' if in_body => "lines of a block end without a comma",
            '"' if in_body && self.line.trim().is_empty() && self.innermost() != Some('[') => {
                "names in a block have no quotes: a line is `name = value`"
            }
            ']' if self.before.ends_with('[') => {
                "brackets hold an index, as in `list[0]`; the type of a list is `list(string)`"
            }
            '\n' | '\r' if self.rest.trim_start().starts_with('{') => {
                "put the `{` on the line of the block's name"
            }
            _ => return None,
        };
        Some(way.to_owned())
    }

    fn line(&self) -> Option<String> {
        let line = self.line.trim_end();
        if let Some((_, opening)) = line.rsplit_once("<<") {
            let word = opening.trim_start_matches('-');
            return Some(if word.is_empty() {
                "the word stands directly behind `<<`, as in `<<EOT`".to_owned()
            } else if word.chars().all(|c| c.is_alphanumeric() || c == '_') {
                format!("nothing stands behind `{word}` on its line: the text begins on the next")
            } else {
                return None;
            });
        }
        if line.ends_with(" if") {
            return Some("there is no `if`: write `condition ? one : other`".to_owned());
        }
        let is_unit = self.rest.starts_with(char::is_alphabetic);
        if is_unit && self.line.ends_with(|c: char| c.is_ascii_digit()) {
            return Some("a number with a unit is a text: `\"15s\"`, `\"5%\"`".to_owned());
        }
        let directive = self.line.contains("%{") || self.line_rest.contains("%{");
        directive.then(|| {
            "`%{ if x }` ends with `%{ endif }`, and `%{ for x in y }` with `%{ endfor }`"
                .to_owned()
        })
    }

    /// Two values side by side inside of brackets.
    fn brackets(&self) -> Option<String> {
        let last = self.before.trim_end().chars().next_back()?;
        let ends_value = last.is_alphanumeric() || matches!(last, '"' | ')' | ']' | '}' | '_');
        let begins_value = self.rest.starts_with(|c: char| {
            c.is_alphanumeric() || matches!(c, '"' | '[' | '{' | '(' | '\n' | '\r')
        });
        if !ends_value || !begins_value {
            return None;
        }
        match self.innermost()? {
            '[' => Some("items of a list are separated by commas".to_owned()),
            '(' => Some("arguments are separated by commas".to_owned()),
            _ => None,
        }
    }

    /// The bracket that is open at the place.
    fn innermost(&self) -> Option<char> {
        prelex::scan(self.before).into_iter().rev().find_map(|finding| match finding.slip {
            Slip::Unclosed(open) => Some(open),
            _ => None,
        })
    }
}
