//! Stages: which block a name matches, and what it says before anything else is decoded.
use super::declare::{Head, Program, attribute_place, declare};
use super::decoder::Decoder;
use crate::eval::{Evaluated, Machine, Names, Reported, Root, Scope};
use crate::parse;
use crate::source::{Origin, Source, Text};
use crate::words;
use crate::{Inputs, PathKind};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::spec::{ObjectFolder, Stage};
use cutover_schemas::value::Value;
use std::collections::BTreeMap;

/// What a stage block says by itself. Fields that need variables are absent here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageHead {
    /// The stack's name, where the files name it.
    pub stack: Option<String>,
    /// Its name, or a glob; `default` stands for a stack without stage blocks.
    pub name: String,
    /// Whether the name is a glob.
    pub is_glob: bool,
    /// The account that the caller must be in.
    pub account: Option<String>,
    /// The region, its own or the stack's.
    pub region: Option<String>,
    /// The role to assume.
    pub assume_role: Option<String>,
    /// The ledger's location.
    pub ledger: Option<String>,
    /// Where the block is.
    pub place: Option<Place>,
}

impl StageHead {
    /// Whether this block is meant by a stage's name.
    pub fn matches(&self, stage: &str) -> bool {
        glob(&self.name, stage)
    }
}

/// Nothing but literals has a meaning before a stage is chosen.
struct Literals;

impl Names for Literals {
    fn root(
        &self,
        _: &Machine<'_>,
        _: &Origin<'_>,
        _: &Root<'_>,
    ) -> Result<(Value, usize), Reported> {
        Err(Reported)
    }
    fn field(&self, _: &Machine<'_>, _: &Address, _: &str, _: Place) -> Evaluated {
        Err(Reported)
    }
}

impl Inputs for Literals {
    fn file(&self, _: &str) -> Result<Vec<u8>, String> {
        Err("files are not read before a stage is chosen".to_owned())
    }
    fn exists(&self, _: &str) -> PathKind {
        PathKind::Missing
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

/// The stage blocks of a stack; for one without any, the stage `default`.
pub(crate) fn heads(sources: &[Source]) -> (Vec<StageHead>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let texts: Vec<Text> = super::texts(sources, &mut problems);
    let pieces: Vec<_> = texts.iter().flat_map(|text| parse::parse(text, &mut problems)).collect();
    let program = declare(&pieces, &mut problems);
    let machine = Machine::new(&Literals, &Literals);
    let literal = |head: Option<&Head<'_>>, name: &str| {
        let head = head?;
        let attribute = head.attribute(name)?;
        let value =
            machine.trying(true, || machine.eval(&Scope::new(head.origin), &attribute.value));
        crate::eval::operators::as_text(&value.ok()?)
    };
    let stack = program.stack.as_ref();
    let name = stack.map(|head| head.label(0).to_owned());
    let one = |head: Option<&Head<'_>>, stage: &str| StageHead {
        stack: name.clone(),
        name: stage.to_owned(),
        is_glob: is_glob(stage),
        account: literal(head, "account"),
        region: literal(head, "region").or_else(|| literal(stack, "region")),
        assume_role: literal(head, "assume_role"),
        ledger: literal(head, "ledger"),
        place: head.map(Head::place),
    };
    let mut found: Vec<StageHead> =
        program.stages.iter().map(|head| one(Some(head), head.label(0))).collect();
    if found.is_empty() && !program.incomplete {
        found.push(one(None, "default"));
    }
    (found, problems)
}

fn is_glob(name: &str) -> bool {
    name.contains(['*', '?'])
}

/// `*` stands for any characters, `?` for one.
pub(crate) fn glob(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    // The positions in the pattern that the characters so far lead to.
    let mut reached = vec![false; pattern.len() + 1];
    let spread = |reached: &mut Vec<bool>| {
        for (at, c) in pattern.iter().enumerate() {
            let here = reached.get(at).copied().unwrap_or(false);
            if *c == '*'
                && here
                && let Some(next) = reached.get_mut(at + 1)
            {
                *next = true;
            }
        }
    };
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    spread(&mut reached);
    for c in name.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (at, wanted) in pattern.iter().enumerate() {
            if !reached.get(at).copied().unwrap_or(false) {
                continue;
            }
            let to = match wanted {
                '*' => at,
                '?' => at + 1,
                other if *other == c => at + 1,
                _ => continue,
            };
            if let Some(slot) = next.get_mut(to) {
                *slot = true;
            }
        }
        spread(&mut next);
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// How exactly a pattern says a name: a name itself most, then by its literal characters.
fn exactness(pattern: &str) -> (bool, usize) {
    (!is_glob(pattern), pattern.chars().filter(|c| !matches!(c, '*' | '?')).count())
}

/// The stage's block and name; `None` when that is a problem.
pub(crate) fn choose<'s>(
    program: &Program<'s>,
    asked: Option<&str>,
    problems: &mut Vec<Diagnostic>,
) -> Option<(Option<Head<'s>>, String)> {
    names(program, problems);
    let known = words::list(program.stages.iter().map(|head| head.label(0)));
    let Some(asked) = asked else {
        if program.stages.is_empty() {
            return Some((None, "default".to_owned()));
        }
        problems.push(
            Diagnostic::error(
                "spec/stage-required",
                "this stack has stages: say which one is meant",
            )
            .at_maybe(program.stages.first().map(Head::place))
            .help(format!("add `--stage NAME`; there are {known}")),
        );
        return None;
    };
    if program.stages.is_empty() && (asked == "default" || program.incomplete) {
        return Some((None, asked.to_owned()));
    }
    if !good_name(asked) {
        problems.push(bad_name(asked));
        return None;
    }
    let mut matching: Vec<&Head<'s>> =
        program.stages.iter().filter(|head| glob(head.label(0), asked)).collect();
    matching.sort_by_key(|head| std::cmp::Reverse(exactness(head.label(0))));
    let Some((best, others)) = matching.split_first() else {
        if program.incomplete {
            return None;
        }
        let help = if program.stages.is_empty() {
            format!(
                "the stack has no stages: leave `--stage` out, or add `stage \"{asked}\" {{ ... }}`"
            )
        } else {
            format!("there are {known}")
        };
        problems.push(
            Diagnostic::error("spec/unknown-stage", format!("no stage matches `{asked}`"))
                .help(help),
        );
        return None;
    };
    let rival = others.first().filter(|other| {
        other.label(0) != best.label(0) && exactness(other.label(0)) == exactness(best.label(0))
    });
    if let Some(other) = rival {
        problems.push(
            Diagnostic::error(
                "spec/ambiguous-stage",
                format!(
                    "`{asked}` is matched by `{}` and by `{}` alike",
                    best.label(0),
                    other.label(0)
                ),
            )
            .at(best.place())
            .related(other.place(), "matches as well")
            .help(format!("add `stage \"{asked}\"`, or make one of the patterns more exact")),
        );
        return None;
    }
    Some((Some((*best).clone()), asked.to_owned()))
}

fn good_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.len() <= 64 && name.chars().all(plain)
}

fn bad_name(name: &str) -> Diagnostic {
    Diagnostic::error("spec/bad-name", format!("`{name}` is no name of a stage"))
        .help("a stage's name holds letters, digits, `-` and `_`, at most 64")
}

/// Every stage block's name once, and well formed.
fn names(program: &Program<'_>, problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, &Head<'_>> = BTreeMap::new();
    for head in &program.stages {
        let name = head.label(0);
        if !good_name(&name.replace(['*', '?'], "x")) {
            problems.push(bad_name(name).at(head.place()));
        }
        if let Some(first) = seen.get(name) {
            let message = format!("`stage.{name}` is declared twice");
            problems.push(
                Diagnostic::error("spec/duplicate-name", message)
                    .at(head.place())
                    .label("again here")
                    .related(first.place(), "first declared here")
                    .help("rename or remove one of them"),
            );
        }
        seen.entry(name).or_insert(head);
    }
}

impl Decoder<'_> {
    /// An account is twelve digits; that it has twelve characters is the block table's business.
    pub(crate) fn check_account(&self, machine: &Machine<'_>) {
        let Ok(Value::Text(account)) = self.setting(machine, "stage", "account") else {
            return;
        };
        if !account.chars().all(|c| c.is_ascii_digit()) {
            let attribute =
                self.stage.as_ref().and_then(|head| Some((head, head.attribute("account")?)));
            machine.report(
                Diagnostic::error("spec/bad-account", format!("`{account}` is no account of AWS"))
                    .at_maybe(
                        attribute.map(|(head, attribute)| attribute_place(&head.origin, attribute)),
                    )
                    .help("an account is twelve digits, in quotes: `account = \"111111111111\"`"),
            );
        }
    }

    /// Evaluates a setting of the stack or its stage; all but the values of variables are shown in
    /// plans and kept in the ledger, so none of them can be sensitive.
    pub(crate) fn check_setting(
        &self,
        machine: &Machine<'_>,
        word: &'static str,
        name: &'static str,
    ) {
        let secret = self.setting(machine, word, name).is_ok_and(|value| value.has_secret());
        if !secret || name == "vars" {
            return;
        }
        let head =
            if word == "stack" { self.root.program.stack.as_ref() } else { self.stage.as_ref() };
        let attribute = head.and_then(|head| Some((head, head.attribute(name)?)));
        machine.report(
            Diagnostic::error(
                "spec/secret-setting",
                format!("`{name}` of the {word} can't be sensitive"),
            )
            .at_maybe(attribute.map(|(head, attribute)| attribute_place(&head.origin, attribute)))
            .help("plans show it and the ledger keeps it: use something that may be seen"),
        );
    }

    /// Where large code goes; a text that names no such place is a problem.
    fn artifacts(&self, machine: &Machine<'_>) -> Option<ObjectFolder> {
        let value = self.setting(machine, "stage", "artifacts").ok()?;
        let text = value.as_text()?;
        let found = ObjectFolder::parse(text);
        if found.is_none() {
            let attribute =
                self.stage.as_ref().and_then(|head| Some((head, head.attribute("artifacts")?)));
            machine.report(
                Diagnostic::error("spec/bad-artifacts", format!("`{text}` names no place in S3"))
                    .at_maybe(
                        attribute.map(|(head, attribute)| attribute_place(&head.origin, attribute)),
                    )
                    .help("name a bucket, `acme-artifacts`, or `s3://BUCKET/PREFIX`"),
            );
        }
        found
    }

    /// The stage as the rest of the program knows it.
    pub(crate) fn stage_spec(&self, machine: &Machine<'_>) -> Stage {
        let text = |name| {
            let value = self.setting(machine, "stage", name).ok()?;
            value.as_text().map(str::to_owned)
        };
        let remote = |name| if self.request.local { None } else { text(name) };
        let region =
            self.request.region.map(str::to_owned).or_else(|| text("region")).or_else(|| {
                let value = self.setting(machine, "stack", "region").ok()?;
                value.as_text().map(str::to_owned)
            });
        let setting = |name| self.setting(machine, "stage", name).unwrap_or(Value::Null);
        Stage {
            name: self.stage_name.clone(),
            account: remote("account"),
            region,
            assume_role: remote("assume_role"),
            ledger: remote("ledger"),
            artifacts: self.artifacts(machine),
            protect: setting("protect").as_bool().unwrap_or(false),
            ttl: setting("ttl").as_int(),
            disposable_data: setting("data").as_text() == Some("disposable"),
            permissions_boundary: text("permissions_boundary"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_whole_names() {
        for (pattern, name, expected) in [
            ("pr-*", "pr-12", true),
            ("pr-*", "pr-", true),
            ("pr-*", "xpr-1", false),
            ("*", "anything", true),
            ("*-?", "pr-12-a", true),
            ("dev", "dev", true),
            ("dev", "dev2", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b", false),
        ] {
            assert_eq!(glob(pattern, name), expected, "{pattern} {name}");
        }
        let many = "*a".repeat(40);
        assert!(!glob(&many, &"a".repeat(39)));
    }
}
