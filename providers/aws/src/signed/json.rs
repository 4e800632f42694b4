//! AWS JSON services: the operation in a header, members in a JSON body.
use super::{Request, Scheme, Signed};
use crate::errors::Failure;
use serde_json::Value;

/// A service that speaks AWS JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonService {
    /// The name in signatures and host names, such as `kinesis`.
    pub name: &'static str,
    /// What stands before the operation in the target header, such as `Kinesis_20131202`.
    pub target: &'static str,
    /// `1.0` or `1.1`.
    pub version: &'static str,
}

impl Signed {
    /// Calls an operation; an answer without a body is an empty object.
    pub(crate) async fn json(
        &self,
        service: JsonService,
        operation: &str,
        members: &Value,
    ) -> Result<Value, Failure> {
        let request = Request {
            scheme: Scheme { name: service.name, is_s3: false },
            method: "POST",
            target: "/".into(),
            headers: vec![
                ("content-type".into(), format!("application/x-amz-json-{}", service.version)),
                ("x-amz-target".into(), format!("{}.{operation}", service.target)),
            ],
            body: members.to_string().into_bytes(),
            large: false,
        };
        let answer = self.send(&request, told).await?;
        if answer.body.is_empty() {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|error| Failure::Unknown { why: format!("the answer can't be read: {error}") })
    }
}

/// Code and message of an error: `com.amazonaws.x#Code:..` is `Code`.
fn told(body: &[u8]) -> (String, String) {
    let members: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let code = text("__type").or_else(|| text("code")).unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let message = text("message").or_else(|| text("Message")).unwrap_or_default();
    (code.to_owned(), message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn the_code_of_an_error_is_its_last_word() {
        let check = |body: &str, code: &str, message: &str| {
            assert_eq!(told(body.as_bytes()), (code.to_owned(), message.to_owned()));
        };
        check(
            r#"{"__type":"com.amazonaws.kinesis#LimitExceededException","message":"m"}"#,
            "LimitExceededException",
            "m",
        );
        check(
            r#"{"__type":"ResourceInUseException:http://x","Message":"m"}"#,
            "ResourceInUseException",
            "m",
        );
        check("<html>", "", "");
    }
}
