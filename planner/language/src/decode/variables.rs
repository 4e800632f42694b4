//! Variables: where their values come from, their types, and what they must meet.
//!
//! The command line beats value files, those the stage's `vars`, and those the default.
use super::conditions::unmet;
use super::declare::{Given, Head, Program, attribute_place, head_place, key_place};
use super::decoder::Decoder;
use super::home::{Home, input};
use super::memo::Node;
use crate::eval::types::Type;
use crate::eval::{Evaluated, Machine, Reported, Scope, secret};
use crate::parse::Piece;
use crate::source::Origin;
use crate::words;
use cutover_schemas::diagnostic::{Diagnostic, Place, did_you_mean};
use cutover_schemas::value::{Attrs, Value};
use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Structure;
use std::collections::BTreeMap;

/// What to say when a variable's value names something.
const PLAIN: &str =
    "the value of a variable is plain: a text in quotes, a number, a list, an object";

/// Values of the files of values, by variable; the last file wins.
pub(crate) fn files<'s>(
    pieces: &'s [Piece<'s>],
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Given<'s>> {
    let mut given = BTreeMap::new();
    for piece in pieces {
        for structure in &piece.body {
            match structure {
                Structure::Attribute(attribute) => {
                    given.insert(
                        attribute.key.as_str().to_owned(),
                        Given {
                            origin: piece.origin,
                            expression: &attribute.value,
                            place: key_place(&piece.origin, attribute),
                        },
                    );
                }
                Structure::Block(block) => problems.push(
                    Diagnostic::error("spec/unknown-block", "a file of values has no blocks")
                        .at(head_place(&piece.origin, block))
                        .help("it holds only lines like `name = value`"),
                ),
            }
        }
    }
    given
}

impl<'s> Decoder<'s> {
    pub(crate) fn variable(
        &self,
        machine: &Machine<'_>,
        home: &Home<'s>,
        name: &str,
        place: &Place,
    ) -> Evaluated {
        let Some((name, head)) = home.program.variables.get_key_value(name) else {
            return Err(undeclared(machine, &home.program, name, place.clone()));
        };
        let node = Node::Variable(home.module(), (*name).to_owned());
        self.memo.get(machine, &node, &head.place(), || {
            let value = self.variable_value(machine, home, name, head)?;
            let sensitive = sensitive(machine, head)?;
            let value = if sensitive { secret(value) } else { value };
            machine.charge(value, || head.place())
        })
    }

    fn variable_value(
        &self,
        machine: &Machine<'_>,
        home: &Home<'s>,
        name: &str,
        head: &Head<'s>,
    ) -> Evaluated {
        let ty = match head.attribute("type") {
            Some(attribute) => machine.parse_type(&Scope::new(head.origin), &attribute.value)?,
            None => Type::Any,
        };
        let nullable = match head.attribute("nullable") {
            Some(attribute) => machine.condition(&Scope::new(head.origin), &attribute.value)?.0,
            None => true,
        };
        let (mut value, mut place) = self.source(machine, home, name, head, &ty)?;
        if value.is_null() && !nullable && home.given(name).is_some() {
            // As in Terraform: `null` asks a variable that can't be null for its default.
            (value, place) = default(machine, home, name, head)?;
        }
        if value.is_null() && !nullable {
            return Err(machine.report(
                Diagnostic::error("spec/bad-variable", format!("`var.{name}` can't be null"))
                    .at(place),
            ));
        }
        ty.convert(&value).map_err(|why| {
            machine.report(
                Diagnostic::error(
                    "spec/bad-variable",
                    format!("the value of `var.{name}` doesn't fit its type: {why}"),
                )
                .at(place)
                .related(head.place(), "declared here"),
            )
        })
    }

    /// The strongest value there is, and where it stands.
    fn source(
        &self,
        machine: &Machine<'_>,
        home: &Home<'s>,
        name: &str,
        head: &Head<'s>,
        ty: &Type,
    ) -> Result<(Value, Place), Reported> {
        if home.owner.is_some() {
            let given = input(machine, home, name);
            return given.unwrap_or_else(|| default(machine, home, name, head));
        }
        if let Some(text) = self.plain.get(name)
            && matches!(ty, Type::Text | Type::Any)
        {
            return Ok((Value::text(text.as_str()), head.place()));
        }
        let none = Attrs::new();
        let strongest = self.given.iter().find_map(|level| level.get(name));
        if let Some(given) = strongest {
            let scope = Scope { only: Some((&none, PLAIN)), ..Scope::new(given.origin) };
            return Ok((machine.eval(&scope, given.expression)?, given.place.clone()));
        }
        if let Some(stage) = &self.stage {
            let vars = self.setting(machine, "stage", "vars")?;
            let place = stage
                .attribute("vars")
                .map_or_else(|| stage.place(), |vars| attribute_place(&stage.origin, vars));
            if let Some(value) = vars.as_map().and_then(|vars| vars.get(name)) {
                return Ok((value.clone(), place));
            }
        }
        default(machine, home, name, head)
    }

    /// Evaluates every variable of the stack or of an instance of a module, and checks what it must meet.
    pub(crate) fn variables(&self, machine: &Machine<'_>, home: &Home<'s>) -> Attrs {
        let mut values = Attrs::new();
        for (name, head) in &home.program.variables {
            if let Ok(value) = self.variable(machine, home, name, &head.place()) {
                values.insert((*name).to_owned(), value);
                self.validations(machine, home, name, head);
            }
        }
        values
    }

    /// Checks what was given from outside without being declared.
    pub(crate) fn given_but_undeclared(&self, machine: &Machine<'_>) {
        let program = &self.root.program;
        let known = |name: &str| program.variables.contains_key(name);
        for (name, given) in self.given.iter().flatten().filter(|(name, _)| !known(name)) {
            undeclared(machine, program, name, given.place.clone());
        }
        for name in self.plain.keys().filter(|name| !known(name)) {
            let given_in_file = self.given.iter().any(|level| level.contains_key(name));
            if !given_in_file && !program.incomplete {
                let known: Vec<&str> = program.variables.keys().copied().collect();
                machine.report(
                    Diagnostic::error(
                        "spec/unknown-variable",
                        format!("`--var {name}` gives a variable that is not declared"),
                    )
                    .help(words::suggest(
                        name,
                        &known,
                        "the stack declares no variables",
                    )),
                );
            }
        }
        let Some(stage) = &self.stage else { return };
        let (Ok(vars), Some(attribute)) =
            (self.setting(machine, "stage", "vars"), stage.attribute("vars"))
        else {
            return;
        };
        let place = attribute_place(&stage.origin, attribute);
        match vars.as_map() {
            Some(entries) => {
                for name in entries.keys().filter(|name| !known(name)) {
                    undeclared(machine, program, name, place.clone());
                }
            }
            None => {
                machine.report(
                    Diagnostic::error("spec/wrong-type", "`vars` is an object: names and values")
                        .at(place),
                );
            }
        }
    }

    fn validations(&self, machine: &Machine<'_>, home: &Home<'s>, name: &str, head: &Head<'s>) {
        for block in head.blocks("validation") {
            let scope = Scope::new(head.origin);
            let Some((words, place)) = unmet(machine, &scope, &head.origin, block) else {
                continue;
            };
            let told = Diagnostic::error(
                "spec/bad-variable",
                format!("`var.{name}` is not valid: {words}"),
            );
            machine.report(
                told.at(self.where_given(home, name, head)).related(place, "this must be true"),
            );
        }
    }

    fn where_given(&self, home: &Home<'s>, name: &str, head: &Head<'s>) -> Place {
        if home.owner.is_some() {
            let given = home.given(name);
            return given.map_or_else(
                || head.place(),
                |(owner, attribute)| attribute_place(&owner.head.origin, attribute),
            );
        }
        let given = self.given.iter().find_map(|level| level.get(name));
        given.map_or_else(|| head.place(), |given| given.place.clone())
    }
}

fn sensitive(machine: &Machine<'_>, head: &Head<'_>) -> Result<bool, Reported> {
    let Some(attribute) = head.attribute("sensitive") else {
        return Ok(false);
    };
    Ok(machine.condition(&Scope::new(head.origin), &attribute.value)?.0)
}

/// A value from the command line, as an expression where it is one.
pub(crate) fn command_line<'s>(origin: Origin<'s>, expression: &'s Expression) -> Given<'s> {
    Given { origin, expression, place: origin.place(expression.span()) }
}

fn undeclared(machine: &Machine<'_>, program: &Program<'_>, name: &str, place: Place) -> Reported {
    if program.incomplete || program.refused.contains(&format!("variable.{name}")) {
        return Reported;
    }
    let known: Vec<&str> = program.variables.keys().copied().collect();
    let help = match did_you_mean(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("declare it: `variable \"{name}\" {{ ... }}`"),
    };
    machine.report(
        Diagnostic::error("spec/unknown-variable", format!("there is no variable `{name}`"))
            .at(place)
            .help(help),
    )
}

/// The value that a variable has by itself.
fn default(
    machine: &Machine<'_>,
    home: &Home<'_>,
    name: &str,
    head: &Head<'_>,
) -> Result<(Value, Place), Reported> {
    let none = Attrs::new();
    if let Some(default) = head.attribute("default") {
        let scope = Scope { only: Some((&none, PLAIN)), ..Scope::new(head.origin) };
        let value = machine.eval(&scope, &default.value)?;
        return Ok((value, attribute_place(&head.origin, default)));
    }
    let told = |message: String| Diagnostic::error("spec/missing-variable", message);
    Err(machine.report(match &home.owner {
        Some(owner) => told(format!("`{}` lacks a value for its variable `{name}`", owner.address))
            .at(owner.head.place())
            .label(format!("`{name}` is missing"))
            .related(head.place(), "declared here, without a default")
            .help(format!("add `{name} = ...`")),
        None => told(format!("the variable `{name}` has no value"))
            .at(head.place())
            .label("no default here")
            .help(format!(
                "give it with `--var {name}=VALUE`, in a file for `--var-file`, in `vars` of the stage, or with a `default`"
            )),
    }))
}
