//! An event, and the document that rules and targets see.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// An event on its way.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Event {
    /// Made when the event is put, unless it has one.
    pub(crate) id: String,
    pub(crate) source: String,
    pub(crate) detail_type: String,
    pub(crate) detail: Value,
    pub(crate) resources: Vec<String>,
    /// When it happened; when it was put, unless told.
    pub(crate) time_ms: Option<u64>,
}

impl Event {
    /// An event out of its document; `None` unless it has a source, a type and a detail.
    pub(crate) fn read(document: &Value) -> Option<Event> {
        let text = |member: &str| document.get(member).and_then(Value::as_str).map(str::to_owned);
        let time = text("time").and_then(|time| time.parse::<jiff::Timestamp>().ok());
        let resources = document.get("resources").and_then(Value::as_array);
        let resources = resources.into_iter().flatten().filter_map(Value::as_str);
        Some(Event {
            id: text("id").unwrap_or_default(),
            source: text("source")?,
            detail_type: text("detail-type")?,
            detail: document.get("detail").filter(|detail| detail.is_object())?.clone(),
            resources: resources.map(str::to_owned).collect(),
            time_ms: time.and_then(|time| u64::try_from(time.as_millisecond()).ok()),
        })
    }

    /// The document.
    pub(super) fn document(&self, world: &World) -> Value {
        let settings = world.settings();
        json!({
            "version": "0",
            "id": self.id,
            "detail-type": self.detail_type,
            "source": self.source,
            "account": settings.account,
            "time": time(self.time_ms.unwrap_or_else(|| world.now_ms())),
            "region": settings.region,
            "resources": self.resources,
            "detail": self.detail,
        })
    }
}

/// A time as events show it: whole seconds.
pub(super) fn time(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    time.map_or_else(String::new, |time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
