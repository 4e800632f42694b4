//! Types of variables: `string`, `list(number)`, `object({ a = optional(string, "x") })`.
use super::{Machine, Reported, Scope, described, operators};
use cutover_schemas::diagnostic::{Diagnostic, did_you_mean};
use cutover_schemas::value::{Attrs, Value};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, FuncCall, ObjectKey};
use std::collections::BTreeMap;

/// A variable's type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Any,
    Text,
    Number,
    Bool,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Object(BTreeMap<String, Field>),
    Tuple(Vec<Type>),
}

/// One attribute of an object type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    ty: Type,
    /// `Some` when it may be left out.
    default: Option<Value>,
}

const WORDS: &[&str] =
    &["any", "string", "number", "bool", "list", "set", "map", "object", "tuple", "optional"];

/// The words of other languages.
const OTHERS: &[(&str, &str)] = &[
    ("array", "list"),
    ("boolean", "bool"),
    ("dict", "map"),
    ("float", "number"),
    ("int", "number"),
    ("integer", "number"),
    ("str", "string"),
    ("text", "string"),
];

fn meant(word: &str) -> Option<&'static str> {
    let other = OTHERS.iter().find(|(there, _)| *there == word).map(|(_, here)| *here);
    other.or_else(|| did_you_mean(word, WORDS.iter().copied()))
}

impl Machine<'_> {
    /// Reads a type.
    pub(crate) fn parse_type(
        &self,
        scope: &Scope<'_>,
        expression: &Expression,
    ) -> Result<Type, Reported> {
        match expression {
            Expression::Variable(name) => match name.as_str() {
                "any" => return Ok(Type::Any),
                "string" => return Ok(Type::Text),
                "number" => return Ok(Type::Number),
                "bool" => return Ok(Type::Bool),
                _ => {}
            },
            Expression::Parenthesis(inner) => return self.parse_type(scope, inner.inner()),
            Expression::FuncCall(call) => {
                if let Some(ty) = self.compound(scope, call)? {
                    return Ok(ty);
                }
            }
            _ => {}
        }
        Err(self.bad_type(scope, expression))
    }

    fn bad_type(&self, scope: &Scope<'_>, expression: &Expression) -> Reported {
        let word = match expression {
            Expression::Variable(name) => name.as_str(),
            Expression::String(text) => text.as_str(),
            Expression::FuncCall(call) => call.name.name.as_str(),
            _ => "",
        };
        let quoted = matches!(expression, Expression::String(_));
        let help = match meant(word) {
            Some("optional") => "`optional(T)` stands for an attribute inside of `object({ ... })`; a variable may be left out when it has a `default`".to_owned(),
            Some(outer @ ("list" | "set" | "map")) => format!("say of what it is, as in `{outer}(string)`; `{outer}(any)` takes all"),
            Some("object") => "say what it holds, as in `object({ name = string })`".to_owned(),
            Some("tuple") => "say what it holds, as in `tuple([string, number])`".to_owned(),
            Some(near) if quoted => format!("types have no quotes: `{near}`"),
            Some(near) => format!("did you mean `{near}`?"),
            None => "types are string, number, bool, any, list(T), set(T), map(T), object({ name = T }) and tuple([T])".to_owned(),
        };
        self.report(
            Diagnostic::error("spec/bad-type", "this is no type")
                .at(scope.origin.place(expression.span()))
                .help(help),
        )
    }

    fn compound(&self, scope: &Scope<'_>, call: &FuncCall) -> Result<Option<Type>, Reported> {
        let only = call.args.get(0).filter(|_| call.args.len() == 1);
        Ok(match (call.name.name.as_str(), only) {
            ("list", Some(item)) => Some(Type::List(Box::new(self.parse_type(scope, item)?))),
            ("set", Some(item)) => Some(Type::Set(Box::new(self.parse_type(scope, item)?))),
            ("map", Some(item)) => Some(Type::Map(Box::new(self.parse_type(scope, item)?))),
            ("tuple", Some(Expression::Array(items))) => {
                let types: Result<Vec<Type>, Reported> =
                    items.iter().map(|item| self.parse_type(scope, item)).collect();
                Some(Type::Tuple(types?))
            }
            ("object", Some(Expression::Object(fields))) => {
                let mut types = BTreeMap::new();
                for (key, value) in fields {
                    let name = match key {
                        ObjectKey::Ident(name) => name.as_str().to_owned(),
                        ObjectKey::Expression(Expression::String(name)) => name.value().clone(),
                        ObjectKey::Expression(_) => return Ok(None),
                    };
                    types.insert(name, self.field_type(scope, value.expr())?);
                }
                Some(Type::Object(types))
            }
            _ => None,
        })
    }

    fn field_type(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Field, Reported> {
        let optional = match expression {
            Expression::FuncCall(call) if call.name.name.as_str() == "optional" => call,
            _ => {
                return Ok(Field { ty: self.parse_type(scope, expression)?, default: None });
            }
        };
        let Some(inner) = optional.args.get(0) else {
            return Err(self.bad_type(scope, expression));
        };
        let ty = self.parse_type(scope, inner)?;
        let default = match optional.args.get(1) {
            Some(default) => self.eval(scope, default)?,
            None => Value::Null,
        };
        Ok(Field { ty, default: Some(default) })
    }
}

impl Type {
    /// The value in this type, as Terraform converts it; `Err` says what doesn't fit, and where
    /// inside the value.
    pub(crate) fn convert(&self, value: &Value) -> Result<Value, String> {
        if let Value::Secret(inner) = value {
            return Ok(super::secret(self.convert(inner)?));
        }
        if value.is_null() {
            return Ok(Value::Null);
        }
        let wrong = || format!("{self} is wanted, this is {}", described(value));
        match (self, value) {
            (Self::Any, _) | (Self::Text, Value::Output { .. } | Value::Template(_)) => {
                Ok(value.clone())
            }
            (Self::Text, _) => operators::as_text(value).map(Value::Text).ok_or_else(wrong),
            (Self::Number, _) => operators::as_number(value).ok_or_else(wrong),
            (Self::Bool, _) => operators::as_bool(value).map(Value::Bool).ok_or_else(wrong),
            (Self::List(item), Value::List(items)) => convert_items(item, items).map(Value::List),
            (Self::Set(item), Value::List(items)) => {
                let mut items = convert_items(item, items)?;
                items.sort();
                items.dedup();
                Ok(Value::List(items))
            }
            (Self::Map(item), Value::Map(entries)) => entries
                .iter()
                .map(|(key, one)| {
                    let converted = item.convert(one).map_err(|why| format!("`{key}`: {why}"))?;
                    Ok((key.clone(), converted))
                })
                .collect::<Result<Attrs, String>>()
                .map(Value::Map),
            (Self::Tuple(types), Value::List(items)) if types.len() == items.len() => types
                .iter()
                .zip(items)
                .map(|(ty, item)| ty.convert(item))
                .collect::<Result<Vec<Value>, String>>()
                .map(Value::List),
            (Self::Object(fields), Value::Map(entries)) => convert_object(fields, entries),
            _ => Err(wrong()),
        }
    }
}

fn convert_items(item: &Type, items: &[Value]) -> Result<Vec<Value>, String> {
    items
        .iter()
        .enumerate()
        .map(|(at, one)| item.convert(one).map_err(|why| format!("item {at}: {why}")))
        .collect()
}

fn convert_object(fields: &BTreeMap<String, Field>, entries: &Attrs) -> Result<Value, String> {
    let mut converted = Attrs::new();
    for (name, field) in fields {
        let given = entries.get(name);
        let value = match (given, &field.default) {
            (Some(given), Some(default)) if given.is_null() => default,
            (Some(given), _) => given,
            (None, Some(default)) => default,
            (None, None) => return Err(format!("the attribute `{name}` is missing")),
        };
        let value = field.ty.convert(value).map_err(|why| format!("`{name}`: {why}"))?;
        converted.insert(name.clone(), value);
    }
    Ok(Value::Map(converted))
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => write!(f, "anything"),
            Self::Text => write!(f, "a text"),
            Self::Number => write!(f, "a number"),
            Self::Bool => write!(f, "true or false"),
            Self::List(_) => write!(f, "a list"),
            Self::Set(_) => write!(f, "a set"),
            Self::Map(_) | Self::Object(_) => write!(f, "an object"),
            Self::Tuple(items) => write!(f, "a list of {} items", items.len()),
        }
    }
}
