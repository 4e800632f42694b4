//! The catalogue of codes: what each error means and the way out of it.
//!
//! Every crate that makes codes keeps their texts; here they are put together, with the codes of
//! the command line itself and with the exit statuses.
mod codes;

use crate::exit::BY_GRAVITY;
use cutover_schemas::diagnostic::did_you_mean;
use std::borrow::Cow;

/// A code and its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code, such as `ledger/held`.
    pub code: Cow<'static, str>,
    /// One line.
    pub title: Cow<'static, str>,
    /// The whole story and the way out.
    pub text: Cow<'static, str>,
}

/// Every code there is, sorted.
pub fn catalogue() -> Vec<Code> {
    let own = codes::CODES.iter().map(|(code, title, text)| Code {
        code: Cow::Borrowed(*code),
        title: Cow::Borrowed(*title),
        text: Cow::Borrowed(*text),
    });
    let exits = BY_GRAVITY.iter().map(|exit| Code {
        code: Cow::Owned(format!("exit/{}", exit.code())),
        title: Cow::Borrowed(exit.meaning()),
        text: Cow::Borrowed(
            "The status of the process. When several things happened at once, the gravest is \
             reported: 70, then 143 and 130, 3, 4, 5, 9, 6, 8, 7, 2; 1 and 64 end a command before \
             its first changing call.",
        ),
    });
    let language = cutover_language::CODES.iter().map(|code| Code {
        code: Cow::Borrowed(code.code),
        title: Cow::Borrowed(code.title),
        text: Cow::Borrowed(code.text),
    });
    let of_stacks = cutover_plan::audit::CODES.iter().map(|(code, title, text)| Code {
        code: Cow::Borrowed(*code),
        title: Cow::Borrowed(*title),
        text: Cow::Borrowed(*text),
    });
    let rules = cutover_audit::rules::RULES.iter().map(|rule| Code {
        code: Cow::Borrowed(rule.code),
        title: Cow::Borrowed(rule.what),
        text: Cow::Owned(rule.text()),
    });
    let all = own.chain(language).chain(of_stacks).chain(rules).chain(exits);
    let mut all: Vec<Code> = all.collect();
    all.sort_by(|one, other| one.code.cmp(&other.code));
    all
}

/// The code with this name; `4` is read as `exit/4`.
pub fn find(word: &str) -> Option<Code> {
    let exit = format!("exit/{word}");
    catalogue().into_iter().find(|code| code.code == word || code.code == exit.as_str())
}

/// The code that was probably meant.
pub fn near(word: &str) -> Option<String> {
    let all = catalogue();
    did_you_mean(word, all.iter().map(|code| code.code.as_ref())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_words_and_there_is_one_of_each() {
        let all = catalogue();
        for pair in all.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} twice", pair[1].code);
        }
        for code in &all {
            let well = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c);
            assert!(code.code.chars().all(well) && code.code.contains('/'), "{}", code.code);
            assert!(!code.title.is_empty() && code.text.ends_with('.'), "{}", code.code);
        }
    }

    #[test]
    fn exit_statuses_are_explained_by_their_number_and_typos_are_met() {
        assert_eq!(find("4").unwrap().code, "exit/4");
        assert_eq!(near("ledger/hold").as_deref(), Some("ledger/held"));
    }

    /// Every code that a source file of this crate gives to an error.
    fn given(folder: &std::path::Path, codes: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                given(&path, codes);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for call in ["user(", "cloud(", "conflict(", "Diagnostic::error("] {
                    codes.extend(text.split(call).skip(1).filter_map(|rest| {
                        let word = rest.trim_start().strip_prefix('"')?.split('"').next()?;
                        word.contains('/').then(|| word.to_owned())
                    }));
                }
            }
        }
    }

    #[test]
    fn every_code_that_is_given_is_explained() {
        let mut codes = Vec::new();
        given(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut codes);
        assert!(codes.len() > 30, "{codes:?}");
        let known = catalogue();
        // Codes of test diagnostics are no promise.
        codes.retain(|code| !["spec/duration", "spec/old"].contains(&code.as_str()));
        let unknown: Vec<_> = codes
            .iter()
            .filter(|code| !known.iter().any(|one| one.code == code.as_str()))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
