//! `GetPolicy`: the statements of one alias's resource policy.
use crate::clients::Clients;
use crate::errors::Failure;
use serde_json::Value as Json;

/// The parsed document; `None` when there is none, or no such alias.
pub(crate) async fn load(
    reads: &Clients,
    function: &str,
    qualifier: &str,
) -> Result<Option<Json>, Failure> {
    let asked = reads.lambda.get_policy().function_name(function).qualifier(qualifier).send().await;
    match asked.map_err(Failure::from) {
        Ok(answer) => Ok(answer.policy().and_then(|text| serde_json::from_str(text).ok())),
        Err(failure) if failure.is_missing() => Ok(None),
        Err(failure) => Err(failure),
    }
}
