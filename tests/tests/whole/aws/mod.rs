//! The cloud port over the SDK, against the embedded local cloud: every kind is made, looked at,
//! changed, looked at again and deleted, one permitted call at a time. Another cloud can be tried with
//! `CUTOVER_CONFORMANCE_ENDPOINT=http://127.0.0.1:5000` and one test thread.
mod counts;
mod doors;
mod lambda;
mod looks;
mod things;

use cutover_aws::{Aws, Options};
use cutover_cloud::{
    Attempt, Call, Cloud as _, Journal, Lease, LedgerError, LedgerStore, Permit, ProbeAnswer,
};
use cutover_emulator::{Config, Server, Settings, World};
use cutover_schemas::address::Address;
use cutover_schemas::canonical::complete;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Entry, Record, Started};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::Probe;
use cutover_schemas::snapshot::{Live, Ownership, Sight};
use cutover_schemas::table::Owner;
use cutover_schemas::value::{Attrs, Value};
use serde_json::json;
use std::time::Duration;

/// A ledger that forgets: permits need one.
struct Forgetful;

impl LedgerStore for Forgetful {
    async fn read(&mut self) -> Result<Vec<Record>, LedgerError> {
        Ok(Vec::new())
    }
    async fn acquire(&mut self, _: &str) -> Result<Lease, LedgerError> {
        Ok(Lease { epoch: 1, takes_over: None })
    }
    async fn append(&mut self, _: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        Ok(Vec::new())
    }
    async fn ask(&mut self, _: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        Ok(Vec::new())
    }
    async fn release(&mut self) -> Result<(), LedgerError> {
        Ok(())
    }
}

/// A cloud, and one resource in it.
struct Bench {
    aws: Aws,
    identity: Identity,
}

/// What one call says besides its operation.
#[derive(Default)]
struct With<'a> {
    live: Attrs,
    paths: &'a [&'a str],
    revision: Option<String>,
    body: Option<&'a [u8]>,
}

impl Bench {
    async fn at(url: &str) -> Self {
        let options =
            Options { endpoint_url: Some(url.to_owned()), local: true, ..Options::default() };
        let aws = Aws::connect(options).await.unwrap();
        let mut identity = aws.identify().await.unwrap();
        identity.stack = "shop".into();
        identity.stage = "test".into();
        Self { aws, identity }
    }

    async fn attempt(
        &self,
        kind: KindName,
        operation: Operation,
        desired: &Attrs,
        with: With<'_>,
    ) -> Attempt {
        let paths: Vec<String> = with.paths.iter().map(|&path| path.to_owned()).collect();
        let started = Started {
            step: 1,
            attempt: 1,
            operation,
            address: address(kind),
            kind,
            key: Attrs::new(),
        };
        let (_, proofs) =
            Journal::new(Forgetful).append(vec![Entry::Started(started)]).await.unwrap();
        let permit = Permit::new(1, operation, proofs.into_iter().next().unwrap());
        let call = Call {
            kind,
            operation,
            desired,
            live: &with.live,
            paths: &paths,
            revision: with.revision.as_deref(),
            body: with.body,
        };
        self.aws.attempt(call, permit).await
    }

    /// A call that must succeed; a role that is too new is asked for again.
    async fn call(
        &self,
        kind: KindName,
        operation: Operation,
        desired: &Attrs,
        with: With<'_>,
    ) -> (Attrs, Option<String>) {
        match self.attempt(kind, operation, desired, with).await {
            Attempt::Done { outputs, revision } => (outputs, revision),
            other => panic!("{}: {other:?}", operation.name()),
        }
    }

    fn wanted(kind: KindName, key: &Attrs) -> Wanted {
        Wanted { address: address(kind), kind, key: key.clone(), parent: None }
    }

    async fn sight(&self, kind: KindName, key: &Attrs) -> Sight {
        self.aws.look(&self.identity, &Self::wanted(kind, key)).await.unwrap()
    }

    /// Looks, and compares everything that the spec decides.
    async fn same(&self, kind: KindName, desired: &Attrs) -> Live {
        let Sight::Seen(live) = self.sight(kind, desired).await else {
            panic!("{} is not seen", kind.row().name);
        };
        for row in kind.row().attrs.iter().filter(|row| row.flags.owner == Owner::Spec) {
            let wanted = desired.get(row.name).unwrap();
            if !(wanted.is_null() && row.name == "max_message_size") {
                assert_eq!(
                    live.attrs.get(row.name),
                    Some(wanted),
                    "{}.{}",
                    kind.row().name,
                    row.name
                );
            }
        }
        live
    }

    async fn gone(&self, kind: KindName, key: &Attrs) {
        assert_eq!(self.sight(kind, key).await, Sight::Absent, "{}", kind.row().name);
    }

    async fn ready(&self, probe: Probe) -> (Attrs, Option<String>) {
        for _ in 0..200 {
            match self.aws.probe(&probe).await {
                ProbeAnswer::Ready { outputs, revision } => return (outputs, revision),
                ProbeAnswer::Pending => tokio::time::sleep(Duration::from_millis(20)).await,
                other => panic!("{probe:?}: {other:?}"),
            }
        }
        panic!("{probe:?}: never ready");
    }
}

fn address(kind: KindName) -> Address {
    Address::new(kind.row().name, "x").unwrap()
}

fn attrs(kind: KindName, json: serde_json::Value) -> Attrs {
    let tree = Value::from_plain_json(&json).unwrap();
    complete(kind.row(), tree.as_map().unwrap())
}

fn with(attrs: &Attrs, changes: serde_json::Value) -> Attrs {
    let mut changed = attrs.clone();
    changed.extend(Value::from_plain_json(&changes).unwrap().as_map().unwrap().clone());
    changed
}

fn tags(kind: KindName) -> serde_json::Value {
    json!({
        "cutover:stack": "shop", "cutover:stage": "test", "cutover:owner": "o1",
        "cutover:address": address(kind).to_tag(), "team": "red",
    })
}

fn ours(kind: KindName) -> Ownership {
    Ownership::Ours { owner: Some("o1".into()), address: Some(address(kind)) }
}

/// The embedded local cloud, or whatever else answers at `CUTOVER_CONFORMANCE_ENDPOINT`.
async fn cloud() -> (Option<Server>, Bench) {
    if let Ok(url) = std::env::var("CUTOVER_CONFORMANCE_ENDPOINT") {
        return (None, Bench::at(&url).await);
    }
    let server = Server::start(World::new(Settings::default()), Config::default()).await.unwrap();
    let bench = Bench::at(&server.url()).await;
    (Some(server), bench)
}

fn role() -> Attrs {
    attrs(
        KindName::Role,
        json!({
            "name": "shop-test-run", "path": "/cutover/shop/test/", "tags": tags(KindName::Role),
            "description": "runs it", "trust": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
        }),
    )
}

macro_rules! on_the_cloud {
    ($($name:ident: $drive:path;)*) => { $(
        #[tokio::test]
        async fn $name() {
            let (server, bench) = cloud().await;
            $drive(&bench).await;
            if let Some(server) = server {
                server.stop().await;
            }
        }
    )* };
}

on_the_cloud! {
    a_queue_lives_through_the_port: things::queues;
    a_role_lives_through_the_port: things::roles;
    a_log_group_lives_through_the_port: things::log_groups;
    a_function_lives_through_the_port: lambda::functions;
    versions_and_aliases_roll_through_the_port: lambda::rollouts;
    invocations_are_counted_and_logged: lambda::invocations;
    counts_come_by_version_and_period: counts::by_version;
    alarms_tell_their_states: counts::alarms;
    an_api_lives_through_the_port: things::apis;
    bulk_reads_list_and_find_strangers: looks::bulk;
    a_missing_function_settles_its_parts: looks::nothing;
    many_roles_are_read_by_lists: looks::crowd;
    measures_are_asked_in_one_call: looks::measures;
}
