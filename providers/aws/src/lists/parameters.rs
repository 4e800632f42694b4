//! `GetParameters`: parameters by name, ten at a time, whatever their hierarchy.
use super::Parameters;
use crate::clients::Clients;
use crate::errors::Failure;
use crate::kinds::parameter::SSM;
use cutover_cloud::Parameter;
use serde_json::{Value, json};

/// Names that one call takes.
pub(crate) const AT_ONCE: usize = 10;

/// Those of the names that exist, secrets as they are kept: encrypted.
pub(crate) async fn load(reads: &Clients, names: &[&str]) -> Result<Parameters, Failure> {
    let members = json!({ "Names": names });
    let told = reads.signed.json(SSM, "GetParameters", &members).await?;
    let found = told.get("Parameters").and_then(Value::as_array).into_iter().flatten();
    let text = |one: &Value, name: &str| {
        one.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let one = |one: &Value| {
        let parameter = Parameter { value: text(one, "Value"), shape: text(one, "Type") };
        (text(one, "Name"), parameter)
    };
    Ok(found.map(one).collect())
}
