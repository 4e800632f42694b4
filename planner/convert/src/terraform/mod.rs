//! Terraform: a state or a plan, as resources that CloudFormation would describe. References that they have lost are
//! found again by ARN, id and name.
mod gather;
mod hide;
mod kinds;
mod read;
mod references;
mod rest;
mod shape;

use crate::Request;
use crate::model::{Model, Output, Resource};
use crate::node::Node;
use crate::sam::left;
use cutover_schemas::diagnostic::Diagnostic;
use read::{Found, Instance};
use references::References;
use std::collections::BTreeMap;

/// Resources of other providers, and helpers, that nothing here needs.
const NEEDLESS: &[&str] = &[
    "random_",
    "null_resource",
    "archive_file",
    "local_file",
    "time_",
    "terraform_data",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_acl",
];

/// Names that say nothing, as modules use them for the one thing that they make.
const NAMELESS: &[&str] = &["this", "main", "default", "self"];

/// Reads a state or a plan.
pub(crate) fn read(request: &Request<'_>) -> Result<Model, Box<Diagnostic>> {
    let found = read::read(request)?;
    let mut model = Model {
        stack: crate::names::snake(request.stack).replace('_', "-"),
        says_defaults: true,
        ..Model::default()
    };
    model.notes.extend(found.notes.iter().cloned());
    let references = References::of(&found);
    let archives = archives(&found);
    let mut all = Vec::new();
    for instance in &found.managed {
        all.extend(resource(instance, &references, &archives, &mut model));
    }
    all.extend(policies(&found, &references, &all));
    model.region = region(&found);
    let mut whole = gather::gather(all, &mut model);
    whole.extend(rest::routes(&found, &references, &mut model));
    model.resources = whole;
    for (name, value, sensitive) in &found.outputs {
        outputs(name, value, *sensitive, &references, &mut model);
    }
    if !found.data.is_empty() {
        model.notes.push(format!(
            "{} data sources were only read for what they were used for.",
            found.data.len()
        ));
    }
    model.notes.push("Names of things are kept as they were, so that what is live can be recognised; a stage of its own wants other names.".to_owned());
    Ok(model)
}

fn resource(
    instance: &Instance,
    references: &References,
    archives: &BTreeMap<String, String>,
    model: &mut Model,
) -> Vec<Resource> {
    let ty = instance.ty.as_str();
    let view = references.of_others(&instance.address);
    let text = |name: &str| instance.values.get(name).cloned().unwrap_or(Node::map([]));
    let part = |kind: &str, of: &str, owner: Node, part: Node| {
        Some(Resource::new(
            &instance.address,
            &instance.address,
            kind,
            Node::map([(of, Some(owner)), ("Part", Some(part))]),
        ))
    };
    match ty {
        "aws_iam_role_policy_attachment" => {
            return part(
                "Attachment",
                "Role",
                shape::named(&text("role"), "aws_iam_role", view),
                view.put(&text("policy_arn")),
            )
            .into_iter()
            .collect();
        }
        "aws_iam_policy_attachment" => {
            let roles = text("roles");
            let made = roles.items().iter().enumerate().filter_map(|(at, role)| {
                let mut made = part(
                    "Attachment",
                    "Role",
                    shape::named(role, "aws_iam_role", view),
                    view.put(&text("policy_arn")),
                )?;
                made.id = format!("{}#{at}", made.id);
                Some(made)
            });
            return made.collect();
        }
        "aws_lambda_provisioned_concurrency_config" => {
            let count = Node::map([(
                "ProvisionedConcurrentExecutions",
                Some(text("provisioned_concurrent_executions")),
            )]);
            return part(
                "Provisioned",
                "Function",
                shape::named(&text("function_name"), "aws_lambda_function", view),
                count,
            )
            .into_iter()
            .collect();
        }
        _ if rest::is_part(ty) => return Vec::new(),
        _ if NEEDLESS.iter().any(|needless| ty.starts_with(needless)) => {
            model
                .notes
                .push(format!("`{}` has no counterpart, and none is needed.", instance.address));
            return Vec::new();
        }
        _ => {}
    }
    let Some(ty) = kinds::find(ty) else {
        let todo = "keep it in Terraform, and name what functions need of it with `existing` or a variable";
        model.left.push(left(
            &instance.address,
            "",
            0,
            format!("`{ty}`"),
            "there is no block for it",
            todo,
        ));
        return Vec::new();
    };
    let values = unpacked(hide::hidden(instance, model), archives);
    let mut props = shape::props(&values, ty, view);
    if ty.kind == "AWS::SNS::TopicPolicy" {
        props = props.with("Topics", view.put(&text("arn")));
    }
    vec![
        Resource::new(&instance.address, &instance.address, ty.kind, props)
            .called(&label(instance)),
    ]
}

/// Folders that Terraform packs itself, by the archive that it makes of each.
fn archives(found: &Found) -> BTreeMap<String, String> {
    let all = found.data.iter().chain(&found.managed).filter(|one| one.ty == "archive_file");
    all.filter_map(|one| {
        let text = |name: &str| {
            one.values
                .get(name)
                .and_then(Node::as_text)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let of_file = || {
            let file = text("source_file")?;
            Some(
                file.rsplit_once('/')
                    .map_or_else(|| ".".to_owned(), |(folder, _)| folder.to_owned()),
            )
        };
        Some((text("output_path")?, text("source_dir").or_else(of_file)?))
    })
    .collect()
}

/// Code is packed here, so that its folder is what counts.
fn unpacked(values: Node, archives: &BTreeMap<String, String>) -> Node {
    let folder = values.get("filename").and_then(Node::as_text).and_then(|name| archives.get(name));
    match folder {
        Some(folder) => values.clone().with("filename", Node::text(folder)),
        None => values,
    }
}

/// The resource's name; of one without, its module's.
fn label(instance: &Instance) -> String {
    let module =
        instance.address.rsplit_once("module.").and_then(|(_, rest)| rest.split(['.', '[']).next());
    let bare = instance.name.split('[').next().unwrap_or_default();
    match module {
        Some(module) if NAMELESS.contains(&bare) => {
            format!("{module}{}", instance.name.strip_prefix(bare).unwrap_or_default())
        }
        _ => instance.name.clone(),
    }
}

/// Policies that stand in an attribute of a queue, a topic or a bucket, and are no resource of their own.
fn policies(found: &Found, references: &References, all: &[Resource]) -> Vec<Resource> {
    const WHERE: &[(&str, &str, &str)] = &[
        ("aws_sqs_queue", "AWS::SQS::QueuePolicy", "Queues"),
        ("aws_sns_topic", "AWS::SNS::TopicPolicy", "Topics"),
        ("aws_s3_bucket", "AWS::S3::BucketPolicy", "Bucket"),
    ];
    let mut made = Vec::new();
    for instance in &found.managed {
        let Some((_, kind, of)) = WHERE.iter().find(|(ty, ..)| *ty == instance.ty) else {
            continue;
        };
        let policy = instance
            .values
            .get("policy")
            .and_then(Node::as_text)
            .filter(|policy| !policy.is_empty());
        let Some(policy) = policy else { continue };
        // What SNS gives every topic.
        if policy.contains("__default_statement_ID") {
            continue;
        }
        let mentions = |one: &Resource| {
            crate::value::mentioned(&one.props).iter().any(|(id, _)| *id == instance.address)
        };
        if all.iter().any(|one| one.kind == *kind && mentions(one)) {
            continue;
        }
        let owner = Node::reference(&instance.address);
        let owner = if *of == "Bucket" { owner } else { Node::list(vec![owner]) };
        let document = references.of_others("").put(&Node::text(policy).document());
        let props = Node::map([(*of, Some(owner)), ("PolicyDocument", Some(document))]);
        let source = format!("{}.policy", instance.address);
        made.push(Resource::new(&source, &source, kind, props));
    }
    made
}

/// The region of the first thing whose ARN tells one.
fn region(found: &Found) -> Option<String> {
    found.managed.iter().find_map(|one| {
        let arn = one.values.get("arn")?.as_text()?;
        arn.split(':').nth(3).filter(|region| !region.is_empty()).map(str::to_owned)
    })
}

fn outputs(name: &str, value: &Node, sensitive: bool, references: &References, model: &mut Model) {
    let source = format!("output.{name}");
    if sensitive {
        model.left.push(left(
            &source,
            "",
            0,
            "a sensitive output".to_owned(),
            "its value is not written anywhere",
            "write the `output` by hand, with `sensitive = true`",
        ));
        return;
    }
    let put = references.of_others("").put(value);
    // What refers to nothing is a copy of what was live once.
    if crate::value::mentioned(&put).is_empty() {
        model.left.push(left(
            &source,
            "",
            0,
            "an output".to_owned(),
            "a state knows its value, and not what it is made of",
            "write the `output` by hand",
        ));
        return;
    }
    model.outputs.push(Output {
        name: name.to_owned(),
        source,
        value: put,
        description: String::new(),
        sensitive: false,
    });
}
