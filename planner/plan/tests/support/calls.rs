//! Carrying out one call: by the kind table, and for versions and aliases as Lambda does.
use super::cloud::{Cloud, Thing, Version};
use super::refuse;
use cutover_apply::Prepared;
use cutover_rollout::Refusal;
use cutover_schemas::canonical::complete;
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::{Operation, Settles};
use cutover_schemas::plan::{Probe, Routing};
use cutover_schemas::table::Writes;
use cutover_schemas::value::{Attrs, Value};

/// Attributes that came back and the new revision, or a refusal.
pub(crate) type Answer = Result<(Attrs, Option<String>), Refusal>;

pub(crate) fn refusal(code: &str, message: String) -> Refusal {
    let conflict = matches!(code, "Conflict" | "Exists");
    Refusal { code: code.to_owned(), message, conflict }
}

fn text(attrs: &Attrs, name: &str) -> String {
    attrs.get(name).and_then(Value::as_text).unwrap_or_default().to_owned()
}

impl Cloud {
    /// One call.
    pub(crate) fn call(&mut self, call: &Prepared) -> Answer {
        let row = call.kind.row();
        match call.operation {
            Operation::PublishVersion => self.publish(call),
            Operation::UpdateAlias | Operation::RestoreAlias => self.point(call),
            Operation::PutProvisionedConcurrency | Operation::DeleteProvisionedConcurrency => {
                self.provision(call)
            }
            Operation::InvokeVersion => Ok((self.invoke(call), None)),
            operation if row.delete.contains(&operation) => self.delete(call),
            // These write whether or not there was something before.
            Operation::PutRolePolicy
            | Operation::AttachRolePolicy
            | Operation::RegisterScalableTarget
            | Operation::PutScalingPolicy
            | Operation::PutScheduledAction
            | Operation::PutRouteSettings
                if self.locate(call).is_some() =>
            {
                self.update(call)
            }
            operation if row.create.first() == Some(&operation) => self.create(call),
            _ => self.update(call),
        }
    }

    fn locate(&self, call: &Prepared) -> Option<u64> {
        let attrs = &call.desired;
        let fields: &[&str] = match call.kind {
            KindName::Queue => &["url"],
            KindName::Api => &["id"],
            KindName::Route | KindName::Integration | KindName::Authorizer => &["api", "id"],
            kind => kind.row().natural_key,
        };
        let wanted: Vec<(&str, String)> =
            fields.iter().map(|name| (*name, text(attrs, name))).collect();
        let wanted: Vec<(&str, &str)> = wanted.iter().map(|(name, one)| (*name, &**one)).collect();
        self.find(call.kind, &wanted)
    }

    fn there(&self, call: &Prepared) -> Result<u64, Refusal> {
        self.locate(call)
            .ok_or_else(|| refusal("NotFound", format!("{} is not there", call.address)))
    }

    fn create(&mut self, call: &Prepared) -> Answer {
        let (kind, attrs) = (call.kind, &call.desired);
        if let Some((name, _)) = attrs.iter().find(|(_, value)| unsendable(value)) {
            return Err(refusal("Malformed", format!("{name} of {} can't be sent", call.address)));
        }
        let key = kind.row().natural_key;
        let wanted: Vec<(&str, String)> =
            key.iter().map(|name| (*name, text(attrs, name))).collect();
        let wanted: Vec<(&str, &str)> = wanted.iter().map(|(name, one)| (*name, &**one)).collect();
        if kind != KindName::Api && self.has(kind, &wanted) {
            return Err(refusal("Exists", format!("{} exists already", call.address)));
        }
        if let Some(what) = refuse::missing(self, kind, attrs) {
            return Err(refusal("Missing", format!("{} needs {what}", call.address)));
        }
        let mut made = self.made_up(kind, attrs);
        if kind == KindName::Alias {
            made.insert("version".into(), attrs["version"].clone());
        }
        let later = |name: &str| {
            kind.row().attr(name).is_some_and(|row| {
                kind.row()
                    .create
                    .iter()
                    .skip(1)
                    .any(|operation| writes(row.flags.writes, *operation))
            })
        };
        let mut whole: Attrs = attrs
            .iter()
            .filter(|(name, _)| !later(name))
            .map(|(k, v)| (k.clone(), v.revealed()))
            .collect();
        whole.extend(made.clone());
        let id = self.insert(kind, whole);
        let thing = self.things.get_mut(&id).unwrap();
        thing.busy = call.operation.row().settles == Settles::Later;
        Ok((made, Some(thing.revision.to_string())))
    }

    /// What the service decides at creation.
    fn made_up(&mut self, kind: KindName, attrs: &Attrs) -> Attrs {
        let number = self.id();
        let pairs: Vec<(&str, String)> = match kind {
            KindName::Queue => vec![("url", format!("https://sqs/{}", text(attrs, "name")))],
            KindName::Role => vec![("role_id", format!("role{number}x"))],
            KindName::Api => vec![
                ("id", format!("api{number}x")),
                ("endpoint", format!("https://api{number}x.example")),
                (
                    "execution_arn",
                    format!("arn:aws:execute-api:eu-west-1:111122223333:api{number}x"),
                ),
            ],
            KindName::Integration => vec![("id", format!("int{number}x"))],
            KindName::Authorizer => vec![("id", format!("auth{number}x"))],
            KindName::Route => vec![("id", format!("route{number}x"))],
            KindName::Stage => vec![("arn", format!("arn:stage{number}x"))],
            _ => Vec::new(),
        };
        pairs.into_iter().map(|(name, one)| (name.to_owned(), Value::text(one))).collect()
    }

    fn update(&mut self, call: &Prepared) -> Answer {
        let id = self.there(call)?;
        let revision = self.things[&id].revision.to_string();
        if call.revision.as_ref().is_some_and(|wanted| *wanted != revision) {
            return Err(refusal("Conflict", format!("{} has another revision", call.address)));
        }
        if self.things[&id].busy {
            return Err(refusal("Busy", format!("{} is still changing", call.address)));
        }
        let mut after = self.things[&id].attrs.clone();
        for name in call.paths.iter().map(|path| path.split('.').next().unwrap()) {
            let row = call.kind.row().attr(name).unwrap();
            assert!(writes(row.flags.writes, call.operation), "{name} by {:?}", call.operation);
            let value = written(row.flags.writes, call, name, &after);
            if unsendable(&value) {
                return Err(refusal(
                    "Malformed",
                    format!("{name} of {} can't be sent", call.address),
                ));
            }
            after.insert(name.to_owned(), value);
        }
        if let Some(what) = refuse::missing(self, call.kind, &after) {
            return Err(refusal("Missing", format!("{} needs {what}", call.address)));
        }
        let thing = self.things.get_mut(&id).unwrap();
        thing.attrs = complete(call.kind.row(), &after);
        // Tags and concurrency are no part of what the revision covers.
        if call.operation.row().settles == Settles::Later {
            (thing.busy, thing.changed) = (true, true);
            thing.revision += 1;
        }
        Ok((Attrs::new(), Some(thing.revision.to_string())))
    }

    fn delete(&mut self, call: &Prepared) -> Answer {
        let Some(id) = self.locate(call) else { return Ok((Attrs::new(), None)) };
        if let Some(what) = refuse::used(self, id) {
            return Err(refusal("InUse", format!("{} is used by {what}", call.address)));
        }
        self.remove(id);
        Ok((Attrs::new(), None))
    }

    /// A function has finished: its revision moves once more, as Lambda's does.
    pub(crate) fn settle(&mut self, function: &str) -> Option<String> {
        let id = self.find(KindName::Function, &[("name", function)])?;
        let thing = self.things.get_mut(&id).unwrap();
        if thing.busy {
            thing.busy = false;
            thing.revision += 1;
        }
        Some(thing.revision.to_string())
    }

    /// What a wait finds.
    pub(crate) fn probed(&mut self, probe: &Probe) -> (Attrs, Option<String>) {
        let alias = self.alias_of(probe);
        match probe {
            Probe::FunctionSettled { function } => (Attrs::new(), self.settle(function)),
            _ => alias.map_or((Attrs::new(), None), |alias| {
                (alias.attrs.clone(), Some(alias.revision.to_string()))
            }),
        }
    }

    /// Whether an alias routes this.
    pub(crate) fn routes(&self, probe: &Probe, expect: Routing) -> bool {
        let int = |alias: &Thing, name: &str| alias.attrs.get(name).and_then(Value::as_int);
        self.alias_of(probe).is_some_and(|alias| {
            let candidate = int(alias, "candidate").zip(int(alias, "candidate_share"));
            (int(alias, "version"), candidate) == (Some(expect.version), expect.candidate)
        })
    }

    fn alias_of(&self, probe: &Probe) -> Option<&Thing> {
        let Probe::AliasRouting { function, alias, .. } = probe else { return None };
        let id = self.find(KindName::Alias, &[("function", function), ("name", alias)])?;
        Some(&self.things[&id])
    }

    fn publish(&mut self, call: &Prepared) -> Answer {
        let function = text(&call.desired, "function");
        let Some(id) = self.find(KindName::Function, &[("name", &function)]) else {
            return Err(refusal("NotFound", format!("{function} is not there")));
        };
        let thing = self.things.get_mut(&id).unwrap();
        if call.revision.as_ref().is_some_and(|wanted| *wanted != thing.revision.to_string()) {
            return Err(refusal("Conflict", format!("{function} has another revision")));
        }
        if thing.text("code") != text(&call.desired, "code") || thing.busy {
            return Err(refusal(
                "Conflict",
                format!("{function} has other code or is not settled"),
            ));
        }
        let changed = std::mem::take(&mut thing.changed);
        let fails = thing.attrs["environment"].as_map().is_some_and(|env| env.contains_key("FAIL"));
        let of = |name: &str| thing.attrs.get(name).cloned();
        let (role, dead_letter) = (of("role"), of("dead_letter"));
        let versions = self.versions.entry(function).or_default();
        if changed || versions.is_empty() {
            let number = versions.last().map_or(1, |last| last.number + 1);
            let digest = text(&call.desired, "digest");
            thing.revision += 1;
            versions.push(Version { number, digest, provisioned: None, fails, role, dead_letter });
        }
        let number = versions.last().unwrap().number;
        Ok((Attrs::from([("version".into(), Value::Int(number))]), None))
    }

    fn point(&mut self, call: &Prepared) -> Answer {
        let id = self.there(call)?;
        let number = call.desired["version"].as_int().unwrap();
        let thing = &self.things[&id];
        if call.revision.as_ref().is_some_and(|wanted| *wanted != thing.revision.to_string()) {
            return Err(refusal("Conflict", format!("{} has another revision", call.address)));
        }
        assert!(self.version(&thing.text("function"), number).is_some(), "no version {number}");
        let thing = self.things.get_mut(&id).unwrap();
        thing.attrs.insert("version".into(), Value::Int(number));
        for name in ["candidate", "candidate_share"] {
            let value = call.desired.get(name).cloned().unwrap_or(Value::Null);
            thing.attrs.insert(name.into(), value);
        }
        thing.revision += 1;
        Ok((Attrs::new(), Some(thing.revision.to_string())))
    }

    fn provision(&mut self, call: &Prepared) -> Answer {
        let function = text(&call.desired, "function");
        let number = call.desired.get("version").and_then(Value::as_int).expect("a version");
        let wanted = call.desired.get("provisioned").and_then(Value::as_int);
        let put = call.operation == Operation::PutProvisionedConcurrency;
        let resource = format!("function:{function}:{number}");
        let scaled = self.has(KindName::ScalingTarget, &[("resource", &resource)]);
        assert!(put || !scaled, "{resource} is released, and would be made warm again");
        let versions = self.versions.get_mut(&function).into_iter().flatten();
        let Some(version) = versions.into_iter().find(|version| version.number == number) else {
            return Err(refusal(
                "NotFound",
                format!("version {number} of {function} is not there"),
            ));
        };
        version.provisioned = if put { Some(wanted.expect("a number")) } else { None };
        Ok((Attrs::new(), None))
    }

    fn invoke(&self, call: &Prepared) -> Attrs {
        let number = call.desired["version"].as_int().unwrap();
        let version = self.version(&text(&call.desired, "function"), number).unwrap();
        let mut answer = Attrs::from([("payload".into(), Value::text("{\"statusCode\":200}"))]);
        if version.fails {
            answer.insert("function_error".into(), Value::text("Unhandled"));
        }
        answer
    }
}

/// What an attribute is after a call: tags are added or taken away one by one.
fn written(how: Writes, call: &Prepared, name: &str, before: &Attrs) -> Value {
    let wanted = call.desired.get(name).cloned().unwrap_or(Value::Null);
    let Writes::WithClearing(set, _) = how else { return wanted.revealed() };
    let (Value::Map(have), Value::Map(want), "tags") = (&before[name], &wanted, name) else {
        return if set == call.operation { wanted.revealed() } else { Value::Null };
    };
    let named = |key: &String| call.paths.contains(&format!("tags.{key}"));
    let mut tags = have.clone();
    if set == call.operation {
        tags.extend(want.iter().filter(|(key, _)| named(key)).map(|(k, v)| (k.clone(), v.clone())));
    } else {
        tags.retain(|key, _| !named(key) || want.contains_key(key));
    }
    Value::Map(tags)
}

fn writes(writes: Writes, operation: Operation) -> bool {
    match writes {
        Writes::With(with) => with == operation,
        Writes::WithClearing(set, clear) => set == operation || clear == operation,
        Writes::Replaces | Writes::Never => false,
    }
}

fn unsendable(value: &Value) -> bool {
    value.is_unknown() || value.to_plain_json().is_none()
}

impl Thing {
    pub(crate) fn taggable(&self) -> bool {
        self.kind.row().attr("tags").is_some()
    }
}
