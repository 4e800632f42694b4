//! The last look before printing: every attribute against the block table, every reference against what was written.
//! What would not fit is left out and reported, so that the spec as a whole is sound.
use crate::draft::Draft;
use crate::hcl::{Block, Expr, Part, expression};
use cutover_schemas::blocks::{self, Times};
use cutover_schemas::documents::conversion::LeftDocument;
use cutover_schemas::table::{Absent, Attr, Literal, Type};
use cutover_schemas::units;
use std::collections::BTreeSet;

/// Makes the blocks fit.
pub(crate) fn fit(draft: &mut Draft<'_>) {
    let mut left = Vec::new();
    let mut all = std::mem::take(&mut draft.blocks);
    all.retain_mut(|block| {
        let label = block.labels.first().map(String::as_str).unwrap_or_default();
        match blocks::row(&block.word, label) {
            Some(row) => {
                named(block, row, &draft.model.stack, &mut left);
                if draft.model.says_defaults {
                    without_defaults(block, row);
                }
                let address = block.address();
                attributes(block, row, &address, &mut left)
            }
            None => true,
        }
    });
    for api in all.iter_mut().filter(|block| block.word == "api") {
        closed(api, &mut left);
    }
    // What is left out may be what something else refers to.
    loop {
        let there: BTreeSet<String> =
            all.iter().chain(&draft.existing).map(Block::address).collect();
        let before = all.len();
        all.retain_mut(|block| {
            let label = block.labels.first().cloned().unwrap_or_default();
            let row = blocks::row(&block.word, &label);
            let address = block.address();
            dangling(block, row, &address, &there, &mut left)
        });
        if all.len() == before {
            break;
        }
    }
    draft.blocks = all;
    draft.report.not_carried.extend(left);
}

/// Leaves out a name that is too long once the stack and the stage are in it.
fn named(block: &mut Block, row: &blocks::Block, stack: &str, left: &mut Vec<LeftDocument>) {
    let Some(Expr::Template(parts)) = block.get("name") else { return };
    let length: usize = parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.len(),
            Part::Value(Expr::Reference(text)) if text == "stack.name" => stack.len(),
            // A stage is called `prod` or the like; what else is in it, nobody knows here.
            Part::Value(_) => "default".len(),
        })
        .sum();
    let most = row.attrs.iter().find(|attr| attr.name == "name").and_then(|attr| attr.flags.range);
    if most.is_some_and(|(_, most)| i64::try_from(length).is_ok_and(|length| length > most)) {
        let address = block.address();
        let what = block.get("name").map(short).unwrap_or_default();
        block.attrs.retain(|(name, _)| name != "name");
        left.push(told(
            &address,
            "name",
            format!("the name {what}"),
            "it is too long with the stack's and the stage's in it".to_owned(),
            "give a shorter `name`, if it must have one of its own".to_owned(),
        ));
    }
}

/// A state says also what nobody chose.
fn without_defaults(block: &mut Block, row: &blocks::Block) {
    block.attrs.retain_mut(|(name, value)| {
        let attr = row.attrs.iter().find(|attr| attr.name == name);
        !attr.is_some_and(|attr| is_default(attr, value))
    });
    for nested in &mut block.blocks {
        if let Some(inner) = row.blocks.iter().find(|inner| inner.word == nested.word) {
            without_defaults(nested, inner);
        }
    }
}

fn is_default(attr: &Attr, value: &mut Expr) -> bool {
    if let (Type::Object(rows), Expr::Object(entries)) = (&attr.ty, &mut *value) {
        entries.retain_mut(|(name, value)| {
            !rows.iter().find(|attr| attr.name == name).is_some_and(|attr| is_default(attr, value))
        });
        return entries.is_empty();
    }
    let Absent::Is(default) = attr.flags.absent else { return false };
    match (default, value) {
        (Literal::Bool(default), Expr::Bool(truth)) => default == *truth,
        (Literal::Int(default), Expr::Number(text)) => text.parse() == Ok(default),
        (Literal::Int(default), Expr::Text(text)) => {
            units::duration_millis(text) == Some(default * 1_000)
        }
        (Literal::Text(default), Expr::Text(text)) => default == text,
        _ => false,
    }
}

/// Where an authorizer could not be carried over, nobody gets in: a draft must not open what was closed.
fn closed(api: &mut Block, left: &mut Vec<LeftDocument>) {
    let address = api.address();
    let named: Vec<String> = api
        .blocks
        .iter()
        .filter(|one| one.word == "authorizer")
        .filter_map(|one| one.labels.first().cloned())
        .collect();
    let mut close = |block: &mut Block, path: String| {
        let name = block.get("authorize").and_then(Expr::as_text).unwrap_or("none").to_owned();
        if name != "none" && name != "iam" && !named.contains(&name) {
            block.set("authorize", Expr::text("iam"));
            let why = "it could not be carried over, and what it closed must not stand open: only callers who sign get in".to_owned();
            left.push(told(
                &path,
                "authorize",
                format!("the authorizer `{name}`"),
                why,
                format!("write `authorizer \"{name}\"`, and name it in `authorize` again"),
            ));
        }
    };
    close(api, address.clone());
    for route in api.blocks.iter_mut().filter(|one| one.word == "route") {
        let key = route.labels.first().cloned().unwrap_or_default();
        close(route, format!("{address}/route[\"{key}\"]"));
    }
}

fn told(address: &str, path: &str, what: String, why: String, todo: String) -> LeftDocument {
    LeftDocument { source: address.to_owned(), path: path.to_owned(), line: None, what, why, todo }
}

/// Whether the block can stay: nothing that it needs is missing.
fn attributes(
    block: &mut Block,
    row: &blocks::Block,
    address: &str,
    left: &mut Vec<LeftDocument>,
) -> bool {
    block.attrs.retain_mut(|(name, value)| {
        let fitted = match row.attrs.iter().find(|attr| attr.name == name) {
            Some(attr) => value_fits(attr, value),
            None => Err("the spec language has no such attribute".to_owned()),
        };
        match fitted {
            Ok(()) => true,
            Err(why) => {
                let what = format!("`{name} = {}`", short(value));
                left.push(told(
                    address,
                    name,
                    what,
                    why,
                    format!("set `{name}` of `{address}` by hand"),
                ));
                false
            }
        }
    });
    block.blocks.retain_mut(|nested| {
        let Some(inner) = row.blocks.iter().find(|inner| inner.word == nested.word) else {
            return false;
        };
        let address = match (nested.labels.first(), inner.times) {
            (Some(label), _) => format!("{address}/{}[\"{label}\"]", nested.word),
            (None, Times::Once | Times::Many | Times::Again) => {
                format!("{address}/{}", nested.word)
            }
        };
        attributes(nested, inner, &address, left)
    });
    needed(block, row, address, left)
}

fn needed(block: &Block, row: &blocks::Block, address: &str, left: &mut Vec<LeftDocument>) -> bool {
    let missing = row.attrs.iter().find(|attr| {
        matches!(attr.flags.absent, Absent::Required) && block.get(attr.name).is_none()
    });
    if let Some(attr) = missing {
        let why = format!("it needs a `{}`, which could not be told", attr.name);
        left.push(told(address, "", format!("`{address}`"), why, "write it by hand".to_owned()));
    }
    missing.is_none()
}

fn short(value: &Expr) -> String {
    let text = expression(value);
    if text.chars().count() > 60 {
        format!("{}...", text.chars().take(57).collect::<String>())
    } else {
        text
    }
}

/// Brings a value into the form that its type has, where that is a matter of form.
fn value_fits(attr: &Attr, value: &mut Expr) -> Result<(), String> {
    type_fits(&attr.ty, value)?;
    match attr.flags.range {
        Some(range) => in_range(&attr.ty, range, value),
        None => Ok(()),
    }
}

fn type_fits(ty: &Type, value: &mut Expr) -> Result<(), String> {
    match ty {
        Type::Bool => {
            if let Expr::Text(text) = value
                && let Ok(truth) = text.to_ascii_lowercase().parse()
            {
                *value = Expr::Bool(truth);
            }
            literal(value, matches!(value, Expr::Bool(_)), "true or false")
        }
        Type::Int | Type::Number => {
            if let Expr::Text(text) = value
                && text.parse::<f64>().is_ok()
            {
                *value = Expr::Number(text.clone());
            }
            literal(value, matches!(value, Expr::Number(_)), "a number")
        }
        Type::Text => {
            if let Expr::Number(text) = value {
                *value = Expr::Text(text.clone());
            }
            literal(value, matches!(value, Expr::Text(_)), "a text")
        }
        Type::Enum(words) => match value.as_text() {
            Some(text) => words
                .contains(&text)
                .then_some(())
                .ok_or_else(|| format!("it can be {}", words.join(", "))),
            None => literal(value, false, "one of a few words"),
        },
        Type::Arn => match value.as_text() {
            Some(text) if text == "*" || text.starts_with("arn:") => Ok(()),
            Some(text) => Err(format!("`{text}` is no ARN")),
            None => literal(value, false, "an ARN"),
        },
        Type::List(item) | Type::Set(item) => {
            if !matches!(value, Expr::List(_))
                && (value.is_literal() || matches!(value, Expr::Template(_)))
            {
                *value = Expr::List(vec![value.clone()]);
            }
            let Expr::List(items) = value else { return Ok(()) };
            items.iter_mut().try_for_each(|one| type_fits(item, one))
        }
        Type::Map(item) => match value {
            Expr::Object(entries) => entries.iter_mut().try_for_each(|(_, one)| match one {
                Expr::Null => Ok(()),
                one => type_fits(item, one),
            }),
            other => literal(other, false, "a map"),
        },
        Type::Object(rows) => object_fits(rows, value),
        Type::Either(types) => {
            let fits = types.iter().find_map(|ty| {
                let mut tried = value.clone();
                type_fits(ty, &mut tried).is_ok().then_some(tried)
            });
            *value = fits.ok_or("it is none of what it may be")?;
            Ok(())
        }
        Type::Reference(_) => match value {
            Expr::Reference(text) if !text.starts_with("var.") && !text.starts_with("local.") => {
                Ok(())
            }
            Expr::Conditional(..) => Ok(()),
            _ => Err("it names no block".to_owned()),
        },
        Type::Duration | Type::Millis | Type::Share | Type::Document(_) | Type::Any => Ok(()),
    }
}

fn object_fits(rows: &[Attr], value: &mut Expr) -> Result<(), String> {
    let Expr::Object(entries) = value else { return literal(value, false, "an object") };
    for (name, one) in entries.iter_mut() {
        let attr = rows.iter().find(|attr| attr.name == name);
        value_fits(attr.ok_or_else(|| format!("it has no `{name}`"))?, one)?;
    }
    let missing = rows.iter().find(|attr| {
        matches!(attr.flags.absent, Absent::Required)
            && !entries.iter().any(|(name, _)| name == attr.name)
    });
    missing.map_or(Ok(()), |attr| Err(format!("its `{}` could not be told", attr.name)))
}

/// What is computed fits as far as can be told here.
fn literal(value: &Expr, fits: bool, wanted: &str) -> Result<(), String> {
    if fits || !value.is_literal() { Ok(()) } else { Err(format!("it should be {wanted}")) }
}

fn in_range(ty: &Type, (least, most): (i64, i64), value: &Expr) -> Result<(), String> {
    let size = match (ty, value) {
        (Type::Text, Expr::Text(text)) => i64::try_from(text.chars().count()).ok(),
        (Type::Int, Expr::Number(text)) => text.parse().ok(),
        (Type::Duration, Expr::Text(text)) => {
            units::duration_millis(text).map(|millis| millis / 1_000)
        }
        _ => None,
    };
    let within = size.is_none_or(|size| (least..=most).contains(&size));
    if within { Ok(()) } else { Err(format!("it can be {least} to {most}")) }
}

/// Leaves out what refers to a block that is not there; answers whether the block can stay.
fn dangling(
    block: &mut Block,
    row: Option<&blocks::Block>,
    address: &str,
    there: &BTreeSet<String>,
    left: &mut Vec<LeftDocument>,
) -> bool {
    block.attrs.retain_mut(|(name, value)| {
        let row = row.and_then(|row| row.attrs.iter().find(|attr| attr.name == name));
        let mut keep = |path: &str, value: &Expr| match first_missing(value, there) {
            None => true,
            Some(to) => {
                let why = format!("`{to}` could not be carried over");
                let what = format!("`{path} = {}`", short(value));
                let todo = format!("set `{path}` of `{address}` by hand");
                left.push(told(address, path, what, why, todo));
                false
            }
        };
        // Of a map the other entries stay, of anything else nothing does.
        if let (Some(Type::Map(_)), Expr::Object(entries)) = (row.map(|row| row.ty), &mut *value) {
            entries.retain(|(key, value)| keep(&format!("{name}.{key}"), value));
            return !entries.is_empty();
        }
        keep(name, value)
    });
    block.blocks.retain_mut(|nested| {
        let inner =
            row.and_then(|row| row.blocks.iter().find(|inner| inner.word == nested.word)).copied();
        let label = nested.labels.first().map(|label| format!("[\"{label}\"]")).unwrap_or_default();
        dangling(nested, inner, &format!("{address}/{}{label}", nested.word), there, left)
    });
    row.is_none_or(|row| needed(block, row, address, left))
}

fn first_missing(value: &Expr, there: &BTreeSet<String>) -> Option<String> {
    value.references().iter().find_map(|text| missing(text, there))
}

fn missing(reference: &str, there: &BTreeSet<String>) -> Option<String> {
    let parts: Vec<&str> = reference.split('.').collect();
    let words = match parts.first()? {
        &"trigger" | &"existing" => 3,
        &word if blocks::block(word).is_some_and(|row| row.resource) || word == "rollout" => 2,
        _ => return None,
    };
    let address = parts.get(..words)?.join(".");
    (!there.contains(&address)).then_some(address)
}
