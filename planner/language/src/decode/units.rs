//! Durations and shares as written, with what to say when they are not.
use cutover_schemas::units;
use cutover_schemas::value::Value;

/// Why a value is none.
pub(crate) enum Refused {
    /// It isn't even of a type that could be one.
    Type,
    /// It is written wrongly.
    Bad { code: &'static str, message: String, help: &'static str },
}

const DURATION: &str = "a duration has a unit: `\"500ms\"`, `\"15s\"`, `\"5m\"`, `\"4h\"`, `\"30d\"`; a bare number is seconds";
const SHARE: &str = "a share is written `\"5%\"` or as a fraction such as `0.05`";

/// Whole seconds.
pub(crate) fn duration(value: &Value) -> Result<i64, Refused> {
    let bad = |message: String, help| Refused::Bad { code: "spec/bad-duration", message, help };
    match value {
        Value::Int(seconds) => Ok(*seconds),
        Value::Float(_) => Err(bad(
            "a bare number is whole seconds".to_owned(),
            "write parts of a second as `\"500ms\"` where they are possible",
        )),
        Value::Text(text) => match (units::duration_seconds(text), units::duration_millis(text)) {
            (Some(seconds), _) => Ok(seconds),
            (None, Some(_)) => Err(bad(
                format!("`{text}` is not a whole number of seconds"),
                "this setting counts whole seconds",
            )),
            (None, None) => Err(bad(format!("`{text}` is no duration"), DURATION)),
        },
        _ => Err(Refused::Type),
    }
}

/// Whole milliseconds.
pub(crate) fn millis(value: &Value) -> Result<i64, Refused> {
    let bad = |message: String| Refused::Bad { code: "spec/bad-duration", message, help: DURATION };
    match value {
        Value::Int(seconds) => {
            seconds.checked_mul(1_000).ok_or_else(|| bad(format!("{seconds} seconds are too many")))
        }
        Value::Text(text) => {
            units::duration_millis(text).ok_or_else(|| bad(format!("`{text}` is no duration")))
        }
        Value::Float(_) => Err(bad("a bare number is whole seconds".to_owned())),
        _ => Err(Refused::Type),
    }
}

/// Ten-thousandths.
pub(crate) fn share(value: &Value) -> Result<i64, Refused> {
    let bad = |message: String, help| Refused::Bad { code: "spec/bad-share", message, help };
    let fraction = match value {
        Value::Int(n) => *n,
        Value::Float(n) => {
            return units::share_of_fraction(n.get())
                .ok_or_else(|| bad(format!("{} is not between 0 and 1", n.get()), SHARE));
        }
        Value::Text(text) => {
            return units::share(text).ok_or_else(|| bad(format!("`{text}` is no share"), SHARE));
        }
        _ => return Err(Refused::Type),
    };
    match fraction {
        0 => Ok(0),
        1 => Ok(10_000),
        n if n > 1 => Err(bad(
            format!("{n} is more than the whole"),
            "a bare number is a fraction from 0 to 1: write percents with their sign, as in `\"5%\"`",
        )),
        n => Err(bad(format!("{n} is less than nothing"), SHARE)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::value::Float;

    fn text<T: ToString>(result: Result<T, Refused>) -> String {
        match result {
            Ok(n) => n.to_string(),
            Err(Refused::Type) => "type".to_owned(),
            Err(Refused::Bad { message, .. }) => message,
        }
    }

    #[test]
    fn durations_want_units_and_shares_at_most_the_whole() {
        assert_eq!(text(duration(&Value::text("5m"))), "300");
        assert_eq!(text(duration(&Value::Int(7))), "7");
        assert_eq!(text(duration(&Value::text("5"))), "`5` is no duration");
        assert_eq!(text(duration(&Value::text("10 minutes"))), "`10 minutes` is no duration");
        assert_eq!(
            text(duration(&Value::text("1500ms"))),
            "`1500ms` is not a whole number of seconds"
        );
        assert_eq!(text(duration(&Value::Bool(true))), "type");
        assert_eq!(text(millis(&Value::text("800ms"))), "800");
        assert_eq!(text(millis(&Value::Int(2))), "2000");
        assert_eq!(text(millis(&Value::text("800"))), "`800` is no duration");
        assert_eq!(text(share(&Value::text("5%"))), "500");
        assert_eq!(text(share(&Value::Int(1))), "10000");
        assert_eq!(text(share(&Value::Int(5))), "5 is more than the whole");
        assert_eq!(
            text(share(&Value::Float(Float::new(1.5).unwrap()))),
            "1.5 is not between 0 and 1"
        );
        assert_eq!(text(share(&Value::text("120%"))), "`120%` is no share");
    }
}
