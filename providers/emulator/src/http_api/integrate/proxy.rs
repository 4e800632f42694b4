//! `HTTP_PROXY` integrations, to servers on loopback only: nothing leaves the machine.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::parameters::{Edit, edit_header, edits};
use super::{Outcome, limit};
use crate::http_api::context;
use crate::http_api::expression::View;
use crate::http_api::visit::Visit;
use crate::ops::apigatewayv2::model::Row;
use crate::server::shared::Shared;

/// The largest answer that is handed on, as on AWS.
const LARGEST: usize = 10 * 1024 * 1024;
/// Headers of one connection, which are not handed on.
const HOP: &[&str] =
    &["connection", "content-length", "host", "keep-alive", "te", "transfer-encoding", "upgrade"];

/// Sends the request on and hands its answer back.
pub(super) async fn run(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &mut Visit,
    integration: &Row,
) -> Outcome {
    let parameters = integration.0.get("requestParameters");
    let edits = shared.with(|world| edits(&View { world, request, visit }, parameters));
    let sent = match onward(request, visit, integration, &edits) {
        Ok(sent) => sent,
        Err(why) => return Outcome::Broken(why),
    };
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let exchange = async {
        let response = client.request(sent).await.map_err(|error| error.to_string())?;
        let (head, body) = response.into_parts();
        let body =
            Limited::new(body, LARGEST).collect().await.map_err(|error| error.to_string())?;
        Ok::<_, String>(Response::from_parts(head, body.to_bytes()))
    };
    match tokio::time::timeout(limit(integration), exchange).await {
        Err(_) => Outcome::Late,
        Ok(Err(why)) => Outcome::Broken(why),
        Ok(Ok(mut answer)) => {
            visit.told.integration_status = Some(answer.status().as_u16());
            for name in HOP {
                answer.headers_mut().remove(*name);
            }
            Outcome::Answered(answer)
        }
    }
}

/// The request as the server gets it.
fn onward(
    request: &Request<Bytes>,
    visit: &Visit,
    integration: &Row,
    edits: &[(String, Edit)],
) -> Result<Request<Full<Bytes>>, String> {
    let uri = address(request, visit, integration, edits)?;
    let method = match integration.text("integrationMethod") {
        None | Some("ANY") => request.method().clone(),
        Some(method) => Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?,
    };
    let mut headers: HeaderMap = request.headers().clone();
    for name in HOP {
        headers.remove(*name);
    }
    for (place, edit) in edits {
        if let Some(name) = place.strip_prefix("header.") {
            edit_header(&mut headers, name, edit);
        }
    }
    let mut sent = Request::new(Full::from(request.body().clone()));
    (*sent.method_mut(), *sent.uri_mut(), *sent.headers_mut()) = (method, uri, headers);
    Ok(sent)
}

/// The address with its path parameters filled in and the query added; it must be on loopback.
fn address(
    request: &Request<Bytes>,
    visit: &Visit,
    integration: &Row,
    edits: &[(String, Edit)],
) -> Result<Uri, String> {
    let mut text = integration.text("integrationUri").unwrap_or_default().to_owned();
    for (name, value) in visit.found.iter().flat_map(|found| &found.parameters) {
        text = text.replace(&format!("{{{name}}}"), &context::plain(value));
    }
    let path = edits.iter().find(|(place, _)| place == "path");
    if let Some((_, Edit::Overwrite(path))) = path {
        let end = text.match_indices('/').nth(2).map_or(text.len(), |(at, _)| at);
        text.truncate(end);
        text.push_str(path);
    }
    let query = query(request, edits);
    if !query.is_empty() {
        text.push(if text.contains('?') { '&' } else { '?' });
        text.push_str(&query);
    }
    let uri: Uri = text.parse().map_err(|_| format!("`{text}` is no address"))?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let is_loopback =
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if uri.scheme_str() != Some("http") || !is_loopback {
        return Err(format!("the local cloud calls http servers on loopback only, not `{text}`"));
    }
    Ok(uri)
}

fn query(request: &Request<Bytes>, edits: &[(String, Edit)]) -> String {
    let mut pairs = crate::wire::form(request.uri().query().unwrap_or_default());
    for (place, edit) in edits {
        let Some(name) = place.strip_prefix("querystring.") else { continue };
        if !matches!(edit, Edit::Append(_)) {
            pairs.retain(|(key, _)| key != name);
        }
        if let Edit::Append(value) | Edit::Overwrite(value) = edit {
            pairs.push((name.to_owned(), value.clone()));
        }
    }
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}
