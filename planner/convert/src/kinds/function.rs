//! `AWS::Lambda::Function`, also as SAM and the Serverless Framework make it: with policies, a rollout and warm environments.
use super::code::{self, Entry};
use super::function_policies;
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::{Resource, Ty};
use crate::node::{Data, Node};
use crate::props::{By, Props, Row, SECONDS};
use crate::value::referred;

const ROWS: &[Row] = &[
    ("FunctionName", "name", By::Value),
    ("Runtime", "runtime", By::Value),
    ("Handler", "handler", By::Value),
    ("MemorySize", "memory", By::Value),
    ("Timeout", "timeout", SECONDS),
    ("Description", "description", By::Value),
    ("KmsKeyArn", "key", By::Value),
    ("Layers", "layers", By::Value),
    ("Tags", "tags", By::Tags),
];

const LOGS: &[Row] = &[
    ("LogFormat", "format", By::Word(&[("JSON", "json"), ("Text", "text")])),
    ("SystemLogLevel", "system_level", By::Value),
    ("ApplicationLogLevel", "level", By::Value),
];

/// What a retired runtime is called that takes its code as it is.
const RETIRED: &[(&str, &str)] = &[("go1.x", "provided.al2023")];

/// An image by a digest that no image has: `image` takes nothing less.
const NO_IMAGE: &str = "000000000000.dkr.ecr.us-east-1.amazonaws.com/change-me@sha256:0000000000000000000000000000000000000000000000000000000000000000";

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    package(draft, resource, &mut block, &mut props);
    draft.rows(&mut block, resource, &mut props, ROWS);
    architecture(draft, resource, &mut block, &mut props);
    if let Some(mut storage) = props.inner("EphemeralStorage") {
        draft.rows(&mut block, resource, &mut storage, &[("Size", "storage", By::Value)]);
    }
    tracing(&mut block, &mut props);
    environment(draft, resource, &mut block, &mut props);
    vpc(draft, resource, &mut block, &mut props);
    if let Some(mut snap) = props.inner("SnapStart")
        && snap.take("ApplyOn").and_then(Node::as_text) == Some("PublishedVersions")
    {
        block.set("snap_start", Expr::Bool(true));
    }
    logs(draft, resource, &mut block, &mut props);
    dead_letter(draft, resource, &mut block, &mut props);
    concurrency(draft, resource, &mut block, &mut props);
    role(draft, resource, &mut block, &mut props);
    rollout(draft, resource, &mut block, &mut props);
    props.skip(&[
        "AutoPublishAlias",
        "VersionDescription",
        "PropagateTags",
        "AutoPublishAliasAllProperties",
        "AutoPublishCodeSha256",
        "Publish",
    ]);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}

fn package(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: &mut Props<'_>) {
    let code = props.take("Code");
    let image = code.and_then(|code| code.get("ImageUri"));
    let packed = props.take("PackageType").and_then(Node::as_text);
    let runtime = props.take("Runtime").and_then(Node::as_text).unwrap_or_default();
    let handler = props.take("Handler").and_then(Node::as_text).unwrap_or_default();
    let runtime = RETIRED.iter().find(|(old, _)| *old == runtime).map_or(runtime, |(_, new)| new);
    let config = props.inner("ImageConfig");
    if image.is_none() && packed != Some("Image") {
        let label = draft.label_of(resource);
        let path = code::function(draft, resource, &label, code, Entry { runtime, handler });
        block.set("code", Expr::text(path));
        return;
    }
    props.skip(&["Runtime", "Handler", "Layers"]);
    let by_digest = image.and_then(Node::as_text).filter(|uri| uri.contains("@sha256:"));
    let value = if let Some(uri) = by_digest {
        Expr::text(uri)
    } else {
        let label = draft.label_of(resource);
        let why = format!(
            "the image of `function.{label}`, by its digest: a tag can mean another image tomorrow"
        );
        let todo = "push the image, and give its address with `@sha256:...` to the variable";
        draft.left(
            resource,
            "ImageUri",
            0,
            "its image",
            "it is named by a tag, or made by the source's own build",
            todo,
        );
        draft.need(&format!("{label}_image"), Ty::Text, why, false)
    };
    block.set("image", value);
    if let Some(mut config) = config {
        let rows: &[Row] = &[
            ("EntryPoint", "entry_point", By::Value),
            ("Command", "command", By::Value),
            ("WorkingDirectory", "workdir", By::Value),
        ];
        draft.rows(block, resource, &mut config, rows);
        config.rest(draft, resource, "the function");
    }
}

/// A value for a variable that stands for an image.
pub(crate) fn placeholder_image() -> &'static str {
    NO_IMAGE
}

fn architecture(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    props: &mut Props<'_>,
) {
    if let Some(first) = props.take("Architectures").and_then(|all| all.one_or_more().first()) {
        match draft.value(first) {
            Ok(Expr::Text(text)) if text == "x86_64" => {}
            Ok(value) => block.set("architecture", value),
            Err(why) => draft.left(
                resource,
                "Architectures",
                first.line,
                "its architecture",
                why,
                "set `architecture` by hand",
            ),
        }
    }
    let runtime = block.get("runtime").and_then(Expr::as_text).unwrap_or_default().to_owned();
    if let Some((old, new)) = RETIRED.iter().find(|(old, _)| *old == runtime) {
        block.set("runtime", Expr::text(*new));
        block.set("handler", Expr::text("bootstrap"));
        draft.left(
            resource,
            "Runtime",
            0,
            format!("the runtime `{old}`"),
            "Lambda takes it no longer",
            format!("build for `{new}`: an executable called `bootstrap`"),
        );
    }
}

fn tracing(block: &mut Block, props: &mut Props<'_>) {
    let mode = props.inner("TracingConfig").and_then(|mut inner| inner.take("Mode"));
    if mode.and_then(Node::as_text) == Some("Active") {
        block.set("tracing", Expr::Bool(true));
    }
}

/// Environment variables. What can't be said here becomes a variable, since a function without it would fail.
fn environment(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    props: &mut Props<'_>,
) {
    let Some(mut inner) = props.inner("Environment") else { return };
    let label = draft.label_of(resource);
    for (name, node) in inner.take("Variables").map(Node::entries).unwrap_or_default() {
        let path = format!("Environment.Variables.{name}");
        if name.starts_with("AWS_LAMBDA_")
            || matches!(name.as_str(), "AWS_REGION" | "TZ" | "AWS_DEFAULT_REGION")
        {
            draft.left(
                resource,
                &path,
                node.line,
                format!("`{name}`"),
                "Lambda keeps the name for itself",
                "read another variable in the code",
            );
            continue;
        }
        let secret = crate::secrets::looks_secret(name, node);
        let value =
            if secret { Err("it looks like a secret".to_owned()) } else { draft.value(node) };
        let value = match value {
            Ok(Expr::Object(_) | Expr::List(_)) => Err("it is no text".to_owned()),
            other => other,
        };
        let value = match value {
            Ok(Expr::Number(number)) => Expr::text(number),
            Ok(Expr::Bool(truth)) => Expr::text(truth.to_string()),
            // A variable that says nothing is there nevertheless.
            Ok(Expr::Null) if node.data == Data::Null => Expr::text(""),
            Ok(value) => draft.known_name(value),
            Err(why) => {
                let shared = draft.shared(name, node);
                let told = format!("`{name}` of `function.{label}`: {why}");
                let variable = shared.unwrap_or_else(|| draft.need(name, Ty::Text, told, secret));
                draft.remember(name, node, &variable);
                let what = format!("the value of `{name}`");
                let todo = format!(
                    "give it to `{}`{}",
                    crate::hcl::expression(&variable),
                    if secret {
                        ", or let the function read it: `secrets` and `existing \"secret\"`"
                    } else {
                        ""
                    }
                );
                draft.left(resource, &path, node.line, what, why, todo);
                variable
            }
        };
        block.entry("environment", name, value);
    }
    inner.rest(draft, resource, "the function");
}

fn vpc(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: &mut Props<'_>) {
    let Some(mut inner) = props.inner("VpcConfig") else { return };
    let path = |name: &str| format!("VpcConfig.{name}");
    for (name, to, of) in [
        ("SubnetIds", "subnets", "subnet_ids"),
        ("SecurityGroupIds", "security_groups", "security_group_ids"),
    ] {
        let Some(node) = inner.take(name) else { continue };
        let value = match draft.value(node) {
            Ok(value) => value,
            Err(why) => {
                draft.left(
                    resource,
                    &path(name),
                    node.line,
                    format!("`{name}`"),
                    why,
                    format!("give them to `var.{of}`"),
                );
                draft.shared(of, node).unwrap_or_else(|| {
                    let variable =
                        draft.need(of, Ty::Texts, format!("`{name}` of functions in a VPC"), false);
                    draft.remember(of, node, &variable);
                    variable
                })
            }
        };
        block.entry("vpc", to, value);
    }
    inner.rest(draft, resource, "the function");
    let whole = matches!(block.get("vpc"), Some(Expr::Object(entries)) if entries.len() == 2);
    if !whole && block.get("vpc").is_some() {
        block.attrs.retain(|(name, _)| name != "vpc");
        draft.left(
            resource,
            "VpcConfig",
            0,
            "its VPC",
            "it names only one of subnets and security groups",
            "set `vpc` by hand",
        );
    }
}

fn logs(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: &mut Props<'_>) {
    let inner = props.inner("LoggingConfig");
    if let Some(mut inner) = inner {
        if let Some(group) = inner.take("LogGroup")
            && super::log_group::function_of(draft, group).is_none_or(|of| of != block.address())
        {
            draft.left(
                resource,
                "LoggingConfig.LogGroup",
                group.line,
                "its log group",
                "a function here writes to a log group of its own",
                "look for its lines there",
            );
        }
        if let Some(logs) = draft.object(resource, Some(inner), LOGS, "the function") {
            block.set("logs", logs);
        }
    }
}

fn dead_letter(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    props: &mut Props<'_>,
) {
    let Some(mut inner) = props.inner("DeadLetterConfig") else { return };
    inner.skip(&["Type"]);
    draft.rows(
        block,
        resource,
        &mut inner,
        &[("TargetArn", "on_failure", super::invoke_config::TOLD)],
    );
    inner.rest(draft, resource, "the function");
    if block.get("on_failure").is_some() {
        let why = "`on_failure` sends the event inside a record of the failure, a dead letter queue gets the bare event";
        draft.left(
            resource,
            "DeadLetterConfig",
            0,
            "its dead letter queue, as such",
            why,
            "let its readers take the event from `requestPayload`",
        );
    }
}

fn concurrency(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    props: &mut Props<'_>,
) {
    let mut nested = Block::new("concurrency", &[]);
    draft.rows(
        &mut nested,
        resource,
        props,
        &[("ReservedConcurrentExecutions", "reserved", By::Value)],
    );
    if let Some(mut inner) = props.inner("ProvisionedConcurrencyConfig") {
        draft.rows(
            &mut nested,
            resource,
            &mut inner,
            &[("ProvisionedConcurrentExecutions", "provisioned", By::Value)],
        );
        inner.rest(draft, resource, "the function");
    }
    // Terraform's and the API's word for "none".
    nested.attrs.retain(|(_, value)| *value != Expr::Number("-1".to_owned()));
    if !nested.attrs.is_empty() {
        block.blocks.push(nested);
    }
}

fn role(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: &mut Props<'_>) {
    let policies = props.take("Policies");
    if let Some(boundary) = props.take("PermissionsBoundary") {
        draft.left(
            resource,
            "PermissionsBoundary",
            boundary.line,
            "its permissions boundary",
            "the boundary is the stage's",
            "set `permissions_boundary` of the `stage`",
        );
    }
    props.skip(&["RolePath", "AssumeRolePolicyDocument"]);
    let role = props.take("Role");
    if let Some(role) = role {
        match draft.refer(role, &["role", "existing.role"]) {
            Ok(value) => {
                block.set("role", value);
                return;
            }
            Err(why) => draft.left(
                resource,
                "Role",
                role.line,
                "its role",
                why,
                "say in `access` what the function may do: its role is derived",
            ),
        }
    }
    for policy in policies.map(Node::one_or_more).unwrap_or_default() {
        function_policies::grant(draft, resource, block, policy);
    }
}

/// Traffic that moves bit by bit becomes a rollout that flips, watches and flips back.
fn rollout(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: &mut Props<'_>) {
    let Some(mut inner) = props.inner("DeploymentPreference") else { return };
    let ty = inner.take("Type").and_then(Node::as_text).unwrap_or("AllAtOnce").to_owned();
    if inner.take("Enabled").and_then(Node::as_bool) == Some(false) || ty == "AllAtOnce" {
        inner.skip(&["Alarms", "Hooks", "Role", "TriggerConfigurations", "PassthroughCondition"]);
        return;
    }
    let minutes = minutes(&ty);
    let name = format!("bake_{minutes}m");
    if draft.block_mut(&format!("rollout.{name}")).is_none() {
        let mut made = Block::new("rollout", &[&name]);
        made.set("strategy", Expr::text("blue_green"));
        made.set("bake", Expr::text(format!("{minutes}m")));
        made.set("max_error_rate", Expr::text("1%"));
        draft.push(made, resource);
    }
    block.set("rollout", Expr::reference(format!("rollout.{name}")));
    draft.left(resource, "DeploymentPreference.Type", 0, format!("the steps of `{ty}`"), "CodeDeploy's shares of traffic became a flip that is watched as long as they would have taken", "choose a `strategy`, and the share of errors that flips back");
    inner.rest(draft, resource, "the rollout");
}

/// How long a strategy of CodeDeploy takes: `Canary10Percent5Minutes`, `Linear10PercentEvery2Minutes`.
fn minutes(ty: &str) -> u32 {
    let numbers: Vec<u32> =
        ty.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    match numbers.as_slice() {
        [share, minutes] if ty.starts_with("Linear") => minutes * (100 / (*share).max(1)),
        [_, minutes] => *minutes,
        _ => 10,
    }
}

pub(super) fn alias(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let name = props.take("Name").and_then(Node::as_text).unwrap_or_default().to_owned();
    let function =
        props.take("FunctionName").and_then(referred).and_then(|(id, _)| draft.address_of(&id));
    let Some(function) = function else {
        draft.left_whole(resource, "its function is not in the source", "");
        return;
    };
    draft.carried(resource, &function);
    if name != "live" {
        draft.left(
            resource,
            "Name",
            0,
            format!("the alias `{name}`"),
            "every function here has the one alias `live`, which its triggers and rollouts use",
            "let callers outside use `live`",
        );
    }
    if let Some(mut inner) = props.inner("ProvisionedConcurrencyConfig") {
        let mut nested = Block::new("concurrency", &[]);
        draft.rows(
            &mut nested,
            resource,
            &mut inner,
            &[("ProvisionedConcurrentExecutions", "provisioned", By::Value)],
        );
        if let (Some(value), Some(block)) =
            (nested.get("provisioned").cloned(), draft.block_mut(&function))
        {
            block.nested("concurrency").set("provisioned", value);
        }
    }
    props.skip(&["FunctionVersion", "Description"]);
    props.rest(draft, resource, &format!("`{function}`"));
}

/// Versions are made by applies.
pub(super) fn version(draft: &mut Draft<'_>, resource: &Resource) {
    let _ = resource;
    draft.note(
        "Versions are not declared: every apply that changes code or configuration publishes one.",
    );
}

/// Who may call a function: its triggers say it, others may not.
pub(super) fn permission(draft: &mut Draft<'_>, resource: &Resource) {
    let principal = resource.props.get("Principal").and_then(Node::as_text).unwrap_or_default();
    let derived = matches!(
        principal,
        "apigateway.amazonaws.com"
            | "events.amazonaws.com"
            | "s3.amazonaws.com"
            | "sns.amazonaws.com"
            | "scheduler.amazonaws.com"
            | "logs.amazonaws.com"
            | "cloudwatch.amazonaws.com"
            | "lambda.alarms.cloudwatch.amazonaws.com"
    ) || principal.starts_with("logs.");
    let url = resource.props.get("FunctionUrlAuthType").is_some();
    if derived || url {
        draft.note("Permissions of triggers are not declared: each trigger derives its own.");
        return;
    }
    let why = format!("it lets `{principal}` call the function, which no trigger here does");
    draft.left_whole(resource, why, "keep the permission where it is, on the alias `live`");
}
