//! What is known of the resources that calls are about: names from the spec, ids from the ledger. It fills in the
//! places of the table's templates.
use super::table::{self, On};
use crate::desire::arns;
use crate::wanted::wanted;
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::View;
use cutover_schemas::table::Owner;
use cutover_schemas::value::{Attrs, Part, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What stands for a name or an id that nobody knows yet.
const UNKNOWN: &str = "*";

/// One resource, as far as it is known.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) kind: KindName,
    pub(super) attrs: Attrs,
    /// Whether the ledger has it, and no plan makes it anew.
    pub(super) exists: bool,
    /// What the ledger has of it.
    pub(super) was: Option<Attrs>,
}

/// Everything that calls may be about.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    identity: &'a Identity,
    graph: &'a Graph,
    all: BTreeMap<Address, Fact>,
    /// Whether any code may be put into the bucket, rather than that of the graph.
    any_code: bool,
}

impl<'a> Facts<'a> {
    /// What graph and ledger know. Of what is `fresh`, made or made anew, an id that the service once gave is none.
    pub(super) fn new(
        identity: &'a Identity,
        graph: &'a Graph,
        view: &View,
        fresh: &BTreeSet<Address>,
        any_code: bool,
    ) -> Self {
        let known = |address: &Address, field: &str| {
            let known = view.known.get(address).filter(|_| !fresh.contains(address))?;
            known.attrs.get(field).filter(|value| !value.is_null()).cloned()
        };
        let mut all = BTreeMap::new();
        for one in wanted(graph, view) {
            let mut attrs = one.key;
            if let Some(known) = view.known.get(&one.address)
                && !graph.resources.contains_key(&one.address)
            {
                attrs.extend(known.attrs.clone());
            }
            if let Some(resource) = graph.resources.get(&one.address) {
                let resolved = resource.attrs.iter();
                attrs
                    .extend(resolved.map(|(name, value)| (name.clone(), value.substitute(&known))));
            }
            if fresh.contains(&one.address) {
                attrs.retain(|name, _| !is_given(one.kind, name));
            }
            let was = view.known.get(&one.address).map(|known| known.attrs.clone());
            let exists = view.known.contains_key(&one.address) && !fresh.contains(&one.address);
            all.insert(one.address, Fact { kind: one.kind, attrs, exists, was });
        }
        Self { identity, graph, all, any_code }
    }

    /// Every resource.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Address, &Fact)> {
        self.all.iter()
    }

    /// The resource of an address.
    pub(super) fn get(&self, address: &Address) -> Option<&Fact> {
        self.all.get(address)
    }

    /// Whether a resource's code is put into a bucket first.
    pub(super) fn is_uploaded(&self, address: &Address) -> bool {
        self.graph.uploads.contains_key(address)
    }

    /// The function of a mapping, as the request names it and without its alias: AWS doesn't say which of them the key
    /// `lambda:FunctionArn` holds.
    pub(super) fn functions(&self, fact: &Fact) -> BTreeSet<String> {
        let named = fact.attrs.get("function").map(|function| self.texts(function));
        let bare = |arn: &String| {
            let fields: Vec<&str> = arn.split(':').take(7).collect();
            fields.join(":")
        };
        named.into_iter().flatten().flat_map(|arn| [bare(&arn), arn]).collect()
    }

    /// The ARNs that templates mean which are about no resource.
    pub(super) fn anywhere(&self, on: On) -> Vec<String> {
        let identity = self.identity;
        let filled = on.iter().map(|template| {
            let text = template.replace("{@partition}", &identity.partition);
            text.replace("{@region}", &identity.region).replace("{@account}", &identity.account)
        });
        filled.collect()
    }

    /// The ARNs that these templates mean for a resource; none where they name an attribute that it doesn't have.
    pub(super) fn arns(&self, on: On, address: &Address, fact: &Fact) -> Vec<String> {
        on.iter().flat_map(|template| self.filled(template, address, fact)).collect()
    }

    fn filled(&self, template: &str, address: &Address, fact: &Fact) -> Vec<String> {
        let whole = template.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = whole.filter(|name| !name.contains(['@', '{'])) {
            // An ARN, or a list of them.
            return self.texts(fact.attrs.get(name).unwrap_or(&Value::Null));
        }
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(&self.place(name, address, fact));
            rest = after;
        }
        text.push_str(rest);
        vec![text]
    }

    /// Texts of an attribute that holds ARNs; those that are not known yet are of things of this stack.
    fn texts(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Null => Vec::new(),
            Value::List(items) => items.iter().flat_map(|item| self.texts(item)).collect(),
            Value::Text(text) => vec![text.clone()],
            other => other.references().iter().flat_map(|one| self.own(one)).collect(),
        }
    }

    /// What a resource's own actions take.
    fn own(&self, address: &Address) -> Vec<String> {
        let fact = self.all.get(address).into_iter();
        fact.flat_map(|fact| self.arns(table::own(fact.kind), address, fact)).collect()
    }

    fn place(&self, name: &str, address: &Address, fact: &Fact) -> String {
        let attr = |name: &str| text_of(&fact.attrs, name);
        let or_unknown = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
        match name {
            "@partition" => self.identity.partition.clone(),
            "@region" => self.identity.region.clone(),
            "@account" => self.identity.account.clone(),
            "@function" => or_unknown(attr("function").or_else(|| attr("name"))),
            "@qualifier" => or_unknown(attr("qualifier").or_else(|| attr("name"))),
            "@role_name" => or_unknown(attr("role").or_else(|| attr("name"))),
            "@role" => self.role(&or_unknown(attr("role"))),
            "@rule" => {
                let rule = if fact.kind == KindName::Target { attr("rule") } else { attr("name") };
                match attr("bus").filter(|bus| bus != "default") {
                    Some(bus) => format!("{bus}/{}", or_unknown(rule)),
                    None => or_unknown(rule),
                }
            }
            "@parameter" => or_unknown(attr("name")).trim_start_matches('/').to_owned(),
            "@layer" => attr("arn").unwrap_or_else(|| {
                format!("{}:*", arns::layer(self.identity, &or_unknown(attr("name"))))
            }),
            "@key" => self.key(attr("encryption_key").as_deref()),
            "@log_group" => self.log_group(address, fact),
            "@tagged_api" => {
                let id = or_unknown(attr("id"));
                // Of an encoded ARN the star must stay one.
                percent_encoded(&arns::api(self.identity, &id))
            }
            "@scaled" => or_unknown(scaled(fact.attrs.get("resource"))),
            "@upload" => self.upload(address),
            other => or_unknown(attr(other)),
        }
    }

    /// The role of a name: this stack's with its path, or else any of that name.
    fn role(&self, name: &str) -> String {
        let path = self.all.values().find_map(|fact| {
            let named = fact.kind == KindName::Role
                && text_of(&fact.attrs, "name").as_deref() == Some(name);
            named.then(|| text_of(&fact.attrs, "path")).flatten()
        });
        arns::role(self.identity, path.as_deref().unwrap_or("/*"), name)
    }

    /// A key by ARN or id; whoever names an alias is asked about the key behind it, which has no name.
    fn key(&self, key: Option<&str>) -> String {
        match key {
            Some(arn) if arn.starts_with("arn:") && !arn.contains(":alias/") => arn.to_owned(),
            Some(id) if !id.contains("alias/") => arns::key(self.identity, id),
            _ => arns::key(self.identity, UNKNOWN),
        }
    }

    /// The log group of the function of an alias.
    fn log_group(&self, address: &Address, fact: &Fact) -> String {
        let of = |fact: &Fact| text_of(&fact.attrs, "log_group");
        let function = self.all.get(&address.block()).and_then(of);
        function.or_else(|| of(fact)).unwrap_or_else(|| UNKNOWN.to_owned())
    }

    /// Where packed code goes.
    fn upload(&self, address: &Address) -> String {
        let url = self.graph.uploads.get(address).or_else(|| self.graph.uploads.values().next());
        let place = url.and_then(|url| url.strip_prefix("s3://")).unwrap_or(UNKNOWN);
        match place.rsplit_once('/').filter(|_| self.any_code) {
            Some((folder, _)) => format!("{folder}/*.zip"),
            None => place.to_owned(),
        }
    }
}

/// Whether the service makes this attribute up.
fn is_given(kind: KindName, name: &str) -> bool {
    let row = kind.row().attr(name);
    row.is_some_and(|attr| attr.flags.owner == Owner::Service && !attr.flags.predictable)
}

fn text_of(attrs: &Attrs, name: &str) -> Option<String> {
    match attrs.get(name)? {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `function:NAME` of what is scaled, which ends with a version.
fn scaled(resource: Option<&Value>) -> Option<String> {
    let start = match resource? {
        Value::Text(text) => text.as_str(),
        Value::Template(parts) => match parts.first()? {
            Part::Text(text) => text.as_str(),
            Part::Output { .. } => return None,
        },
        _ => return None,
    };
    start.rsplit_once(':').map(|(function, _)| function.to_owned())
}

/// An ARN as a part of a path; `*` stays what it is in policies.
fn percent_encoded(text: &str) -> String {
    let one = |c: char| match c {
        ':' => "%3A".to_owned(),
        '/' => "%2F".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(one).collect()
}
