//! `AWS::Serverless::Function`: a Lambda function, and everything that SAM makes around it.
use super::{events, left};
use crate::model::{Model, Resource};
use crate::node::{Data, Node};

/// SAM's names of properties that plain functions have under others.
const RENAMED: &[(&str, &str)] =
    &[("DeadLetterQueue", "DeadLetterConfig"), ("VpcConfig", "VpcConfig")];

/// Adds the function and what is around it.
pub(super) fn function(mut made: Resource, metadata: Option<&Node>, model: &mut Model) {
    let own = made.props.clone();
    let mut props = Node::map([]).at_line(own.line);
    for (name, node) in own.entries() {
        match name.as_str() {
            "CodeUri" | "InlineCode" | "ImageUri" | "Events" | "EventInvokeConfig"
            | "FunctionUrlConfig" | "Tracing" => {}
            name => {
                let name =
                    RENAMED.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| to);
                props = props.with(name, node.clone());
            }
        }
    }
    props = props.with("Code", code(&own));
    if let Some(mode) = own.get("Tracing") {
        props = props.with("TracingConfig", Node::map([("Mode", Some(mode.clone()))]));
    }
    built(&made, metadata, model);
    if let Some(alias) =
        own.get("AutoPublishAlias").and_then(Node::as_text).filter(|alias| *alias != "live")
    {
        model.left.push(left(
            &made.source,
            "AutoPublishAlias",
            made.line,
            format!("the alias `{alias}`"),
            "every function here has the one alias `live`",
            "let callers outside use `live`",
        ));
    }
    made.props = props;
    "AWS::Lambda::Function".clone_into(&mut made.kind);
    let (id, source, label) = (made.id.clone(), made.source.clone(), made.label.clone());
    model.resources.push(made);
    if let Some(config) = own.get("EventInvokeConfig") {
        let props = config.clone().with("FunctionName", Node::reference(&id));
        model.resources.push(Resource::new(
            &format!("{id}EventInvokeConfig"),
            &format!("{source}.EventInvokeConfig"),
            "AWS::Lambda::EventInvokeConfig",
            props,
        ));
    }
    if let Some(config) = own.get("FunctionUrlConfig") {
        let props = config.clone().with("TargetFunctionArn", Node::reference(&id));
        let url = Resource::new(
            &format!("{id}Url"),
            &format!("{source}.FunctionUrlConfig"),
            "AWS::Lambda::Url",
            props,
        );
        model.resources.push(url.called(&label));
    }
    for (name, event) in own.get("Events").map(Node::entries).unwrap_or_default() {
        events(&id, &source, name, event, model);
    }
}

/// Where the code is: a path, an object in S3, a text, an image.
fn code(own: &Node) -> Node {
    if let Some(text) = own.get("InlineCode") {
        return Node::map([("ZipFile", Some(text.clone()))]);
    }
    if let Some(image) = own.get("ImageUri") {
        return Node::map([("ImageUri", Some(image.clone()))]);
    }
    match own.get("CodeUri") {
        Some(node) if matches!(node.data, Data::Text(_)) => {
            Node::map([("Path", Some(node.clone()))])
        }
        Some(node) => node.clone(),
        // SAM takes the template's own directory.
        None => Node::map([("Path", Some(Node::text(".")))]),
    }
}

/// Builds that `sam build` makes from the metadata.
fn built(made: &Resource, metadata: Option<&Node>, model: &mut Model) {
    let Some(metadata) = metadata else { return };
    if let Some(method) = metadata.get("BuildMethod").and_then(Node::as_text) {
        model.left.push(left(
            &made.source,
            "Metadata",
            metadata.line,
            format!("its build with `{method}`"),
            "`sam build` runs it, and nothing here does",
            "build it before `plan`, and let `code` name what the build makes",
        ));
    } else if metadata.get("Dockerfile").is_some() {
        model.left.push(left(
            &made.source,
            "Metadata",
            metadata.line,
            "the build of its image".to_owned(),
            "`sam build` runs it, and nothing here does",
            "build and push the image, and name it by its digest",
        ));
    }
}
