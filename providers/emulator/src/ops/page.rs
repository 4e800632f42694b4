//! Cutting lists into pages with opaque markers.

use crate::world::World;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub(crate) next: Option<String>,
}

/// A marker that was not made here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadMarker;

/// Cuts one page of at most `limit` items out of sorted `(key, item)` pairs, after the marker's key.
///
/// The marker names the last key seen, so rows created or removed between pages neither repeat nor hide others.
pub(crate) fn page<T>(
    world: &World,
    items: impl Iterator<Item = (String, T)>,
    marker: Option<&str>,
    limit: usize,
) -> Result<Page<T>, BadMarker> {
    let after = match marker {
        Some(marker) => Some(decode(marker).ok_or(BadMarker)?),
        None => None,
    };
    let limit = world.page_cap.map_or(limit, |cap| limit.min(cap)).max(1);
    let mut page = Page { items: Vec::new(), next: None };
    let mut last = String::new();
    for (key, item) in items {
        if after.as_ref().is_some_and(|after| key <= *after) {
            continue;
        }
        if page.items.len() == limit {
            page.next = Some(encode(&last));
            break;
        }
        last = key;
        page.items.push(item);
    }
    Ok(page)
}

fn encode(key: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(format!("m:{key}"))
}

fn decode(marker: &str) -> Option<String> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(marker).ok()?;
    String::from_utf8(bytes).ok()?.strip_prefix("m:").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{BadMarker, page};
    use crate::world::{World, settings::Settings};

    fn keys() -> impl Iterator<Item = (String, u32)> {
        (0..5).map(|n| (format!("k{n}"), n))
    }

    #[test]
    fn pages_follow_one_another_without_gap_or_repeat() {
        let world = World::new(Settings::default());
        let first = page(&world, keys(), None, 2).unwrap();
        let second = page(&world, keys(), first.next.as_deref(), 3).unwrap();
        assert_eq!((first.items, second.items, second.next), (vec![0, 1], vec![2, 3, 4], None));
        assert_eq!(page(&world, keys(), Some("junk"), 2), Err(BadMarker));
    }

    #[test]
    fn a_short_page_fault_shortens_the_page() {
        let mut world = World::new(Settings::default());
        world.page_cap = Some(1);
        let first = page(&world, keys(), None, 50).unwrap();
        assert_eq!(first.items, vec![0]);
        assert!(first.next.is_some());
    }
}
