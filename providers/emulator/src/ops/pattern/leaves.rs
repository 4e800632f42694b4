//! A document as its leaves: dotted names, plain values, and the array elements they lie in.

use serde_json::Value;

/// An array of the document, by number, and the element of it.
pub(super) type Place = (usize, usize);

/// A plain value somewhere in a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf<'a> {
    pub(super) name: String,
    pub(super) value: &'a Value,
    /// The objects in arrays around it. A plain element of an array does not bind to its place.
    places: Vec<Place>,
}

impl Leaf<'_> {
    /// The places chosen so far and the leaf's own, unless they lie in different elements of one array.
    pub(super) fn joins(&self, chosen: &[Place]) -> Option<Vec<Place>> {
        let mut joined = chosen.to_vec();
        for (array, element) in &self.places {
            match chosen.iter().find(|(other, _)| other == array) {
                Some((_, other)) if other != element => return None,
                Some(_) => {}
                None => joined.push((*array, *element)),
            }
        }
        Some(joined)
    }
}

/// Every leaf of a document. Empty objects and arrays leave none.
pub(super) fn leaves(document: &Value) -> Vec<Leaf<'_>> {
    let mut walk = Walk { leaves: Vec::new(), places: Vec::new(), arrays: 0 };
    walk.value("", document);
    walk.leaves
}

struct Walk<'a> {
    leaves: Vec<Leaf<'a>>,
    places: Vec<Place>,
    arrays: usize,
}

impl<'a> Walk<'a> {
    fn value(&mut self, name: &str, value: &'a Value) {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    self.value(&under(name, member), value);
                }
            }
            Value::Array(items) => {
                let array = self.arrays;
                self.arrays += 1;
                for (element, item) in items.iter().enumerate() {
                    if item.is_object() || item.is_array() {
                        self.places.push((array, element));
                        self.value(name, item);
                        self.places.pop();
                    } else {
                        self.value(name, item);
                    }
                }
            }
            value => {
                let leaf = Leaf { name: name.to_owned(), value, places: self.places.clone() };
                self.leaves.push(leaf);
            }
        }
    }
}

/// A member's dotted name.
pub(super) fn under(name: &str, member: &str) -> String {
    if name.is_empty() { member.to_owned() } else { format!("{name}.{member}") }
}
