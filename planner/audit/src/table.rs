//! What AWS's services publish of themselves: actions, resource types, condition keys
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
mod embedded;
mod global;

pub use embedded::{Source, Stamp, stamp};
pub use global::{GLOBAL_KEYS, global_key};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Services by their prefix, such as `s3`. Of the table that cutover is built with, a service is decoded when it is first
/// asked for.
#[derive(Debug, Default)]
pub struct Table {
    services: BTreeMap<String, Entry>,
    guarded: BTreeSet<String>,
    /// What ARNs have for a service, once somebody asks.
    words: OnceLock<BTreeSet<String>>,
}

/// A service, decoded or not yet.
#[derive(Debug)]
struct Entry {
    lines: &'static str,
    service: OnceLock<Service>,
}

/// One service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// The prefix of its actions, in lower case.
    pub prefix: String,
    /// Its name, such as `AWS Lambda`.
    pub name: String,
    /// Its actions, by name.
    pub actions: Vec<Action>,
    /// Its types of resources, by name.
    pub resources: Vec<ResourceType>,
    /// Its own condition keys, by name.
    pub keys: Vec<ConditionKey>,
}

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name without the prefix, such as `GetObject`.
    pub name: String,
    /// What it can do.
    pub level: Level,
    /// The types of resources it works on. Where it has none, only the resource `*` matches.
    pub resources: Vec<Target>,
    /// The condition keys a request for it may carry, whatever the resource; global keys aside.
    pub keys: Vec<String>,
    /// Actions of this or other services that the caller needs besides.
    pub dependent: Vec<String>,
    /// Whether AWS once knew it and doesn't any more.
    pub retired: bool,
}

/// A type of resource that an action works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Name of the [`ResourceType`].
    pub resource: String,
    /// Whether a policy must name one for the action to be allowed.
    pub required: bool,
    /// The condition keys that come with it.
    pub keys: Vec<String>,
}

/// What an action can do, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Tells what exists.
    List,
    /// Reads what is in it.
    Read,
    /// Changes tags only.
    Tagging,
    /// Changes it.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
}

/// A type of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name, such as `function`.
    pub name: String,
    /// Its ARN with places to fill, such as `arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}`.
    pub arn: String,
    /// The condition keys that describe it.
    pub keys: Vec<String>,
}

/// A condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionKey {
    /// Its name, such as `s3:prefix`; one that ends in `/${TagKey}` stands for a family.
    pub name: String,
    /// What its values are.
    pub kind: KeyKind,
    /// Whether a request may carry several values.
    pub many: bool,
}

/// What the values of a condition key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "IAM's own names")]
pub enum KeyKind {
    String,
    Arn,
    Bool,
    Numeric,
    Date,
    IpAddress,
    Binary,
}

impl Table {
    /// What AWS had published when the table was made.
    pub fn embedded() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(embedded::table)
    }

    /// A table of these services.
    pub fn of(services: impl IntoIterator<Item = Service>) -> Self {
        let entry = |service: Service| {
            let prefix = service.prefix.clone();
            (prefix, Entry { lines: "", service: OnceLock::from(service) })
        };
        Self { services: services.into_iter().map(entry).collect(), ..Self::default() }
    }

    /// The service with this prefix, in lower case.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        let entry = self.services.get(prefix)?;
        Some(entry.service.get_or_init(|| embedded::service(entry.lines)))
    }

    /// The prefixes of all services, in order.
    pub fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(String::as_str)
    }

    /// Whether there is such a service.
    pub fn has(&self, prefix: &str) -> bool {
        self.services.contains_key(prefix)
    }

    /// Whether ARNs have this word for their service: its prefix, or what ARNs of its resources say.
    pub fn has_arns_of(&self, word: &str) -> bool {
        self.has(word) || self.words.get_or_init(|| self.arn_words()).contains(word)
    }

    fn arn_words(&self) -> BTreeSet<String> {
        let services = self.prefixes().filter_map(|prefix| self.service(prefix));
        let arns = services.flat_map(|service| &service.resources).map(|resource| &resource.arn);
        arns.filter_map(|arn| arn.split(':').nth(2)).map(str::to_owned).collect()
    }

    /// The action with this full name, in any case; a retired one too.
    pub fn action(&self, name: &str) -> Option<(&Service, &Action)> {
        let (prefix, name) = name.split_once(':')?;
        let service = self.service(&prefix.to_ascii_lowercase())?;
        Some((service, service.action(name)?))
    }

    /// Whether resource control policies reach this service.
    pub fn is_guarded(&self, prefix: &str) -> bool {
        self.guarded.contains(prefix)
    }
}

impl Service {
    /// The action with this name, in any case.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.name.eq_ignore_ascii_case(name))
    }

    /// The type of resource with this name.
    pub fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.resources.iter().find(|resource| resource.name == name)
    }

    /// The condition key with this name, in any case; a member of a family such as `aws:ResourceTag/${TagKey}` too.
    pub fn key(&self, name: &str) -> Option<&ConditionKey> {
        self.keys.iter().find(|key| key.is(name))
    }
}

impl ConditionKey {
    /// Whether a key of a policy, in any case, is this one or one of its family.
    pub fn is(&self, name: &str) -> bool {
        is_key(&self.name, name)
    }
}

/// Whether a name is a key's, or one of the family that `${...}` in the key's name stands for.
fn is_key(key: &str, name: &str) -> bool {
    let starts = |text: &str, start: &str| {
        text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    };
    // Names of the user's own are written in several ways.
    let family = ["<key>", "tag-key"].iter().find_map(|end| key.strip_suffix(end));
    if let Some(before) = family.or_else(|| key.ends_with('/').then_some(key)) {
        return starts(name, before) && name.len() > before.len();
    }
    match key.split_once("${") {
        None => key.eq_ignore_ascii_case(name),
        Some((before, rest)) => {
            let behind = rest.split_once('}').map_or("", |(_, behind)| behind);
            let whole = before.len() + behind.len();
            let end = name.len().checked_sub(behind.len()).and_then(|at| name.get(at..));
            starts(name, before)
                && name.len() > whole
                && end.is_some_and(|end| behind.contains("${") || end.eq_ignore_ascii_case(behind))
        }
    }
}
