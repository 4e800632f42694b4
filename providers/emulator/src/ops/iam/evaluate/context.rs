//! What a request tells about itself: condition keys and their values.

use std::collections::BTreeMap;

use crate::world::World;

/// Condition keys of one request. Keys differ in more than case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    /// What every request to this world tells.
    pub(crate) fn of(world: &World) -> Context {
        let seconds = world.now_ms() / 1000;
        let moment =
            i64::try_from(seconds).ok().and_then(|at| jiff::Timestamp::from_second(at).ok());
        let mut context = Context::default();
        context.set("aws:CurrentTime", moment.unwrap_or_default().to_string());
        context.set("aws:EpochTime", seconds.to_string());
        context.set("aws:RequestedRegion", world.settings().region.clone());
        context.set("aws:ResourceAccount", world.settings().account.clone());
        // The local cloud stands where AWS's TLS endpoints stand.
        context.set("aws:SecureTransport", "true");
        context.set("aws:ViaAWSService", "false");
        context
    }

    /// Sets a key to one value.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.to_lowercase(), vec![value.into()]);
    }

    /// Sets a key to the values of a list.
    pub(crate) fn set_all(&mut self, key: &str, values: Vec<String>) {
        self.0.insert(key.to_lowercase(), values);
    }

    /// Sets one key for each tag, `<prefix>/<tag>`.
    pub(crate) fn set_tags(&mut self, prefix: &str, tags: &BTreeMap<String, String>) {
        for (tag, value) in tags {
            self.set(&format!("{prefix}/{tag}"), value.clone());
        }
    }

    /// The values of a key; none when the request does not tell it. An empty list tells nothing.
    pub(super) fn get(&self, key: &str) -> Option<&[String]> {
        self.0.get(&key.to_lowercase()).map(Vec::as_slice).filter(|values| !values.is_empty())
    }

    /// The value of a key, unless it has several.
    pub(super) fn single(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            [value] => Some(value),
            _ => None,
        }
    }
}
