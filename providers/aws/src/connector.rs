//! The one door to the network: counts, paces, records, and refuses what was not permitted.
//!
//! It sits below the SDK's retries, so it sees every attempt. A mutating request passes only under a
//! [`pass`](crate::pass); anything else fails before a byte is sent.
use crate::calls::Calls;
use crate::limiter::{Lane, Limiter};
use crate::pass::{self, LONGEST_QUEUE, NoPermit};
use crate::requests::{self, Named};
use aws_smithy_http_client::{Builder, Connector, proxy::ProxyConfig, tls};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use std::fmt;
use std::sync::Arc;

/// A request as it goes out: what conformance tests compare with the ledger.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The service's signing name.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// Whether it can change anything.
    pub mutating: bool,
    /// HTTP method.
    pub method: String,
    /// Full URI.
    pub uri: String,
    /// The body, if it is in memory.
    pub body: Vec<u8>,
}

/// Is told of every request just before it goes out.
pub type Journal = Arc<dyn Fn(Sent) + Send + Sync>;

/// What all connections share.
pub(crate) struct Door {
    pub calls: Calls,
    pub limiter: Option<Limiter>,
    pub journal: Option<Journal>,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("calls", &self.calls).finish_non_exhaustive()
    }
}

/// An HTTP client for this endpoint: without TLS for `http://`, which spares loading certificates.
pub(crate) fn plain_client(endpoint: Option<&str>) -> SharedHttpClient {
    if endpoint.is_some_and(|url| url.starts_with("http://")) {
        return Builder::new().build_http();
    }
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut builder = Connector::builder().proxy_config(ProxyConfig::from_env());
        builder.set_connector_settings(settings.cloned());
        builder.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc);
        builder.tls_provider(provider).build()
    })
}

/// A connector of this endpoint, for requests that no SDK client makes.
pub(crate) fn plain_connector(
    endpoint: Option<&str>,
    settings: HttpConnectorSettings,
) -> SharedHttpConnector {
    let mut builder = Connector::builder().connector_settings(settings);
    if endpoint.is_some_and(|url| url.starts_with("http://")) {
        return SharedHttpConnector::new(builder.build_http());
    }
    builder.set_proxy_config(Some(ProxyConfig::from_env()));
    let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc);
    SharedHttpConnector::new(builder.tls_provider(provider).build())
}

/// An HTTP client behind the door.
#[derive(Debug)]
pub(crate) struct GuardedClient {
    pub inner: SharedHttpClient,
    pub door: Arc<Door>,
}

impl HttpClient for GuardedClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Guarded {
            inner: self.inner.http_connector(settings, components),
            door: Arc::clone(&self.door),
        })
    }
}

/// A connector behind the door.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub inner: SharedHttpConnector,
    pub door: Arc<Door>,
}

impl HttpConnector for Guarded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let named = requests::name(&request);
        let (inner, door) = (self.inner.clone(), Arc::clone(&self.door));
        HttpConnectorFuture::new(async move {
            door.admit(&named).await.map_err(|refusal| ConnectorError::user(refusal.into()))?;
            door.note(&named, &request);
            let answer = inner.call(request).await;
            door.learn(&named, &answer);
            answer
        })
    }
}

impl Door {
    /// Waits for the rate limit and, for a mutating request, insists on a pass before and after.
    async fn admit(&self, named: &Named) -> Result<(), NoPermit> {
        let pass = pass::current();
        if named.mutating {
            let none = || NoPermit::Missing(format!("`{}`", named.operation));
            pass.as_ref().ok_or_else(none)?.check(named)?;
        }
        if let Some(limiter) = &self.limiter {
            let turn = limiter.turn(Lane::of(named), pass::priority(named));
            if named.mutating {
                let late = |_| NoPermit::Late(named.operation.clone());
                tokio::time::timeout(LONGEST_QUEUE, turn).await.map_err(late)?;
            } else {
                turn.await;
            }
        }
        match pass {
            Some(pass) if named.mutating => pass.spend(named),
            _ => Ok(()),
        }
    }

    fn note(&self, named: &Named, request: &HttpRequest) {
        self.calls.count(named);
        if let Some(journal) = &self.journal {
            journal(Sent {
                service: named.service.clone(),
                operation: named.operation.clone(),
                mutating: named.mutating,
                method: request.method().to_owned(),
                uri: request.uri().to_owned(),
                body: request.body().bytes().unwrap_or_default().to_vec(),
            });
        }
    }

    /// Slows down after a throttled read, which the SDK repeats by itself. Writes are judged by
    /// their whole answer, as some services say so only in the body.
    fn learn(&self, named: &Named, answer: &Result<HttpResponse, ConnectorError>) {
        if let (Some(limiter), Ok(response), false) = (&self.limiter, answer, named.mutating)
            && matches!(response.status().as_u16(), 429 | 503)
        {
            limiter.throttled(Lane::of(named));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::aws::Aws;
    use crate::connect::Options;
    use crate::errors::Failure;
    use crate::pass;
    use crate::signed::S3Call;
    use std::net::TcpListener;
    use std::sync::{Arc, Mutex};

    /// A local port that nobody answers on, and a client of it.
    async fn nowhere(journal: &Arc<Mutex<Vec<String>>>) -> (TcpListener, Aws) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let journal = Arc::clone(journal);
        let options = Options {
            endpoint_url: Some(format!("http://{}", listener.local_addr().unwrap())),
            local: true,
            journal: Some(Arc::new(move |sent| journal.lock().unwrap().push(sent.operation))),
            ..Options::default()
        };
        (listener, Aws::connect(options).await.unwrap())
    }

    #[tokio::test]
    async fn a_mutating_call_without_permit_sends_nothing() {
        let journal = Arc::default();
        let (listener, aws) = nowhere(&journal).await;
        let bucket = aws.writes.signed.s3(S3Call::bucket("PUT", "b")).await;
        let calls: [Failure; 4] = [
            bucket.unwrap_err(),
            aws.writes.sqs.create_queue().queue_name("q").send().await.unwrap_err().into(),
            aws.writes.iam.delete_role().role_name("r").send().await.unwrap_err().into(),
            aws.writes.lambda.delete_function().function_name("f").send().await.unwrap_err().into(),
        ];
        for failure in calls {
            let Failure::NotSent { why } = failure else { panic!("{failure:?}") };
            assert!(why.contains("call without permit"), "{why}");
        }
        assert!(listener.accept().is_err(), "a connection was made");
        assert!(journal.lock().unwrap().is_empty() && aws.calls().writes() == 0);
    }

    #[tokio::test]
    async fn what_a_person_asked_for_allows_nothing_else() {
        let (listener, aws) = nowhere(&Arc::default()).await;
        let call = aws.writes.lambda.delete_function().function_name("f").send();
        let failure: Failure = pass::asked(call).await.unwrap_err().into();
        assert!(matches!(failure, Failure::NotSent { .. }), "{failure:?}");
        assert!(listener.accept().is_err(), "a connection was made");
    }

    #[tokio::test]
    async fn a_refused_connection_proves_that_nothing_was_sent() {
        let journal = Arc::default();
        let (listener, aws) = nowhere(&journal).await;
        drop(listener);
        let call = aws.writes.lambda.invoke().function_name("f").send();
        let failure: Failure = pass::asked(call).await.unwrap_err().into();
        assert!(matches!(failure, Failure::NotSent { .. }), "{failure:?}");
        assert_eq!(*journal.lock().unwrap(), ["Invoke"]);
    }

    #[tokio::test]
    async fn a_connection_that_breaks_after_the_request_leaves_it_unknown_and_unrepeated() {
        let journal = Arc::default();
        let (listener, aws) = nowhere(&journal).await;
        listener.set_nonblocking(false).unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            std::io::Read::read(&mut stream, &mut [0; 256]).unwrap()
        });
        let call = aws.writes.lambda.invoke().function_name("f").send();
        let failure: Failure = pass::asked(call).await.unwrap_err().into();
        assert!(matches!(failure, Failure::Unknown { .. }), "{failure:?}");
        assert_eq!(*journal.lock().unwrap(), ["Invoke"]);
        assert!(server.join().unwrap() > 0);
    }
}
