//! The outputs of a stack.
use crate::render::push;
use crate::style::{Style, Tone};
use cutover_schemas::documents::outputs::{OutputDocument, OutputEntry};
use cutover_schemas::documents::shown::SENSITIVE;

/// All outputs as text.
pub fn outputs(document: &OutputDocument, style: &Style) -> String {
    let mut out = String::new();
    let longest = document.outputs.keys().map(|name| name.chars().count()).max();
    let width = longest.unwrap_or_default();
    for (name, entry) in &document.outputs {
        let name = style.paint(Tone::Strong, &format!("{name:<width$}"));
        push(&mut out, &[&name, " = ", &value(entry)]);
    }
    if document.outputs.is_empty() {
        push(&mut out, &["The stack has no outputs."]);
    }
    out
}

/// One output as bare text for scripts: texts without quotes, everything else as JSON.
pub fn bare(entry: &OutputEntry) -> String {
    let text = match entry.value.as_str() {
        Some(text) if !entry.sensitive => text.to_owned(),
        _ => value(entry),
    };
    text + "\n"
}

fn value(entry: &OutputEntry) -> String {
    if entry.sensitive { SENSITIVE.to_owned() } else { entry.value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn outputs_are_listed_or_bare() {
        let document = json!({"format": 1, "outputs": {
            "url": {"value": "https://x", "sensitive": false},
            "token": {"value": null, "sensitive": true},
            "ports": {"value": [1, 2], "sensitive": false}}});
        let document: OutputDocument = serde_json::from_value(document).unwrap();
        let listed = "ports = [1,2]\ntoken = (sensitive)\nurl   = \"https://x\"\n";
        assert_eq!(outputs(&document, &Style::PLAIN), listed);
        let one = |name: &str| bare(&document.outputs[name]);
        assert_eq!(
            [one("url"), one("token"), one("ports")],
            ["https://x\n", "(sensitive)\n", "[1,2]\n"]
        );
    }
}
