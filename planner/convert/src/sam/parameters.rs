//! `Parameters` of a template.
use super::left;
use crate::model::{Model, Parameter, Ty};
use crate::node::Node;

pub(crate) fn read(entries: &[(String, Node)], model: &mut Model) {
    for (name, node) in entries {
        let ty = node.get("Type").and_then(Node::as_text).unwrap_or("String");
        let text = |key: &str| node.get(key).and_then(Node::as_text).unwrap_or_default();
        let looked_up = ty.starts_with("AWS::SSM::Parameter::");
        let source = format!("Parameters.{name}");
        if looked_up {
            let path = node.get("Default").and_then(Node::as_text).unwrap_or_default();
            let todo = format!(
                "give its value, or read the parameter `{path}` with `existing \"parameter\"` and `secrets`"
            );
            model.left.push(left(
                &source,
                "Type",
                node.line,
                format!("the type `{ty}`"),
                "a spec looks nothing up while it is read",
                &todo,
            ));
        }
        for rule in ["AllowedPattern", "MinLength", "MaxLength", "MinValue", "MaxValue"] {
            if let Some(rule_node) = node.get(rule) {
                model.left.push(left(
                    &source,
                    rule,
                    rule_node.line,
                    format!("`{rule}`"),
                    "it was not turned into a `validation`",
                    "add one, where the rule matters",
                ));
            }
        }
        model.parameters.push(Parameter {
            name: name.clone(),
            ty: match ty {
                "Number" => Ty::Number,
                ty if ty.starts_with("List<") || ty == "CommaDelimitedList" => Ty::Texts,
                _ => Ty::Text,
            },
            default: node.get("Default").filter(|_| !looked_up).cloned(),
            description: text("Description").to_owned(),
            sensitive: node.get("NoEcho").and_then(Node::as_bool) == Some(true),
            allowed: node.get("AllowedValues").map(Node::items).unwrap_or_default().to_vec(),
            why: if text("Description").is_empty() {
                format!("the parameter `{name}` of the template, without a default")
            } else {
                text("Description").to_owned()
            },
        });
    }
}
