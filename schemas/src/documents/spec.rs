//! The spec language as a JSON Schema: a file of a stack in HCL's JSON syntax, made from the block table.
//!
//! Blocks are objects by word and label, or lists of such objects; an expression is a text with `${...}`
//! and may stand for any value. What an expression turns out to be, only the language can tell.
use crate::blocks::{self, Block, triggers};
use crate::table::{Absent, Attr, Literal, Type};
use crate::units::{print_millis, print_seconds, print_share};
use schemars::Schema;
use serde_json::{Map, Value as Json, json};

/// The schema of one file.
pub(super) fn schema() -> Schema {
    let mut bodies = Bodies::default();
    let mut words = Map::new();
    words.insert("//".into(), comment());
    for row in blocks::BLOCKS {
        words.insert(row.word.into(), described(bodies.top(row), row.doc));
    }
    let kinds = triggers::TRIGGERS
        .iter()
        .map(|(kind, row)| (*kind, named(bodies.body(&format!("{}.{kind}", row.word), row, true))));
    let kinds = closed(kinds);
    words.insert(
        triggers::WORD.into(),
        described(many(kinds), "What calls a function or feeds a target."),
    );
    bodies.defs.insert(
        "expression".into(),
        json!({
            "description": "An expression of HCL, such as `${queue.jobs.arn}`.",
            "type": "string",
            "pattern": "[$%]\\{"
        }),
    );
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Spec",
        "description": "A file of a stack in HCL's JSON syntax.",
        "type": "object",
        "properties": words,
        "additionalProperties": false,
        "$defs": bodies.defs
    });
    Schema::try_from(schema).unwrap_or_default()
}

/// The bodies of blocks, each described once.
#[derive(Default)]
struct Bodies {
    defs: Map<String, Json>,
}

impl Bodies {
    /// What stands behind the word of a block of the file: its labels, then its body.
    fn top(&mut self, row: &'static Block) -> Json {
        match row.word {
            "locals" => many(json!({ "type": "object" })),
            "existing" => {
                let body = named(self.body(row.word, row, true));
                many(closed(blocks::EXISTING_KINDS.iter().map(|kind| (*kind, body.clone()))))
            }
            "defaults" => {
                let kinds = blocks::BLOCKS.iter().filter(|row| takes_defaults(row));
                let bodies = kinds.map(|row| {
                    (row.word, self.body(&format!("defaults.{}", row.word), row, false))
                });
                many(closed(bodies))
            }
            _ => self.labelled(row.word, row, true),
        }
    }

    fn labelled(&mut self, name: &str, row: &'static Block, meta: bool) -> Json {
        let body = self.body(name, row, meta);
        row.labels.iter().fold(body, |inside, _| many(named(inside)))
    }

    /// The attributes and inner blocks of a block, or a list of such; `meta` adds what blocks of
    /// resources take.
    fn body(&mut self, name: &str, row: &'static Block, meta: bool) -> Json {
        let mut properties = Map::new();
        properties.insert("//".into(), comment());
        // The attributes of a module are its variables, which only its files know.
        let is_module = row.word == "module";
        if (row.resource || is_module) && meta {
            properties.extend(meta_attributes());
        }
        for attr in row.attrs {
            properties.insert(attr.name.into(), attribute(attr));
        }
        let checks = if row.resource { blocks::CHECKS } else { &[] };
        for inner in row.blocks.iter().chain(checks) {
            let found = self.labelled(&format!("{name}.{}", inner.word), inner, false);
            properties.insert(inner.word.into(), described(found, inner.doc));
        }
        let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": is_module });
        // What a block must say, `defaults` of its kind may say for it.
        if !takes_defaults(row) {
            require(&mut object, row.attrs);
        }
        self.defs.insert(name.to_owned(), object);
        many(json!({ "$ref": format!("#/$defs/{name}") }))
    }
}

fn comment() -> Json {
    json!({ "description": "A comment." })
}

fn meta_attributes() -> [(String, Json); 3] {
    let references = json!({
        "description": "Blocks to wait for.", "type": "array", "items": { "type": "string" }
    });
    [
        ("for_each".into(), json!({ "description": "One instance for each of these." })),
        ("count".into(), json!({ "description": "So many instances." })),
        ("depends_on".into(), references),
    ]
}

fn takes_defaults(row: &Block) -> bool {
    row.resource || row.word == "rollout"
}

fn require(object: &mut Json, rows: &[Attr]) {
    let required: Vec<&str> = rows
        .iter()
        .filter(|row| matches!(row.flags.absent, Absent::Required))
        .map(|row| row.name)
        .collect();
    if !required.is_empty() {
        set(object, "required", json!(required));
    }
}

fn attribute(row: &Attr) -> Json {
    let mut forms = forms(&row.ty, row.flags.range);
    if !matches!(row.flags.absent, Absent::Required) && !matches!(row.ty, Type::Any) {
        forms.push(json!({ "type": "null" }));
    }
    let mut schema = described(any(forms), row.doc.trim());
    if let Absent::Is(literal) = row.flags.absent
        && let Some(default) = default(&row.ty, literal)
    {
        set(&mut schema, "default", default);
    }
    schema
}

fn default(ty: &Type, literal: Literal) -> Option<Json> {
    Some(match (literal, ty) {
        (Literal::Null, _) => return None,
        (Literal::Int(seconds), Type::Duration) => json!(print_seconds(seconds)),
        (Literal::Int(millis), Type::Millis) => json!(print_millis(millis)),
        (Literal::Int(share), Type::Share) => json!(print_share(share)),
        (Literal::Int(number), _) => json!(number),
        (Literal::Bool(truth), _) => json!(truth),
        (Literal::Text(text), _) => json!(text),
        (Literal::Texts(texts), _) => json!(texts),
        (Literal::NoEntries, _) => json!({}),
    })
}

/// The ways to write a value; an expression is one of them.
fn forms(ty: &Type, range: Option<(i64, i64)>) -> Vec<Json> {
    let limited = |mut schema: Json, least: &str, most: &str| {
        if let Some((min, max)) = range {
            set(&mut schema, least, json!(min));
            set(&mut schema, most, json!(max));
        }
        schema
    };
    let expression = json!({ "$ref": "#/$defs/expression" });
    let own = match ty {
        Type::Any | Type::Document(_) => return vec![json!({})],
        Type::Either(types) => {
            let mut all: Vec<Json> = types.iter().flat_map(|one| forms(one, range)).collect();
            let mut kept: Vec<Json> = Vec::new();
            all.retain(|one| {
                let new = !kept.contains(one);
                if new {
                    kept.push(one.clone());
                }
                new
            });
            return all;
        }
        Type::Reference(_) => return vec![expression],
        Type::Bool => vec![json!({ "type": "boolean" })],
        Type::Int => vec![limited(json!({ "type": "integer" }), "minimum", "maximum")],
        Type::Number => vec![limited(json!({ "type": "number" }), "minimum", "maximum")],
        Type::Text => {
            let text = json!({ "type": ["string", "number", "boolean"] });
            vec![limited(text, "minLength", "maxLength")]
        }
        Type::Arn => vec![json!({ "type": "string", "pattern": "^arn:" })],
        Type::Enum(words) => vec![json!({ "enum": words })],
        Type::Duration => vec![
            json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$" }),
            limited(json!({ "type": "integer" }), "minimum", "maximum"),
        ],
        Type::Millis => vec![
            json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$" }),
            json!({ "type": "integer", "minimum": 0 }),
        ],
        Type::Share => vec![
            json!({ "type": "string", "pattern": "^[0-9.]+%?$" }),
            json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        ],
        Type::List(item) | Type::Set(item) => {
            vec![json!({ "type": "array", "items": any(forms(item, None)) })]
        }
        Type::Map(entry) => {
            let mut entries = forms(entry, None);
            entries.push(json!({ "type": "null" }));
            vec![json!({ "type": "object", "additionalProperties": any(entries) })]
        }
        Type::Object(rows) => {
            let properties = rows.iter().map(|row| (row.name, attribute(row)));
            let mut object = closed(properties);
            require(&mut object, rows);
            vec![object]
        }
    };
    own.into_iter().chain([expression]).collect()
}

fn any(mut forms: Vec<Json>) -> Json {
    match forms.pop() {
        Some(only) if forms.is_empty() => only,
        last => json!({ "anyOf": forms.into_iter().chain(last).collect::<Vec<_>>() }),
    }
}

fn described(mut schema: Json, doc: &str) -> Json {
    set(&mut schema, "description", json!(doc));
    schema
}

fn set(schema: &mut Json, key: &str, value: Json) {
    if let Some(object) = schema.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

/// An object with these keys and no others.
fn closed(properties: impl Iterator<Item = (&'static str, Json)>) -> Json {
    let properties: Map<String, Json> =
        properties.map(|(key, one)| (key.to_owned(), one)).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// An object whose keys are names.
fn named(inside: Json) -> Json {
    json!({ "type": "object", "additionalProperties": inside })
}

/// One, or a list of them.
fn many(one: Json) -> Json {
    let list = json!({ "type": "array", "items": one });
    json!({ "anyOf": [one, list] })
}
