//! Statements of an alias's resource policy.
use super::{attrs, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_lambda::types::FunctionUrlAuthType;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::permission::Permission;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};
use serde_json::Value as Json;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(sid) = key(wanted, "sid") else {
        return Ok(Sight::Absent);
    };
    let (function, qualifier) = match o.on_alias(wanted).await? {
        Ok(place) => place,
        Err(sight) => return Ok(sight),
    };
    let policy = o.policy(function, qualifier).await?;
    let statements =
        policy.as_ref().as_ref().and_then(|policy| policy.get("Statement")?.as_array());
    let statement = statements.into_iter().flatten().find(|one| one["Sid"] == sid);
    Ok(statement.map_or(Sight::Absent, |statement| {
        let mut live = read(statement);
        live.insert("function".into(), Value::text(function));
        live.insert("qualifier".into(), Value::text(qualifier));
        seen(KindName::Permission, live, None, Ownership::Parent)
    }))
}

fn read(statement: &Json) -> Attrs {
    attrs([
        ("sid", text(statement["Sid"].as_str())),
        ("action", text(statement["Action"].as_str())),
        ("principal", text(principal(&statement["Principal"]))),
        ("source_arn", text(condition(statement, "AWS:SourceArn"))),
        ("source_account", text(condition(statement, "AWS:SourceAccount"))),
        ("url_auth", text(condition(statement, "lambda:FunctionUrlAuthType"))),
        (
            "through_url",
            Value::Bool(condition(statement, "lambda:InvokedViaFunctionUrl") == Some("true")),
        ),
    ])
}

/// `x.amazonaws.com`, an account's id, an ARN or `*`, as it is given when the statement is added.
fn principal(principal: &Json) -> Option<&str> {
    if let Some(service) = principal["Service"].as_str() {
        return Some(service);
    }
    let aws = principal["AWS"].as_str().or_else(|| principal.as_str())?;
    let account = aws.strip_suffix(":root").and_then(|arn| arn.rsplit(':').next());
    Some(account.unwrap_or(aws))
}

/// The value of a condition key, under whichever operator; keys have no case.
fn condition<'a>(statement: &'a Json, wanted: &str) -> Option<&'a str> {
    let operators = statement["Condition"].as_object()?.values();
    let mut keys = operators.filter_map(Json::as_object).flatten();
    keys.find(|(key, _)| key.eq_ignore_ascii_case(wanted))?.1.as_str()
}

pub(crate) async fn add(w: &Writer<'_>) -> Outcome {
    let permission: Permission = w.typed()?;
    let call = w
        .clients
        .lambda
        .add_permission()
        .function_name(permission.function)
        .qualifier(permission.qualifier)
        .statement_id(permission.sid)
        .action(permission.action)
        .principal(permission.principal)
        .set_source_arn(permission.source_arn.map(|arn| arn.0))
        .set_source_account(permission.source_account)
        .set_function_url_auth_type(permission.url_auth.as_deref().map(FunctionUrlAuthType::from))
        .set_invoked_via_function_url(permission.through_url.then_some(true));
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn remove(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.remove_permission().function_name(w.text("function")?);
    call.qualifier(w.text("qualifier")?).statement_id(w.text("sid")?).send().await?;
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_statement_reads_as_it_was_added() {
        let live = read(&json!({
            "Sid": "s1", "Effect": "Allow", "Action": "lambda:InvokeFunction",
            "Principal": {"Service": "apigateway.amazonaws.com"}, "Resource": "arn:f:live",
            "Condition": {"ArnLike": {"AWS:SourceArn": "arn:x"}, "StringEquals": {"aws:sourceaccount": "1"}},
        }));
        let of = |name: &str| live.get(name).and_then(Value::as_text);
        assert_eq!(of("principal"), Some("apigateway.amazonaws.com"));
        assert_eq!((of("source_arn"), of("source_account")), (Some("arn:x"), Some("1")));
        assert_eq!(
            principal(&json!({"AWS": "arn:aws:iam::111122223333:root"})),
            Some("111122223333")
        );
        assert_eq!(principal(&json!("*")), Some("*"));
    }
}
