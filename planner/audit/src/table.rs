//! What AWS's services publish of themselves: actions, resource types, condition keys
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
use std::collections::BTreeMap;

/// Services by their prefix, such as `s3`.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The services.
    pub services: BTreeMap<String, Service>,
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
    /// What AWS published when cutover was built.
    pub fn embedded() -> &'static Self {
        static TABLE: std::sync::OnceLock<Table> = std::sync::OnceLock::new();
        TABLE.get_or_init(Self::default)
    }

    /// The service with this prefix, in lower case.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        self.services.get(prefix)
    }

    /// The prefixes of all services.
    pub fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(String::as_str)
    }
}
