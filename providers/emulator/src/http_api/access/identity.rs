//! What identifies the caller to an authorizer: its identity sources, which also key the cache of its answers.

use serde_json::Value;

use crate::http_api::expression::View;
use crate::ops::apigatewayv2::model::Row;

/// The values of the sources in order; `None` when one of them is missing, which is a 401 without asking.
pub(super) fn values(view: &View<'_>, authorizer: &Row) -> Option<Vec<String>> {
    let sources = authorizer.0.get("identitySource").and_then(Value::as_array);
    let sources = sources.into_iter().flatten().filter_map(Value::as_str);
    sources.map(|source| view.value(source).filter(|value| !value.is_empty())).collect()
}

/// How long answers are kept, in milliseconds; `None` for not at all.
pub(super) fn ttl_ms(authorizer: &Row, values: &[String]) -> Option<u64> {
    let seconds = authorizer.0.get("authorizerResultTtlInSeconds").and_then(Value::as_u64)?;
    (seconds > 0 && !values.is_empty()).then(|| seconds.saturating_mul(1000))
}
