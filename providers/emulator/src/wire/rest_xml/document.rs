//! XML documents as JSON values: elements by name, those that may repeat always as lists.
//!
//! Namespaces and attributes carry nothing that S3's own documents need.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// Elements that may stand several times in their parent, in the documents callers send.
const LISTS: &[&str] = &[
    "AllowedHeader",
    "AllowedMethod",
    "AllowedOrigin",
    "CORSRule",
    "CloudFunctionConfiguration",
    "Event",
    "ExposeHeader",
    "FilterRule",
    "NoncurrentVersionTransition",
    "Object",
    "Part",
    "QueueConfiguration",
    "Rule",
    "Tag",
    "TopicConfiguration",
    "Transition",
];

/// How deep documents nest at most. No AWS shape comes near.
const DEEPEST: usize = 32;

/// An element that is still open.
#[derive(Debug, Default)]
struct Open {
    name: String,
    text: String,
    children: Map<String, Value>,
}

impl Open {
    fn named(name: &str) -> Open {
        Open { name: name.to_owned(), ..Open::default() }
    }

    fn close(self) -> (String, Value) {
        let value =
            if self.children.is_empty() { self.text.into() } else { Value::Object(self.children) };
        (self.name, value)
    }

    /// Takes a closed child; `None` when it may not stand twice and does.
    fn take(&mut self, (name, value): (String, Value)) -> Option<()> {
        if LISTS.contains(&name.as_str()) {
            let items = self.children.entry(name).or_insert_with(|| Value::Array(Vec::new()));
            items.as_array_mut()?.push(value);
            return Some(());
        }
        self.children.insert(name, value).is_none().then_some(())
    }
}

/// The root's name and contents; `None` for what is no document.
pub(super) fn read(text: &str) -> Option<(String, Value)> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() < DEEPEST => {
                open.push(Open::named(start.local_name().into_inner()));
            }
            Event::Empty(start) => {
                let closed = Open::named(start.local_name().into_inner()).close();
                put(&mut open, &mut root, closed)?;
            }
            Event::End(_) => {
                let closed = open.pop()?.close();
                put(&mut open, &mut root, closed)?;
            }
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref().ok()? {
                Some(letter) => add(&mut open, letter.encode_utf8(&mut [0; 4])),
                None => add(&mut open, resolve_predefined_entity(&entity)?),
            },
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            // Document types bring entities of their own.
            Event::Start(_) | Event::DocType(_) => return None,
            Event::Eof => return if open.is_empty() { root } else { None },
        }
    }
}

fn add(open: &mut [Open], text: &str) {
    if let Some(inner) = open.last_mut() {
        inner.text.push_str(text);
    }
}

/// Puts a closed element into its parent, or makes it the root.
fn put(
    open: &mut [Open],
    root: &mut Option<(String, Value)>,
    closed: (String, Value),
) -> Option<()> {
    match open.last_mut() {
        Some(parent) => parent.take(closed),
        None => root.replace(closed).is_none().then_some(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn elements_become_members_and_lists_stay_lists() {
        let text = r#"<?xml version="1.0"?><Tagging xmlns="http://s3"><TagSet>
            <Tag><Key>a&amp;b</Key><Value/></Tag></TagSet></Tagging>"#;
        let members = json!({"TagSet": {"Tag": [{"Key": "a&b", "Value": ""}]}});
        assert_eq!(read(text), Some(("Tagging".to_owned(), members)));
        assert_eq!(read("<A>x&#32;<![CDATA[<y>]]></A>"), Some(("A".to_owned(), json!("x <y>"))));
    }

    #[test]
    fn what_is_no_document_is_refused() {
        let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a><b/><b/></a>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<a>&b;</a>",
            &deep,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
