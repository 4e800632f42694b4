//! The graph as a Graphviz file.
use super::push;
use cutover_schemas::documents::graph::{GraphDocument, NodeDocument};
use std::collections::BTreeMap;

/// The graph; arrows point from a resource to what it depends on. Parts stand in their block's box.
pub fn dot(graph: &GraphDocument) -> String {
    let mut out = String::from(
        "digraph cutover {\n  rankdir = LR;\n  node [shape = box, fontname = \"monospace\"];\n",
    );
    let mut blocks: BTreeMap<&str, Vec<&NodeDocument>> = BTreeMap::new();
    for node in &graph.resources {
        blocks.entry(block(&node.address)).or_default().push(node);
    }
    for (at, (block, nodes)) in blocks.iter().enumerate() {
        push(&mut out, &["  subgraph cluster_", &at.to_string(), " {"]);
        push(&mut out, &["    label = ", &quoted(block), ";"]);
        for node in nodes {
            let label = format!("{}\n{}", node.address, node.kind);
            push(&mut out, &["    ", &quoted(&node.address), " [label = ", &quoted(&label), "];"]);
        }
        push(&mut out, &["  }"]);
    }
    for node in &graph.resources {
        for on in &node.depends_on {
            push(&mut out, &["  ", &quoted(&node.address), " -> ", &quoted(on), ";"]);
        }
    }
    out.push_str("}\n");
    out
}

fn block(address: &str) -> &str {
    // A `/` in a quoted key is part of the key, and `dot` only groups: the whole address will do then.
    match address.split_once('/') {
        Some((block, _)) if !block.contains('"') || block.ends_with(']') => block,
        _ => address,
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_and_parts_stand_in_their_block() {
        let node = |address: &str, on: &[&str]| NodeDocument {
            address: address.into(),
            kind: "function".into(),
            parent: None,
            depends_on: on.iter().map(|one| (*one).to_owned()).collect(),
        };
        let graph = GraphDocument {
            format: 1,
            resources: vec![
                node("function.f[\"a\\b\"]", &[]),
                node("function.f[\"a\\b\"]/alias", &["function.f[\"a\\b\"]"]),
            ],
        };
        insta::assert_snapshot!(dot(&graph), @r#"
        digraph cutover {
          rankdir = LR;
          node [shape = box, fontname = "monospace"];
          subgraph cluster_0 {
            label = "function.f[\"a\\b\"]";
            "function.f[\"a\\b\"]" [label = "function.f[\"a\\b\"]\nfunction"];
            "function.f[\"a\\b\"]/alias" [label = "function.f[\"a\\b\"]/alias\nfunction"];
          }
          "function.f[\"a\\b\"]/alias" -> "function.f[\"a\\b\"]";
        }
        "#);
    }
}
