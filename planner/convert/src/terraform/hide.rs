//! What Terraform holds to be sensitive becomes a variable: its value is never written.
use super::read::Instance;
use crate::model::{Model, Parameter, Ty};
use crate::names;
use crate::node::{Data, Node};

/// The values of an instance with its secrets hidden.
pub(super) fn hidden(instance: &Instance, model: &mut Model) -> Node {
    let mut values = instance.values.clone();
    for path in &instance.sensitive {
        // Terraform marks whole maps of tags, and the like: only what holds a value counts.
        values = hide(&values, path, &mut Vec::new(), instance, model);
    }
    values
}

fn hide(
    node: &Node,
    path: &[String],
    walked: &mut Vec<String>,
    instance: &Instance,
    model: &mut Model,
) -> Node {
    let Some((step, rest)) = path.split_first() else {
        return variables(node, walked, instance, model);
    };
    let data = match &node.data {
        Data::Map(entries) => Data::Map(
            entries
                .iter()
                .map(|(key, inner)| {
                    let inner = if key == step {
                        walked.push(key.clone());
                        let inner = hide(inner, rest, walked, instance, model);
                        walked.pop();
                        inner
                    } else {
                        inner.clone()
                    };
                    (key.clone(), inner)
                })
                .collect(),
        ),
        Data::List(items) => Data::List(
            items
                .iter()
                .enumerate()
                .map(|(at, inner)| {
                    if at.to_string() == *step {
                        hide(inner, rest, walked, instance, model)
                    } else {
                        inner.clone()
                    }
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Node::new(data, node.line)
}

/// Every value below as a variable of its own.
fn variables(
    node: &Node,
    walked: &mut Vec<String>,
    instance: &Instance,
    model: &mut Model,
) -> Node {
    match &node.data {
        Data::Null => node.clone(),
        Data::Map(entries) => {
            let all = entries.iter().map(|(key, inner)| {
                walked.push(key.clone());
                let inner = variables(inner, walked, instance, model);
                walked.pop();
                (key.clone(), inner)
            });
            Node::new(Data::Map(all.collect()), node.line)
        }
        Data::List(items) => {
            let all = items.iter().map(|inner| variables(inner, walked, instance, model));
            Node::new(Data::List(all.collect()), node.line)
        }
        _ => {
            let last = walked.last().cloned().unwrap_or_default();
            let in_environment = walked.first().is_some_and(|first| first == "environment");
            let name =
                if in_environment { last.clone() } else { format!("{}_{last}", instance.name) };
            let base = names::snake(&name);
            let name =
                names::free(&base, |name| model.parameters.iter().any(|one| one.name == name));
            model.parameters.push(Parameter {
                name: name.clone(),
                ty: Ty::Text,
                default: None,
                description: String::new(),
                sensitive: true,
                allowed: Vec::new(),
                why: format!(
                    "`{}` of `{}`, which Terraform holds to be sensitive",
                    walked.join("."),
                    instance.address
                ),
            });
            Node::reference(&name)
        }
    }
}
