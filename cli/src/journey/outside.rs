//! What a stack needs of things that it doesn't manage: looked up before planning, and again before anything is done.
use crate::error::{CliError, Sources};
use cutover_cloud::{Cloud, Parameter};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::lookup::{Found, Lookup, of_kind, service};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Things that a message names at most.
const NAMED: usize = 5;

/// What was asked, and what was found.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    lookups: Vec<Lookup>,
    /// Attributes by address.
    pub found: Found,
    /// Whether what isn't there is made up.
    invents: bool,
    /// What was made up.
    pub invented: BTreeSet<Address>,
}

impl Outside {
    /// Looks everything up. Where the cloud only pretends, what isn't there is made up.
    pub(super) async fn look_up<C: Cloud>(
        cloud: &C,
        lookups: Vec<Lookup>,
        invents: bool,
        texts: &Sources,
    ) -> Result<Self, CliError> {
        let mut outside = Self { lookups, invents, ..Self::default() };
        let mut problems = outside.by_tags(cloud).await?;
        problems.extend(outside.values(cloud).await?);
        if problems.is_empty() { Ok(outside) } else { Err(CliError::spec(problems, texts.clone())) }
    }

    /// Looks again: the addresses of what isn't as it was.
    pub(super) async fn changed<C: Cloud>(&self, cloud: &C) -> Result<Vec<String>, CliError> {
        if self.lookups.is_empty() {
            return Ok(Vec::new());
        }
        let mut now = Self { invents: self.invents, ..Self::default() };
        now.lookups.clone_from(&self.lookups);
        let problems = [now.by_tags(cloud).await?, now.values(cloud).await?].concat();
        if !problems.is_empty() {
            return Ok(problems.into_iter().map(|problem| problem.message).collect());
        }
        let addresses = self.found.keys().chain(now.found.keys()).collect::<BTreeSet<_>>();
        let differs = |address: &&Address| self.found.get(*address) != now.found.get(*address);
        Ok(addresses.into_iter().filter(differs).map(|one| format!("`{one}`")).collect())
    }

    async fn by_tags<C: Cloud>(&mut self, cloud: &C) -> Result<Vec<Diagnostic>, CliError> {
        let mut problems = Vec::new();
        for lookup in self.lookups.iter().filter(|lookup| !lookup.tags.is_empty()) {
            let Some(service) = service(&lookup.kind) else { continue };
            let mut arns = cloud.tagged(service, &lookup.tags).await?;
            arns.retain(|arn| of_kind(&lookup.kind, arn).is_some());
            arns.sort();
            let several = lookup.kind == "subnets";
            match arns.as_slice() {
                [_] => {}
                [_, _, ..] if several => {}
                [] if self.invents => {
                    self.invented.insert(lookup.address.clone());
                    continue;
                }
                _ => {
                    problems.push(not_one(lookup, &arns));
                    continue;
                }
            }
            self.found.insert(lookup.address.clone(), attrs(lookup, &arns));
        }
        Ok(problems)
    }

    async fn values<C: Cloud>(&mut self, cloud: &C) -> Result<Vec<Diagnostic>, CliError> {
        let mut names: BTreeMap<Address, String> = BTreeMap::new();
        for lookup in self.lookups.iter().filter(|lookup| lookup.value) {
            let found = self.found.get(&lookup.address).and_then(|attrs| attrs.get("name"));
            let found = found.and_then(Value::as_text).map(str::to_owned);
            names.extend(
                found.or_else(|| lookup.name.clone()).map(|name| (lookup.address.clone(), name)),
            );
        }
        let asked: BTreeSet<&str> = names.values().map(String::as_str).collect();
        let told = if asked.is_empty() {
            BTreeMap::new()
        } else {
            cloud.parameters(&asked.into_iter().map(str::to_owned).collect::<Vec<_>>()).await?
        };
        let mut problems = Vec::new();
        for lookup in self.lookups.iter().filter(|lookup| lookup.value) {
            let name = names.get(&lookup.address);
            let value = match name.and_then(|name| told.get(name)) {
                Some(Parameter { shape, value }) if shape != "SecureString" => value.clone(),
                Some(_) => {
                    problems.push(secret(lookup));
                    continue;
                }
                None if self.invents => {
                    self.invented.insert(lookup.address.clone());
                    lookup.address.key().unwrap_or_default()
                }
                None => {
                    problems.push(no_parameter(lookup, name));
                    continue;
                }
            };
            let attrs = self.found.entry(lookup.address.clone()).or_default();
            attrs.insert("value".into(), Value::text(value));
        }
        Ok(problems)
    }
}

/// What the ARNs of the things found say.
fn attrs(lookup: &Lookup, arns: &[String]) -> Attrs {
    let ids = arns.iter().filter_map(|arn| of_kind(&lookup.kind, arn)).map(Value::text);
    let ids: Vec<Value> = ids.collect();
    let first = ids.first().cloned().unwrap_or(Value::Null);
    let arn = arns.first().map_or(Value::Null, Value::text);
    match lookup.kind.as_str() {
        "subnets" => Attrs::from([("ids".into(), Value::List(ids))]),
        "vpc" | "security_group" | "zone" => Attrs::from([("id".into(), first)]),
        "parameter" => {
            let name = first.as_text().unwrap_or_default();
            let name = if name.contains('/') { format!("/{name}") } else { name.to_owned() };
            Attrs::from([("arn".into(), arn), ("name".into(), Value::text(name))])
        }
        _ => Attrs::from([("arn".into(), arn)]),
    }
}

fn not_one(lookup: &Lookup, arns: &[String]) -> Diagnostic {
    let kind = lookup.kind.replace('_', " ");
    let tags: Vec<String> =
        lookup.tags.iter().map(|(key, value)| format!("`{key}` = `{value}`")).collect();
    let tags = tags.join(" and ");
    if arns.is_empty() {
        let message = format!("no {kind} of this account and region has the tags {tags}");
        return Diagnostic::error("existing/not-found", message)
            .at(lookup.place.clone())
            .label("not found")
            .help(
                "check the tags, the account and the region; what was tagged a moment ago is found a little later",
            );
    }
    let named: Vec<String> = arns.iter().take(NAMED).map(|arn| format!("`{arn}`")).collect();
    let more = arns.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("{} things have the tags {tags}: {}{rest}", arns.len(), named.join(", "));
    Diagnostic::error("existing/several", message)
        .at(lookup.place.clone())
        .label("more than one")
        .help("add a tag that only one of them has, or give its ARN")
}

fn secret(lookup: &Lookup) -> Diagnostic {
    let message = format!("`{}` is a secret, so that its value can't be used", lookup.address);
    Diagnostic::error("existing/secret", message)
        .at(lookup.place.clone())
        .label("a SecureString")
        .help("let the function read it by itself: `secrets = { NAME = existing.parameter.x }`")
}

fn no_parameter(lookup: &Lookup, name: Option<&String>) -> Diagnostic {
    let name = name.map_or_else(|| format!("`{}`", lookup.address), |name| format!("`{name}`"));
    Diagnostic::error("existing/not-found", format!("there is no parameter {name}"))
        .at(lookup.place.clone())
        .label("not found")
        .help("check its name, the account and the region; outputs are published as `/cutover/STACK/STAGE/OUTPUT`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_cloud::cloud::CloudError;
    use cutover_cloud::{Attempt, Call, Depth, Permit, ProbeAnswer};
    use cutover_schemas::graph::{Identity, Wanted};
    use cutover_schemas::measure::{self, AlarmState, Baseline, BaselineOf, Series};
    use cutover_schemas::plan::Probe;
    use cutover_schemas::snapshot::Snapshot;

    /// A cloud with some tagged things and some parameters.
    #[derive(Clone, Debug, Default)]
    struct World {
        tagged: Vec<&'static str>,
        parameters: BTreeMap<String, Parameter>,
    }

    impl World {
        fn with(tagged: &[&'static str], value: (&str, &str)) -> Self {
            let parameter = Parameter { shape: value.0.to_owned(), value: value.1.to_owned() };
            let parameters = BTreeMap::from([("/shop/flag".to_owned(), parameter)]);
            Self { tagged: tagged.to_vec(), parameters }
        }
    }

    fn nothing<T>() -> Result<T, CloudError> {
        Err(CloudError::Credentials { message: "there are none".into() })
    }

    impl Cloud for World {
        async fn identify(&self) -> Result<Identity, CloudError> {
            nothing()
        }
        async fn observe(
            &self,
            _: &Identity,
            _: &[Wanted],
            _: Depth,
        ) -> Result<Snapshot, CloudError> {
            nothing()
        }
        async fn probe(&self, _: &Probe) -> ProbeAnswer {
            ProbeAnswer::Absent
        }
        async fn attempt(&self, _: Call<'_>, _: Permit) -> Attempt {
            Attempt::NotSent { why: String::new() }
        }
        async fn count(&self, _: &[measure::Measurement]) -> Result<Vec<Series>, CloudError> {
            nothing()
        }
        async fn baselines(&self, _: &[BaselineOf]) -> Result<Vec<Baseline>, CloudError> {
            nothing()
        }
        async fn alarms(&self, _: &[String]) -> Result<BTreeMap<String, AlarmState>, CloudError> {
            nothing()
        }
        async fn tagged(
            &self,
            service: &str,
            _: &BTreeMap<String, String>,
        ) -> Result<Vec<String>, CloudError> {
            let of = |arn: &&&str| arn.split(':').nth(2) == Some(service);
            Ok(self.tagged.iter().filter(of).map(|arn| (*arn).to_owned()).collect())
        }
        async fn parameters(
            &self,
            names: &[String],
        ) -> Result<BTreeMap<String, Parameter>, CloudError> {
            let found = names
                .iter()
                .filter_map(|name| Some((name.clone(), self.parameters.get(name)?.clone())));
            Ok(found.collect())
        }
    }

    fn lookup(address: &str, value: bool) -> Lookup {
        let address = Address::parse(address).unwrap();
        let tags = BTreeMap::from([("team".to_owned(), "shop".to_owned())]);
        Lookup {
            kind: address.name().to_owned(),
            tags: if value { BTreeMap::new() } else { tags },
            name: value.then(|| "/shop/flag".to_owned()),
            value,
            place: cutover_schemas::diagnostic::Place {
                file: "stack.hcl".into(),
                line: 1,
                column: 1,
                start: 0,
                end: 1,
            },
            address,
        }
    }

    fn asked() -> Vec<Lookup> {
        vec![
            lookup("existing.queue[\"jobs\"]", false),
            lookup("existing.subnets[\"inner\"]", false),
            lookup("existing.parameter[\"flag\"]", true),
        ]
    }

    const THINGS: &[&str] = &[
        "arn:aws:sqs:eu-west-1:1:jobs",
        "arn:aws:sns:eu-west-1:1:news",
        "arn:aws:ec2:eu-west-1:1:subnet/subnet-a",
        "arn:aws:ec2:eu-west-1:1:subnet/subnet-b",
        "arn:aws:ec2:eu-west-1:1:vpc/vpc-1",
    ];

    async fn look_up(world: &World, invents: bool) -> Result<Outside, Vec<String>> {
        let told = Outside::look_up(world, asked(), invents, &Sources::new()).await;
        told.map_err(|error| error.diagnostics.into_iter().map(|one| one.code).collect())
    }

    #[tokio::test]
    async fn one_of_the_kind_is_found_and_several_subnets() {
        let outside = look_up(&World::with(THINGS, ("String", "on")), false).await.unwrap();
        let of = |address: &str, name: &str| {
            outside.found[&Address::parse(address).unwrap()][name].to_json()
        };
        assert_eq!(of("existing.queue[\"jobs\"]", "arn"), "arn:aws:sqs:eu-west-1:1:jobs");
        let subnets = serde_json::json!(["subnet-a", "subnet-b"]);
        assert_eq!(of("existing.subnets[\"inner\"]", "ids"), subnets);
        assert_eq!(of("existing.parameter[\"flag\"]", "value"), "on");
        assert!(outside.invented.is_empty());
    }

    #[tokio::test]
    async fn none_several_and_secrets_are_told_together() {
        let things = &["arn:aws:sqs:eu-west-1:1:a", "arn:aws:sqs:eu-west-1:1:b"];
        let world = World::with(things, ("SecureString", "x"));
        let codes = look_up(&world, false).await.unwrap_err();
        assert_eq!(codes, ["existing/several", "existing/not-found", "existing/secret"]);
        assert_eq!(look_up(&World::default(), false).await.unwrap_err(), ["existing/not-found"; 3]);
    }

    #[tokio::test]
    async fn what_a_pretended_cloud_lacks_is_made_up() {
        let outside = look_up(&World::default(), true).await.unwrap();
        assert_eq!(outside.invented.len(), 3);
        assert_eq!(outside.found.len(), 1);
    }

    #[tokio::test]
    async fn what_changed_since_is_named() {
        let before = World::with(THINGS, ("String", "on"));
        let outside = look_up(&before, false).await.unwrap();
        assert_eq!(outside.changed(&before).await.unwrap(), [""; 0]);
        let after = World::with(THINGS, ("String", "off"));
        let changed = outside.changed(&after).await.unwrap();
        assert_eq!(changed, ["`existing.parameter[\"flag\"]`"]);
        let gone = outside.changed(&World::default()).await.unwrap();
        assert_eq!(gone.len(), 3, "{gone:?}");
    }
}
