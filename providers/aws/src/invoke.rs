//! Invocations that a person asks for with `cutover invoke`.
//!
//! They may change things, but they are no step of a plan: they go past the permit rule through a
//! pass of their own, which the connector accepts for `Invoke` and for one request only.
use crate::aws::Aws;
use crate::clients::invocation_timeouts;
use crate::errors::Failure;
use crate::pass;
use aws_sdk_lambda::primitives::Blob;
use cutover_cloud::cloud::CloudError;

/// What a function answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// HTTP status of the invocation itself.
    pub status: i32,
    /// `Handled` or `Unhandled` when the function failed.
    pub function_error: Option<String>,
    /// The version that ran.
    pub version: Option<String>,
    /// What the function returned.
    pub payload: Vec<u8>,
}

impl Aws {
    /// Invokes a function, through an alias or version where one is given, and waits for its answer.
    pub async fn invoke(
        &self,
        function: &str,
        qualifier: Option<&str>,
        payload: &[u8],
    ) -> Result<Invocation, CloudError> {
        let call = self.writes.lambda.invoke().function_name(function).payload(Blob::new(payload));
        let call = call.set_qualifier(qualifier.map(str::to_owned));
        let patient = aws_sdk_lambda::config::Builder::new().timeout_config(invocation_timeouts());
        let call = call.customize().config_override(patient);
        let answer = pass::asked(call.send()).await;
        let answer = answer.map_err(|error| Failure::from(error).cloud("lambda:InvokeFunction"))?;
        Ok(Invocation {
            status: answer.status_code(),
            function_error: answer.function_error,
            version: answer.executed_version,
            payload: answer.payload.map(Blob::into_inner).unwrap_or_default(),
        })
    }
}
