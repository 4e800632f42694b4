//! Function URLs, one an alias.
use super::cors::{filled, tree};
use super::{attrs, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::Observation;
use aws_sdk_lambda::types::{Cors as Wire, FunctionUrlAuthType, InvokeMode};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::api::Cors;
use cutover_schemas::kinds::function_url::FunctionUrl;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::Value;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (function, qualifier) = match o.on_alias(wanted).await? {
        Ok(place) => place,
        Err(sight) => return Ok(sight),
    };
    let call = o.reads.lambda.get_function_url_config().function_name(function);
    let found = call.qualifier(qualifier).send().await?;
    let live = attrs([
        ("function", Value::text(function)),
        ("qualifier", Value::text(qualifier)),
        ("auth", Value::text(found.auth_type().as_str())),
        ("mode", text(found.invoke_mode().map(InvokeMode::as_str))),
        ("cors", read(found.cors())),
        ("url", Value::text(found.function_url())),
    ]);
    Ok(seen(KindName::FunctionUrl, live, None, Ownership::Parent))
}

/// Rules as an attribute; none at all is the same as absent.
fn read(wire: Option<&Wire>) -> Value {
    let Some(wire) = wire.filter(|wire| **wire != Wire::builder().build()) else {
        return Value::Null;
    };
    tree!(wire)
}

/// Rules to send: always all of them, as the service replaces them as a whole; empty ones take them away.
fn write(cors: Option<&Cors>) -> Wire {
    let Some(cors) = cors else {
        return Wire::builder().build();
    };
    filled!(Wire::builder(), cors)
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let wanted: FunctionUrl = w.typed()?;
    let cors = wanted.cors.as_ref().map(|cors| write(Some(cors)));
    let call = w.clients.lambda.create_function_url_config();
    let made = call
        .function_name(wanted.function)
        .qualifier(wanted.qualifier)
        .auth_type(FunctionUrlAuthType::from(wanted.auth.as_str()))
        .invoke_mode(InvokeMode::from(wanted.mode.as_str()))
        .set_cors(cors)
        .send()
        .await?;
    Ok(Done::texts([("url", Some(made.function_url()))]))
}

pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let wanted: FunctionUrl = w.typed()?;
    let call = w.clients.lambda.update_function_url_config();
    call.function_name(wanted.function)
        .qualifier(wanted.qualifier)
        .auth_type(FunctionUrlAuthType::from(wanted.auth.as_str()))
        .invoke_mode(InvokeMode::from(wanted.mode.as_str()))
        .cors(write(wanted.cors.as_ref()))
        .send()
        .await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.delete_function_url_config();
    call.function_name(w.text("function")?).qualifier(w.text("qualifier")?).send().await?;
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::table::Field as _;

    #[test]
    fn rules_survive_the_way_there_and_back() {
        let cors = Cors {
            origins: vec!["*".into()],
            methods: vec!["GET".into()],
            headers: vec!["x-shop".into()],
            expose: vec![],
            max_age: Some(60),
            credentials: false,
        };
        assert_eq!(Cors::read(&read(Some(&write(Some(&cors))))), Some(cors));
        assert_eq!(read(Some(&write(None))), Value::Null);
    }
}
