//! Values against the types of the block table: what fits, in canonical form, or what is wrong.
use super::spot::Spot;
use super::units;
use crate::eval::{self, Evaluated, Machine, Reported, Scope, described, operators, secret};
use crate::words;
use cutover_schemas::address::Address;
use cutover_schemas::canonical;
use cutover_schemas::describe::short_words;
use cutover_schemas::diagnostic::{Diagnostic, did_you_mean};
use cutover_schemas::table::{Absent, Attr, Flavour, Type};
use cutover_schemas::units as print;
use cutover_schemas::value::{Attrs, Value};
use hcl_edit::structure::Attribute;

/// An attribute's value, typed; `null` where it says so.
pub(crate) fn value(
    machine: &Machine<'_>,
    scope: &Scope<'_>,
    attribute: &Attribute,
    row: &Attr,
) -> Evaluated {
    let given = machine.eval(scope, &attribute.value)?;
    if given.is_null() {
        return Ok(Value::Null);
    }
    let spot = Spot::new(scope.origin, &attribute.value, row.name);
    Fit { machine }.row(row, given, &spot)
}

/// The same for an attribute that may not be written, completed with its default.
pub(crate) fn written(
    machine: &Machine<'_>,
    scope: &Scope<'_>,
    attribute: Option<&Attribute>,
    row: &Attr,
) -> Evaluated {
    let given = match attribute {
        Some(attribute) => value(machine, scope, attribute, row)?,
        None => Value::Null,
    };
    Ok(if given.is_null() { canonical::absent(row) } else { canonical::canonical(&row.ty, &given) })
}

/// Fits values to types.
#[derive(Clone, Copy)]
struct Fit<'f, 'm> {
    machine: &'f Machine<'m>,
}

impl Fit<'_, '_> {
    fn row(self, row: &Attr, value: Value, spot: &Spot<'_>) -> Evaluated {
        let value = self.fit(&row.ty, value, spot)?;
        match row.flags.range {
            Some(range) => self.in_range(&row.ty, range, value, spot),
            None => Ok(value),
        }
    }

    fn wrong(self, ty: &Type, value: &Value, spot: &Spot<'_>) -> Reported {
        // A field stands where a whole block is wanted: that it is not known yet is not the point.
        let beside = matches!(value, Value::List(_) | Value::Map(_))
            || (matches!(ty, Type::Reference(_)) && matches!(value, Value::Output { .. }));
        if let Some(name) = eval::first_unknown(value).filter(|_| !beside) {
            return self.machine.unknown(&name, &format!("`{}`", spot.name), spot.place.clone());
        }
        let told = Diagnostic::error(
            "spec/wrong-type",
            format!("`{}` is {}, this is {}", spot.name, wanted(ty), shown(value)),
        )
        .at(spot.place.clone())
        .label(in_short(value));
        let help = hint(ty, value);
        self.machine.report(match help {
            Some(help) => told.help(help),
            None => told,
        })
    }

    fn fit(self, ty: &Type, value: Value, spot: &Spot<'_>) -> Evaluated {
        if let Value::Secret(inner) = value {
            return self.hidden(ty, *inner, spot);
        }
        let unknown = matches!(value, Value::Output { .. } | Value::Template(_));
        match ty {
            Type::Any => Ok(value),
            Type::Text if unknown => Ok(value),
            Type::Text => operators::as_text(&value)
                .map(Value::Text)
                .ok_or_else(|| self.wrong(ty, &value, spot)),
            Type::Bool => operators::as_bool(&value)
                .map(Value::Bool)
                .ok_or_else(|| self.wrong(ty, &value, spot)),
            Type::Int => match operators::as_number(&value) {
                Some(whole @ Value::Int(_)) => Ok(whole),
                _ => Err(self.wrong(ty, &value, spot)),
            },
            Type::Number => {
                operators::as_number(&value).ok_or_else(|| self.wrong(ty, &value, spot))
            }
            Type::Enum(words) => self.word(words, &value, spot),
            Type::Duration => self.unit(units::duration(&value), ty, &value, spot),
            Type::Millis => self.unit(units::millis(&value), ty, &value, spot),
            Type::Share => self.unit(units::share(&value), ty, &value, spot),
            Type::Arn => self.arn(value, spot),
            Type::Document(flavour) => self.document(*flavour, value, spot),
            Type::List(item) | Type::Set(item) => match value {
                Value::List(items) => self.items(ty, item, items, spot),
                other => Err(self.wrong(ty, &other, spot)),
            },
            Type::Map(item) => match value {
                Value::Map(entries) => self.entries(item, entries, spot),
                other => Err(self.wrong(ty, &other, spot)),
            },
            Type::Object(rows) => match value {
                Value::Map(entries) => self.object(rows, entries, spot),
                other => Err(self.wrong(ty, &other, spot)),
            },
            Type::Reference(words) => match &value {
                Value::Reference(address) if words.contains(&kind_word(address).as_str()) => {
                    Ok(value)
                }
                _ => Err(self.wrong(ty, &value, spot)),
            },
            Type::Either(types) => self.either(types, value, spot),
        }
    }

    /// A sensitive value, which no message may quote.
    fn hidden(self, ty: &Type, value: Value, spot: &Spot<'_>) -> Evaluated {
        let fitted = self.machine.trying(true, || self.fit(ty, value, spot));
        fitted.map(secret).map_err(|_| {
            self.machine.report(
                Diagnostic::error(
                    "spec/wrong-type",
                    format!("`{}` is {}, this sensitive value isn't", spot.name, wanted(ty)),
                )
                .at(spot.place.clone()),
            )
        })
    }

    fn word(self, words: &[&'static str], value: &Value, spot: &Spot<'_>) -> Evaluated {
        let Some(text) = value.as_text() else {
            return Err(self.wrong(&Type::Text, value, spot));
        };
        if words.contains(&text) {
            return Ok(Value::text(text));
        }
        let all = words::list(short_words(words));
        let help = match did_you_mean(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? Possible are {all}"),
            None => format!("possible are {all}"),
        };
        Err(self.machine.report(
            Diagnostic::error("spec/bad-word", format!("`{}` can't be `{text}`", spot.name))
                .at(spot.place.clone())
                .help(help),
        ))
    }

    fn unit(
        self,
        read: Result<i64, units::Refused>,
        ty: &Type,
        value: &Value,
        spot: &Spot<'_>,
    ) -> Evaluated {
        read.map(Value::Int).map_err(|refused| match refused {
            units::Refused::Type => self.wrong(ty, value, spot),
            units::Refused::Bad { code, message, help } => self.machine.report(
                Diagnostic::error(code, format!("`{}`: {message}", spot.name))
                    .at(spot.place.clone())
                    .help(help),
            ),
        })
    }

    fn arn(self, value: Value, spot: &Spot<'_>) -> Evaluated {
        match &value {
            Value::Output { .. } | Value::Template(_) => Ok(value),
            Value::Reference(address) => Ok(Value::output(address.clone(), "arn")),
            Value::Text(text) if text == "*" || text.starts_with("arn:") => Ok(value),
            Value::Text(text) => Err(self.machine.report(
                Diagnostic::error("spec/bad-arn", format!("`{}`: `{text}` is no ARN", spot.name))
                    .at(spot.place.clone())
                    .help("an ARN begins with `arn:`; a reference such as `queue.jobs` stands for the ARN of what it names"),
            )),
            other => Err(self.wrong(&Type::Arn, other, spot)),
        }
    }

    fn document(self, flavour: Flavour, value: Value, spot: &Spot<'_>) -> Evaluated {
        let ty = Type::Document(flavour);
        match value {
            Value::Map(_) | Value::Template(_) | Value::Output { .. } => Ok(value),
            Value::Text(text) if serde_json::from_str::<serde_json::Value>(&text).is_ok() => {
                Ok(Value::Text(text))
            }
            other => Err(self.wrong(&ty, &other, spot)),
        }
    }

    fn items(self, ty: &Type, item: &Type, items: Vec<Value>, spot: &Spot<'_>) -> Evaluated {
        let mut fitted = Vec::with_capacity(items.len());
        let mut failed = None;
        for (at, one) in items.into_iter().enumerate() {
            match self.fit(item, one, &spot.item(at)) {
                Ok(one) => fitted.push(one),
                Err(reported) => failed = Some(reported),
            }
        }
        if matches!(ty, Type::Set(_)) {
            fitted.sort();
            fitted.dedup();
        }
        failed.map_or(Ok(Value::List(fitted)), Err)
    }

    /// Entries that are `null` stay, so that they can remove a default.
    fn entries(self, item: &Type, entries: Attrs, spot: &Spot<'_>) -> Evaluated {
        let mut fitted = Attrs::new();
        let mut failed = None;
        for (key, one) in entries {
            if one.is_null() {
                fitted.insert(key, Value::Null);
                continue;
            }
            match self.fit(item, one, &spot.entry(&key)) {
                Ok(one) => {
                    fitted.insert(key, one);
                }
                Err(reported) => failed = Some(reported),
            }
        }
        failed.map_or(Ok(Value::Map(fitted)), Err)
    }

    fn object(self, rows: &[Attr], mut entries: Attrs, spot: &Spot<'_>) -> Evaluated {
        let mut fitted = Attrs::new();
        let mut failed = None;
        for row in rows {
            match entries.remove(row.name).filter(|value| !value.is_null()) {
                Some(value) => match self.row(row, value, &spot.entry(row.name)) {
                    Ok(value) => {
                        fitted.insert(row.name.to_owned(), value);
                    }
                    Err(reported) => failed = Some(reported),
                },
                None if matches!(row.flags.absent, Absent::Required) => {
                    failed = Some(
                        self.machine.report(
                            Diagnostic::error(
                                "spec/missing-attribute",
                                format!("`{}` lacks `{}`", spot.name, row.name),
                            )
                            .at(spot.place.clone())
                            .label(format!("`{}` is missing", row.name))
                            .help(format!(
                                "add `{} = ...`: {}",
                                row.name,
                                row.doc.trim()
                            )),
                        ),
                    );
                }
                None => {}
            }
        }
        let known: Vec<&str> = rows.iter().map(|row| row.name).collect();
        for key in entries.keys() {
            failed = Some(
                self.machine.report(
                    Diagnostic::error(
                        "spec/unknown-attribute",
                        format!("`{}` has no attribute `{key}`", spot.name),
                    )
                    .at(spot.key_place(key))
                    .label("unknown attribute")
                    .help(words::suggest(key, &known, "")),
                ),
            );
        }
        failed.map_or_else(|| Ok(Value::Map(canonical::complete_rows(rows, &fitted))), Err)
    }

    fn either(self, types: &[Type], value: Value, spot: &Spot<'_>) -> Evaluated {
        for ty in types {
            if let Ok(fitted) = self.machine.trying(true, || self.fit(ty, value.clone(), spot)) {
                return Ok(fitted);
            }
        }
        let all: Vec<String> = types.iter().map(wanted).collect();
        let told = Diagnostic::error(
            "spec/wrong-type",
            format!("`{}` is {}, this is {}", spot.name, all.join(" or "), shown(&value)),
        )
        .at(spot.place.clone())
        .label(in_short(&value));
        let help = types.iter().find_map(|ty| hint(ty, &value));
        Err(self.machine.report(match help {
            Some(help) => told.help(help),
            None => told,
        }))
    }

    fn in_range(
        self,
        ty: &Type,
        (least, most): (i64, i64),
        value: Value,
        spot: &Spot<'_>,
    ) -> Evaluated {
        let measured = match (&value, ty) {
            (Value::Int(n), _) => Some(*n),
            (Value::Text(text), Type::Text) => i64::try_from(text.chars().count()).ok(),
            _ => None,
        };
        let Some(measured) = measured.filter(|n| *n < least || *n > most) else {
            return Ok(value);
        };
        let print = |n: i64| match ty {
            Type::Duration => print::print_seconds(n),
            Type::Millis => print::print_millis(n),
            Type::Share => print::print_share(n),
            _ => n.to_string(),
        };
        let (what, allowed) = if matches!(ty, Type::Text) {
            let allowed = if least == most {
                format!("exactly {least} characters")
            } else {
                format!("{least} to {most} characters")
            };
            (format!("`{}` has {measured} characters", spot.name), allowed)
        } else {
            (
                format!("`{}` is {}", spot.name, print(measured)),
                format!("{} to {}", print(least), print(most)),
            )
        };
        Err(self.machine.report(
            Diagnostic::error("spec/out-of-range", format!("{what}, possible is {allowed}"))
                .at(spot.place.clone())
                .label("out of range")
                .help(format!("choose {allowed}")),
        ))
    }
}

/// The word by which types name the kind of a block.
fn kind_word(address: &Address) -> String {
    match address.kind() {
        "existing" => format!("existing.{}", address.name()),
        kind => kind.to_owned(),
    }
}

fn wanted(ty: &Type) -> String {
    match ty {
        Type::Bool => "true or false".to_owned(),
        Type::Int => "a whole number".to_owned(),
        Type::Number => "a number".to_owned(),
        Type::Text => "a text".to_owned(),
        Type::Enum(words) => format!("one of {}", words::list(words.iter().copied())),
        Type::Duration | Type::Millis => "a duration".to_owned(),
        Type::Share => "a share".to_owned(),
        Type::Arn => "an ARN".to_owned(),
        Type::Document(_) => "a JSON document".to_owned(),
        Type::List(_) => "a list".to_owned(),
        Type::Set(_) => "a list without order".to_owned(),
        Type::Map(_) | Type::Object(_) => "an object".to_owned(),
        Type::Reference(words) => {
            let examples: Vec<String> = words.iter().map(|word| format!("`{word}.NAME`")).collect();
            format!("a reference {}", examples.join(" or "))
        }
        Type::Either(types) => types.iter().map(wanted).collect::<Vec<_>>().join(" or "),
        Type::Any => "anything".to_owned(),
    }
}

/// What a value is, with the value itself where it is short. Never called with what is sensitive.
fn shown(value: &Value) -> String {
    if let Value::Output { address, field } = value {
        return format!("the field `{address}.{field}`");
    }
    match operators::as_text(value) {
        Some(text) if text.len() <= 40 && !matches!(value, Value::Bool(_)) => {
            format!("{} `{text}`", described(value).replacen("a ", "the ", 1))
        }
        Some(text) if matches!(value, Value::Bool(_)) => format!("`{text}`"),
        _ => described(value),
    }
}

fn in_short(value: &Value) -> String {
    match value {
        Value::Output { .. } => "a field".to_owned(),
        _ => described(value),
    }
}

fn hint(ty: &Type, value: &Value) -> Option<String> {
    Some(match (ty, value) {
        (Type::Duration | Type::Millis, _) => "a duration has a unit: `\"500ms\"`, `\"15s\"`, `\"5m\"`, `\"4h\"`, `\"30d\"`; a bare number is seconds".to_owned(),
        (Type::Share, _) => "a share is written `\"5%\"` or as a fraction such as `0.05`".to_owned(),
        (Type::Int, Value::Text(text)) if text.ends_with(['B', 'b']) => "sizes are whole numbers, without a unit".to_owned(),
        (Type::Text, Value::Reference(address)) => format!("name one of its fields, as in `{address}.arn`"),
        (Type::Reference(_), Value::Map(items)) if items.values().all(|item| matches!(item, Value::Reference(_))) => {
            let key = items.keys().next().map_or("key", String::as_str);
            format!("the block has `for_each`: choose one with `[\"{key}\"]`")
        }
        (Type::Reference(_), Value::List(items)) if items.iter().all(|item| matches!(item, Value::Reference(_))) => {
            "the block has `count`: choose one with `[0]`".to_owned()
        }
        (Type::Reference(_), Value::Text(_)) => "a reference is written without quotes".to_owned(),
        (Type::Reference(_), Value::Output { address, .. }) => {
            format!("name the whole block: `{address}`")
        }
        (Type::List(_) | Type::Set(_), Value::Text(_) | Value::Reference(_)) => "put it in brackets: `[ ... ]`".to_owned(),
        _ => return None,
    })
}
