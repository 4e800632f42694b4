//! The auditor's rules over every policy of a graph.
use super::Judged;
use super::documents::text;
use cutover_audit::policy::PolicyType;
use cutover_schemas::finding::Finding;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::value::{Attrs, Value};

/// What the rules find in the graph's policies, at the blocks that they come from.
pub fn lint(judged: &Judged<'_>) -> Vec<Finding> {
    let resources = judged.graph.resources.values();
    resources.flat_map(|resource| of_resource(judged, resource)).collect()
}

fn of_resource(judged: &Judged<'_>, resource: &Resource) -> Vec<Finding> {
    let attrs = match judged.live {
        Some(live) => live.get(&resource.address),
        None => Some(&resource.attrs),
    };
    let found = attrs.into_iter().flat_map(|attrs| documents(resource.kind, attrs));
    let findings = found.flat_map(|(kind, document)| {
        let file = resource.place.as_ref().map_or("", |place| place.file.as_str());
        cutover_audit::lint(file, &text(document), Some(kind))
    });
    let here = |finding: Finding| Finding {
        place: resource.place.clone(),
        address: Some(resource.address.to_string()),
        related: Vec::new(),
        ..finding
    };
    findings.map(here).collect()
}

/// The policies among the attributes of a kind.
fn documents(kind: KindName, attrs: &Attrs) -> Vec<(PolicyType, &Value)> {
    let at = |attr: &str, kind: PolicyType| {
        attrs.get(attr).filter(|value| value.as_map().is_some()).map(|value| (kind, value))
    };
    let found = match kind {
        KindName::Role => at("trust", PolicyType::Trust),
        KindName::RolePolicy => at("document", PolicyType::Identity),
        KindName::Queue | KindName::Topic | KindName::Bucket | KindName::Bus => {
            at("policy", PolicyType::Resource)
        }
        _ => None,
    };
    found.into_iter().collect()
}
