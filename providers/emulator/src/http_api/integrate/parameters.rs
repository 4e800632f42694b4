//! Parameter mappings: what requests to integrations carry, and what answers to callers carry.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::{Map, Value};

use crate::http_api::expression::View;
use crate::http_api::visit::Visit;
use crate::ops::apigatewayv2::model::Row;
use crate::server::shared::Shared;

/// What a mapping does to its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    Append(String),
    Overwrite(String),
    Remove,
}

/// The flat members of a service integration.
pub(super) fn members(view: &View<'_>, integration: &Row) -> Map<String, Value> {
    let given = integration.0.get("requestParameters").and_then(Value::as_object);
    let pairs = given.into_iter().flatten().filter_map(|(name, value)| {
        let value = view.mapped(value.as_str()?)?;
        Some((name.clone(), Value::from(value)))
    });
    pairs.collect()
}

/// The edits of a request to a server, as (place, edit): `header.x`, `querystring.x` or `path`.
pub(super) fn edits(view: &View<'_>, given: Option<&Value>) -> Vec<(String, Edit)> {
    let given = given.and_then(Value::as_object).into_iter().flatten();
    let edits = given.filter_map(|(name, value)| {
        let (action, place) = name.split_once(':')?;
        let value = || view.mapped(value.as_str()?);
        let edit = match action {
            "append" => Edit::Append(value()?),
            "overwrite" => Edit::Overwrite(value()?),
            "remove" => Edit::Remove,
            _ => return None,
        };
        Some((place.to_owned(), edit))
    });
    edits.collect()
}

/// The answer as the integration's `responseParameters` of its status change it.
pub(super) fn of_response(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &Visit,
    integration: &Row,
    mut answer: Response<Bytes>,
) -> Response<Bytes> {
    let status = answer.status().as_str().to_owned();
    let given = integration.0.get("responseParameters").and_then(|all| all.get(&status));
    let Some(given) = given.filter(|given| given.is_object()) else { return answer };
    let edits = shared.with(|world| edits(&View { world, request, visit }, Some(given)));
    for (place, edit) in edits {
        if place == "statuscode" {
            if let Edit::Overwrite(text) = edit
                && let Ok(status) = StatusCode::from_bytes(text.as_bytes())
            {
                *answer.status_mut() = status;
            }
        } else if let Some(name) = place.strip_prefix("header.") {
            edit_header(answer.headers_mut(), name, &edit);
        }
    }
    answer
}

/// Changes one header; what HTTP cannot carry is left out.
pub(super) fn edit_header(headers: &mut http::HeaderMap, name: &str, edit: &Edit) {
    let Ok(name) = HeaderName::try_from(name) else { return };
    match edit {
        Edit::Remove => {
            headers.remove(name);
        }
        Edit::Overwrite(value) => {
            if let Ok(value) = HeaderValue::try_from(value.as_str()) {
                headers.insert(name, value);
            }
        }
        Edit::Append(value) => {
            if let Ok(value) = HeaderValue::try_from(value.as_str()) {
                headers.append(name, value);
            }
        }
    }
}
