//! `AWS::ApiGatewayV2::Route`, with the integration behind it.
use super::api;
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, Props};
use crate::value::{mentioned, referred};

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let Some(key) = props.take("RouteKey").and_then(Node::as_text) else {
        draft.left_whole(resource, "its method and path are computed", "write the `route` by hand");
        return;
    };
    let mut block = Block::new("route", &[key]);
    let to = props.take("To").cloned().or_else(|| integration(draft, props.take("Target")));
    let target = match to.as_ref().map(|to| draft.refer(to, &["function", "existing.function"])) {
        Some(Ok(to)) => to,
        other => {
            let why = other
                .and_then(Result::err)
                .unwrap_or_else(|| "what is behind it is no function of this stack".to_owned());
            draft.left_whole(
                resource,
                why,
                format!("write the route `{key}` by hand, or leave it where it is"),
            );
            return;
        }
    };
    block.set("to", target);
    authorize(draft, &mut block, &mut props);
    let keyed = props.take("ApiKeyRequired").and_then(Node::as_bool) == Some(true);
    if keyed || props.take("Auth.ResourcePolicy").is_some() {
        closed(draft, resource, &mut block);
    }
    draft.rows(&mut block, resource, &mut props, &[("AuthorizationScopes", "scopes", By::Value)]);
    if let Some(mut settings) = props.inner("Settings") {
        api::throttle(draft, resource, &mut block, &mut settings);
    }
    let api = props.take("ApiId");
    props.skip(&["OperationName", "Target"]);
    props.rest(draft, resource, &format!("the route `{key}`"));
    match api::of(draft, api) {
        Some(api) => {
            let address = api.address();
            if api.blocks.iter().any(|one| one.word == "route" && one.labels == block.labels) {
                draft.left_whole(
                    resource,
                    "the API has this route already",
                    "decide which function it calls",
                );
                return;
            }
            api.blocks.push(block);
            draft.carried(resource, &format!("{address}/route[\"{key}\"]"));
        }
        None => draft.left_whole(
            resource,
            "its API is not here",
            "name it with `existing`, or make it an `api` of this stack",
        ),
    }
}

/// The function behind `integrations/ID`.
fn integration(draft: &Draft<'_>, target: Option<&Node>) -> Option<Node> {
    let ids = mentioned(target?);
    let found = ids.iter().find_map(|(id, _)| draft.resource(id));
    let integration = found.filter(|one| one.kind == "AWS::ApiGatewayV2::Integration")?;
    integration.props.get("IntegrationUri").cloned()
}

/// What an API key or a policy kept people from must not stand open.
fn closed(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block) {
    let open = matches!(block.get("authorize").and_then(Expr::as_text), None | Some("none"));
    if open {
        block.set("authorize", Expr::text("iam"));
    }
    let now = if open { ": until then only callers who sign get in" } else { "" };
    draft.left(
        resource,
        "",
        0,
        "its API key or policy",
        "HTTP APIs have neither, and what one closed must not stand open",
        format!("choose an `authorizer`{now}"),
    );
}

fn authorize(draft: &mut Draft<'_>, block: &mut Block, props: &mut Props<'_>) {
    let ty = props.take("AuthorizationType").and_then(Node::as_text);
    let named = props.take("Authorizer").and_then(Node::as_text).map(str::to_owned);
    let by_id = props.take("AuthorizerId").and_then(referred).and_then(|(id, _)| {
        let resource = draft.resource(&id)?;
        let name = resource.props.get("Name").and_then(Node::as_text);
        Some(name.unwrap_or(&resource.label).to_owned())
    });
    let name = match (named.or(by_id), ty) {
        (Some(name), _) => Some(api::authorizer_name(&name)),
        (None, Some("AWS_IAM")) => Some("iam".to_owned()),
        // "None" is what a route says to be open where its API is not.
        _ => None,
    };
    block.set_maybe("authorize", name.map(Expr::text));
}
