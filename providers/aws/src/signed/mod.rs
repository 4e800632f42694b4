//! One client for services that have no SDK crate here: S3, and AWS JSON services with a few operations.
//!
//! A request is signed with SigV4, goes through the same door as the SDK's (so a mutating one needs its permit, and
//! all are counted and paced), and its refusals become the same [`Failure`]s. Reads are repeated as the SDK repeats
//! them, writes never.
mod again;
mod json;
mod s3;
mod sign;
pub(crate) mod xml;

use crate::connector::{Door, Guarded, plain_connector};
use crate::errors::{Failure, Refusal};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{
    HttpConnector as _, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::byte_stream::ByteStream;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;

pub(crate) use json::JsonService;
pub(crate) use s3::S3Call;
pub(crate) use sign::Scheme;

/// Attempts of a read, the first included.
const ATTEMPTS: u32 = 4;

/// How long a read may take to send its answer's body, and a write all in all.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long a write may take that sends as much as a function can hold: 250 MB at 3 Mbit/s.
const LARGE_PATIENCE: Duration = Duration::from_mins(12);

/// Credentials are asked for anew this long before they expire.
const MARGIN: Duration = Duration::from_mins(1);

/// Where requests go and who signs them.
#[derive(Debug)]
pub(crate) struct Reach {
    pub region: String,
    /// The endpoint of every service, for local clouds.
    pub endpoint: Option<String>,
    pub provider: SharedCredentialsProvider,
    /// The credentials last given, while they are good.
    pub credentials: Mutex<Option<Credentials>>,
}

/// The client: one for reads, one for writes.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    connector: SharedHttpConnector,
    /// The same, for large bodies.
    patient: SharedHttpConnector,
    reach: Arc<Reach>,
    repeats: bool,
}

/// A request before it is signed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub scheme: Scheme,
    pub method: &'static str,
    /// Path and query, encoded.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Whether the body is so large that sending it may take long.
    pub large: bool,
}

/// A good answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub body: Vec<u8>,
}

/// A client for reads, and one for writes.
pub(crate) fn clients(reach: Reach, door: &Arc<Door>) -> (Signed, Signed) {
    let endpoint = reach.endpoint.clone();
    let reach = Arc::new(reach);
    let connector = |read_timeout| {
        let settings = HttpConnectorSettings::builder()
            .connect_timeout(crate::clients::CONNECT)
            .read_timeout(read_timeout)
            .build();
        let inner = plain_connector(endpoint.as_deref(), settings);
        SharedHttpConnector::new(Guarded { inner, door: Arc::clone(door) })
    };
    let client = |read_timeout, repeats| Signed {
        connector: connector(read_timeout),
        patient: connector(LARGE_PATIENCE),
        reach: Arc::clone(&reach),
        repeats,
    };
    (client(Duration::from_secs(30), true), client(PATIENCE, false))
}

impl Signed {
    /// Sends a request; a read again when what went wrong may pass.
    async fn send(
        &self,
        request: &Request,
        told: fn(&[u8]) -> (String, String),
    ) -> Result<Answer, Failure> {
        let mut attempt = 1;
        loop {
            let failure = match self.once(request, told).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if !self.repeats || attempt == ATTEMPTS || !again::may_pass(&failure) {
                return Err(failure);
            }
            tokio::time::sleep(again::pause(attempt, &failure)).await;
            attempt += 1;
        }
    }

    async fn once(
        &self,
        request: &Request,
        told: fn(&[u8]) -> (String, String),
    ) -> Result<Answer, Failure> {
        let credentials = self.credentials().await?;
        let signed = sign::sign(&self.reach, request, &credentials)?;
        let connector = if request.large { &self.patient } else { &self.connector };
        let response =
            connector.call(signed).await.map_err(|error| Failure::from_connector(&error))?;
        let (status, after_ms) =
            (response.status().as_u16(), crate::errors::asked_to_wait(&response));
        let body = body(response).await?;
        if (200..300).contains(&status) {
            return Ok(Answer { body });
        }
        let (code, message) = told(&body);
        // Proxies and half-made clouds refuse without words.
        let code = if code.is_empty() { format!("HTTP {status}") } else { code };
        Err(Failure::Refused(Refusal { status, code, message, after_ms }))
    }

    async fn credentials(&self) -> Result<Credentials, Failure> {
        let mut kept = self.reach.credentials.lock().await;
        let good = |credentials: &Credentials| {
            credentials.expiry().is_none_or(|end| end > SystemTime::now() + MARGIN)
        };
        if let Some(credentials) = kept.as_ref().filter(|credentials| good(credentials)) {
            return Ok(credentials.clone());
        }
        let given = self.reach.provider.provide_credentials().await;
        let given =
            given.map_err(|error| Failure::Unsigned { why: crate::errors::chain(&error) })?;
        Ok(kept.insert(given).clone())
    }
}

async fn body(response: HttpResponse) -> Result<Vec<u8>, Failure> {
    let stream = ByteStream::new(response.into_body());
    match tokio::time::timeout(PATIENCE, stream.collect()).await {
        Ok(Ok(body)) => Ok(body.to_vec()),
        Ok(Err(error)) => Err(Failure::Unknown { why: crate::errors::chain(&error) }),
        Err(_) => Err(Failure::Unknown { why: "the answer did not come to its end".into() }),
    }
}
