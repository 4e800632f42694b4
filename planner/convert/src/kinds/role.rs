//! `AWS::IAM::Role` with its policies.
use super::statements;
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::names;
use crate::node::Node;
use crate::props::{By, Props, Row, SECONDS};

const ROWS: &[Row] = &[
    ("RoleName", "name", By::Value),
    ("Description", "description", By::Value),
    ("MaxSessionDuration", "max_session", SECONDS),
    ("Tags", "tags", By::Tags),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    draft.rows(&mut block, resource, &mut props, ROWS);
    trust(draft, resource, &mut block, props.take("AssumeRolePolicyDocument"));
    for policy in props.take("ManagedPolicyArns").map(Node::one_or_more).unwrap_or_default() {
        attach(draft, resource, &mut block, policy);
    }
    for (at, policy) in
        props.take("Policies").map(Node::items).unwrap_or_default().iter().enumerate()
    {
        let name = policy.get("PolicyName").and_then(Node::as_text).unwrap_or("policy").to_owned();
        if let Some(document) = policy.get("PolicyDocument") {
            allow(draft, resource, &mut block, &name, document, &format!("Policies[{at}]"));
        }
    }
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
    if let Some(path) = props
        .take("Path")
        .and_then(Node::as_text)
        .filter(|path| *path != "/" && *path != "/service-role/")
    {
        draft.left(
            resource,
            "Path",
            0,
            format!("its path `{path}`"),
            "roles here have the path of their deployment",
            "let nothing outside depend on the path",
        );
    }
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}

/// The services that may assume it; others may not.
fn trust(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, document: Option<&Node>) {
    let Some(document) = document.map(Node::document) else { return };
    let mut services = Vec::new();
    for statement in document.get("Statement").map(Node::one_or_more).unwrap_or_default() {
        for (who, node) in statement.get("Principal").map(Node::entries).unwrap_or_default() {
            for one in node.one_or_more() {
                match one.as_text().filter(|_| who == "Service") {
                    Some(service) => services.push(Expr::text(service)),
                    None => draft.left(
                        resource,
                        "AssumeRolePolicyDocument",
                        one.line,
                        format!("`{who}` that may assume it"),
                        "roles here are assumed by services",
                        "keep such a role where it is, as `existing \"role\"`",
                    ),
                }
            }
        }
        if statement.get("Condition").is_some_and(|one| !one.is_empty()) {
            draft.left(
                resource,
                "AssumeRolePolicyDocument",
                statement.line,
                "a condition of assuming it",
                "`services` knows none",
                "keep such a role where it is, as `existing \"role\"`",
            );
        }
    }
    services.dedup();
    if !services.is_empty() && services != [Expr::text("lambda.amazonaws.com")] {
        block.set("services", Expr::List(services));
    }
}

/// A managed policy by ARN; one of the source becomes statements of the role.
fn attach(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, policy: &Node) {
    let own = crate::value::referred(policy).and_then(|(id, _)| draft.resource(&id).cloned());
    if let Some(own) = own.filter(|own| own.kind == "AWS::IAM::ManagedPolicy") {
        if let Some(document) = own.props.get("PolicyDocument") {
            allow(draft, resource, block, &own.label, document, "ManagedPolicyArns");
        }
        return;
    }
    match draft.value(policy) {
        Ok(value) => block.add("managed", value),
        Err(why) => draft.left(
            resource,
            "ManagedPolicyArns",
            policy.line,
            "a managed policy",
            why,
            format!("add it to `managed` of `{}`", block.address()),
        ),
    }
}

/// One `allow` block a statement.
fn allow(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    name: &str,
    document: &Node,
    path: &str,
) {
    let statements = statements::read(draft, resource, document, path);
    for statement in statements {
        let base = if statement.sid.is_empty() {
            names::snake(name)
        } else {
            names::snake(&statement.sid)
        };
        let label = names::free(&base, |label| {
            block.blocks.iter().any(|one| one.labels.first().is_some_and(|own| own == label))
        });
        let mut made = Block::new("allow", &[&label]);
        made.attrs = statement.entries();
        block.blocks.push(made);
    }
}

/// `AWS::IAM::Policy`: an inline policy of roles.
pub(super) fn policy(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let name =
        props.take("PolicyName").and_then(Node::as_text).unwrap_or(&resource.label).to_owned();
    let document = props.take("PolicyDocument");
    for role in props.take("Roles").map(Node::one_or_more).unwrap_or_default() {
        into(draft, resource, role, |draft, block| {
            if let Some(document) = document {
                allow(draft, resource, block, &name, document, "PolicyDocument");
            }
        });
    }
    for name in ["Users", "Groups"] {
        if props.take(name).is_some() {
            draft.left(
                resource,
                name,
                0,
                format!("`{name}` that have it"),
                "only roles are here",
                "keep it where it is",
            );
        }
    }
    props.rest(draft, resource, "the role");
}

/// `AWS::IAM::ManagedPolicy`: what it allows becomes part of the roles that have it.
pub(super) fn managed_policy(draft: &mut Draft<'_>, resource: &Resource) {
    let roles = resource.props.get("Roles").map(Node::one_or_more).unwrap_or_default();
    let used = draft.model.resources.iter().any(|one| {
        let lists = ["ManagedPolicyArns", "Policies"].map(|name| one.props.get(name));
        lists
            .into_iter()
            .flatten()
            .any(|list| crate::value::mentioned(list).iter().any(|(id, _)| *id == resource.id))
    });
    for role in roles {
        into(draft, resource, role, |draft, block| {
            if let Some(document) = resource.props.get("PolicyDocument") {
                allow(draft, resource, block, &resource.label, document, "PolicyDocument");
            }
        });
    }
    if used {
        draft.note(format!(
            "What `{}` allows is now said by each role and function that has it.",
            resource.source
        ));
    } else if roles.is_empty() {
        draft.left_whole(resource, "nothing in the source has it", "keep it where it is");
    }
}

/// Changes the block of a role.
fn into(
    draft: &mut Draft<'_>,
    resource: &Resource,
    role: &Node,
    change: impl FnOnce(&mut Draft<'_>, &mut Block),
) {
    let address = crate::value::referred(role).and_then(|(id, _)| draft.address_of(&id));
    let at = address
        .and_then(|address| draft.blocks.iter().position(|block| block.address() == address));
    let Some(at) = at else {
        draft.left_whole(
            resource,
            "its role is not in the source",
            "keep it where it is, or give the function a role of this stack",
        );
        return;
    };
    // Out of the draft while it changes, so that the draft can be asked.
    let mut block = draft.blocks.remove(at);
    let address = block.address();
    change(draft, &mut block);
    draft.blocks.insert(at, block);
    draft.carried(resource, &address);
}
