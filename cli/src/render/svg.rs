//! The graph as a file of its own: no scripts, no fonts, no other files; light and dark.
use super::picture::{Card, Picture};
use maud::{Markup, PreEscaped, html};

const LOOK: &str = include_str!("svg.css");
/// Around everything.
const MARGIN: f64 = 20.0;
/// The caption under the cards.
const CAPTION: f64 = 34.0;

/// The picture as an SVG document with this title.
pub fn svg(picture: &Picture, title: &str) -> String {
    let width = (picture.width + 2.0 * MARGIN).max(280.0);
    let height = picture.height + 2.0 * MARGIN + CAPTION;
    let view = format!("{} {} {width} {height}", -MARGIN, -MARGIN);
    let about = "An arrow points to what must exist first.";
    let markup = html! {
        svg xmlns="http://www.w3.org/2000/svg" class="graph" width=(width) height=(height) viewBox=(view)
            role="group" aria-labelledby="title about" {
            title id="title" { (title) }
            style { (PreEscaped(LOOK)) }
            g {
                @for arrow in &picture.arrows {
                    g class={ "way " (arrow.hue) } {
                        title { (plain(&arrow.from)) " needs " (plain(&arrow.to)) }
                        path class="arrow" d=(arrow.line) {}
                        path class="head" d=(arrow.head) {}
                    }
                }
            }
            @for one in &picture.cards { (card(one)) }
            text class="about" id="about" x="0" y=(picture.height + CAPTION) { (title) ". " (about) }
        }
    };
    markup.into_string() + "\n"
}

fn card(card: &Card) -> Markup {
    let middle = card.x + 14.0;
    let icon = format!("translate({} {}) scale(1.25)", card.x + 14.0, card.y + 14.0);
    html! {
        g class={ "card " (card.hue) } role="group" aria-label=(format!("{} {}", card.kind, card.name)) {
            title { @for part in &card.parts { (plain(part)) "\n" } }
            rect class="face" x=(card.x) y=(card.y) width=(card.width) height=(card.height) rx="7" {}
            rect class="tile" x=(card.x + 10.0) y=(card.y + 10.0) width="28" height="28" rx="6" {}
            path class="icon" transform=(icon) d=(card.icon) {}
            text class="name" x=(card.x + 48.0) y=(card.y + 22.0) { (card.name) }
            text class="kind" x=(card.x + 48.0) y=(card.y + 37.0) { (card.kind) }
            @if !card.lines.is_empty() {
                path class="rule" d=(format!("M{} {}h{}", card.x, card.y + 48.0, card.width)) {}
            }
            @for line in &card.lines {
                text class="line" x=(middle) y=(line.y) { tspan { (line.strong) } " " (line.text) }
            }
        }
    }
}

/// The text without characters that XML can't carry.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::picture::picture;
    use super::*;
    use cutover_schemas::documents::graph::{GraphDocument, NodeDocument};

    #[test]
    fn what_the_user_wrote_is_text() {
        let address = "queue.q[\"<script>&\u{1}\"]".to_owned();
        let node =
            NodeDocument { address, kind: "queue".into(), parent: None, depends_on: Vec::new() };
        let graph = GraphDocument { format: 1, resources: vec![node] };
        let drawn = svg(&picture(&graph), "a < b");
        assert!(drawn.contains("q[&quot;&lt;script&gt;&amp;\u{fffd}&quot;]"), "{drawn}");
        assert!(
            drawn.contains("a &lt; b") && !drawn.contains("<script") && !drawn.contains('\u{1}')
        );
    }
}
