//! SAM and CloudFormation templates. SAM's resources become the plain ones that its transform makes of them.
mod apis;
mod events;
mod function;
mod globals;
mod parameters;

pub(crate) use apis::{REST, pool};
pub(crate) use events::route_path;
pub(crate) use globals::merge;

use events::events;
use function::function;

use crate::model::{Model, Output, Resource};
use crate::node::Node;
use crate::{Request, no_stack, yaml};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::documents::conversion::LeftDocument;

/// Reads a template.
pub(crate) fn read(request: &Request<'_>) -> Result<Model, Box<Diagnostic>> {
    let root = yaml::read(request.file, request.text)?;
    if root.get("Resources").is_none_or(|resources| resources.entries().is_empty()) {
        return Err(no_stack(
            request,
            format!("`{}` is no template: it has no `Resources`", request.file),
            "`--from sam` takes a SAM or CloudFormation template, `--from serverless` a `serverless.yml`",
        ));
    }
    let mut model =
        Model { stack: crate::names::snake(request.stack).replace('_', "-"), ..Model::default() };
    let root = globals::merged(&root, &mut model);
    template(&root, "", &mut model);
    for name in ["Rules", "Hooks"] {
        if let Some(node) = root.get(name) {
            model.left.push(left(
                name,
                "",
                node.line,
                format!("`{name}`"),
                "the spec language has nothing like it",
                "check by hand what they checked",
            ));
        }
    }
    apis::implicit(&mut model);
    Ok(model)
}

/// Parameters, mappings, conditions, resources and outputs, also those below `resources` of a `serverless.yml`.
pub(crate) fn template(root: &Node, prefix: &str, model: &mut Model) {
    let section = |name: &str| root.get(name).map(Node::entries).unwrap_or_default();
    parameters::read(section("Parameters"), model);
    model.mappings.extend(section("Mappings").iter().cloned());
    model.conditions.extend(section("Conditions").iter().cloned());
    for (id, node) in section("Resources") {
        resource(id, node, prefix, model);
    }
    for (name, node) in section("Outputs") {
        let Some(value) = node.get("Value") else { continue };
        let description = node.get("Description").and_then(Node::as_text).unwrap_or_default();
        let source = format!("{prefix}Outputs.{name}");
        if let Some(export) = node.get("Export") {
            model.left.push(left(
                &source,
                "Export",
                export.line,
                "its export".to_owned(),
                "stacks here don't import values of each other by name",
                "let the other stack name the thing with `existing`",
            ));
        }
        model.outputs.push(Output {
            name: name.clone(),
            source,
            value: value.clone().at_line(node.line),
            description: description.to_owned(),
            sensitive: false,
        });
    }
}

fn resource(id: &str, node: &Node, prefix: &str, model: &mut Model) {
    let kind = node.get("Type").and_then(Node::as_text).unwrap_or_default();
    let source = format!("{prefix}Resources.{id}");
    let props = node.get("Properties").cloned().unwrap_or(Node::map([])).at_line(node.line);
    let mut made = Resource::new(id, &source, kind, props);
    made.condition = node.get("Condition").and_then(Node::as_text).map(str::to_owned);
    if node.get("DeletionPolicy").and_then(Node::as_text) == Some("Retain") {
        model.notes.push(format!("`{source}` was kept when its stack was deleted; here `protect = true` of the stage, and `destroy` without `--delete-data`, keep data."));
    }
    let metadata = node.get("Metadata");
    match kind {
        "AWS::Serverless::Function" => function(made, metadata, model),
        "AWS::Serverless::HttpApi" | "AWS::Serverless::Api" => apis::api(&made, model),
        "AWS::Serverless::SimpleTable" => {
            let key = made.props.get("PrimaryKey");
            let text = |name: &str, default: &str| {
                key.and_then(|key| key.get(name))
                    .and_then(Node::as_text)
                    .unwrap_or(default)
                    .to_owned()
            };
            let (name, ty) = (text("Name", "id"), text("Type", "String"));
            let ty = ty.chars().next().unwrap_or('S').to_string();
            let attribute = |key: &str, value: &str| {
                Node::map([
                    ("AttributeName", Some(Node::text(&name))),
                    (key, Some(Node::text(value))),
                ])
            };
            let mut props = made.props.clone();
            if props.get("ProvisionedThroughput").is_none() {
                props = props.with("BillingMode", Node::text("PAY_PER_REQUEST"));
            }
            made.props = props
                .with("AttributeDefinitions", Node::list(vec![attribute("AttributeType", &ty)]))
                .with("KeySchema", Node::list(vec![attribute("KeyType", "HASH")]))
                .with("PrimaryKey", Node::map([]));
            "AWS::DynamoDB::Table".clone_into(&mut made.kind);
            model.resources.push(made);
        }
        "AWS::Serverless::LayerVersion" => {
            let content = made.props.get("ContentUri").cloned();
            made.props = made.props.clone().with("ContentUri", Node::map([]));
            if let Some(content) = content {
                made.props = made.props.with("Content", content);
            }
            "AWS::Lambda::LayerVersion".clone_into(&mut made.kind);
            model.resources.push(made);
        }
        "AWS::ApiGateway::RestApi"
        | "AWS::ApiGateway::Resource"
        | "AWS::ApiGateway::Method"
        | "AWS::ApiGateway::Deployment"
        | "AWS::ApiGateway::Stage" => {
            model.left.push(left(
                &source,
                "",
                node.line,
                format!("`{kind}`"),
                "REST APIs that are put together from such parts are not read",
                "write an `api` with a `route` for each method and path",
            ));
        }
        _ => model.resources.push(made),
    }
}

/// Something that the reading can't carry over.
pub(crate) fn left(
    source: &str,
    path: &str,
    line: u32,
    what: String,
    why: &str,
    todo: &str,
) -> LeftDocument {
    LeftDocument {
        source: source.to_owned(),
        path: path.to_owned(),
        line: crate::draft::line(line),
        what,
        why: why.to_owned(),
        todo: todo.to_owned(),
    }
}
