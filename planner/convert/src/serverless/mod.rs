//! `serverless.yml` of the Serverless Framework: its functions become the resources that it makes of them, its
//! `resources` are CloudFormation already.
mod apis;
mod events;
mod functions;
mod variables;

use crate::model::{Model, Resource};
use crate::node::{Data, Node};
use crate::sam::{self, left};
use crate::{Around, Request, no_stack, yaml};
use cutover_schemas::diagnostic::Diagnostic;
use variables::Resolver;

/// What is said at the top and means nothing here.
const MEANINGLESS: &[&str] = &[
    "service",
    "frameworkVersion",
    "configValidationMode",
    "variablesResolutionMode",
    "useDotenv",
    "org",
    "app",
    "tenant",
    "unresolvedVariablesNotificationMode",
    "deprecationNotificationMode",
    "disabledDeprecations",
    "params",
    "custom",
    "stages",
    "license",
    "licenseKey",
];

/// Plugins whose work is done here, or is of no use here.
const NEEDLESS: &[(&str, &str)] = &[
    ("serverless-offline", "`cutover apply --local` runs the stack"),
    ("serverless-iam-roles-per-function", "every function has a role of its own here"),
    ("serverless-prune-plugin", "old versions go by themselves"),
    ("serverless-pseudo-parameters", "`stack.account` and `stack.region` are there"),
    ("serverless-dotenv-plugin", "variables of the environment became variables of the stack"),
    ("serverless-export-env", "the local cloud gives functions their environment"),
];

/// Reads a service.
pub(crate) fn read(request: &Request<'_>, around: &Around<'_>) -> Result<Model, Box<Diagnostic>> {
    let root = yaml::read(request.file, request.text)?;
    if root.get("provider").is_none() || root.get("service").is_none() {
        return Err(no_stack(
            request,
            format!(
                "`{}` is no service of the Serverless Framework: it has no `service` and `provider`",
                request.file
            ),
            "`--from serverless` takes a `serverless.yml`, `--from sam` a SAM or CloudFormation template",
        ));
    }
    let cloud = root
        .get("provider")
        .and_then(|one| one.get("name").unwrap_or(one).as_text())
        .unwrap_or("aws");
    if cloud != "aws" {
        return Err(no_stack(
            request,
            format!("`{}` is a service for `{cloud}`", request.file),
            "stacks here are for AWS",
        ));
    }
    let service = root.get("service").and_then(|one| one.get("name").unwrap_or(one).as_text());
    let name = service.filter(|name| !name.contains("${")).unwrap_or(request.stack);
    let mut model = Model { stack: label(name), ..Model::default() };
    let texts = |path: &str| (around.text)(&around.path(path));
    let resolved = {
        let mut resolver =
            Resolver { root: &root, texts: &texts, model: &mut model, room: variables::MOST_NODES };
        let sections =
            ["provider", "functions", "resources", "layers", "package", "outputs", "plugins"];
        let found = sections.map(|name| (name, root.get(name).map(|node| resolver.resolve(node))));
        Node::map(found)
    };
    provider(&resolved, &mut model);
    others(&root, &resolved, &mut model);
    let defaults = functions::Defaults::of(&resolved);
    for (name, node) in merged(resolved.get("functions")) {
        functions::function(&name, &node, &defaults, &mut model);
    }
    layers(&resolved, &mut model);
    resources(&resolved, &mut model);
    apis::apis(&resolved, &mut model);
    Ok(model)
}

/// A name that a stack may have.
fn label(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' })
        .collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("s{name}") }
}

/// A map, or a list of maps that are meant as one.
fn merged(node: Option<&Node>) -> Vec<(String, Node)> {
    let Some(node) = node else { return Vec::new() };
    node.one_or_more().iter().flat_map(|one| one.entries().iter().cloned()).collect()
}

/// What is read of `provider`.
const READ: &[&str] = &[
    "name",
    "runtime",
    "stage",
    "region",
    "memorySize",
    "timeout",
    "environment",
    "tags",
    "stackTags",
    "vpc",
    "iam",
    "iamRoleStatements",
    "role",
    "layers",
    "architecture",
    "tracing",
    "logRetentionInDays",
    "httpApi",
    "apiGateway",
    "logs",
    "versionFunctions",
    "kmsKeyArn",
    "lambdaHashingVersion",
    "endpointType",
    "reservedConcurrency",
    "provisionedConcurrency",
    "ecr",
    "s3",
    "runtimeManagement",
    "stackName",
    "apiName",
    "deploymentBucket",
    "profile",
    "deploymentMethod",
    "eventBridge",
    "cors",
    "ephemeralStorageSize",
    "disableDefaultOutputExportNames",
];

/// What is not, why, and what to do.
const TOLD: &[(&str, &str, &str)] = &[
    ("ecr", "images are not built here", "build and push them, and name them by digest"),
    (
        "stackName",
        "physical names begin with the stack and the stage",
        "give a `name` to what must keep another",
    ),
    ("apiName", "the API has a name of its own", "set `name` of the `api`"),
    (
        "deploymentBucket",
        "code is sent to Lambda, not through a bucket of the stack",
        "nothing, unless the zip is over 50 MB",
    ),
    ("profile", "credentials are the caller's", "use `--profile`"),
    (
        "runtimeManagement",
        "there is no attribute for it",
        "check whether the function depends on it",
    ),
    (
        "apiGateway",
        "REST APIs became HTTP APIs, which know no keys, plans, metering or binary types",
        "look for what the API must still have",
    ),
];

fn provider(root: &Node, model: &mut Model) {
    let Some(provider) = root.get("provider") else { return };
    for (name, node) in provider.entries() {
        if let Some((_, why, todo)) = TOLD.iter().find(|(there, ..)| there == name) {
            model.left.push(left("provider", name, node.line, format!("`{name}`"), why, todo));
        } else if !READ.contains(&name.as_str()) {
            model.left.push(left(
                "provider",
                name,
                node.line,
                format!("`{name}`"),
                "there is nothing like it here",
                "check whether the stack works without it",
            ));
        }
    }
    let region = provider.get("region").and_then(Node::as_text);
    if let Some(region) = region {
        model.region = Some(region.to_owned());
    }
}

/// What is neither a function nor a resource.
fn others(root: &Node, resolved: &Node, model: &mut Model) {
    for plugin in plugins(resolved.get("plugins")) {
        match NEEDLESS.iter().find(|(name, _)| *name == plugin) {
            Some((_, why)) => {
                model.notes.push(format!("The plugin `{plugin}` is not needed: {why}."));
            }
            None => model.left.push(left(
                "plugins",
                &plugin,
                0,
                format!("the plugin `{plugin}`"),
                "plugins change what a service means, and none is run here",
                "do by hand, or in a build, what it did",
            )),
        }
    }
    let read = ["provider", "functions", "resources", "layers", "package", "plugins", "outputs"];
    for (name, node) in root.entries() {
        if !read.contains(&name.as_str()) && !MEANINGLESS.contains(&name.as_str()) {
            model.left.push(left(
                name,
                "",
                node.line,
                format!("`{name}`"),
                "it is a plugin's, or there is nothing like it here",
                "do by hand what it did",
            ));
        }
    }
    if let Some(package) = resolved.get("package") {
        for name in ["patterns", "exclude", "include", "excludeDevDependencies"] {
            if let Some(node) = package.get(name) {
                model.left.push(left("package", name, node.line, format!("`{name}`"), "a code directory is packed as a whole, without what its `.cutoverignore` names", "name there what is to be left out, one pattern a line"));
            }
        }
    }
}

fn plugins(node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let list = node.get("modules").unwrap_or(node);
    list.items().iter().filter_map(Node::as_text).map(str::to_owned).collect()
}

fn layers(root: &Node, model: &mut Model) {
    for (name, node) in merged(root.get("layers")) {
        let id = format!("{}LambdaLayer", functions::normal(&name));
        let path = node.get("path").or_else(|| node.at(&["package", "artifact"])).cloned();
        let props = Node::map([
            ("Content", path.map(|path| Node::map([("Path", Some(path))]))),
            ("LayerName", node.get("name").cloned()),
            ("Description", node.get("description").cloned()),
            ("CompatibleRuntimes", node.get("compatibleRuntimes").cloned()),
            ("CompatibleArchitectures", node.get("compatibleArchitectures").cloned()),
            ("LicenseInfo", node.get("licenseInfo").cloned()),
        ]);
        model.resources.push(
            Resource::new(
                &id,
                &format!("layers.{name}"),
                "AWS::Lambda::LayerVersion",
                props.at_line(node.line),
            )
            .called(&name),
        );
    }
}

fn resources(root: &Node, model: &mut Model) {
    let Some(resources) = root.get("resources") else { return };
    for one in resources.one_or_more() {
        sam::template(one, "resources.", model);
        if let Some(extensions) = one.get("extensions") {
            model.left.push(left(
                "resources.extensions",
                "",
                extensions.line,
                "`extensions`".to_owned(),
                "they change what the framework makes, which is not what is made here",
                "say the same in the blocks",
            ));
        }
        if one.data != Data::Null && !one.is_map() {
            model.left.push(left(
                "resources",
                "",
                one.line,
                "a part of `resources`".to_owned(),
                "what it names was not there",
                "write its resources by hand",
            ));
        }
    }
}
