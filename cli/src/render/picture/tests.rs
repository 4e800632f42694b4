//! What must be true of every picture, tried on graphs made by a seed.
use super::{Picture, picture};
use cutover_schemas::documents::graph::{GraphDocument, NodeDocument};

/// A graph of so many blocks where each needs up to three others, circles included.
fn graph(blocks: u64, seed: u64) -> GraphDocument {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut resources = Vec::new();
    for block in 0..blocks {
        let kind = if block.is_multiple_of(7) { "api" } else { "function" };
        let address = format!("{kind}.b{block}");
        let name =
            |at: u64| format!("{}.b{at}", if at.is_multiple_of(7) { "api" } else { "function" });
        let needs = (0..next(4)).map(|_| name(next(blocks))).collect();
        let node = |address: &str, kind: &str, depends_on| NodeDocument {
            address: address.to_owned(),
            kind: kind.to_owned(),
            parent: None,
            depends_on,
        };
        resources.push(node(&address, kind, needs));
        if kind == "api" {
            for route in 0..next(6) {
                let on = vec![address.clone(), name(next(blocks))];
                resources.push(node(&format!("{address}/route[\"GET /{route}\"]"), "route", on));
            }
        }
    }
    GraphDocument { format: 1, resources }
}

/// Points of a path of absolute moves, lines and curves, close enough together to meet any card.
fn points(path: &str) -> Vec<(f64, f64)> {
    let spaced = path.replace(['M', 'L'], " L ").replace('C', " C ");
    let mut words = spaced.split_whitespace();
    let mut points: Vec<(f64, f64)> = Vec::new();
    while let Some(word) = words.next() {
        let mut number = || words.next().unwrap().parse::<f64>().unwrap();
        let from = points.last().copied();
        let (one, other, to) = match word {
            "L" => {
                let to = (number(), number());
                (from.unwrap_or(to), to, to)
            }
            _ => ((number(), number()), (number(), number()), (number(), number())),
        };
        let from = from.unwrap_or(to);
        for step in 0..=30 {
            let t = f64::from(step) / 30.0;
            let mix = |a: f64, b: f64, c: f64, d: f64| {
                let s = 1.0 - t;
                s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
            };
            points.push((mix(from.0, one.0, other.0, to.0), mix(from.1, one.1, other.1, to.1)));
        }
    }
    points
}

fn check(picture: &Picture, what: &str) {
    for (at, card) in picture.cards.iter().enumerate() {
        assert!(card.x + card.width <= picture.width && card.y + card.height <= picture.height);
        for other in picture.cards.iter().skip(at + 1) {
            let beside = card.x + card.width <= other.x || other.x + other.width <= card.x;
            let above = card.y + card.height <= other.y || other.y + other.height <= card.y;
            assert!(beside || above, "{what}: {} on {}", card.address, other.address);
        }
    }
    for arrow in &picture.arrows {
        let points = points(&arrow.line);
        let within = |x: f64, y: f64| {
            picture.cards.iter().find(|card| {
                x > card.x + 0.5
                    && x < card.x + card.width - 0.5
                    && y > card.y + 0.5
                    && y < card.y + card.height - 0.5
            })
        };
        let met = points.iter().find_map(|(x, y)| within(*x, *y));
        assert!(met.is_none(), "{what}: {} to {} meets {met:?}", arrow.from, arrow.to);
        for end in [points.first(), points.last()] {
            let (x, y) = *end.unwrap();
            let touches = picture.cards.iter().any(|card| {
                let side = (x - card.x).abs() < 0.5 || (x - card.x - card.width).abs() < 0.5;
                side && y > card.y && y < card.y + card.height
            });
            assert!(touches, "{what}: {} to {} ends nowhere", arrow.from, arrow.to);
        }
    }
}

#[test]
fn no_arrow_crosses_a_card_and_no_card_another() {
    for seed in 0..24 {
        let blocks = 1 + seed * 2;
        check(&picture(&graph(blocks, seed)), &format!("seed {seed}, {blocks} blocks"));
    }
}

#[test]
fn an_empty_graph_is_an_empty_picture() {
    let drawn = picture(&graph(0, 1));
    assert_eq!((drawn.width, drawn.height, drawn.cards.len()), (0.0, 0.0, 0));
}
