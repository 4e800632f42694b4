//! Every example, turned into HCL's JSON syntax, is what `cutover schema spec` describes.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod common;

use cutover_schemas::documents::Document;
use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use jsonschema::Validator;
use serde_json::{Map, Value as Json, json};
use std::path::{Path, PathBuf};

fn validator() -> Validator {
    let schema = Document::named("spec").unwrap().schema().to_value();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn problems(file: &Json) -> Vec<String> {
    validator()
        .iter_errors(file)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// A body in JSON: blocks of one word are a list where there are several.
fn body(text: &str, body: &Body) -> Json {
    let mut object = Map::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                object.insert(attribute.key.as_str().to_owned(), value(text, &attribute.value));
            }
            Structure::Block(block) => {
                let one = labelled(text, block);
                match object.get_mut(block.ident.as_str()) {
                    None => drop(object.insert(block.ident.as_str().to_owned(), one)),
                    Some(Json::Array(all)) => all.push(one),
                    Some(first) => *first = json!([first, one]),
                }
            }
        }
    }
    Json::Object(object)
}

fn labelled(text: &str, block: &Block) -> Json {
    let labels = block.labels.iter().rev();
    labels.fold(body(text, &block.body), |inside, label| json!({ label.as_str(): inside }))
}

fn value(text: &str, expression: &Expression) -> Json {
    let written = || text[expression.span().unwrap()].trim().to_owned();
    match expression {
        Expression::Null(_) => Json::Null,
        Expression::Bool(truth) => json!(*truth.value()),
        Expression::Number(_) => serde_json::from_str(&written()).unwrap(),
        Expression::String(_) | Expression::StringTemplate(_) => json!(written().trim_matches('"')),
        Expression::HeredocTemplate(_) => json!(written()),
        Expression::Array(items) => items.iter().map(|item| value(text, item)).collect(),
        Expression::Object(entries) => {
            let entries = entries.iter().map(|(key, entry)| {
                let key = match key {
                    ObjectKey::Ident(ident) => ident.as_str().to_owned(),
                    ObjectKey::Expression(key) => {
                        text[key.span().unwrap()].trim().trim_matches('"').to_owned()
                    }
                };
                (key, value(text, entry.expr()))
            });
            Json::Object(entries.collect())
        }
        _ => json!(format!("${{{}}}", written())),
    }
}

fn in_json(text: &str) -> Json {
    body(text, &hcl_edit::parser::parse_body(text).unwrap())
}

fn examples() -> Vec<PathBuf> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let folders = std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path());
    folders.chain([common::specs().join("good/full")]).collect()
}

#[test]
fn every_example_is_described() {
    let validator = validator();
    let mut files = 0;
    for source in examples().iter().flat_map(|folder| common::sources(folder, false)) {
        let file = in_json(std::str::from_utf8(&source.text).unwrap());
        let told: Vec<String> = validator
            .iter_errors(&file)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(told.is_empty(), "{}: {told:#?}", source.name);
        files += 1;
    }
    assert!(files > 15, "{files} files");
}

#[test]
fn what_the_language_refuses_the_schema_refuses() {
    for (wrong, right) in [
        ("quue \"q\" {}", "queue \"q\" {}"),
        ("queue \"q\" { dealy = 3 }", "queue \"q\" { delay = 3 }"),
        ("queue \"q\" { delay = 901 }", "queue \"q\" { delay = var.x }"),
        ("queue \"q\" { fifo = 3 }", "queue \"q\" { fifo = true }"),
        ("queue \"q\" { dead_letter = {} }", "queue \"q\" { dead_letter = { queue = queue.d } }"),
        (
            "function \"f\" { architecture = \"arm\" }",
            "function \"f\" { architecture = \"arm64\" }",
        ),
        ("trigger \"shedule\" \"x\" {}", "trigger \"schedule\" \"x\" { to = function.f }"),
        ("output \"x\" {}", "output \"x\" { value = 1 }"),
        ("defaults \"api\" { memory = 1 }", "defaults \"function\" { memory = 128 }"),
        ("existing \"rolle\" \"x\" {}", "existing \"role\" \"x\" { name = \"x\" }"),
        ("stage \"s\" { for_each = [] }", "stage \"s\" {}"),
    ] {
        assert_ne!(problems(&in_json(wrong)), [""; 0], "{wrong}");
        assert_eq!(problems(&in_json(right)), [""; 0], "{right}");
    }
    assert_eq!(problems(&json!({ "//": "a comment", "locals": { "a": 1 } })), [""; 0]);
}
