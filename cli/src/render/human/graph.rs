//! The graph of resources, block by block.
use crate::render::push;
use crate::style::{Style, Tone};
use cutover_schemas::documents::graph::GraphDocument;

/// The graph as text: each resource with what must exist before it.
pub fn graph(graph: &GraphDocument, style: &Style) -> String {
    let mut out = String::new();
    for node in &graph.resources {
        let kind = style.paint(Tone::Faint, &node.kind);
        push(&mut out, &[&style.paint(Tone::Strong, &node.address), "  ", &kind]);
        for on in &node.depends_on {
            push(&mut out, &["    needs ", on]);
        }
    }
    out
}
