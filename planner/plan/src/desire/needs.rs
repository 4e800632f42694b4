//! What the settings of a function need of its role: its log, traces, a network interface, secrets, keys.
use super::derive::{Grant, target_arn};
use super::{Build, arns, expand};
use cutover_schemas::address::Address;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// What Lambda does for a function in a VPC
/// (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions>).
const INTERFACES: &[&str] = &[
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
];

/// Everything that a function's settings need.
pub(super) fn of(build: &Build<'_>, function: &Declared, name: &str) -> Vec<Grant> {
    let group = arns::log_group(build.identity, &expand::log_group_name(name));
    // The group is made by us, so `logs:CreateLogGroup` is not needed.
    let mut grants = vec![Grant::new(
        "Logs",
        &["logs:CreateLogStream", "logs:PutLogEvents"],
        vec![Value::text(format!("{group}:*"))],
    )];
    if function.attr("tracing").as_bool() == Some(true) {
        // X-Ray has no resources to name.
        let actions = &["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
        grants.push(Grant::new("Traces", actions, vec![Value::text("*")]));
    }
    if !function.attr("vpc").is_null() {
        grants.extend(interfaces(build, name));
    }
    if !function.attr("key").is_null() {
        let key = target_arn(build, function.attr("key"));
        grants.push(Grant::new("EnvironmentKey", &["kms:Decrypt"], vec![key]));
    }
    grants.extend(secrets(build, function));
    grants
}

/// Network interfaces can't be named before they exist; so that the code itself can't use the right, it is taken back
/// from calls that the function's own code makes.
fn interfaces(build: &Build<'_>, name: &str) -> [Grant; 2] {
    let all = || vec![Value::text("*")];
    let own = Value::text(arns::function(build.identity, name));
    let condition = when("ArnEquals", "lambda:SourceFunctionArn", own);
    let deny = Grant::new("NotByTheCode", INTERFACES, all());
    [Grant::new("Interfaces", INTERFACES, all()), Grant { condition, denies: true, ..deny }]
}

/// The reading of what `secrets` names.
fn secrets(build: &Build<'_>, function: &Declared) -> Vec<Grant> {
    let entries = function.attr("secrets").as_map();
    let targets: Vec<&Value> = entries.into_iter().flat_map(Attrs::values).collect();
    let arns = |kind: &str| -> Vec<Value> {
        let of_kind = targets.iter().filter(|target| is_existing(build, target, kind));
        of_kind.map(|target| target_arn(build, target)).collect()
    };
    let each = [
        Grant::new("Secrets", &["secretsmanager:GetSecretValue"], arns("secret")),
        Grant::new("Parameters", &["ssm:GetParameter"], arns("parameter")),
    ];
    each.into_iter().filter(|grant| !grant.resources.is_empty()).collect()
}

fn is_existing(build: &Build<'_>, target: &Value, kind: &str) -> bool {
    existing(build, target).is_some_and(|block| block.labels.first().is_some_and(|it| it == kind))
}

fn existing<'b>(build: &'b Build<'_>, target: &Value) -> Option<&'b Declared> {
    let Value::Reference(address) = target else { return None };
    build.spec.blocks.get::<Address>(address).filter(|block| block.word == "existing")
}

/// The keys of secrets and parameters that are read, through the services that keep them only.
pub(super) fn keys(build: &Build<'_>, function: &Declared) -> Vec<Grant> {
    let secrets = function.attr("secrets").as_map().into_iter().flat_map(Attrs::values);
    let lists = function.nested("access").filter_map(|access| access.attr("read").as_list());
    let read: Vec<&Value> = secrets.chain(lists.flatten()).collect();
    let services =
        [("secret", "SecretKeys", "secretsmanager"), ("parameter", "ParameterKeys", "ssm")];
    let grants = services.into_iter().filter_map(|(kind, sid, service)| {
        let of_kind = read.iter().filter(|target| is_existing(build, target, kind));
        let keys: BTreeSet<String> = of_kind
            .filter_map(|target| existing(build, target))
            .map(|block| target_arn(build, block.attr("key")))
            .filter_map(|key| key.as_text().map(str::to_owned))
            .collect();
        let condition = through(build, service);
        let keys: Vec<Value> = keys.into_iter().map(Value::text).collect();
        (!keys.is_empty()).then(|| Grant { condition, ..Grant::new(sid, &["kms:Decrypt"], keys) })
    });
    grants.collect()
}

/// The condition that a key is used through one service alone.
pub(super) fn through(build: &Build<'_>, service: &str) -> Value {
    let via = format!("{service}.{}.amazonaws.com", build.identity.region);
    when("StringEquals", "kms:ViaService", Value::text(via))
}

/// Policies can't name an alias: they name every key of the region that has it.
pub(super) fn by_alias(build: &Build<'_>, grant: Grant) -> Vec<Grant> {
    let is_alias = |value: &&Value| value.as_text().is_some_and(|arn| arn.contains(":alias/"));
    let aliases: Vec<Value> = grant
        .resources
        .iter()
        .filter(is_alias)
        .filter_map(Value::as_text)
        .filter_map(|arn| arn.split_once(":alias/"))
        .map(|(_, name)| Value::text(format!("alias/{name}")))
        .collect();
    if aliases.is_empty() {
        return vec![grant];
    }
    let mut condition = grant.condition.as_map().cloned().unwrap_or_default();
    let keys = Attrs::from([("kms:ResourceAliases".into(), Value::List(aliases))]);
    condition.insert("ForAnyValue:StringEquals".into(), Value::Map(keys));
    let named = Grant {
        sid: format!("{}ByAlias", grant.sid),
        resources: vec![Value::text(arns::key(build.identity, "*"))],
        condition: Value::Map(condition),
        ..grant.clone()
    };
    let rest: Vec<Value> =
        grant.resources.iter().filter(|value| !is_alias(value)).cloned().collect();
    let rest = Grant { resources: rest, ..grant };
    if rest.resources.is_empty() { vec![named] } else { vec![rest, named] }
}

fn when(operator: &str, key: &str, value: Value) -> Value {
    let inner = Value::Map(Attrs::from([(key.to_owned(), value)]));
    Value::Map(Attrs::from([(operator.to_owned(), inner)]))
}
