//! How much of something AWS takes, and how much it gives to an account that has not asked for more. The first is an
//! error, the second a warning: what an account was given is not known offline.
use super::{of, plain};
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::spec::{Declared, Nested, Spec};
use cutover_schemas::value::Value;
use std::collections::BTreeMap;

/// Something that is counted.
struct Quota {
    /// What is counted, for people: "managed policies".
    what: &'static str,
    /// Given to everybody.
    given: usize,
    /// More than this there can't be.
    most: usize,
    help: &'static str,
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const MANAGED: Quota = Quota {
    what: "managed policies",
    given: 10,
    most: 25,
    help: "put what several of them allow into `allow` blocks",
};
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>
const INDEXES: Quota = Quota {
    what: "indexes with keys of their own",
    given: 20,
    most: usize::MAX,
    help: "one index can serve several questions, where its keys hold values of several kinds",
};
/// This and the next three: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>
const AUTHORIZERS: Quota = Quota {
    what: "authorizers",
    given: 10,
    most: usize::MAX,
    help: "one authorizer can serve many routes",
};
const ROUTES: Quota = Quota {
    what: "routes",
    given: 300,
    most: usize::MAX,
    help: "gather routes with `ANY /path/{proxy+}`, or split the API",
};
const AUDIENCES: Quota =
    Quota { what: "audiences", given: 50, most: 50, help: "split the authorizer" };
const SCOPES: Quota = Quota {
    what: "scopes",
    given: 10,
    most: 10,
    help: "a token needs one of them: a wider scope can stand for several",
};
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html>
const RULES: Quota = Quota {
    what: "triggers",
    given: 300,
    most: usize::MAX,
    help: "let one trigger take what several take, or use several buses",
};
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html>
const NOTIFICATIONS: Quota = Quota {
    what: "triggers",
    given: 100,
    most: 100,
    help: "let the bucket tell the event bus (`event_bridge = true`), whose rules are more",
};
/// Readers of one shard (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>).
const READERS: Quota = Quota {
    what: "triggers on its stream",
    given: 2,
    most: usize::MAX,
    help: "DynamoDB slows down more than two readers: let one function pass on what several want",
};
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html>
const ALARMS: Quota = Quota {
    what: "alarms under it",
    given: 100,
    most: 100,
    help: "put some of them under an alarm of their own",
};
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>
const PROJECTED: Quota = Quota {
    what: "attributes in its indexes",
    given: 100,
    most: 100,
    help: "let some indexes hold everything, or the keys alone",
};
/// <https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html>
const RUNTIMES: Quota = Quota {
    what: "runtimes",
    given: 15,
    most: 15,
    help: "leave `runtimes` out: it is for any of them then",
};
/// Requests a second and at once of all APIs of an account and region
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>).
const THROTTLE: &[(&str, i64)] = &[("rate", 10_000), ("burst", 5_000)];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for role in of(spec, "role") {
        problems.extend(MANAGED.over(
            &role.address.to_string(),
            entries(role.attr("managed")),
            role.place_of("managed"),
        ));
    }
    for layer in of(spec, "layer") {
        problems.extend(RUNTIMES.over(
            &layer.address.to_string(),
            entries(layer.attr("runtimes")),
            layer.place_of("runtimes"),
        ));
    }
    for alarm in of(spec, "alarm") {
        for attr in ["any_of", "all_of"] {
            problems.extend(ALARMS.over(
                &alarm.address.to_string(),
                entries(alarm.attr(attr)),
                alarm.place_of(attr),
            ));
        }
    }
    for table in of(spec, "table") {
        let keyed = table
            .nested("index")
            .filter(|index| index.attr("key").as_map().is_some_and(|key| !key.is_empty()));
        problems.extend(INDEXES.over(
            &table.address.to_string(),
            keyed.count(),
            table.place.clone(),
        ));
        let count = table.nested("index").map(|index| entries(index.attr("attributes"))).sum();
        problems.extend(PROJECTED.over(&table.address.to_string(), count, table.place.clone()));
    }
    for api in of(spec, "api") {
        guarded(api, problems);
    }
    listeners(spec, problems);
}

impl Quota {
    fn over(&self, who: &str, count: usize, place: Place) -> Option<Diagnostic> {
        let (what, given, most) = (self.what, self.given, self.most);
        let told = if count > most {
            Diagnostic::error(
                "spec/over-limit",
                format!("`{who}` has {count} {what}, AWS takes {most}"),
            )
        } else if count > given {
            Diagnostic::warning(
                "spec/over-quota",
                format!("`{who}` has {count} {what}, AWS gives {given} unless asked"),
            )
        } else {
            return None;
        };
        Some(told.at(place).help(self.help))
    }
}

fn entries(value: &Value) -> usize {
    value.as_list().map_or(0, <[Value]>::len)
}

fn guarded(api: &Declared, problems: &mut Vec<Diagnostic>) {
    let who = api.address.to_string();
    problems.extend(ROUTES.over(&who, api.nested("route").count(), api.place.clone()));
    problems.extend(AUTHORIZERS.over(&who, api.nested("authorizer").count(), api.place.clone()));
    for authorizer in api.nested("authorizer") {
        let audience = authorizer.attr("jwt").as_map().and_then(|jwt| jwt.get("audience"));
        problems.extend(AUDIENCES.over(
            label(authorizer),
            audience.map_or(0, entries),
            authorizer.place_of("jwt.audience"),
        ));
    }
    problems.extend(SCOPES.over(&who, entries(api.attr("scopes")), api.place_of("scopes")));
    throttled(&who, api.attr("throttle"), api.place_of("throttle"), problems);
    for route in api.nested("route") {
        problems.extend(SCOPES.over(
            label(route),
            entries(route.attr("scopes")),
            route.place_of("scopes"),
        ));
        throttled(label(route), route.attr("throttle"), route.place_of("throttle"), problems);
    }
}

fn label(nested: &Nested) -> &str {
    nested.labels.first().map(String::as_str).unwrap_or_default()
}

/// A limit above the account's own limits nothing.
fn throttled(who: &str, throttle: &Value, place: Place, problems: &mut Vec<Diagnostic>) {
    let Some(entries) = throttle.as_map() else { return };
    for (name, given) in THROTTLE {
        let over = entries.get(*name).and_then(Value::as_int).filter(|most| most > given);
        if let Some(most) = over {
            let message = format!(
                "`{who}` has a `{name}` of {most}, and all APIs of an account together have {given} unless asked"
            );
            problems.push(
                Diagnostic::warning("spec/over-quota", message)
                    .at(place.clone())
                    .help("choose what this API should have of it"),
            );
        }
    }
}

/// Triggers by what they listen to.
fn listeners(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let mut all: BTreeMap<(String, &str), Vec<&Declared>> = BTreeMap::new();
    for trigger in of(spec, "trigger").filter(|one| one.attr("enabled").as_bool() == Some(true)) {
        let (attr, kind) = match trigger.address.trigger_kind() {
            Some("event") => ("bus", "event"),
            Some("bucket") => ("bucket", "bucket"),
            Some("table") => ("table", "table"),
            _ => continue,
        };
        let source = match trigger.attr(attr) {
            Value::Null => "the account's own bus".to_owned(),
            Value::Reference(address) => address.to_string(),
            other => plain(other).unwrap_or_default().to_owned(),
        };
        all.entry((source, kind)).or_default().push(trigger);
    }
    for ((source, kind), triggers) in all {
        let quota = match kind {
            "event" => &RULES,
            "bucket" => &NOTIFICATIONS,
            _ => &READERS,
        };
        let first_over = triggers.get(quota.given).or(triggers.last());
        problems.extend(
            first_over.and_then(|one| quota.over(&source, triggers.len(), one.place.clone())),
        );
    }
}
