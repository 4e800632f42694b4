//! The settings of a function that are more than copied: what it is made of, its environment, network, key and layers.
use crate::desire::expand::{Build, arn_of};
use crate::desire::{existing, extension};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};

pub(super) fn of(build: &Build<'_>, block: &Declared) -> Attrs {
    let mut attrs = package(build, block);
    let tracing = if is_on(block, "tracing") { "Active" } else { "PassThrough" };
    let snapshot = if is_on(block, "snap_start") { "PublishedVersions" } else { "None" };
    attrs.extend([
        ("environment".to_owned(), environment(build, block)),
        ("layers".to_owned(), layers(build, block)),
        ("tracing".to_owned(), Value::text(tracing)),
        ("snap_start".to_owned(), Value::text(snapshot)),
        ("key".to_owned(), named(build, block.attr("key"))),
    ]);
    if let Some(vpc) = block.attr("vpc").as_map() {
        let of = |name: &str| vpc.get(name).cloned().unwrap_or(Value::Null);
        attrs.insert("subnets".into(), subnets(build, &of("subnets")));
        attrs.insert("security_groups".into(), groups(build, &of("security_groups")));
    }
    attrs
}

/// Problems that only show where the function is to be.
pub(super) fn check(build: &mut Build<'_>, block: &Declared) {
    if is_on(block, "secrets_extension") && extension_of(build, block).is_none() {
        let (region, architecture) =
            (&build.identity.region, block.attr("architecture").as_text().unwrap_or_default());
        let text = format!(
            "no layer of AWS's extension for secrets is known in {region} for {architecture}"
        );
        build.diagnostics.push(
            Diagnostic::error("spec/no-extension", text)
                .at(block.place_of("secrets_extension"))
                .help("give the ARN of a layer version, as AWS's documentation tells it: `secrets_extension = \"arn:...\"`"),
        );
    }
}

fn is_on(block: &Declared, name: &str) -> bool {
    block.attr(name).as_bool() == Some(true)
}

/// A zip by its digest, or an image by its own.
fn package(build: &Build<'_>, block: &Declared) -> Attrs {
    let Some(image) = block.attr("image").as_text() else {
        let code = build.artifacts.get(&block.address);
        let digest = code.map_or(Value::Null, |code| Value::text(code.digest.clone()));
        return Attrs::from([("code".to_owned(), digest)]);
    };
    let digest = image.split_once("@sha256:").map_or("", |(_, digest)| digest);
    let mut attrs = Attrs::from([
        ("package_type".to_owned(), Value::text("Image")),
        ("code".to_owned(), Value::text(digest)),
        ("image".to_owned(), Value::text(image)),
    ]);
    for name in ["entry_point", "command", "workdir"] {
        attrs.insert(name.to_owned(), block.attr(name).clone());
    }
    attrs
}

/// The variables as written, and one for the ARN of each secret.
fn environment(build: &Build<'_>, block: &Declared) -> Value {
    let mut variables = block.attr("environment").as_map().cloned().unwrap_or_default();
    for (name, secret) in block.attr("secrets").as_map().into_iter().flatten() {
        variables.insert(format!("{name}_ARN"), named(build, secret));
    }
    Value::Map(variables)
}

/// The ARN of what is referred to, or what is written.
fn named(build: &Build<'_>, value: &Value) -> Value {
    match value {
        Value::Reference(target) => arn_of(build, target),
        other => other.clone(),
    }
}

fn layers(build: &Build<'_>, block: &Declared) -> Value {
    let mut layers = block.attr("layers").as_list().unwrap_or_default().to_vec();
    layers.extend(extension_of(build, block));
    Value::List(layers)
}

/// The layer of AWS's extension for secrets, if it is wanted.
fn extension_of(build: &Build<'_>, block: &Declared) -> Option<Value> {
    let wanted = block.attr("secrets_extension");
    if wanted.as_text().is_some() {
        return Some(wanted.clone());
    }
    let architecture = block.attr("architecture").as_text().unwrap_or_default();
    let id = build.identity;
    let known = || extension::layer(&id.partition, &id.region, architecture);
    is_on(block, "secrets_extension").then(known).flatten().map(Value::text)
}

fn subnets(build: &Build<'_>, written: &Value) -> Value {
    let Value::Reference(target) = written else { return written.clone() };
    build.spec.blocks.get(target).map_or(Value::Null, |block| existing::ids(build, block))
}

fn groups(build: &Build<'_>, written: &Value) -> Value {
    let id = |group: &Value| match group {
        Value::Reference(target) => {
            build.spec.blocks.get(target).map_or(Value::Null, |block| existing::id(build, block))
        }
        other => other.clone(),
    };
    Value::List(written.as_list().unwrap_or_default().iter().map(id).collect())
}
