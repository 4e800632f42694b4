//! Policies of queues, topics and buckets, which are an attribute of these here.
use crate::draft::Draft;
use crate::model::Resource;
use crate::node::Node;
use crate::props::Props;

pub(super) fn queue(draft: &mut Draft<'_>, resource: &Resource) {
    write(draft, resource, "Queues", "queue");
}

pub(super) fn topic(draft: &mut Draft<'_>, resource: &Resource) {
    write(draft, resource, "Topics", "topic");
}

pub(super) fn bucket(draft: &mut Draft<'_>, resource: &Resource) {
    write(draft, resource, "Bucket", "bucket");
}

pub(super) fn bus(draft: &mut Draft<'_>, resource: &Resource) {
    draft.left_whole(
        resource,
        "statements of bus policies are not gathered",
        "write `policy` of the `bus` by hand",
    );
}

fn write(draft: &mut Draft<'_>, resource: &Resource, of: &str, word: &str) {
    let mut props = Props::of(resource);
    let targets = props.take(of).map(Node::one_or_more).unwrap_or_default();
    let Some(document) = props.take("PolicyDocument") else { return };
    let document = document.document();
    if only_services(&document) {
        let why = "it lets AWS's services deliver, which every trigger here derives for itself";
        draft.note(format!("`{}` was left out: {why}.", resource.source));
        return;
    }
    for target in targets {
        let address = match draft.refer(target, &[word]) {
            Ok(address) => crate::hcl::expression(&address),
            Err(why) => {
                draft.left_whole(resource, why, format!("write `policy` of the `{word}` by hand"));
                continue;
            }
        };
        match draft.value(&document) {
            Ok(value) => {
                draft.carried(resource, &address);
                if let Some(block) = draft.block_mut(&address) {
                    block.set("policy", value);
                }
            }
            Err(why) => {
                draft.left_whole(resource, why, format!("write `policy` of `{address}` by hand"));
            }
        }
    }
    props.rest(draft, resource, &format!("the {word}"));
}

/// Whether every statement lets in services, and nobody else.
fn only_services(document: &Node) -> bool {
    let statements = document.get("Statement").map(Node::one_or_more).unwrap_or_default();
    let service = |one: &Node| {
        let principal = one.get("Principal").map(Node::entries).unwrap_or_default();
        let allowed = one.get("Effect").and_then(Node::as_text) == Some("Allow");
        allowed
            && matches!(principal, [(name, node)] if name == "Service" && node.one_or_more().iter().all(|one| {
                matches!(one.as_text(), Some("sns.amazonaws.com" | "events.amazonaws.com" | "s3.amazonaws.com" | "scheduler.amazonaws.com"))
            }))
    };
    !statements.is_empty() && statements.iter().all(service)
}
