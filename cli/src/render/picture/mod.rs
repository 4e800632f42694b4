//! The graph as a picture: one card a block, and an arrow to whatever must exist before it.
//!
//! Cards stand in columns, what depends on others to the left of it; arrows run in the gaps between columns and in
//! lanes of their own through them, so that none crosses a card. Everything here is arithmetic: how it is painted is
//! the matter of [`super::svg`] and of the local cloud's page.
mod blocks;
mod icons;
mod layers;
mod order;
mod pack;
mod place;
mod route;

use blocks::{Block, Edge};
use cutover_schemas::documents::graph::GraphDocument;
use serde::Serialize;

/// Height of a card's head: icon, name, kind.
const HEAD: f64 = 48.0;
/// Height of one line under the head.
const LINE: f64 = 22.0;
/// Space above the first line, and under the last one.
const PAD: f64 = 4.0;
/// Where arrows leave and reach a card: the middle of its head.
const PORT: f64 = HEAD / 2.0;
/// Width of a character of a name, at its font size.
const NAME_CHAR: f64 = 8.0;
/// Width of a character of a line.
const LINE_CHAR: f64 = 7.3;
/// Left of the name: the icon and its margins.
const NAME_LEFT: f64 = 50.0;
/// Room that a card keeps to the right of its text.
const RIGHT: f64 = 16.0;
const NARROWEST: f64 = 168.0;
/// Longer texts are cut; the whole one is in the card's tooltip.
const LONGEST: usize = 40;

/// Cards and arrows in pixels, from the top left corner.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Picture {
    /// Width of everything.
    pub width: f64,
    /// Height of everything.
    pub height: f64,
    /// One a block.
    pub cards: Vec<Card>,
    /// One a pair of blocks, or of a route and a block.
    pub arrows: Vec<Arrow>,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// The block's address.
    pub address: String,
    /// The name, cut when it is very long.
    pub name: String,
    /// The kind, in the spec's words, and the module it is in.
    pub kind: String,
    /// A word for its colour.
    pub hue: &'static str,
    /// Its icon: an SVG path in a square of 16.
    pub icon: &'static str,
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Lines under the head.
    pub lines: Vec<Line>,
    /// The resources it is made of, for a tooltip.
    pub parts: Vec<String>,
}

/// A line of a card.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Text that stands out, such as a route's method.
    pub strong: String,
    /// The rest.
    pub text: String,
    /// The text's base line.
    pub y: f64,
}

/// One arrow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arrow {
    /// Address of the block that depends.
    pub from: String,
    /// Address of the block that it depends on.
    pub to: String,
    /// The colour of what it points to.
    pub hue: &'static str,
    /// The line: an SVG path.
    pub line: String,
    /// Its head or heads: an SVG path.
    pub head: String,
}

/// Draws a graph.
pub fn picture(graph: &GraphDocument) -> Picture {
    let (blocks, edges) = blocks::read(graph);
    let nodes: Vec<layers::Node> = blocks.iter().map(node).collect();
    let links: Vec<layers::Link> = edges.iter().map(link).collect();
    let drawn = pack::draw(&nodes, &links);
    let address = |at: usize| blocks.get(at).map(|one| one.address.clone()).unwrap_or_default();
    let arrows = edges.iter().zip(&drawn.routes).map(|(edge, route)| Arrow {
        from: address(edge.from),
        to: address(edge.to),
        hue: blocks.get(edge.to).map_or("grey", |one| icons::of(&one.words).hue),
        line: route::line(route),
        head: route::head(route, edge.both),
    });
    Picture {
        width: drawn.width,
        height: drawn.height,
        arrows: arrows.collect(),
        cards: blocks.iter().zip(&drawn.spots).map(|(block, spot)| card(block, *spot)).collect(),
    }
}

fn card(block: &Block, spot: layers::Spot) -> Card {
    let look = icons::of(&block.words);
    let lines = block.rows.iter().enumerate().map(|(at, row)| Line {
        strong: row.strong.clone(),
        text: cut(&row.text),
        y: spot.y + row_middle(at) + 4.0,
    });
    Card {
        address: block.address.clone(),
        name: cut(&block.name),
        kind: block.kind() + &block.place(),
        hue: look.hue,
        icon: look.icon,
        x: spot.x,
        y: spot.y,
        width: spot.width,
        height: height(block),
        lines: lines.collect(),
        parts: block.parts.clone(),
    }
}

fn node(block: &Block) -> layers::Node {
    let kind = block.kind().len() + block.place().len();
    let lines = block.rows.iter().map(|row| LINE_CHAR * columns(&row.whole()) + 2.0 * RIGHT);
    let head = (NAME_CHAR * columns(&block.name)).max(6.4 * real(kind) + 12.0);
    let width = lines.fold(NAME_LEFT + head + RIGHT, f64::max).max(NARROWEST).ceil();
    layers::Node { width, height: height(block) }
}

fn link(edge: &Edge) -> layers::Link {
    let leaves = edge.row.map_or(PORT, row_middle);
    layers::Link { from: edge.from, to: edge.to, leaves, arrives: PORT }
}

fn height(block: &Block) -> f64 {
    if block.rows.is_empty() { HEAD } else { HEAD + LINE * real(block.rows.len()) + 2.0 * PAD }
}

fn row_middle(row: usize) -> f64 {
    HEAD + PAD + LINE * (real(row) + 0.5)
}

/// Columns of a fixed font that a text takes, cut as it will be.
fn columns(text: &str) -> f64 {
    let wide = |c: &char| matches!(u32::from(*c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF);
    let shown = cut(text);
    real(shown.chars().count() + shown.chars().filter(wide).count())
}

/// The text, short enough for a card, without characters that no drawing can carry.
fn cut(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    if text.chars().count() <= LONGEST {
        return clean.collect();
    }
    clean.take(LONGEST - 1).chain(['\u{2026}']).collect()
}

/// A count as a coordinate.
fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
