//! Integrations with other services: `SQS-SendMessage`, `EventBridge-PutEvents` and the like.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html>.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value, json};

use super::{Outcome, parameters};
use crate::http_api::expression::View;
use crate::http_api::visit::Visit;
use crate::ops::apigatewayv2::model::Row;
use crate::ops::{Caller, Input, Protocol, SERVICES};
use crate::server::shared::Shared;
use crate::wire::{self, Envelope};
use crate::world::World;

/// Calls the operation that the integration's subtype names, and hands on its answer.
pub(super) fn run(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &mut Visit,
    integration: &Row,
) -> Outcome {
    let id = shared.request_id();
    let called = shared.with(|world| {
        let view = View { world, request, visit };
        let members = parameters::members(&view, integration);
        call(world, visit, integration, members, &id)
    });
    match called {
        Ok(answer) => {
            visit.told.integration_request = Some(id);
            visit.told.integration_status = Some(answer.status().as_u16());
            Outcome::Answered(answer)
        }
        Err(why) => Outcome::Broken(why),
    }
}

fn call(
    world: &mut World,
    visit: &Visit,
    integration: &Row,
    members: Map<String, Value>,
    id: &str,
) -> Result<http::Response<Bytes>, String> {
    let subtype = integration.text("integrationSubtype").unwrap_or_default();
    let (service, operation) = named(subtype)
        .ok_or_else(|| format!("the local cloud does not serve integrations with {subtype}"))?;
    let members = shaped(operation, members);
    let service = SERVICES.iter().find(|one| one.name == service);
    let service = service.ok_or_else(|| format!("{subtype} is not served"))?;
    let row = service.operation(operation).ok_or_else(|| format!("{subtype} is not served"))?;
    let caller =
        Caller { host: visit.domain.clone(), request_id: id.to_owned(), ..Caller::default() };
    let input = Input::new(Value::Object(members), service.validation);
    let result = (row.run)(world, &caller, &input);
    // SQS answers these integrations in XML, the others in their JSON.
    let protocol = if service.name == "sqs" { Protocol::Query } else { service.protocol };
    let envelope = Envelope {
        service: Some(service),
        protocol,
        operation: operation.to_owned(),
        code: 200,
        query_mode: false,
    };
    Ok(wire::write(&envelope, result, id))
}

/// The service and operation of a subtype such as `SQS-SendMessage`; a version may follow.
fn named(subtype: &str) -> Option<(&'static str, &'static str)> {
    let mut parts = subtype.split('-');
    match (parts.next()?, parts.next()?) {
        ("SQS", "SendMessage") => Some(("sqs", "SendMessage")),
        ("SQS", "ReceiveMessage") => Some(("sqs", "ReceiveMessage")),
        ("SQS", "DeleteMessage") => Some(("sqs", "DeleteMessage")),
        ("SQS", "PurgeQueue") => Some(("sqs", "PurgeQueue")),
        ("EventBridge", "PutEvents") => Some(("events", "PutEvents")),
        ("Kinesis", "PutRecord") => Some(("kinesis", "PutRecord")),
        _ => None,
    }
}

/// The members of an operation's input, from the flat parameters of an integration.
fn shaped(operation: &str, mut members: Map<String, Value>) -> Map<String, Value> {
    members.remove("Region");
    match operation {
        "PutEvents" => {
            if let Some(Value::String(list)) = members.get("Resources") {
                let list: Vec<&str> = list.split(',').map(str::trim).collect();
                let list = json!(list);
                members.insert("Resources".to_owned(), list);
            }
            Map::from_iter([("Entries".to_owned(), json!([members]))])
        }
        "PutRecord" => {
            use base64::Engine as _;
            if let Some(Value::String(data)) = members.get("Data") {
                let data = base64::engine::general_purpose::STANDARD.encode(data);
                members.insert("Data".to_owned(), data.into());
            }
            members
        }
        "SendMessage" => {
            // Attributes travel as one text of JSON.
            for member in ["MessageAttributes", "MessageSystemAttributes"] {
                if let Some(Value::String(text)) = members.get(member)
                    && let Ok(value) = serde_json::from_str(text)
                {
                    members.insert(member.to_owned(), value);
                }
            }
            members
        }
        _ => members,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{named, shaped};

    #[test]
    fn flat_parameters_become_an_operations_members() {
        let flat = json!({"Source": "shop", "Detail": "{}", "Region": "r", "Resources": "a, b"});
        let Value::Object(flat) = flat else { panic!() };
        let wanted =
            json!({"Entries": [{"Source": "shop", "Detail": "{}", "Resources": ["a", "b"]}]});
        assert_eq!(Value::Object(shaped("PutEvents", flat)), wanted);
        let Value::Object(flat) = json!({"MessageBody": "x", "MessageAttributes": "{\"a\":1}"})
        else {
            panic!()
        };
        let wanted = json!({"MessageBody": "x", "MessageAttributes": {"a": 1}});
        assert_eq!(Value::Object(shaped("SendMessage", flat)), wanted);
        assert_eq!(named("SQS-SendMessage-1"), Some(("sqs", "SendMessage")));
        assert_eq!(named("AppConfig-GetConfiguration"), None);
    }
}
