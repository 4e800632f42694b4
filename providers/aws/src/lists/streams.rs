//! `ListStreams`, 1,000 a page.
use super::Streams;
use crate::clients::Clients;
use crate::errors::Failure;
use crate::kinds::stream::KINESIS;
use serde_json::{Value, json};

pub(crate) async fn load(reads: &Clients) -> Result<Streams, Failure> {
    let mut found = Streams::new();
    let mut members = json!({ "Limit": 1_000 });
    loop {
        let page = reads.signed.json(KINESIS, "ListStreams", &members).await?;
        let names = page.get("StreamNames").and_then(Value::as_array).into_iter().flatten();
        found.extend(names.filter_map(Value::as_str).map(str::to_owned));
        let Some(token) = page.get("NextToken").and_then(Value::as_str) else {
            return Ok(found);
        };
        members = json!({ "Limit": 1_000, "NextToken": token });
    }
}
