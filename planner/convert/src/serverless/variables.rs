//! `${...}` of the Serverless Framework (<https://www.serverless.com/framework/docs/guides/variables>).
//!
//! What stands in the file itself is put in place. The stage, the region and the account are known to a spec. Options,
//! the environment and parameters become variables; what only a look elsewhere could tell becomes one without a value.
use crate::model::{Model, Parameter, Ty};
use crate::node::{Data, Node};
use crate::sam::left;
use crate::secrets;
use crate::yaml;

/// Beginnings of variables; other `${...}` are CloudFormation's, or nobody's.
const SOURCES: &[&str] = &[
    "self:",
    "opt:",
    "env:",
    "param:",
    "sls:",
    "aws:",
    "file(",
    "ssm",
    "cf:",
    "cf(",
    "cf.",
    "s3:",
    "strToBool(",
    "output:",
    "git:",
    "state:",
    "terraform",
    "vault:",
    "doppler:",
    "secretsManager:",
];

/// References that lead to references that lead on: deeper than this they go in a circle.
const DEEPEST: usize = 24;

/// More nodes than this come from variables that bring each other in, not from a person.
pub(super) const MOST_NODES: usize = 500_000;

/// Texts of files by their path beside the source.
pub(super) type Texts<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Puts values in place of variables.
pub(super) struct Resolver<'r> {
    pub(super) root: &'r Node,
    pub(super) texts: Texts<'r>,
    pub(super) model: &'r mut Model,
    /// How many nodes may still be made.
    pub(super) room: usize,
}

/// A text in pieces: as it is, or the inside of `${...}`.
enum Piece<'t> {
    Text(&'t str),
    Variable(&'t str),
}

impl Resolver<'_> {
    pub(super) fn resolve(&mut self, node: &Node) -> Node {
        self.node(node, 0)
    }

    fn node(&mut self, node: &Node, depth: usize) -> Node {
        if depth > DEEPEST || self.room == 0 {
            return Node::new(Data::Null, node.line);
        }
        self.room -= 1;
        let data = match &node.data {
            Data::Text(text) => return self.text(text, node.line, depth),
            Data::List(items) => {
                Data::List(items.iter().map(|one| self.node(one, depth)).collect())
            }
            Data::Map(entries) => {
                if let [(name, argument)] = entries.as_slice()
                    && name == "Fn::Sub"
                {
                    return self.sub(argument, node.line, depth);
                }
                let all =
                    entries.iter().map(|(key, one)| (self.key(key, depth), self.node(one, depth)));
                Data::Map(all.collect())
            }
            other => other.clone(),
        };
        Node::new(data, node.line)
    }

    /// A key whose variables are known is known.
    fn key(&mut self, key: &str, depth: usize) -> String {
        if !key.contains("${") {
            return key.to_owned();
        }
        self.text(key, 0, depth).as_text().map_or_else(|| key.to_owned(), str::to_owned)
    }

    fn text(&mut self, text: &str, line: u32, depth: usize) -> Node {
        let pieces = pieces(text);
        if let [Piece::Variable(inside)] = pieces.as_slice() {
            let found = self.variable(inside, line, depth + 1);
            return found.at_line(line);
        }
        let mut parts = Vec::new();
        for piece in pieces {
            parts.push(match piece {
                Piece::Text(text) => Node::text(text),
                Piece::Variable(inside) => self.variable(inside, line, depth + 1),
            });
        }
        joined(parts).at_line(line)
    }

    /// Variables inside of CloudFormation's own templates become names that its second argument explains.
    fn sub(&mut self, argument: &Node, line: u32, depth: usize) -> Node {
        let (text, names) = match argument.items() {
            [text, names] => (text.as_text(), self.node(names, depth)),
            _ => (argument.as_text(), Node::map([])),
        };
        let mut names = names;
        let mut out = String::new();
        for (at, piece) in pieces(text.unwrap_or_default()).into_iter().enumerate() {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Variable(inside) => match self.variable(inside, line, depth + 1) {
                    node if node.as_text().is_some() => {
                        out.push_str(node.as_text().unwrap_or_default());
                    }
                    node => {
                        crate::text::add(&mut out, format_args!("${{variable{at}}}"));
                        names = names.with(&format!("variable{at}"), node);
                    }
                },
            }
        }
        let argument = if names.entries().is_empty() {
            Node::text(out)
        } else {
            Node::list(vec![Node::text(out), names])
        };
        Node::map([("Fn::Sub", Some(argument))]).at_line(line)
    }

    /// The value of `source, default, default`.
    fn variable(&mut self, inside: &str, line: u32, depth: usize) -> Node {
        if depth > DEEPEST || self.room == 0 {
            return Node::new(Data::Null, line);
        }
        let all = alternatives(inside);
        for (at, one) in all.iter().enumerate() {
            let rest = all.get(at + 1..).unwrap_or_default();
            if let Some(node) = self.alternative(one, rest, line, depth) {
                return node;
            }
        }
        let name = all.first().copied().unwrap_or(inside);
        // What a file would have said has been reported already, and is not a single value as a rule.
        if name.starts_with("file(") {
            return Node::new(Data::Null, line);
        }
        self.unknown(
            name,
            None,
            line,
            &format!("`${{{inside}}}`, which only the framework looks up"),
        )
    }

    fn alternative(&mut self, one: &str, rest: &[&str], line: u32, depth: usize) -> Option<Node> {
        let one = one.trim();
        if let Some(quoted) = one.strip_prefix(['\'', '"']) {
            return Some(self.text(
                quoted.strip_suffix(['\'', '"']).unwrap_or(quoted),
                line,
                depth,
            ));
        }
        if one.starts_with("${") {
            return Some(self.text(one, line, depth)).filter(|node| node.data != Data::Null);
        }
        if let Some(inner) = one.strip_prefix("strToBool(").and_then(|one| one.strip_suffix(')')) {
            let node = self.text(inner, line, depth);
            return Some(node.as_bool().map_or(node, |truth| Node::new(Data::Bool(truth), line)));
        }
        if !is_variable(one) {
            return Some(plain(one, line));
        }
        if let Some(known) = known(one) {
            return Some(Node::reference(known));
        }
        if let Some(path) = one.strip_prefix("self:") {
            return self.own(path, line, depth);
        }
        if one.starts_with("file(") {
            return self.file(one, line, depth);
        }
        let (source, name) = one.split_once(':')?;
        let default = rest.iter().find_map(|other| self.alternative(other, &[], line, depth));
        match source {
            "opt" | "env" => {
                Some(self.unknown(name, default, line, &format!("`${{{one}}}` of the source")))
            }
            "param" => {
                let own = self.parameter(name, depth).or(default);
                Some(self.unknown(name, own, line, &format!("`${{{one}}}` of the source")))
            }
            // Another stack's output, a parameter, a secret: what comes first is only where it is.
            _ => {
                let label = name.rsplit(['/', '.', ':']).next().unwrap_or(name);
                let secret = source.starts_with("ssm")
                    || source.contains("ecret")
                    || source.starts_with("vault");
                self.model.left.push(left("variables", one, line, format!("`${{{one}}}`"), "a spec looks nothing up while it is read", "give its value to the variable that stands for it, or read it where the function runs (`secrets`)"));
                Some(self.named(label, default, secret, &format!("`${{{one}}}` of the source")))
            }
        }
    }

    /// `self:a.b.c`, where a part may be a variable itself.
    fn own(&mut self, path: &str, line: u32, depth: usize) -> Option<Node> {
        if path.is_empty() {
            return Some(self.root.clone());
        }
        let mut node = self.root.clone();
        let mut walked = String::new();
        for piece in dotted(path) {
            let key = if piece.contains("${") {
                self.text(piece, line, depth)
            } else {
                Node::text(piece)
            };
            let Some(text) = key.as_text() else {
                return Some(self.lookup(&walked, &node, key, depth));
            };
            node = if let Some(at) = text.parse::<usize>().ok().filter(|_| !node.is_map()) {
                node.items().get(at)?.clone()
            } else {
                let node = self.whole(&node, depth);
                node.get(text)?.clone()
            };
            walked = if walked.is_empty() { text.to_owned() } else { format!("{walked}_{text}") };
        }
        let found = self.node(&node, depth + 1);
        (found.data != Data::Null).then_some(found)
    }

    /// What a path leads through may be a variable as a whole.
    fn whole(&mut self, node: &Node, depth: usize) -> Node {
        match &node.data {
            Data::Text(text) if text.starts_with("${") => self.node(node, depth + 1),
            _ => node.clone(),
        }
    }

    /// An entry whose key is known only to the stage: the map becomes a local.
    fn lookup(&mut self, name: &str, map: &Node, key: Node, depth: usize) -> Node {
        let map = self.whole(map, depth);
        let keys = || map.entries().iter().map(|(key, _)| key.as_str());
        let other = ["default", "dev"]
            .into_iter()
            .find(|one| keys().any(|key| key == *one))
            .or_else(|| keys().next());
        let other = Node::text(other.unwrap_or_default());
        if !self.model.mappings.iter().any(|(there, _)| there == name) {
            let map = self.node(&map, depth + 1);
            self.model.mappings.push((name.to_owned(), map));
        }
        Node::map([("Fn::Cutover::Lookup", Some(Node::list(vec![Node::text(name), key, other])))])
    }

    fn file(&mut self, one: &str, line: u32, depth: usize) -> Option<Node> {
        let (path, rest) = one.strip_prefix("file(")?.split_once(')')?;
        let path = self.text(path.trim(), line, depth);
        let path = path.as_text()?.trim_matches(['\'', '"']).to_owned();
        let yaml = [".yml", ".yaml", ".json"].iter().any(|end| path.ends_with(end));
        let text = if yaml { (self.texts)(&path) } else { None };
        let Some(root) = text.and_then(|text| yaml::read(&path, &text).ok()) else {
            self.model.left.push(left(
                "variables",
                one,
                line,
                format!("`${{{one}}}`"),
                "the file is not there, or is no YAML or JSON",
                "write by hand what it says",
            ));
            return None;
        };
        let mut node = self.whole(&root, depth);
        for piece in rest.strip_prefix(':').map(dotted).unwrap_or_default() {
            let key = if piece.contains("${") {
                self.text(piece, line, depth)
            } else {
                Node::text(piece)
            };
            let Some(text) = key.as_text() else {
                let name = crate::names::snake(path.rsplit('/').next().unwrap_or(&path));
                return Some(self.lookup(&name, &node, key, depth));
            };
            node = self.whole(node.get(text)?, depth);
        }
        Some(self.node(&node, depth + 1))
    }

    /// `params: default: x`, or `stages: default: params: x`.
    fn parameter(&mut self, name: &str, depth: usize) -> Option<Node> {
        let found = self
            .root
            .at(&["params", "default", name])
            .or_else(|| self.root.at(&["stages", "default", "params", name]));
        let node = found?.clone();
        Some(self.node(&node, depth + 1)).filter(|node| node.data != Data::Null)
    }

    fn unknown(&mut self, name: &str, default: Option<Node>, _line: u32, why: &str) -> Node {
        let name = name.rsplit(':').next().unwrap_or(name);
        let secret = secrets::looks_secret(name, &Node::text("value"));
        self.named(name, default, secret, why)
    }

    /// A variable of the new spec; a default that is computed can't be one.
    fn named(&mut self, name: &str, default: Option<Node>, sensitive: bool, why: &str) -> Node {
        let name = crate::names::snake(name);
        if !self.model.parameters.iter().any(|one| one.name == name) {
            let literal = default.clone().filter(|node| !node.is_map() && node.items().is_empty());
            self.model.parameters.push(Parameter {
                name: name.clone(),
                ty: match literal.as_ref().map(|node| &node.data) {
                    Some(Data::Number(_)) => Ty::Number,
                    _ => Ty::Text,
                },
                default: literal,
                description: String::new(),
                sensitive,
                allowed: Vec::new(),
                why: why.to_owned(),
            });
        }
        Node::reference(&name)
    }
}

/// What a spec knows by itself.
fn known(one: &str) -> Option<&'static str> {
    Some(match one {
        "opt:stage" | "sls:stage" | "self:provider.stage" => "Cutover::Stage",
        "opt:region" | "self:provider.region" | "aws:region" => "AWS::Region",
        "aws:accountId" => "AWS::AccountId",
        "self:service" | "self:service.name" => "Cutover::Stack",
        _ => return None,
    })
}

fn plain(text: &str, line: u32) -> Node {
    let data = match text {
        "null" => Data::Null,
        "true" => Data::Bool(true),
        "false" => Data::Bool(false),
        text if text.parse::<f64>().is_ok() => Data::Number(text.to_owned()),
        text => Data::Text(text.to_owned()),
    };
    Node::new(data, line)
}

/// Texts and values as one text.
fn joined(parts: Vec<Node>) -> Node {
    let plain = |node: &Node| match &node.data {
        Data::Bool(truth) => Some(truth.to_string()),
        _ => node.as_text().map(str::to_owned),
    };
    if let Some(texts) = parts.iter().map(plain).collect::<Option<Vec<String>>>() {
        return Node::text(texts.concat());
    }
    Node::map([("Fn::Join", Some(Node::list(vec![Node::text(""), Node::list(parts)])))])
}

/// The end of what begins with `${`, brackets inside of it counted.
fn end_of(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether what stands between the brackets is the framework's or a plugin's: `source:address`, and not `AWS::Region`.
fn is_variable(inside: &str) -> bool {
    let inside = inside.trim_start();
    let of_plugin = inside.split_once(':').is_some_and(|(source, rest)| {
        !source.is_empty() && source.chars().all(char::is_alphanumeric) && !rest.starts_with(':')
    });
    of_plugin || SOURCES.iter().any(|source| inside.starts_with(source))
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("${")) {
        let start = at + found;
        let inside = text.get(start..).and_then(|rest| rest.get(2..end_of(rest)?));
        let Some(inside) = inside.filter(|inside| is_variable(inside)) else {
            at = start + 2;
            continue;
        };
        if start > from {
            all.push(Piece::Text(text.get(from..start).unwrap_or_default()));
        }
        all.push(Piece::Variable(inside.trim()));
        at = start + inside.len() + 3;
        from = at;
    }
    if from < text.len() {
        all.push(Piece::Text(text.get(from..).unwrap_or_default()));
    }
    all
}

/// Parts between commas or dots that no bracket or quote holds together.
fn apart(text: &str, sign: u8) -> Vec<&str> {
    let (mut all, mut from, mut depth) = (Vec::new(), 0, 0_i32);
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'\'' | b'"', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'{' | b'(', None) => depth += 1,
            (b'}' | b')', None) => depth -= 1,
            (byte, None) if byte == sign && depth == 0 => {
                all.push(text.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            _ => {}
        }
    }
    all.push(text.get(from..).unwrap_or_default());
    all
}

fn alternatives(inside: &str) -> Vec<&str> {
    apart(inside, b',').into_iter().map(str::trim).collect()
}

fn dotted(path: &str) -> Vec<&str> {
    apart(path, b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &Node) {
        let root = yaml::read("s.yml", source).unwrap();
        let mut model = Model::default();
        let texts =
            |path: &str| (path == "more.yml").then(|| "a:\n  b: ${self:custom.x}\n".to_owned());
        let mut resolver =
            Resolver { root: &root, texts: &texts, model: &mut model, room: MOST_NODES };
        let found = resolver.resolve(root.get("v").unwrap());
        assert_eq!(without_lines(&found), without_lines(expected), "{source}");
    }

    fn without_lines(node: &Node) -> String {
        let text = format!("{node:?}");
        let mut parts = text.split("line: ");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + part.trim_start_matches(|c: char| c.is_ascii_digit()))
    }

    #[test]
    fn what_the_file_says_is_put_in_place() {
        check(
            "v: 'a-${self:custom.x}'\ncustom: {x: '${self:custom.y}', y: 3}\n",
            &Node::text("a-3"),
        );
        check("v: ${self:custom.list.1}\ncustom: {list: [a, b]}\n", &Node::text("b"));
        check("v: ${self:custom.none, 'c'}\n", &Node::text("c"));
        check(
            "v: ${file(more.yml):a.b}\ncustom: {x: 7}\n",
            &Node::new(Data::Number("7".into()), 0),
        );
    }

    #[test]
    fn what_a_spec_knows_stays_a_reference() {
        check("v: ${opt:stage, 'dev'}\n", &Node::reference("Cutover::Stage"));
        check("v: '${AWS::Region}-${Table}'\n", &Node::text("${AWS::Region}-${Table}"));
        check("v: ${env:TABLE_NAME, 'orders'}\n", &Node::reference("table_name"));
    }

    #[test]
    fn circles_end() {
        let mut model = Model::default();
        let root = yaml::read("s.yml", "a: ['${self:a}', '${self:a}', '${self:a}']\n").unwrap();
        let mut resolver =
            Resolver { root: &root, texts: &|_| None, model: &mut model, room: 5_000 };
        resolver.resolve(&root);
        assert_eq!(resolver.room, 0);
        check("v: ${self:v}\n", &Node::reference("v"));
    }

    #[test]
    fn a_key_that_the_stage_decides_is_looked_up() {
        let key = Node::reference("Cutover::Stage");
        let lookup = Node::map([(
            "Fn::Cutover::Lookup",
            Some(Node::list(vec![Node::text("custom_names"), key, Node::text("dev")])),
        )]);
        check(
            "v: '${self:custom.names.${opt:stage}}'\ncustom: {names: {dev: a, prod: b}}\n",
            &lookup,
        );
    }
}
