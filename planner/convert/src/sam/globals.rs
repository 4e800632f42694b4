//! `Globals`: what SAM merges into each resource of a kind before anything else
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html>).
use super::left;
use crate::model::Model;
use crate::node::{Data, Node};

const KINDS: &[(&str, &str)] = &[
    ("Function", "AWS::Serverless::Function"),
    ("Api", "AWS::Serverless::Api"),
    ("HttpApi", "AWS::Serverless::HttpApi"),
    ("SimpleTable", "AWS::Serverless::SimpleTable"),
    ("LayerVersion", "AWS::Serverless::LayerVersion"),
];

/// The template with its globals in each resource. APIs that are made implicitly get theirs there.
pub(super) fn merged(root: &Node, model: &mut Model) -> Node {
    let Some(globals) = root.get("Globals") else { return root.clone() };
    for (name, node) in globals.entries() {
        if !KINDS.iter().any(|(kind, _)| kind == name) {
            model.left.push(left(
                "Globals",
                name,
                node.line,
                format!("`{name}`"),
                "there is no block for it",
                "check whether anything needs it",
            ));
        }
    }
    let Some(resources) = root.get("Resources") else { return root.clone() };
    let all = resources.entries().iter().map(|(id, resource)| {
        let ty = resource.get("Type").and_then(Node::as_text).unwrap_or_default();
        let global =
            KINDS.iter().find(|(_, kind)| *kind == ty).and_then(|(name, _)| globals.get(name));
        let Some(global) = global else { return (id.clone(), resource.clone()) };
        let own = resource.get("Properties").cloned().unwrap_or(Node::map([]));
        let line = resource.line;
        (id.clone(), resource.clone().with("Properties", merge(global, &own)).at_line(line))
    });
    let all = Node::new(Data::Map(all.collect()), resources.line);
    root.clone().with("Resources", all)
}

/// Maps are merged by key, lists are joined, the resource's own word wins.
pub(crate) fn merge(global: &Node, own: &Node) -> Node {
    match (&global.data, &own.data) {
        (Data::Map(under), Data::Map(over)) if crate::value::call(own).is_none() => {
            let mut all = under.clone();
            for (key, node) in over {
                match all.iter_mut().find(|(there, _)| there == key) {
                    Some((_, there)) => *there = merge(there, node),
                    None => all.push((key.clone(), node.clone())),
                }
            }
            Node::new(Data::Map(all), own.line)
        }
        (Data::List(under), Data::List(over)) => {
            Node::new(Data::List(under.iter().chain(over).cloned().collect()), own.line)
        }
        _ => own.clone(),
    }
}
