//! XML documents as S3 sends and takes them: elements with text or with other elements.
use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::Event;
use std::fmt::Write as _;

/// The namespace of S3's documents.
const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// How deep answers nest at most.
const DEEPEST: usize = 32;

/// An element: text, or other elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub name: String,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// An element that holds text.
    pub(crate) fn text(name: &str, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::new(name) }
    }

    /// The same with one more child.
    pub(crate) fn with(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// The same with more children.
    pub(crate) fn with_all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// The first child of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of a name; empty when there is none.
    pub(crate) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.as_str())
    }

    /// The document whose root this is.
    pub(crate) fn write(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = write!(out, "<{} xmlns=\"{NAMESPACE}\">", self.name);
        self.inside(&mut out);
        let _ = write!(out, "</{}>", self.name);
        out
    }

    fn inside(&self, out: &mut String) {
        out.push_str(&escape(self.text.as_str()));
        for child in &self.children {
            // Writing to a String cannot fail.
            let _ = write!(out, "<{}>", child.name);
            child.inside(out);
            let _ = write!(out, "</{}>", child.name);
        }
    }
}

/// The root of a document; `None` for what is none.
pub(crate) fn read(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() < DEEPEST => {
                open.push(Element::new(start.local_name().into_inner()));
            }
            Event::Empty(start) => {
                close(&mut open, &mut root, Element::new(start.local_name().into_inner()))?;
            }
            Event::End(_) => {
                let mut closed = open.pop()?;
                if !closed.children.is_empty() {
                    // White space between elements is layout.
                    closed.text.clear();
                }
                close(&mut open, &mut root, closed)?;
            }
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref().ok()? {
                Some(letter) => add(&mut open, letter.encode_utf8(&mut [0; 4])),
                None => add(&mut open, resolve_predefined_entity(&entity)?),
            },
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Start(_) | Event::DocType(_) => return None,
            Event::Eof => return if open.is_empty() { root } else { None },
        }
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(inner) = open.last_mut() {
        inner.text.push_str(text);
    }
}

fn close(open: &mut [Element], root: &mut Option<Element>, closed: Element) -> Option<()> {
    match open.last_mut() {
        Some(parent) => parent.children.push(closed),
        None if root.is_none() => *root = Some(closed),
        None => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{Element, read};

    #[test]
    fn what_is_written_is_read_again() {
        let tag = Element::new("Tag")
            .with(Element::text("Key", "a<b"))
            .with(Element::text("Value", " x "));
        let root =
            Element::new("Tagging").with(Element::new("TagSet").with_all([tag.clone(), tag]));
        assert_eq!(read(&root.write()), Some(root.clone()));
        let set = root.child("TagSet").unwrap();
        assert_eq!(
            (set.all("Tag").count(), set.all("Tag").next().unwrap().text_of("Key")),
            (2, "a<b")
        );
    }

    #[test]
    fn layout_is_no_text_and_broken_documents_are_none() {
        let root = read("<?xml version=\"1.0\"?>\n<A>\n  <B>x&amp;y</B>\n</A>").unwrap();
        assert_eq!((root.text.as_str(), root.text_of("B")), ("", "x&y"));
        for text in ["", "<A>", "<A/><B/>", "<!DOCTYPE a><A/>", "<A>&x;</A>"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
