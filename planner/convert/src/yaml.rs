//! YAML to a tree: tags of CloudFormation become the functions that they abbreviate, anchors what they stand for.
use crate::node::{Data, Node};
use cutover_schemas::diagnostic::{Diagnostic, Place};
use std::collections::BTreeMap;
use yaml_rust2::parser::{Event, MarkedEventReceiver, Parser, Tag};
use yaml_rust2::scanner::{Marker, TScalarStyle};

/// More nodes than this come from anchors that multiply each other, not from a person.
const MOST_NODES: usize = 200_000;

/// Deeper than this nobody nests by hand.
const DEEPEST: usize = 100;

/// Reads one document.
pub(crate) fn read(file: &str, text: &str) -> Result<Node, Box<Diagnostic>> {
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text.trim_start_matches('\u{feff}'));
    parser.load(&mut builder, false).map_err(|error| {
        let mark = error.marker();
        Box::new(
            Diagnostic::error("convert/syntax", format!("this is no YAML: {}", error.info()))
                .at(place(file, text, line(*mark), mark.col() + 1))
                .label("not understood from here on")
                .help(
                    "look at the line and the one before it: indentation, a missing quote, a tab",
                ),
        )
    })?;
    if builder.count > MOST_NODES {
        let problem = Diagnostic::error(
            "convert/syntax",
            "this file nests deeper, or holds more, than any stack needs",
        );
        return Err(Box::new(problem.at(place(file, text, 1, 1))));
    }
    Ok(builder.root.unwrap_or(Node::new(Data::Null, 1)))
}

/// A place by line and column.
pub(crate) fn place(file: &str, text: &str, line: u32, column: usize) -> Place {
    let before = usize::try_from(line).unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let within = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    let start = start + within;
    let width = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let column = u32::try_from(column).unwrap_or(1);
    Place { file: file.to_owned(), line, column, start, end: start + width }
}

fn line(mark: Marker) -> u32 {
    u32::try_from(mark.line()).unwrap_or(u32::MAX)
}

/// A map or list that is still open.
#[derive(Debug)]
struct Open {
    node: Node,
    /// The key whose value comes next.
    key: Option<String>,
    is_map: bool,
    tag: Option<Tag>,
    anchor: usize,
}

#[derive(Debug, Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    root: Option<Node>,
    count: usize,
}

impl MarkedEventReceiver for Builder {
    fn on_event(&mut self, event: Event, mark: Marker) {
        if self.count > MOST_NODES {
            return;
        }
        let line = line(mark);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let data = if style == TScalarStyle::Plain && tag.is_none() {
                    scalar(text)
                } else {
                    Data::Text(text)
                };
                self.close(Node::new(data, line), tag, anchor);
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(Data::List(Vec::new()), line, tag, anchor);
            }
            Event::MappingStart(anchor, tag) => {
                self.begin(Data::Map(Vec::new()), line, tag, anchor);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    self.close(open.node, open.tag, open.anchor);
                }
            }
            Event::Alias(anchor) => {
                // Counted before it is copied: that is what keeps small files from becoming large trees.
                self.count += self.anchors.get(&anchor).map_or(1, size);
                if self.count <= MOST_NODES {
                    let there = self.anchors.get(&anchor).cloned();
                    self.close(there.unwrap_or(Node::new(Data::Null, line)), None, 0);
                }
            }
            _ => {}
        }
    }
}

impl Builder {
    fn begin(&mut self, data: Data, line: u32, tag: Option<Tag>, anchor: usize) {
        if self.open.len() >= DEEPEST {
            // Everything after this is passed over, and the file refused.
            self.count = MOST_NODES + 1;
            return;
        }
        let is_map = matches!(data, Data::Map(_));
        self.open.push(Open { node: Node::new(data, line), key: None, is_map, tag, anchor });
    }

    /// A node that is whole goes into what is open around it.
    fn close(&mut self, node: Node, tag: Option<Tag>, anchor: usize) {
        let node = match tag {
            Some(tag) => tagged(node, &tag),
            None => node,
        };
        self.count += 1;
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        if !open.is_map {
            if let Data::List(items) = &mut open.node.data {
                items.push(node);
            }
            return;
        }
        match open.key.take() {
            None => open.key = Some(key(&node)),
            Some(key) => {
                if let Data::Map(entries) = &mut open.node.data {
                    put(entries, key, node);
                }
            }
        }
    }
}

/// What an alias brings counts as if it were written.
fn size(node: &Node) -> usize {
    let inner: usize = node.items().iter().map(size).sum();
    inner + node.entries().iter().map(|(_, node)| size(node)).sum::<usize>() + 1
}

/// The last of two equal keys counts; `<<` brings what is not there yet.
fn put(entries: &mut Vec<(String, Node)>, key: String, node: Node) {
    if key == "<<" {
        for map in node.one_or_more() {
            for (name, value) in map.entries() {
                if !entries.iter().any(|(there, _)| there == name) {
                    entries.push((name.clone(), value.clone()));
                }
            }
        }
        return;
    }
    entries.retain(|(there, _)| *there != key);
    entries.push((key, node));
}

fn key(node: &Node) -> String {
    match &node.data {
        Data::Text(text) | Data::Number(text) => text.clone(),
        Data::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}

/// A plain scalar by YAML's core schema. Numbers with leading zeros are account ids and the like: they stay text.
fn scalar(text: String) -> Data {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" => Data::Bool(true),
        "false" | "False" | "FALSE" => Data::Bool(false),
        _ if is_number(&text) => Data::Number(text),
        _ => Data::Text(text),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| {
        !text.is_empty() && text.len() < 19 && text.bytes().all(|b| b.is_ascii_digit())
    };
    all(whole) && all(part) && (whole == "0" || !whole.starts_with('0'))
}

/// `!Sub x` is `{ Fn::Sub: x }`, `!GetAtt a.b` is `{ Fn::GetAtt: [a, b] }`.
fn tagged(node: Node, tag: &Tag) -> Node {
    let name = if tag.handle == "!" { tag.suffix.as_str() } else { return core(node, tag) };
    let line = node.line;
    let function = match name {
        "Ref" | "Condition" => name.to_owned(),
        _ => format!("Fn::{name}"),
    };
    let node = match (name, node.as_text()) {
        ("GetAtt", Some(text)) => {
            let (of, field) = text.split_once('.').unwrap_or((text, "Arn"));
            Node::list(vec![Node::text(of), Node::text(field)])
        }
        _ => node,
    };
    Node::new(Data::Map(vec![(function, node)]), line)
}

/// YAML's own tags: `!!str 1` and the like.
fn core(node: Node, tag: &Tag) -> Node {
    match (&node.data, tag.suffix.as_str()) {
        (Data::Text(text), suffix) if suffix != "str" => Node::new(scalar(text.clone()), node.line),
        _ => node,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(text: &str) -> Data {
        read("t.yml", text).unwrap().data
    }

    #[test]
    fn tags_become_functions() {
        let node =
            read("t.yml", "a: !Ref X\nb: !GetAtt X.Arn\nc: !Sub 'x-${Y}'\nd: !If [C, !Ref A, 2]\n")
                .unwrap();
        assert_eq!(node.get("a").unwrap().at(&["Ref"]).unwrap().as_text(), Some("X"));
        let parts = node.get("b").unwrap().at(&["Fn::GetAtt"]).unwrap().items();
        assert_eq!(parts.iter().filter_map(Node::as_text).collect::<Vec<_>>(), ["X", "Arn"]);
        assert_eq!(node.at(&["c", "Fn::Sub"]).unwrap().as_text(), Some("x-${Y}"));
        assert_eq!(node.at(&["d", "Fn::If"]).unwrap().items().len(), 3);
        assert_eq!(node.get("d").unwrap().line, 4);
    }

    #[test]
    fn scalars_keep_what_they_mean() {
        assert_eq!(data("012345678901"), Data::Text("012345678901".into()));
        assert_eq!(data("2012-10-17"), Data::Text("2012-10-17".into()));
        assert_eq!(data("'5'"), Data::Text("5".into()));
        assert_eq!(data("5"), Data::Number("5".into()));
        assert_eq!(data("True"), Data::Bool(true));
        assert_eq!(data("~"), Data::Null);
    }

    #[test]
    fn anchors_are_what_they_stand_for() {
        let node = read("t.yml", "a: &x {p: 1, q: 2}\nb:\n  q: 3\n  <<: *x\n").unwrap();
        assert_eq!(node.at(&["b", "p"]).unwrap().as_int(), Some(1));
        assert_eq!(node.at(&["b", "q"]).unwrap().as_int(), Some(3));
    }

    #[test]
    fn what_is_no_yaml_has_a_place() {
        let problem = read("t.yml", "a: 1\nb: [1, 2\nc: 3\n").unwrap_err();
        let place = problem.place.unwrap();
        assert_eq!((place.file.as_str(), place.line), ("t.yml", 3));
    }

    #[test]
    fn anchors_that_multiply_are_refused() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..9 {
            let before = format!("*a{}, ", n - 1).repeat(10);
            text += &[
                "a",
                &n.to_string(),
                ": &a",
                &n.to_string(),
                " [",
                before.trim_end_matches(", "),
                "]\n",
            ]
            .concat();
        }
        assert_eq!(read("t.yml", &text).unwrap_err().code, "convert/syntax");
        let deep = "[".repeat(20_000) + &"]".repeat(20_000);
        assert_eq!(read("t.yml", &deep).unwrap_err().code, "convert/syntax");
    }
}
