//! Broken variants of the product: each takes away one thing that crash safety stands on.
use cutover_aws::Aws;
use cutover_cloud::cloud::CloudError;
use cutover_cloud::{
    Attempt, Call, Cloud, Depth, Lease, LedgerError, LedgerStore, Permit, ProbeAnswer,
};
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Entry, Record};
use cutover_schemas::measure::{self, AlarmState, Baseline, BaselineOf, Series};
use cutover_schemas::plan::Probe;
use cutover_schemas::snapshot::{Sight, Snapshot};
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Which variant is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doctor {
    /// The product as it is.
    None,
    /// The ledger says that an intent is durable before it is.
    RecordsLate,
    /// A resumed run doesn't look for what the service named, and makes it again.
    CreatesBlindly,
    /// The connector lets mutating calls through that have no permit.
    IgnoresPermits,
}

/// A ledger that keeps intents back until the next write.
pub(crate) struct Late<S> {
    inner: S,
    held: Vec<Entry>,
}

impl<S> Late<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner, held: Vec::new() }
    }
}

impl<S: LedgerStore> LedgerStore for Late<S> {
    async fn read(&mut self) -> Result<Vec<Record>, LedgerError> {
        self.inner.read().await
    }
    async fn acquire(&mut self, who: &str) -> Result<Lease, LedgerError> {
        self.inner.acquire(who).await
    }
    async fn append(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        let (intents, others): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry| matches!(entry, Entry::Started(_)));
        let mut due = std::mem::replace(&mut self.held, intents);
        due.extend(others);
        if due.is_empty() { Ok(Vec::new()) } else { self.inner.append(due).await }
    }
    async fn hear(&mut self) -> Result<Vec<Record>, LedgerError> {
        self.inner.hear().await
    }
    async fn ask(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        self.inner.ask(entries).await
    }
    async fn release(&mut self) -> Result<(), LedgerError> {
        self.inner.release().await
    }
}

/// A cloud that finds an API only by an id that the ledger has.
pub(crate) struct Blind<'a>(pub(crate) &'a Aws);

impl Cloud for Blind<'_> {
    async fn identify(&self) -> Result<Identity, CloudError> {
        self.0.identify().await
    }
    async fn observe(
        &self,
        identity: &Identity,
        wanted: &[Wanted],
        depth: Depth,
    ) -> Result<Snapshot, CloudError> {
        let mut snapshot = self.0.observe(identity, wanted, depth).await?;
        for one in
            wanted.iter().filter(|one| one.kind == KindName::Api && !one.key.contains_key("id"))
        {
            snapshot.seen.insert(one.address.clone(), Sight::Absent);
        }
        Ok(snapshot)
    }
    async fn probe(&self, probe: &Probe) -> ProbeAnswer {
        self.0.probe(probe).await
    }
    async fn attempt(&self, call: Call<'_>, permit: Permit) -> Attempt {
        self.0.attempt(call, permit).await
    }
    async fn count(&self, wanted: &[measure::Measurement]) -> Result<Vec<Series>, CloudError> {
        self.0.count(wanted).await
    }
    async fn baselines(&self, wanted: &[BaselineOf]) -> Result<Vec<Baseline>, CloudError> {
        self.0.baselines(wanted).await
    }
    async fn alarms(&self, names: &[String]) -> Result<BTreeMap<String, AlarmState>, CloudError> {
        self.0.alarms(names).await
    }
}

/// A cloud that makes one more mutating call beside each permitted one.
pub(crate) struct Rogue<'a> {
    pub(crate) inner: &'a Aws,
    pub(crate) url: String,
}

impl Rogue<'_> {
    async fn tag_something(&self) {
        let host = self.url.trim_start_matches("http://");
        let body = "Action=TagRole&Version=2010-05-08&RoleName=nobody&Tags.member.1.Key=a&Tags.member.1.Value=b";
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-www-form-urlencoded\r\nauthorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
    }
}

impl Cloud for Rogue<'_> {
    async fn identify(&self) -> Result<Identity, CloudError> {
        self.inner.identify().await
    }
    async fn observe(
        &self,
        identity: &Identity,
        wanted: &[Wanted],
        depth: Depth,
    ) -> Result<Snapshot, CloudError> {
        self.inner.observe(identity, wanted, depth).await
    }
    async fn probe(&self, probe: &Probe) -> ProbeAnswer {
        // Between two permitted calls nothing is in flight: this one has no intent to hide behind.
        self.tag_something().await;
        self.inner.probe(probe).await
    }
    async fn attempt(&self, call: Call<'_>, permit: Permit) -> Attempt {
        self.inner.attempt(call, permit).await
    }
    async fn count(&self, wanted: &[measure::Measurement]) -> Result<Vec<Series>, CloudError> {
        self.inner.count(wanted).await
    }
    async fn baselines(&self, wanted: &[BaselineOf]) -> Result<Vec<Baseline>, CloudError> {
        self.inner.baselines(wanted).await
    }
    async fn alarms(&self, names: &[String]) -> Result<BTreeMap<String, AlarmState>, CloudError> {
        self.inner.alarms(names).await
    }
}
