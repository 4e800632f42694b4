//! From resources to blocks: what a card says, and which blocks depend on which.
use cutover_schemas::address::Address;
use cutover_schemas::documents::graph::{GraphDocument, NodeDocument};
use std::collections::{BTreeMap, BTreeSet};

/// A block of the spec with the resources that it stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Block {
    pub(super) address: String,
    /// The spec's words for it: `function`, `trigger queue`.
    pub(super) words: String,
    pub(super) name: String,
    /// The modules it is in, from the outside in, joined.
    pub(super) modules: String,
    pub(super) rows: Vec<Row>,
    /// Every resource, with its kind.
    pub(super) parts: Vec<String>,
}

impl Block {
    /// What it is, as people say it: `queue trigger`.
    pub(super) fn kind(&self) -> String {
        match self.words.split_once(' ') {
            Some(("trigger", source)) => format!("{source} trigger"),
            _ => self.words.clone(),
        }
    }

    /// Where the block is, unless it is in no module.
    pub(super) fn place(&self) -> String {
        if self.modules.is_empty() { String::new() } else { format!(" in {}", self.modules) }
    }
}

/// A part that has a line of its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) strong: String,
    pub(super) text: String,
}

impl Row {
    pub(super) fn whole(&self) -> String {
        format!("{} {}", self.strong, self.text)
    }
}

/// One block, or one line of it, depends on another block.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) row: Option<usize>,
    pub(super) to: usize,
    /// Whether they depend on each other.
    pub(super) both: bool,
}

/// A dependency before it is known whether it is worth an arrow: from block and row to block.
type Ends = (usize, Option<usize>, usize);

/// Reads blocks and edges out of the resources.
pub(super) fn read(graph: &GraphDocument) -> (Vec<Block>, Vec<Edge>) {
    let index = Index::of(graph);
    let mut found: BTreeMap<Ends, bool> = BTreeMap::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for node in &graph.resources {
        if index.rows.contains_key(node.address.as_str()) {
            index.follow(node, &mut found, &mut told);
        }
    }
    for node in graph.resources.iter().filter(|node| !told.contains(node.address.as_str())) {
        for on in &node.depends_on {
            index.add(node, None, on, is_grant(&node.kind), &mut found);
        }
    }
    (index.blocks, edges(&found))
}

struct Index<'a> {
    blocks: Vec<Block>,
    nodes: BTreeMap<&'a str, &'a NodeDocument>,
    /// The block of each resource.
    block_of: BTreeMap<&'a str, usize>,
    /// The line of each resource that has one.
    rows: BTreeMap<&'a str, usize>,
}

impl<'a> Index<'a> {
    fn of(graph: &'a GraphDocument) -> Self {
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut block_of = BTreeMap::new();
        // Lines by block, path and method: what belongs together stands together.
        let mut lines: BTreeMap<(usize, String, String), &str> = BTreeMap::new();
        let mut blocks: Vec<Block> = Vec::new();
        for node in &graph.resources {
            let address = Address::parse(&node.address).ok();
            let head =
                address.as_ref().map_or_else(|| node.address.clone(), |one| one.block().into());
            let at = *places.entry(head.clone()).or_insert_with(|| {
                blocks.push(block(head));
                blocks.len() - 1
            });
            block_of.insert(node.address.as_str(), at);
            let Some(block) = blocks.get_mut(at) else { continue };
            block.parts.push(format!("{} ({})", node.address, node.kind.replace('_', " ")));
            if let Some(row) = address.as_ref().filter(|_| node.kind == "route").and_then(row) {
                lines.insert((at, row.text, row.strong), &node.address);
            }
        }
        let mut rows = BTreeMap::new();
        for ((at, text, strong), address) in lines {
            if let Some(block) = blocks.get_mut(at) {
                rows.insert(address, block.rows.len());
                block.rows.push(Row { strong, text });
            }
        }
        let nodes = graph.resources.iter().map(|node| (node.address.as_str(), node)).collect();
        Self { blocks, nodes, block_of, rows }
    }

    /// What a line depends on, directly or through parts of its own block.
    fn follow(
        &self,
        row: &'a NodeDocument,
        found: &mut BTreeMap<Ends, bool>,
        told: &mut BTreeSet<&'a str>,
    ) {
        let at = self.rows.get(row.address.as_str()).copied();
        let own = self.block_of.get(row.address.as_str());
        let (mut open, mut seen) = (vec![row], BTreeSet::new());
        while let Some(node) = open.pop() {
            if !seen.insert(node.address.as_str()) {
                continue;
            }
            told.insert(node.address.as_str());
            for on in &node.depends_on {
                self.add(row, at, on, false, found);
                let part = self.nodes.get(on.as_str()).filter(|part| {
                    self.block_of.get(part.address.as_str()) == own
                        && part.parent.is_some()
                        && !self.rows.contains_key(part.address.as_str())
                });
                open.extend(part);
            }
        }
    }

    fn add(
        &self,
        node: &NodeDocument,
        row: Option<usize>,
        on: &str,
        grant: bool,
        found: &mut BTreeMap<Ends, bool>,
    ) {
        let ends = (self.block_of.get(node.address.as_str()), self.block_of.get(on));
        if let (Some(from), Some(to)) = ends
            && from != to
        {
            let only_grant = found.entry((*from, row, *to)).or_insert(grant);
            *only_grant = *only_grant && grant;
        }
    }
}

/// A permission names who may come: the opposite of the way on which they come.
fn is_grant(kind: &str) -> bool {
    kind == "permission" || (kind.ends_with("_policy") && kind != "role_policy")
}

fn edges(found: &BTreeMap<Ends, bool>) -> Vec<Edge> {
    let rows: BTreeSet<(usize, usize)> =
        found.keys().filter(|ends| ends.1.is_some()).map(|(from, _, to)| (*from, *to)).collect();
    let pairs: BTreeMap<(usize, usize), bool> =
        found.iter().fold(BTreeMap::new(), |mut pairs, ((from, _, to), grant)| {
            let only = pairs.entry((*from, *to)).or_insert(true);
            *only = *only && *grant;
            pairs
        });
    let needed = |from, to| pairs.get(&(from, to)) == Some(&false);
    let mut edges = Vec::new();
    for ((from, row, to), grant) in found {
        let (from, to) = (*from, *to);
        let back = pairs.contains_key(&(to, from));
        let said_by_row = row.is_none() && rows.contains(&(from, to));
        let mutual = needed(from, to) && needed(to, from) && !rows.contains(&(from, to));
        let said_by_other = mutual && (to < from || rows.contains(&(to, from)));
        if said_by_row || said_by_other || (*grant && back) {
            continue;
        }
        edges.push(Edge { from, row: *row, to, both: mutual });
    }
    edges
}

fn block(head: String) -> Block {
    let Ok(address) = Address::parse(&head) else {
        return Block { name: head.clone(), address: head, ..Block::default() };
    };
    let key = head.get(address.declaration().as_str().len()..).unwrap_or_default();
    let modules: Vec<String> = address
        .modules()
        .into_iter()
        .map(|(name, key)| key.map_or(name.clone(), |key| format!("{name}[{key}]")))
        .collect();
    let words = [Some(address.kind()), address.trigger_kind()];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    Block {
        words: words.join(" "),
        name: format!("{}{key}", address.name()),
        modules: modules.join(" / "),
        address: head,
        ..Block::default()
    }
}

/// The line of a route: its method stands out.
fn row(address: &Address) -> Option<Row> {
    let (_, key) = address.part()?;
    let key = key?;
    let (strong, text) = key.split_once(' ').unwrap_or(("", &key));
    Some(Row { strong: strong.to_owned(), text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(address: &str, kind: &str, on: &[&str]) -> NodeDocument {
        let parent = address.contains('/').then(|| "p".to_owned());
        let depends_on = on.iter().map(|one| (*one).to_owned()).collect();
        NodeDocument { address: address.into(), kind: kind.into(), parent, depends_on }
    }

    fn check(resources: Vec<NodeDocument>, expect: &[&str]) {
        let (blocks, edges) = read(&GraphDocument { format: 1, resources });
        let said: Vec<String> = edges
            .iter()
            .map(|edge| {
                let row = edge.row.map_or_else(String::new, |row| format!(" line {row}"));
                let arrow = if edge.both { "<->" } else { "->" };
                format!("{}{row} {arrow} {}", blocks[edge.from].address, blocks[edge.to].address)
            })
            .collect();
        assert_eq!(said, expect);
    }

    #[test]
    fn a_route_points_to_its_function_and_the_permission_back_is_not_drawn() {
        check(
            vec![
                node("api.a", "api", &[]),
                node(
                    "api.a/integration[\"function.f\"]",
                    "integration",
                    &["api.a", "function.f/alias"],
                ),
                node("api.a/route[\"GET /x\"]", "route", &["api.a/integration[\"function.f\"]"]),
                node("function.f", "function", &["queue.q"]),
                node("function.f/alias", "alias", &["function.f"]),
                node("function.f/permission[\"a\"]", "permission", &["api.a", "function.f/alias"]),
                node("queue.q", "queue", &[]),
            ],
            &["api.a line 0 -> function.f", "function.f -> queue.q"],
        );
    }

    #[test]
    fn blocks_that_need_each_other_share_an_arrow() {
        let nodes = vec![
            node("function.a", "function", &[]),
            node("function.a/role/policy[\"x\"]", "role_policy", &["function.b"]),
            node("function.b", "function", &[]),
            node("function.b/role/policy[\"x\"]", "role_policy", &["function.a"]),
        ];
        check(nodes, &["function.a <-> function.b"]);
    }

    #[test]
    fn a_permission_is_drawn_where_nothing_else_says_it() {
        let nodes = vec![
            node("function.f/permission[\"b\"]", "permission", &["bucket.b"]),
            node("bucket.b", "bucket", &[]),
        ];
        check(nodes, &["function.f -> bucket.b"]);
    }

    #[test]
    fn names_come_apart() {
        let check = |head: &str, words: &str, name: &str, modules: &str| {
            let block = block(head.to_owned());
            assert_eq!((&*block.words, &*block.name, &*block.modules), (words, name, modules));
        };
        check("queue.jobs", "queue", "jobs", "");
        check("module.a.module.b.queue.jobs[\"eu/x\"]", "queue", "jobs[\"eu/x\"]", "a / b");
        check("module.a.trigger.queue.jobs", "trigger queue", "jobs", "a");
        check("no address", "", "no address", "");
    }
}
