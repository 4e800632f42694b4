//! CreateFunction.

use std::collections::BTreeMap;

use serde_json::Value;

use super::faults::{conflict, constraint, invalid};
use super::model::{Configuration, Function, Logging, Place, State};
use super::render::{self, Show};
use super::{code_signing, configure, layers, life, publish, reference, role, source};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) fn create_function(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let named = reference::read(world, input)?;
    if named.qualifier.is_some() || named.name.contains('.') {
        let text = input.text("FunctionName").unwrap_or_default();
        let rule = "Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?\
                    ([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)";
        return Err(constraint("functionName", text, rule));
    }
    let name = named.name;
    role::pattern(input.need_text("Role")?)?;
    let code = input.get("Code").cloned().ok_or_else(|| input.missing("Code"))?;
    let mut row = blank(world, &name);
    packaging(input, &code)?;
    configure::merge(world, input, &name, &mut row)?;
    if let Some(architectures) = configure::architectures(input)? {
        row.architectures = architectures;
    }
    if world.lambda.functions.contains(&name) {
        return Err(conflict(format!("Function already exist: {name}")));
    }
    let tags = input.text_map("Tags").unwrap_or_default();
    if let Some(text) = tags::refusal(&tags) {
        return Err(invalid(text));
    }
    let code_signing = code_signing::given(world, input)?;
    code_signing::check(world, code_signing.as_deref())?;
    let read = source::read(world, &input.part(&code))?;
    row.code = read.code.clone();
    layers::fits(&row)?;
    source::store(world, read);
    let function = Function {
        name: name.clone(),
        latest: row,
        state: State::Pending,
        update: None,
        tags,
        reserved: None,
        last_version: 0,
        published: None,
        recursion: "Terminate".to_owned(),
        runtime_updates: BTreeMap::new(),
        code_signing,
    };
    world.lambda.functions.insert(name.clone(), function);
    life::begin(world, &name);
    if input.flag("Publish") == Some(true) {
        let number = publish::cut(world, &name, None);
        return Ok(Reply::from(render::version(
            world,
            &name,
            number,
            &number.to_string(),
            Show::Whole,
        )));
    }
    Ok(Reply::from(render::latest(world, &name, None, Show::Whole)))
}

/// A configuration of the service's defaults.
fn blank(world: &mut World, name: &str) -> Configuration {
    Configuration {
        runtime: None,
        role: String::new(),
        handler: None,
        description: String::new(),
        timeout: 3,
        memory: 128,
        environment: None,
        tracing: "PassThrough".to_owned(),
        architectures: vec!["x86_64".to_owned()],
        ephemeral: 512,
        snap_start: "None".to_owned(),
        logging: Logging {
            json: false,
            group: format!("/aws/lambda/{name}"),
            application: "INFO".to_owned(),
            system: "INFO".to_owned(),
        },
        optional: BTreeMap::new(),
        layers: Vec::new(),
        code: super::model::Code {
            sha256: String::new(),
            size: 0,
            unpacked: 0,
            place: Place::Image(String::new()),
        },
        modified_ms: world.now_ms(),
        revision: world.uuid(),
    }
}

/// Zips need runtime and handler; images must have neither.
fn packaging(input: &Input, code: &Value) -> Result<(), Fault> {
    let kind = input.text("PackageType").unwrap_or("Zip");
    configure::one_of("packageType", kind, &["Zip", "Image"])?;
    let image = code.get("ImageUri").is_some();
    if (kind == "Image") != image {
        return Err(invalid(format!(
            "Please provide {} when the packageType is {kind}",
            if image { "a zip" } else { "an ImageUri" }
        )));
    }
    if image {
        if input.has("Runtime") || input.has("Handler") {
            return Err(invalid("Runtime and Handler are not supported when packageType is Image"));
        }
        return Ok(());
    }
    if !input.has("Runtime") {
        return Err(invalid("Runtime is mandatory when PackageType is Zip"));
    }
    if !input.has("Handler") {
        return Err(invalid("Handler is mandatory when PackageType is Zip"));
    }
    Ok(())
}
