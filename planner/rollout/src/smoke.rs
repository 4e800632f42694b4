//! Judging the answer of a smoke call.
use cutover_schemas::rollout::Smoke;
use cutover_schemas::value::{Attrs, Value};
use serde_json::Value as Json;

/// Why the answer of an invocation is not what the smoke expects; `None` when it is.
pub fn failure(smoke: &Smoke, answer: &Attrs) -> Option<String> {
    let payload = answer.get("payload").and_then(Value::as_text).unwrap_or_default();
    if let Some(error) = answer.get("function_error").and_then(Value::as_text) {
        return Some(format!("the function failed ({error}): {}", excerpt(payload)));
    }
    let body: Json = serde_json::from_str(payload).unwrap_or(Json::Null);
    if let Some(expected) = smoke.status {
        let status = body.get("statusCode").and_then(Json::as_i64);
        // An answer without a status code is what API Gateway turns into 200.
        let status = status.or_else(|| (!body.is_null()).then_some(200));
        if status != Some(expected) {
            let got =
                status.map_or_else(|| "no answer".to_owned(), |status| format!("status {status}"));
            return Some(format!("expected status {expected}, got {got}: {}", excerpt(payload)));
        }
    }
    match &smoke.contains {
        Some(text) if !contains(&body, payload, text) => {
            Some(format!("expected an answer that contains `{text}`, got {}", excerpt(payload)))
        }
        _ => None,
    }
}

/// Looks in the answer's body, where the text is not escaped, and in the whole answer.
fn contains(body: &Json, payload: &str, text: &str) -> bool {
    payload.contains(text)
        || body.get("body").and_then(Json::as_str).is_some_and(|body| body.contains(text))
}

fn excerpt(payload: &str) -> String {
    const LONGEST: usize = 300;
    if payload.chars().count() <= LONGEST {
        return payload.to_owned();
    }
    payload.chars().take(LONGEST).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        status: Option<i64>,
        contains: Option<&str>,
        payload: &str,
        error: Option<&str>,
    ) -> Option<String> {
        let smoke = Smoke { event: Json::Null, status, contains: contains.map(str::to_owned) };
        let mut answer = Attrs::from([("payload".into(), Value::text(payload))]);
        if let Some(error) = error {
            answer.insert("function_error".into(), Value::text(error));
        }
        failure(&smoke, &answer)
    }

    #[test]
    fn an_answer_is_judged_by_error_status_and_text() {
        assert_eq!(
            check(Some(200), Some("\"ok\""), r#"{"statusCode":200,"body":"{\"ok\":1}"}"#, None),
            None
        );
        assert_eq!(check(Some(200), None, r#"{"hello":1}"#, None), None);
        assert!(check(Some(200), None, r#"{"statusCode":500}"#, None).is_some());
        assert!(check(None, None, r#"{"errorMessage":"x"}"#, Some("Unhandled")).is_some());
        assert!(check(None, Some("moon"), r#""sun""#, None).is_some());
        assert!(check(Some(200), None, "", None).is_some());
    }
}
