//! Looking at the cloud: in bulk names only, closely every attribute; whose things are by their tags.
use super::cloud::{Cloud, Thing};
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::snapshot::{Live, Ownership, Sight, Snapshot};
use cutover_schemas::value::Value;

impl Cloud {
    /// One look at everything wanted.
    pub(crate) fn observe(&self, identity: &Identity, wanted: &[Wanted], full: bool) -> Snapshot {
        let sights =
            wanted.iter().map(|one| (one.address.clone(), self.sight(identity, one, wanted, full)));
        Snapshot { seen: sights.collect(), strangers: Vec::new() }
    }

    fn sight(&self, identity: &Identity, one: &Wanted, all: &[Wanted], full: bool) -> Sight {
        if let Some(action) = self.unreadable.get(&one.address) {
            return Sight::Unreadable { action: action.clone(), message: "no".into() };
        }
        if let Some(listed) = self.listed(one).filter(|_| !full) {
            return if listed { Sight::Listed } else { Sight::Absent };
        }
        match self.wanted(one, all) {
            Some(id) => Sight::Seen(self.live(identity, &self.things[&id])),
            None => Sight::Absent,
        }
    }

    /// What lists show: whether the thing, or what it lives in, is there.
    fn listed(&self, one: &Wanted) -> Option<bool> {
        let has = |kind, name: &str| self.has(kind, &[("name", &key(one, name))]);
        Some(match one.kind {
            KindName::Queue | KindName::Role | KindName::LogGroup | KindName::Function => {
                has(one.kind, "name")
            }
            KindName::RolePolicy | KindName::RoleAttachment => has(KindName::Role, "role"),
            KindName::Alias | KindName::Permission => has(KindName::Function, "function"),
            _ => return None,
        })
    }

    /// Finds a thing as the provider does: by the service's own id where one is known, else by name.
    fn wanted(&self, one: &Wanted, all: &[Wanted]) -> Option<u64> {
        let text = |name: &str| key(one, name);
        let by = |names: &[&str]| {
            let values: Vec<String> = names.iter().map(|name| text(name)).collect();
            let pairs: Vec<(&str, &str)> =
                names.iter().copied().zip(values.iter().map(|one| &**one)).collect();
            self.find(one.kind, &pairs)
        };
        match one.kind {
            KindName::Queue if !text("url").is_empty() => by(&["url"]),
            KindName::Api => self.api(&text("id"), &one.address),
            KindName::Route | KindName::Integration | KindName::Authorizer | KindName::Stage => {
                let api = self.parent_api(one, all)?;
                let api = self.things[&api].text("id");
                let natural = one.kind.row().natural_key[1];
                let id = text("id");
                let by_id =
                    self.find(one.kind, &[("api", &api), ("id", &id)]).filter(|_| !id.is_empty());
                by_id.or_else(|| self.find(one.kind, &[("api", &api), (natural, &text(natural))]))
            }
            KindName::RouteSettings => {
                let api = self.parent_api(one, all)?;
                let (api, route) = (self.things[&api].text("id"), text("route"));
                self.find(one.kind, &[("api", &api), ("route", &route)])
            }
            kind => by(kind.row().natural_key),
        }
    }

    fn api(&self, id: &str, address: &Address) -> Option<u64> {
        let by_id = self.find(KindName::Api, &[("id", id)]).filter(|_| !id.is_empty());
        by_id.or_else(|| {
            let tag = address.to_tag();
            self.of(KindName::Api)
                .find(|(_, api)| api.tag("cutover:address") == tag)
                .map(|(id, _)| id)
        })
    }

    fn parent_api(&self, one: &Wanted, all: &[Wanted]) -> Option<u64> {
        let known = key(one, "api");
        let Some(parent) = &one.parent else { return self.find(KindName::Api, &[("id", &known)]) };
        let entry = all.iter().find(|other| other.address == *parent);
        let id =
            if known.is_empty() { entry.map_or(known, |entry| key(entry, "id")) } else { known };
        self.api(&id, parent)
    }

    fn live(&self, identity: &Identity, thing: &Thing) -> Live {
        let mut attrs = thing.attrs.clone();
        if thing.kind == KindName::Alias {
            let (function, number) = (thing.text("function"), thing.int("version"));
            let version = self.version(&function, number).unwrap();
            attrs.insert("digest".into(), Value::text(version.digest.clone()));
            attrs.insert("provisioned".into(), version.provisioned.map_or(Value::Null, Value::Int));
            attrs.insert("leaked".into(), self.leaked(&function, number));
            attrs.insert("role".into(), version.role.clone().unwrap_or(Value::Null));
            attrs.insert("dead_letter".into(), version.dead_letter.clone().unwrap_or(Value::Null));
        }
        let guarded = matches!(thing.kind, KindName::Function | KindName::Alias);
        let revision = guarded.then(|| thing.revision.to_string());
        Live { attrs, revision, ownership: ownership(identity, thing) }
    }
}

fn ownership(identity: &Identity, thing: &Thing) -> Ownership {
    if !thing.taggable() {
        return Ownership::Parent;
    }
    let (stack, stage) = (thing.tag("cutover:stack"), thing.tag("cutover:stage"));
    if stack.is_empty() {
        return Ownership::Nobody;
    }
    if stack != identity.stack || stage != identity.stage {
        return Ownership::Theirs(format!("stack {stack}, stage {stage}"));
    }
    let owner = Some(thing.tag("cutover:owner")).filter(|owner| !owner.is_empty());
    Ownership::Ours { owner, address: Address::from_tag(&thing.tag("cutover:address")).ok() }
}

fn key(one: &Wanted, name: &str) -> String {
    one.key.get(name).and_then(Value::as_text).unwrap_or_default().to_owned()
}
