//! What tells kinds apart: a colour and an icon.

/// The look of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// A word that style sheets give a colour.
    pub(super) hue: &'static str,
    /// Strokes in a square of 16.
    pub(super) icon: &'static str,
}

const fn look(hue: &'static str, icon: &'static str) -> Look {
    Look { hue, icon }
}

const FUNCTION: Look = look("orange", "M4 3h1.6l5 10.2H12M7.2 6.6L4 13");
const API: Look = look("violet", "M5.5 3.5L2 8l3.5 4.5M10.5 3.5L14 8l-3.5 4.5M9 3L7 13");
const QUEUE: Look = look("pink", "M2.5 4v8M6 4v8M9.5 4v8M12 6l2 2-2 2");
const TABLE: Look = look("blue", "M2.5 3.5h11v9h-11zM2.5 6.5h11M6 6.5v6M2.5 9.5h11");
const TOPIC: Look = look("pink", "M3 8h3.5M6.5 8l5.5-4M6.5 8H13M6.5 8l5.5 4M12 2.5V5M12 11v2.5");
const BUS: Look = look("pink", "M2 8h12M4.5 8V4M8 8v4.5M11.5 8V4M3 4h3M6.5 12.5h3M10 4h3");
const BUCKET: Look = look("green", "M3 4.2h10l-1.5 9h-7zM3 4.2c0-1.2 10-1.2 10 0");
const STREAM: Look =
    look("pink", "M2 5c2-2 4 2 6 0s4 2 6 0M2 8.5c2-2 4 2 6 0s4 2 6 0M2 12c2-2 4 2 6 0s4 2 6 0");
const CLOCK: Look = look("amber", "M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3.2l2.3 1.5");
const TRIGGER: Look = look("amber", "M9 2L4 9h3.5L7 14l5-7H8.5z");
const ROLE: Look =
    look("red", "M8 2l5 1.8v4.4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V3.8zM6 8l1.5 1.5L10.2 6.6");
const ALARM: Look = look("amber", "M4.5 11V7.2a3.5 3.5 0 0 1 7 0V11l1.2 1H3.3zM7 14h2");
const LAYER: Look =
    look("orange", "M8 2.5l5.5 2.8L8 8.1 2.5 5.3zM2.5 8L8 10.8 13.5 8M2.5 10.7L8 13.5l5.5-2.8");
const OTHER: Look = look("grey", "M8 2.5l4.8 2.75v5.5L8 13.5l-4.8-2.75v-5.5z");

/// The look of a block with these words.
pub(super) fn of(words: &str) -> Look {
    match words {
        "function" => FUNCTION,
        "api" => API,
        "queue" => QUEUE,
        "table" => TABLE,
        "topic" => TOPIC,
        "bus" => BUS,
        "bucket" => BUCKET,
        "stream" => STREAM,
        "role" => ROLE,
        "alarm" => ALARM,
        "layer" => LAYER,
        "trigger schedule" => CLOCK,
        other if other.starts_with("trigger") => TRIGGER,
        _ => OTHER,
    }
}
