//! One configuration: which events of which keys go to which target.

use serde_json::Value;

use super::super::{items, text};
use super::LISTS;

/// A configuration, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ops::s3) struct Entry {
    pub(in crate::ops::s3) id: String,
    /// The target's ARN.
    pub(in crate::ops::s3) target: String,
    /// With the `s3:` before them.
    pub(super) events: Vec<String>,
    pub(super) prefix: String,
    pub(super) suffix: String,
}

/// The configurations of a document.
pub(super) fn all(document: &Value) -> Vec<Entry> {
    let lists = LISTS.iter();
    lists
        .flat_map(|(list, target)| items(document, list).iter().map(|one| read(one, target)))
        .collect()
}

fn read(value: &Value, target: &str) -> Entry {
    let rules = value.get("Filter").and_then(|filter| filter.get("S3Key"));
    let rule = |name: &str| {
        let rules = rules.map(|rules| items(rules, "FilterRule")).unwrap_or_default();
        let found = rules
            .iter()
            .find(|rule| text(rule, "Name").is_some_and(|one| one.eq_ignore_ascii_case(name)));
        found.and_then(|rule| text(rule, "Value")).unwrap_or_default().to_owned()
    };
    let events = items(value, "Event").iter().filter_map(Value::as_str);
    Entry {
        id: text(value, "Id").unwrap_or_default().to_owned(),
        target: text(value, target).unwrap_or_default().to_owned(),
        events: events.map(str::to_owned).collect(),
        prefix: rule("prefix"),
        suffix: rule("suffix"),
    }
}

impl Entry {
    /// Whether an event of a key goes to the target.
    pub(in crate::ops::s3) fn fits(&self, event: &str, key: &str) -> bool {
        self.events.iter().any(|wanted| covers(wanted, &format!("s3:{event}")))
            && key.starts_with(&self.prefix)
            && key.ends_with(&self.suffix)
    }

    /// Why two configurations cannot stand together, if they cannot.
    pub(super) fn clash(&self, other: &Entry) -> Option<&'static str> {
        let shares = self.events.iter().any(|one| {
            other.events.iter().any(|another| covers(one, another) || covers(another, one))
        });
        let either = |one: &str, other: &str, within: fn(&str, &str) -> bool| {
            within(one, other) || within(other, one)
        };
        let prefixes = either(&self.prefix, &other.prefix, |one, other| one.starts_with(other));
        let suffixes = either(&self.suffix, &other.suffix, |one, other| one.ends_with(other));
        if !shares || !prefixes || !suffixes {
            return None;
        }
        let bare = |entry: &Entry| entry.prefix.is_empty() && entry.suffix.is_empty();
        Some(if bare(self) && bare(other) {
            "Configurations overlap. Configurations on the same bucket cannot share a common event type."
        } else {
            "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are \
             overlapping for the same event type."
        })
    }
}

/// Whether an event type is, or includes, another.
fn covers(wanted: &str, event: &str) -> bool {
    wanted == event || wanted.strip_suffix('*').is_some_and(|start| event.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::Entry;

    fn entry(events: &[&str], prefix: &str, suffix: &str) -> Entry {
        Entry {
            id: String::new(),
            target: String::new(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
        }
    }

    #[test]
    fn events_and_keys_are_filtered() {
        let one = entry(&["s3:ObjectCreated:*"], "in/", ".jpg");
        assert!(one.fits("ObjectCreated:Put", "in/a.jpg"));
        assert!(!one.fits("ObjectRemoved:Delete", "in/a.jpg"));
        assert!(!one.fits("ObjectCreated:Put", "out/a.jpg"));
        assert!(!one.fits("ObjectCreated:Put", "in/a.png"));
    }

    #[test]
    fn filters_that_overlap_clash_for_the_same_event() {
        let all = entry(&["s3:ObjectCreated:*"], "", "");
        let puts = entry(&["s3:ObjectCreated:Put"], "", "");
        let removals = entry(&["s3:ObjectRemoved:*"], "", "");
        assert!(all.clash(&puts).unwrap().starts_with("Configurations overlap"));
        assert_eq!(all.clash(&removals), None);
        let jpg = entry(&["s3:ObjectCreated:*"], "in/", ".jpg");
        assert!(all.clash(&jpg).unwrap().contains("overlapping suffixes"));
        assert_eq!(jpg.clash(&entry(&["s3:ObjectCreated:*"], "in/", ".png")), None);
        assert_eq!(jpg.clash(&entry(&["s3:ObjectCreated:*"], "out/", ".jpg")), None);
    }
}
