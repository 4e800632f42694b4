//! The shapes that Terraform writes: a state file (version 4), `terraform show -json` of a state, and of a plan.
use crate::node::Node;
use crate::{Request, no_stack, yaml};
use cutover_schemas::diagnostic::Diagnostic;
use serde_json::Value as Json;

/// One instance of a resource.
#[derive(Debug)]
pub(super) struct Instance {
    /// `module.jobs.aws_sqs_queue.this["a"]`.
    pub(super) address: String,
    pub(super) ty: String,
    /// What it is called, with its key where it has one.
    pub(super) name: String,
    pub(super) values: Node,
    /// Attributes that Terraform itself holds to be sensitive, by their path.
    pub(super) sensitive: Vec<Vec<String>>,
}

/// Everything that was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) managed: Vec<Instance>,
    /// Data sources: what exists elsewhere.
    pub(super) data: Vec<Instance>,
    /// Name, value, whether it is sensitive.
    pub(super) outputs: Vec<(String, Node, bool)>,
    pub(super) notes: Vec<String>,
}

/// Reads any of the shapes.
pub(super) fn read(request: &Request<'_>) -> Result<Found, Box<Diagnostic>> {
    let root: Json = serde_json::from_str(request.text.trim_start_matches('\u{feff}')).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(1);
        let place = yaml::place(request.file, request.text, line.max(1), error.column().max(1));
        let text = error.to_string();
        let told = text.split(" at line ").next().unwrap_or(&text).to_owned();
        Box::new(
            Diagnostic::error("convert/syntax", format!("this is no JSON: {told}"))
                .at(place)
                .help("`--from terraform` takes a state file, or what `terraform show -json` prints; `.tf` files are not read"),
        )
    })?;
    if let Some(version) = root.get("version").and_then(Json::as_u64) {
        if version == 4 {
            return Ok(state(&root));
        }
        return Err(no_stack(
            request,
            format!("this is a state of version {version}"),
            "Terraform 0.12 and later write version 4: `terraform show -json` prints it from an older one, too",
        ));
    }
    if let Some(values) = root.get("planned_values") {
        let mut found = shown(values);
        found.notes.push(
            "This was a plan: what is known only after it is applied was not there to convert."
                .to_owned(),
        );
        return Ok(found);
    }
    if let Some(values) = root.get("values") {
        return Ok(shown(values));
    }
    Err(no_stack(
        request,
        format!("`{}` is neither a state nor a plan of Terraform", request.file),
        "write one with `terraform show -json > state.json`, or `terraform show -json PLAN > plan.json`",
    ))
}

fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json.get(key).and_then(Json::as_str).unwrap_or_default()
}

fn list<'j>(json: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> {
    json.get(key).and_then(Json::as_array).into_iter().flatten()
}

fn key_of(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::String(text) => format!("[{text:?}]"),
        other => format!("[{other}]"),
    }
}

/// A state file.
fn state(root: &Json) -> Found {
    let mut found = Found::default();
    for resource in list(root, "resources") {
        let data = text(resource, "mode") == "data";
        let module = text(resource, "module");
        let (ty, name) = (text(resource, "type"), text(resource, "name"));
        for instance in list(resource, "instances") {
            // What is about to be replaced is there twice.
            if instance.get("deposed").is_some() {
                continue;
            }
            let key = instance.get("index_key").map(key_of).unwrap_or_default();
            let prefix = if module.is_empty() { String::new() } else { format!("{module}.") };
            let data_word = if data { "data." } else { "" };
            let made = Instance {
                address: format!("{prefix}{data_word}{ty}.{name}{key}"),
                ty: ty.to_owned(),
                name: format!("{name}{key}"),
                values: Node::from_json(instance.get("attributes").unwrap_or(&Json::Null)),
                sensitive: list(instance, "sensitive_attributes").map(steps).collect(),
            };
            if data { found.data.push(made) } else { found.managed.push(made) }
        }
    }
    for (name, output) in root.get("outputs").and_then(Json::as_object).into_iter().flatten() {
        let sensitive = output.get("sensitive").and_then(Json::as_bool) == Some(true);
        found.outputs.push((
            name.clone(),
            Node::from_json(output.get("value").unwrap_or(&Json::Null)),
            sensitive,
        ));
    }
    found
}

/// `[{type: get_attr, value: environment}, {type: index, value: {value: 0}}]`.
fn steps(path: &Json) -> Vec<String> {
    let steps = path.as_array().into_iter().flatten();
    steps
        .filter_map(|step| {
            let value = step.get("value")?;
            let value = value.get("value").unwrap_or(value);
            value.as_str().map(str::to_owned).or_else(|| Some(value.to_string()))
        })
        .collect()
}

/// `values` of `terraform show -json`.
fn shown(values: &Json) -> Found {
    let mut found = Found::default();
    if let Some(root) = values.get("root_module") {
        module(root, &mut found);
    }
    for (name, output) in values.get("outputs").and_then(Json::as_object).into_iter().flatten() {
        let sensitive = output.get("sensitive").and_then(Json::as_bool) == Some(true);
        if let Some(value) = output.get("value") {
            found.outputs.push((name.clone(), Node::from_json(value), sensitive));
        }
    }
    found
}

fn module(json: &Json, found: &mut Found) {
    for resource in list(json, "resources") {
        let key = resource.get("index").map(key_of).unwrap_or_default();
        let made = Instance {
            address: text(resource, "address").to_owned(),
            ty: text(resource, "type").to_owned(),
            name: format!("{}{key}", text(resource, "name")),
            values: Node::from_json(resource.get("values").unwrap_or(&Json::Null)),
            sensitive: marks(resource.get("sensitive_values").unwrap_or(&Json::Null)),
        };
        if text(resource, "mode") == "data" {
            found.data.push(made);
        } else {
            found.managed.push(made);
        }
    }
    for inner in list(json, "child_modules") {
        module(inner, found);
    }
}

/// Paths at which `sensitive_values` says `true`.
fn marks(json: &Json) -> Vec<Vec<String>> {
    let below = |key: String, inner: &Json| -> Vec<Vec<String>> {
        marks(inner).into_iter().map(|path| [vec![key.clone()], path].concat()).collect()
    };
    match json {
        Json::Bool(true) => vec![Vec::new()],
        Json::Object(entries) => {
            entries.iter().flat_map(|(key, inner)| below(key.clone(), inner)).collect()
        }
        Json::Array(items) => {
            items.iter().enumerate().flat_map(|(at, inner)| below(at.to_string(), inner)).collect()
        }
        _ => Vec::new(),
    }
}
