//! The cloud: things by kind, versions of functions, ids that it makes up.
use cutover_schemas::address::Address;
use cutover_schemas::canonical::complete;
use cutover_schemas::kinds::KindName;
use cutover_schemas::table::Owner;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;

/// One thing that exists.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) kind: KindName,
    pub(crate) attrs: Attrs,
    pub(crate) revision: u64,
    /// A function that has not settled since its last write.
    pub(crate) busy: bool,
    /// A function that was written since its last version.
    pub(crate) changed: bool,
}

/// A published version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Version {
    pub(crate) number: i64,
    pub(crate) digest: String,
    pub(crate) provisioned: Option<i64>,
    /// What a smoke call of it answers.
    pub(crate) fails: bool,
    /// ARN of its role.
    pub(crate) role: Option<Value>,
    /// ARN of its dead-letter queue.
    pub(crate) dead_letter: Option<Value>,
}

/// Everything there is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cloud {
    pub(crate) things: BTreeMap<u64, Thing>,
    pub(crate) versions: BTreeMap<String, Vec<Version>>,
    /// Addresses that the caller may not look at.
    pub(crate) unreadable: BTreeMap<Address, String>,
    next: u64,
}

impl Cloud {
    pub(crate) fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(crate) fn of(&self, kind: KindName) -> impl Iterator<Item = (u64, &Thing)> {
        self.things.iter().filter(move |(_, thing)| thing.kind == kind).map(|(id, one)| (*id, one))
    }

    /// The first thing of a kind with these texts.
    pub(crate) fn find(&self, kind: KindName, wanted: &[(&str, &str)]) -> Option<u64> {
        let same = |thing: &Thing| wanted.iter().all(|(name, text)| thing.text(name) == *text);
        self.of(kind).find(|(_, thing)| same(thing)).map(|(id, _)| id)
    }

    pub(crate) fn has(&self, kind: KindName, wanted: &[(&str, &str)]) -> bool {
        self.find(kind, wanted).is_some()
    }

    pub(crate) fn insert(&mut self, kind: KindName, attrs: Attrs) -> u64 {
        let id = self.id();
        let attrs = complete(kind.row(), &attrs);
        self.things.insert(id, Thing { kind, attrs, revision: 1, busy: false, changed: true });
        id
    }

    /// Takes a thing away with everything that can't be without it.
    pub(crate) fn remove(&mut self, id: u64) {
        let Some(gone) = self.things.remove(&id) else { return };
        let (kind, name, api) = (gone.kind, gone.text("name"), gone.text("id"));
        if kind == KindName::Function {
            self.versions.remove(&name);
        }
        let function_dies = |one: &Thing| {
            matches!(one.kind, KindName::Alias | KindName::Permission)
                && one.text("function") == name
        };
        let api_dies = |one: &Thing| {
            matches!(
                one.kind,
                KindName::Route
                    | KindName::Integration
                    | KindName::Authorizer
                    | KindName::Stage
                    | KindName::RouteSettings
            ) && one.text("api") == api
        };
        let alias_dies = |one: &Thing| {
            one.kind == KindName::Permission && one.text("function") == gone.text("function")
        };
        let resource = gone.text("resource");
        let target_dies = |one: &Thing| {
            matches!(one.kind, KindName::ScalingPolicy | KindName::ScheduledScaling)
                && one.text("resource") == resource
        };
        self.things.retain(|_, one| match kind {
            KindName::ScalingTarget => !target_dies(one),
            KindName::Function => !function_dies(one),
            KindName::Alias => !alias_dies(one),
            KindName::Api => !api_dies(one),
            _ => true,
        });
    }

    pub(crate) fn version(&self, function: &str, number: i64) -> Option<&Version> {
        self.versions.get(function)?.iter().find(|version| version.number == number)
    }

    /// The world as text, without ids that the service made up: equal worlds, equal texts.
    pub(crate) fn dump(&self) -> String {
        let mut lines: Vec<String> = self.things.values().map(|thing| self.line(thing)).collect();
        for (_, api) in self.of(KindName::Api) {
            let name = format!("<{}>", api.tag("cutover:address"));
            for line in &mut lines {
                *line = line.replace(&api.text("id"), &name);
            }
        }
        let integrations = self.of(KindName::Integration).map(|(_, one)| (one, one.text("uri")));
        let authorizers = self.of(KindName::Authorizer).map(|(_, one)| (one, one.text("name")));
        for (one, name) in integrations.chain(authorizers) {
            let name = format!("<{name}>");
            for line in &mut lines {
                *line = line.replace(&one.text("id"), &name);
            }
        }
        lines.sort();
        lines.join("\n")
    }

    fn line(&self, thing: &Thing) -> String {
        let row = thing.kind.row();
        let mut kept: Attrs = thing.attrs.clone();
        if thing.kind == KindName::Alias {
            let (function, number) = (thing.text("function"), thing.int("version"));
            let version = self.version(&function, number).unwrap();
            kept.insert("digest".into(), Value::text(version.digest.clone()));
            kept.insert("provisioned".into(), version.provisioned.map_or(Value::Null, Value::Int));
            kept.insert("leaked".into(), self.leaked(&function, number));
            kept.remove("version");
        } else {
            kept.retain(|name, _| row.attr(name).is_some_and(|row| row.flags.owner == Owner::Spec));
        }
        format!("{} {}", row.name, serde_json::to_string(&kept).unwrap())
    }

    /// Provisioned concurrency on versions other than this one.
    pub(crate) fn leaked(&self, function: &str, serves: i64) -> Value {
        let versions = self.versions.get(function).into_iter().flatten();
        let warm = versions.filter(|version| version.number != serves);
        Value::Map(
            warm.filter_map(|one| Some((one.number.to_string(), Value::Int(one.provisioned?))))
                .collect(),
        )
    }
}

impl Thing {
    pub(crate) fn text(&self, name: &str) -> String {
        self.attrs.get(name).and_then(Value::as_text).unwrap_or_default().to_owned()
    }
    pub(crate) fn int(&self, name: &str) -> i64 {
        self.attrs.get(name).and_then(Value::as_int).unwrap_or_default()
    }
    pub(crate) fn tag(&self, key: &str) -> String {
        let tags = self.attrs.get("tags").and_then(Value::as_map);
        tags.and_then(|tags| tags.get(key)?.as_text()).unwrap_or_default().to_owned()
    }
}
