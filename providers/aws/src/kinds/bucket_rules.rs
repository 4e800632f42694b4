//! A bucket's lifecycle and cross-origin rules, between S3's documents and attributes.
use crate::signed::xml::Element;
use cutover_schemas::kinds::bucket::{CorsRule, Expiry};
use cutover_schemas::value::{Attrs, Value};

const DAY: i64 = 86_400;

/// Where a lifecycle rule says after how many days what happens: attribute, action, element.
const DAYS: &[(&str, &str, &str)] = &[
    ("expire", "Expiration", "Days"),
    ("expire_old_versions", "NoncurrentVersionExpiration", "NoncurrentDays"),
    ("abort_uploads", "AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
];

/// The document of these rules.
pub(super) fn expiries(rules: &[Expiry]) -> Element {
    let rule = |(at, rule): (usize, &Expiry)| {
        let days = [rule.expire, rule.expire_old_versions, rule.abort_uploads];
        let actions = DAYS.iter().zip(days).filter_map(|((_, action, element), seconds)| {
            let days = Element::text(element, (seconds? / DAY).to_string());
            Some(Element::new(action).with(days))
        });
        let filter = Element::new("Filter").with(Element::text("Prefix", &rule.prefix));
        Element::new("Rule")
            .with(Element::text("ID", format!("cutover-{}", at + 1)))
            .with(filter)
            .with(Element::text("Status", "Enabled"))
            .with_all(actions)
    };
    Element::new("LifecycleConfiguration").with_all(rules.iter().enumerate().map(rule))
}

/// Rules as attributes. What cutover can't write is kept as it is, so that it shows as a difference.
pub(super) fn read_expiries(document: &Element) -> Value {
    Value::List(document.all("Rule").map(read_expiry).collect())
}

fn read_expiry(rule: &Element) -> Value {
    let filter = rule.child("Filter");
    let prefix = filter.map_or_else(|| rule.text_of("Prefix"), |filter| filter.text_of("Prefix"));
    let mut attrs = Attrs::from([("prefix".into(), Value::text(prefix))]);
    for (name, action, element) in DAYS {
        let days = rule.child(action).and_then(|action| action.text_of(element).parse().ok());
        let seconds = days.map_or(Value::Null, |days: i64| Value::Int(days * DAY));
        attrs.insert((*name).to_owned(), seconds);
    }
    if !is_simple(rule) {
        // No attribute of the table: it stays in the comparison and can't be written.
        attrs
            .insert("prefix".into(), Value::text(format!("{prefix} (and more: {})", rule.write())));
    }
    Value::Map(attrs)
}

/// Whether the rule says nothing but what attributes can say.
fn is_simple(rule: &Element) -> bool {
    let known = |child: &Element| match child.name.as_str() {
        "ID" | "Prefix" => true,
        "Status" => child.text == "Enabled",
        "Filter" => child.children.iter().all(|inner| inner.name == "Prefix"),
        name => DAYS.iter().any(|(_, action, element)| {
            *action == name && child.children.iter().all(|inner| inner.name == *element)
        }),
    };
    rule.children.iter().all(known)
}

/// The document of these rules.
pub(super) fn cors(rules: &[CorsRule]) -> Element {
    let all = |name: &'static str, texts: &[String]| {
        texts.iter().map(|text| Element::text(name, text)).collect::<Vec<_>>()
    };
    let rule = |rule: &CorsRule| {
        let age = rule.max_age.map(|age| Element::text("MaxAgeSeconds", age.to_string()));
        Element::new("CORSRule")
            .with_all(all("AllowedHeader", &rule.headers))
            .with_all(all("AllowedMethod", &rule.methods))
            .with_all(all("AllowedOrigin", &rule.origins))
            .with_all(all("ExposeHeader", &rule.expose))
            .with_all(age)
    };
    Element::new("CORSConfiguration").with_all(rules.iter().map(rule))
}

/// Rules as attributes.
pub(super) fn read_cors(document: &Element) -> Value {
    let rule = |rule: &Element| {
        let texts = |name: &'static str| {
            Value::List(rule.all(name).map(|one| Value::text(&one.text)).collect())
        };
        let age = rule.text_of("MaxAgeSeconds").parse().map_or(Value::Null, Value::Int);
        Value::Map(Attrs::from([
            ("origins".into(), texts("AllowedOrigin")),
            ("methods".into(), texts("AllowedMethod")),
            ("headers".into(), texts("AllowedHeader")),
            ("expose".into(), texts("ExposeHeader")),
            ("max_age".into(), age),
        ]))
    };
    Value::List(document.all("CORSRule").map(rule).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signed::xml;
    use cutover_schemas::table::Field as _;

    #[test]
    fn rules_that_are_written_read_back_the_same() {
        let expiry = Expiry {
            prefix: "tmp/".into(),
            expire: Some(30 * DAY),
            expire_old_versions: None,
            abort_uploads: Some(7 * DAY),
        };
        let Value::List(read) = read_expiries(&expiries(std::slice::from_ref(&expiry))) else {
            panic!()
        };
        assert_eq!(read.first().and_then(Expiry::read), Some(expiry));
        let rule = CorsRule {
            origins: vec!["https://shop.example".into()],
            methods: vec!["GET".into()],
            headers: vec![],
            expose: vec!["etag".into()],
            max_age: Some(60),
        };
        let Value::List(read) = read_cors(&cors(std::slice::from_ref(&rule))) else { panic!() };
        assert_eq!(read.first().and_then(CorsRule::read), Some(rule));
    }

    #[test]
    fn a_rule_that_says_more_shows_as_a_difference() {
        let text = "<L><Rule><ID>x</ID><Filter><Prefix>a</Prefix></Filter><Status>Enabled</Status><Transition><Days>1\
                    </Days></Transition></Rule></L>";
        let Value::List(read) = read_expiries(&xml::read(text).unwrap()) else { panic!() };
        let read = read.first().and_then(Expiry::read).unwrap();
        assert!(read.prefix.contains("<Transition>"), "{}", read.prefix);
    }
}
