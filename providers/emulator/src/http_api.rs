//! The live side of HTTP APIs and function URLs: requests that are nobody's AWS call.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use crate::server::shared::Shared;

/// Answers a live request under `/_api/<id>/..` or for an API's host name; `None` leaves it to AWS's protocols.
pub(crate) async fn route(
    _shared: &Arc<Shared>,
    request: &Request<Bytes>,
) -> Option<Response<Bytes>> {
    request.uri().path().starts_with("/_api/").then(|| {
        let mut response = Response::new(Bytes::from_static(b"{\"message\":\"Not Found\"}"));
        *response.status_mut() = http::StatusCode::NOT_FOUND;
        response
    })
}
