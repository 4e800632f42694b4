//! Values in words: units where the kind table knows them, JSON where there is structure.
use cutover_schemas::documents::shown::{SENSITIVE, UNKNOWN, shown, shown_template};
use cutover_schemas::kinds::KindName;
use cutover_schemas::table::Type;
use cutover_schemas::units;
use cutover_schemas::value::Value;

/// What stands for no value.
pub(super) const NOT_SET: &str = "(not set)";

/// Longest list that still fits on a line.
const LINE: usize = 60;

/// In what an attribute is measured, where its type is a bare number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    None,
    Seconds,
    Share,
    Named(&'static str),
}

/// The unit of an attribute, by its path within the kind.
pub(super) fn unit(kind: KindName, path: &str) -> Unit {
    let mut words = path.split('.');
    let name = words.next().unwrap_or_default();
    let Some(row) = kind.row().attr(name) else {
        return Unit::None;
    };
    match type_at(&row.ty, words) {
        Some(Type::Duration) => Unit::Seconds,
        Some(Type::Millis) => Unit::Named("ms"),
        Some(Type::Share) => Unit::Share,
        Some(Type::Int) => int_unit(name),
        _ => Unit::None,
    }
}

/// Whole numbers whose unit AWS fixes: the tables hold them bare, readers want the unit.
fn int_unit(name: &str) -> Unit {
    match name {
        "memory" | "storage" => Unit::Named("MB"),
        "max_message_size" => Unit::Named("bytes"),
        "retention_days" => Unit::Named("days"),
        "timeout_ms" => Unit::Named("ms"),
        "candidate_share" | "utilization" => Unit::Share,
        _ => Unit::None,
    }
}

fn type_at<'a>(
    ty: &'static Type,
    mut words: impl Iterator<Item = &'a str>,
) -> Option<&'static Type> {
    let Some(word) = words.next() else {
        return Some(ty);
    };
    match ty {
        Type::Object(rows) => {
            let row = rows.iter().find(|row| row.name == word)?;
            type_at(&row.ty, words)
        }
        Type::Map(item) => type_at(item, words),
        _ => None,
    }
}

/// Whether the value needs lines of its own.
pub(super) fn is_long(value: &Value) -> bool {
    match value {
        Value::Map(entries) => !entries.is_empty(),
        Value::Text(text) => text.contains('\n'),
        Value::List(_) => shown(value).to_string().len() > LINE,
        _ => false,
    }
}

/// The value on one line.
pub(super) fn on_one_line(value: &Value, unit: Unit) -> String {
    match (value, unit) {
        (Value::Null, _) => NOT_SET.to_owned(),
        (Value::Int(n), Unit::Seconds) => units::print_seconds(*n),
        (Value::Int(n), Unit::Share) => share(*n),
        (Value::Int(n), Unit::Named(name)) => format!("{n} {name}"),
        (Value::Template(parts), _) => format!("{:?}", shown_template(parts)),
        (Value::Reference(address), _) => address.to_string(),
        (Value::Output { .. }, _) => UNKNOWN.to_owned(),
        (Value::Secret(_) | Value::Redacted(_), _) => SENSITIVE.to_owned(),
        (plain, _) => shown(plain).to_string(),
    }
}

/// The value over several lines: text as it is, everything else as indented JSON.
pub(super) fn on_many_lines(value: &Value) -> String {
    let mut text = match value {
        Value::Null => return String::new(),
        Value::Text(text) => text.clone(),
        other => format!("{:#}", shown(other)),
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Ten-thousandths as a percentage.
fn share(share: i64) -> String {
    let (whole, rest) = (share / 100, (share % 100).abs());
    match rest {
        0 => format!("{whole} %"),
        rest => format!("{whole}.{rest:02} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::address::Address;
    use cutover_schemas::value::Part;

    fn check(kind: KindName, path: &str, value: Value, expect: &str) {
        assert_eq!(on_one_line(&value, unit(kind, path)), expect);
    }

    #[test]
    fn values_carry_the_unit_of_their_attribute() {
        check(KindName::Queue, "visibility_timeout", Value::Int(180), "3m");
        check(KindName::Function, "memory", Value::Int(512), "512 MB");
        check(KindName::LogGroup, "retention_days", Value::Int(30), "30 days");
        check(KindName::Alias, "candidate_share", Value::Int(525), "5.25 %");
        check(KindName::Api, "cors.max_age", Value::Int(3_600), "1h");
        check(KindName::Function, "reserved", Value::Int(5), "5");
    }

    #[test]
    fn what_is_not_known_or_not_to_be_shown_is_said() {
        let url = Address::parse("queue.jobs").unwrap();
        let template = Value::Template(vec![
            Part::Text("https://".into()),
            Part::Output { address: url.clone(), field: "url".into() },
        ]);
        check(KindName::Queue, "name", template, "\"https://(known after apply)\"");
        check(KindName::Queue, "name", Value::output(url, "url"), UNKNOWN);
        check(KindName::Queue, "name", Value::Secret(Box::new(Value::text("x"))), SENSITIVE);
        check(KindName::Queue, "name", Value::Null, "(not set)");
        check(KindName::Queue, "tags.a", Value::text("x\"y"), "\"x\\\"y\"");
    }
}
