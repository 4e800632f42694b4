//! Names and the steps behind them: `.field`, `[index]`, `[*]`.
use super::{Evaluated, Machine, Reported, Root, Scope, described, operators, remark, unmark};
use cutover_schemas::diagnostic::{Diagnostic, Place, did_you_mean};
use cutover_schemas::value::{Attrs, Value};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::repr::Decorated;
use std::ops::Range;

type Steps = [Decorated<TraversalOperator>];

impl Machine<'_> {
    pub(super) fn traversal(&self, scope: &Scope<'_>, traversal: &Traversal) -> Evaluated {
        if let Expression::Variable(name) = &traversal.expr {
            let span = traversal.span().or_else(|| name.span());
            return self.named(scope, name.as_str(), &traversal.operators, span);
        }
        let base = self.eval(scope, &traversal.expr)?;
        self.steps(scope, base, &traversal.operators)
    }

    /// A name and its steps.
    pub(super) fn named(
        &self,
        scope: &Scope<'_>,
        word: &str,
        steps: &Steps,
        span: Option<Range<usize>>,
    ) -> Evaluated {
        let place = || scope.origin.place(span.clone());
        if let Some(value) = scope.binding(word) {
            let value = self.charge(value.clone(), place)?;
            return self.steps(scope, value, steps);
        }
        if let Some((only, otherwise)) = scope.only {
            return match only.get(word) {
                Some(value) => {
                    let value = self.charge(value.clone(), place)?;
                    self.steps(scope, value, steps)
                }
                None => Err(self.not_among(only, word, otherwise, place())),
            };
        }
        let root = Root { word, steps, span: span.clone() };
        let (value, used) = self.names.root(self, &scope.origin, &root)?;
        let value = self.charge(value, place)?;
        self.steps(scope, value, steps.get(used..).unwrap_or_default())
    }

    fn not_among(&self, only: &Attrs, word: &str, otherwise: &str, place: Place) -> Reported {
        let help = match did_you_mean(word, only.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => otherwise.to_owned(),
        };
        let message = format!("`{word}` names nothing here");
        self.report(Diagnostic::error("spec/unknown-name", message).at(place).help(help))
    }

    fn steps(&self, scope: &Scope<'_>, base: Value, steps: &Steps) -> Evaluated {
        let mut value = base;
        let mut rest = steps;
        while let Some((step, after)) = rest.split_first() {
            let taken = match step.value() {
                TraversalOperator::AttrSplat(_) => dotted(after),
                // All that follows, further splats too.
                TraversalOperator::FullSplat(_) => after.len(),
                _ => {
                    value = self.step(scope, value, step)?;
                    rest = after;
                    continue;
                }
            };
            let inner = after.get(..taken).unwrap_or_default();
            value = self.splat(scope, value, inner)?;
            rest = after.get(taken..).unwrap_or_default();
        }
        Ok(value)
    }

    fn splat(&self, scope: &Scope<'_>, value: Value, steps: &Steps) -> Evaluated {
        let (value, marked) = unmark(value);
        let items = match value {
            Value::Null => Vec::new(),
            Value::List(items) => items,
            one => vec![one],
        };
        let items: Result<Vec<Value>, Reported> =
            items.into_iter().map(|item| self.steps(scope, remark(item, marked), steps)).collect();
        Ok(remark(Value::List(items?), marked))
    }

    fn step(
        &self,
        scope: &Scope<'_>,
        value: Value,
        step: &Decorated<TraversalOperator>,
    ) -> Evaluated {
        let place = scope.origin.place(step.span());
        let (value, marked) = unmark(value);
        let (result, secret) = match step.value() {
            TraversalOperator::GetAttr(name) => {
                let name = name.as_str();
                (
                    self.quietly(marked, &place, || self.attribute(&value, name, place.clone()))?,
                    false,
                )
            }
            TraversalOperator::LegacyIndex(index) => {
                let index = Value::Int(i64::try_from(*index.value()).unwrap_or(i64::MAX));
                (self.quietly(marked, &place, || self.index(&value, &index, place.clone()))?, false)
            }
            TraversalOperator::Index(expression) => {
                let (key, secret) = unmark(self.eval(scope, expression)?);
                let hidden = marked || secret;
                (self.quietly(hidden, &place, || self.index(&value, &key, place.clone()))?, secret)
            }
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => (value, false),
        };
        Ok(remark(result, marked || secret))
    }

    /// Takes a step into a value or with a key that no message may quote.
    fn quietly(&self, hidden: bool, place: &Place, step: impl FnOnce() -> Evaluated) -> Evaluated {
        if !hidden {
            return step();
        }
        self.trying(true, step).map_err(|_| {
            let message = "a sensitive value or index leads to nothing here";
            self.report(Diagnostic::error("spec/no-entry", message).at(place.clone()))
        })
    }

    /// `value.name`.
    fn attribute(&self, value: &Value, name: &str, place: Place) -> Evaluated {
        match value {
            Value::Map(entries) => match entries.get(name) {
                Some(entry) => Ok(entry.clone()),
                None => Err(self.no_entry(entries, name, place)),
            },
            Value::Reference(address) => self.names.field(self, address, name, place),
            Value::Secret(inner) => Ok(super::secret(self.attribute(inner, name, place)?)),
            other => {
                let told = Diagnostic::error(
                    "spec/wrong-type",
                    format!("`.{name}` needs an object, this is {}", described(other)),
                )
                .at(place);
                Err(self.report(match other {
                    Value::List(_) => told.help(format!(
                        "`[*].{name}` takes it from each item, `[0].{name}` from the first"
                    )),
                    Value::Null => told.help(format!("`try(x.{name}, null)` allows for null")),
                    _ => told,
                }))
            }
        }
    }

    /// `value[key]`.
    fn index(&self, value: &Value, key: &Value, place: Place) -> Evaluated {
        if let Some(name) = super::first_unknown(key) {
            return Err(self.unknown(&name, "an index", place));
        }
        match value {
            Value::List(items) => {
                let Some(Value::Int(index)) = operators::as_number(key) else {
                    return Err(self.bad_key("a list", "a whole number", key, place));
                };
                let item = usize::try_from(index).ok().and_then(|at| items.get(at));
                item.cloned().ok_or_else(|| {
                    self.report(
                        Diagnostic::error(
                            "spec/no-entry",
                            format!(
                                "there is no item {index}: the list has {}",
                                count(items.len())
                            ),
                        )
                        .at(place)
                        .help("items count from 0"),
                    )
                })
            }
            Value::Map(entries) => match operators::as_text(key) {
                Some(name) => match entries.get(&name) {
                    Some(entry) => Ok(entry.clone()),
                    None => Err(self.no_entry(entries, &name, place)),
                },
                None => Err(self.bad_key("an object", "a text", key, place)),
            },
            Value::Secret(inner) => Ok(super::secret(self.index(inner, key, place)?)),
            Value::Reference(address) => Err(self.report(
                Diagnostic::error(
                    "spec/no-entry",
                    format!("`{address}` has neither `for_each` nor `count`, so it has no keys"),
                )
                .at(place)
                .help(format!("write `{address}` without `[...]`")),
            )),
            other => Err(self.report(
                Diagnostic::error(
                    "spec/wrong-type",
                    format!("`[...]` needs a list or an object, this is {}", described(other)),
                )
                .at(place),
            )),
        }
    }

    fn bad_key(&self, what: &str, wanted: &str, key: &Value, place: Place) -> Reported {
        self.report(
            Diagnostic::error(
                "spec/wrong-type",
                format!("{what} is indexed by {wanted}, this is {}", described(key)),
            )
            .at(place),
        )
    }

    fn no_entry(&self, entries: &Attrs, name: &str, place: Place) -> Reported {
        let told =
            Diagnostic::error("spec/no-entry", format!("there is no `{name}` here")).at(place);
        let help = match did_you_mean(name, entries.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if entries.is_empty() => "the object is empty".to_owned(),
            None => format!("there are {}", crate::words::list(entries.keys().map(String::as_str))),
        };
        self.report(told.help(help))
    }
}

fn count(items: usize) -> String {
    match items {
        0 => "no items".to_owned(),
        1 => "1 item".to_owned(),
        n => format!("{n} items"),
    }
}

/// How many steps `.*` applies to each item: names and numbers behind dots.
fn dotted(steps: &Steps) -> usize {
    let dotted = |step: &&Decorated<TraversalOperator>| {
        matches!(step.value(), TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_))
    };
    steps.iter().take_while(dotted).count()
}
