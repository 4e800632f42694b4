//! What names in expressions mean: `var.x`, `local.x`, `stack.x`, `queue.jobs`, `existing.role.x`.
use super::declare::Program;
use super::decoder::Decoder;
use super::elsewhere;
use super::home::{Home, is_module};
use super::memo::Node;
use crate::eval::{Evaluated, Machine, Names, Reported, Root, Scope};
use crate::source::Origin;
use crate::words;
use cutover_schemas::address::{Address, MODULE};
use cutover_schemas::blocks::{self, NOT_YET, triggers};
use cutover_schemas::diagnostic::{Diagnostic, Place, did_you_mean};
use cutover_schemas::value::Value;
use hcl_edit::Span;
use hcl_edit::expr::TraversalOperator;

const STACK_FIELDS: &[&str] = &["name", "stage", "account", "region"];

/// Words that can begin a reference to a block.
fn block_words() -> impl Iterator<Item = &'static str> {
    let named = |word| matches!(word, "rollout" | "build");
    blocks::BLOCKS.iter().filter(move |row| row.resource || named(row.word)).map(|row| row.word)
}

impl Names for Decoder<'_> {
    fn root(
        &self,
        machine: &Machine<'_>,
        at: &Origin<'_>,
        root: &Root<'_>,
    ) -> Result<(Value, usize), Reported> {
        let asked = Asked { machine, at, root };
        match root.word {
            "var" => {
                let name = asked.name("variable")?;
                Ok((self.variable(machine, &self.home(at.home), name, &asked.place())?, 1))
            }
            "local" => Ok((self.local(&asked)?, 1)),
            "stack" => Ok((self.stack_field(&asked)?, 1)),
            "path" => match asked.name("path")? {
                "root" => Ok((Value::text("."), 1)),
                "module" => Ok((Value::text(self.directory(at)), 1)),
                other => Err(asked
                    .unknown_name(&format!("path.{other}"), "there is `path.module`".to_owned())),
            },
            "existing" => Ok((self.of_kind(&asked, "existing", "role.deployer")?, 2)),
            triggers::WORD => Ok((self.of_kind(&asked, triggers::WORD, "queue.jobs")?, 2)),
            MODULE => Ok((self.block(&asked)?, 1)),
            word if block_words().any(|known| known == word) => Ok((self.block(&asked)?, 1)),
            word if NOT_YET.contains(&word) => Err(self.planned(&asked, word)),
            word => Err(asked.unknown_root(word)),
        }
    }

    fn field(
        &self,
        machine: &Machine<'_>,
        address: &Address,
        field: &str,
        place: Place,
    ) -> Evaluated {
        let Some(owner) = self.owner(address) else {
            return Err(machine.report(
                Diagnostic::error("spec/unknown-reference", format!("there is no `{address}`"))
                    .at(place),
            ));
        };
        if is_module(&owner.head) {
            return self.module_output(machine, &owner, field, place);
        }
        let row = owner.head.row;
        if let Some(known) = self.of_existing(machine, &owner, field, &place)? {
            return Ok(known);
        }
        if row.fields.iter().any(|(name, _)| *name == field) {
            return Ok(Value::output(address.clone(), field));
        }
        if let Some(attr) = row.attrs.iter().find(|attr| attr.name == field) {
            let value = self.attribute(machine, &owner, attr)?;
            return machine.charge(value, || place);
        }
        let mut known: Vec<&str> = row.fields.iter().map(|(name, _)| *name).collect();
        for attr in row.attrs {
            if !known.contains(&attr.name) {
                known.push(attr.name);
            }
        }
        let told = Diagnostic::error("spec/unknown-field", format!("`{address}` has no `{field}`"))
            .at(place);
        let help = match did_you_mean(field, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? There are {}", words::list(known)),
            None => format!("there are {}", words::list(known)),
        };
        Err(machine.report(told.help(help)))
    }
}

/// A name that an expression asks for.
struct Asked<'a, 'm> {
    machine: &'a Machine<'m>,
    at: &'a Origin<'a>,
    root: &'a Root<'a>,
}

impl Asked<'_, '_> {
    fn place(&self) -> Place {
        self.at.place(self.root.span.clone())
    }

    /// The n-th `.name` behind the word, where it is one.
    fn step(&self, at: usize) -> Option<&str> {
        match self.root.steps.get(at)?.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        }
    }

    fn name(&self, what: &str) -> Result<&str, Reported> {
        self.step(0).ok_or_else(|| {
            let word = self.root.word;
            self.unknown_name(word, format!("name a {what} behind it, as in `{word}.name`"))
        })
    }

    /// The place of the first steps.
    fn steps_place(&self, steps: usize) -> Place {
        let begin = self.root.span.as_ref().map_or(0, |span| span.start);
        let last = steps.checked_sub(1).and_then(|at| self.root.steps.get(at));
        let end = last
            .and_then(|step| step.value().span().or_else(|| step.span()))
            .map_or(begin + self.root.word.len(), |span| span.end);
        self.at.place(Some(begin..end))
    }

    fn unknown_name(&self, name: &str, help: String) -> Reported {
        self.machine.report(
            Diagnostic::error("spec/unknown-name", format!("`{name}` names nothing"))
                .at(self.place())
                .help(help),
        )
    }

    fn unknown_root(&self, word: &str) -> Reported {
        let help = match word {
            "each" => "`each` exists in blocks with `for_each`".to_owned(),
            "count" => "`count` exists in blocks with `count`".to_owned(),
            _ => elsewhere::name(word).unwrap_or_else(|| {
                let known = ["var", "local", "stack", "path", "existing", "trigger", MODULE];
                match did_you_mean(word, known.into_iter().chain(block_words())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("if it is a text, put it in quotes: `\"{word}\"`"),
                }
            }),
        };
        self.machine.report(
            Diagnostic::error("spec/unknown-name", format!("`{word}` names nothing"))
                .at(self.steps_place(0))
                .help(help),
        )
    }
}

impl Decoder<'_> {
    /// A reference to something undeclared; silent where the declaration may be in what was refused.
    fn unresolved(
        &self,
        asked: &Asked<'_, '_>,
        wanted: &str,
        steps: usize,
        known: &[&str],
    ) -> Reported {
        let home = self.home(asked.at.home);
        if home.program.incomplete || home.program.refused.contains(wanted) {
            return Reported;
        }
        let help = match did_you_mean(wanted, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "nothing of this kind is declared".to_owned(),
            None => format!("there are {}", words::list(known.iter().copied())),
        };
        asked.machine.report(
            Diagnostic::error("spec/unknown-reference", format!("there is no `{wanted}`"))
                .at(asked.steps_place(steps))
                .label("not declared")
                .help(help),
        )
    }

    fn local(&self, asked: &Asked<'_, '_>) -> Evaluated {
        let name = asked.name("local")?;
        let home = self.home(asked.at.home);
        let Some(given) = home.program.locals.get(name) else {
            let known: Vec<String> =
                home.program.locals.keys().map(|name| format!("local.{name}")).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err(self.unresolved(asked, &format!("local.{name}"), 1, &known));
        };
        self.local_value(asked.machine, &home, name, given)
    }

    pub(crate) fn local_value(
        &self,
        machine: &Machine<'_>,
        home: &Home<'_>,
        name: &str,
        given: &super::declare::Given<'_>,
    ) -> Evaluated {
        let node = Node::Local(home.module(), name.to_owned());
        self.memo.get(machine, &node, &given.place, || {
            let value = machine.eval(&Scope::new(given.origin), given.expression)?;
            machine.charge(value, || given.place.clone())
        })
    }

    fn stack_field(&self, asked: &Asked<'_, '_>) -> Evaluated {
        let machine = asked.machine;
        let later = |field: &str| match Address::new("stack", self.stack_name()) {
            // Whoever knows the account decides it later, as with anything known after creation.
            Ok(address) => Ok(Value::output(address, field)),
            Err(_) => Err(Reported),
        };
        let known = |value: Option<&str>| value.map(Value::text);
        match asked.name("field")? {
            "name" => Ok(Value::text(self.stack_name())),
            "stage" => Ok(Value::text(self.stage_name.as_str())),
            "account" => {
                if let Some(value) = known(self.request.account) {
                    return Ok(value);
                }
                match self.setting(machine, "stage", "account")? {
                    Value::Null => later("account"),
                    value => Ok(value),
                }
            }
            "region" => {
                if let Some(value) = known(self.request.region) {
                    return Ok(value);
                }
                for block in ["stage", "stack"] {
                    let value = self.setting(machine, block, "region")?;
                    if !value.is_null() {
                        return Ok(value);
                    }
                }
                later("region")
            }
            other => Err(asked
                .unknown_name(&format!("stack.{other}"), words::suggest(other, STACK_FIELDS, ""))),
        }
    }

    fn block(&self, asked: &Asked<'_, '_>) -> Evaluated {
        let word = asked.root.word;
        let name = asked.name(word)?;
        let key = format!("{word}.{name}");
        let home = self.home(asked.at.home);
        if home.program.blocks.contains_key(&key) {
            return self.instances(asked.machine, asked.at.home, &key);
        }
        let known = known(asked.machine, &home.program, &format!("{word}."), name);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Err(self.unresolved(asked, &key, 1, &known))
    }

    /// What `path.module` is.
    fn directory(&self, at: &Origin<'_>) -> String {
        let directory = self.home(at.home).directory.clone();
        if directory.is_empty() { ".".to_owned() } else { directory }
    }

    /// What is named by word, kind and name.
    fn of_kind(&self, asked: &Asked<'_, '_>, word: &str, example: &str) -> Evaluated {
        let (Some(kind), Some(name)) = (asked.step(0), asked.step(1)) else {
            return Err(asked.unknown_name(
                word,
                format!("name kind and name behind it, as in `{word}.{example}`"),
            ));
        };
        let key = format!("{word}.{kind}.{name}");
        let home = self.home(asked.at.home);
        if home.program.blocks.contains_key(&key) {
            return self.instances(asked.machine, asked.at.home, &key);
        }
        let known = known(asked.machine, &home.program, &format!("{word}."), name);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Err(self.unresolved(asked, &key, 2, &known))
    }

    fn planned(&self, asked: &Asked<'_, '_>, word: &str) -> Reported {
        let declared = asked.step(0).map(|name| format!("{word}.{name}"));
        let home = self.home(asked.at.home);
        if declared.is_some_and(|key| home.program.refused.contains(&key)) {
            return Reported;
        }
        asked
            .machine
            .report(super::declare::not_yet(&format!("`{word}` references"), asked.place()))
    }
}

/// Declared blocks of a kind, or those of any kind that have the name.
fn known(machine: &Machine<'_>, program: &Program<'_>, prefix: &str, name: &str) -> Vec<String> {
    // Looking through all names for each of very many problems would take for ever.
    if machine.is_busy() {
        return Vec::new();
    }
    let keys = || program.blocks.keys();
    let own: Vec<String> = keys().filter(|key| key.starts_with(prefix)).cloned().collect();
    let ending = format!(".{name}");
    if own.is_empty() {
        return keys().filter(|key| key.ends_with(&ending)).cloned().collect();
    }
    own
}
