//! The rules by which web pages may use a bucket.

use serde_json::Value;

use super::{forget, given, items, keep, kept, text};
use crate::ops::s3::{checksum, faults};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const NAME: &str = "cors";

const METHODS: &[&str] = &["GET", "PUT", "HEAD", "POST", "DELETE"];

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let absent = ("NoSuchCORSConfiguration", "The CORS configuration does not exist");
    kept(world, input, NAME, absent)
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (bucket, document) = given(world, input, "CORSConfiguration")?;
    checksum::required(input)?;
    let rules = items(&document, "CORSRule");
    if rules.is_empty() {
        return Err(faults::malformed());
    }
    if rules.len() > 100 {
        return Err(faults::invalid_request(
            "The number of CORS rules should not exceed allowed limit of 100 rules.",
        ));
    }
    rules.iter().try_for_each(check)?;
    Ok(keep(world, &bucket, NAME, document))
}

fn check(rule: &Value) -> Result<(), Fault> {
    let texts = |name: &str| items(rule, name).iter().filter_map(Value::as_str).collect::<Vec<_>>();
    let (methods, origins) = (texts("AllowedMethod"), texts("AllowedOrigin"));
    if methods.is_empty() || origins.is_empty() {
        return Err(faults::malformed());
    }
    if let Some(method) = methods.iter().find(|method| !METHODS.contains(method)) {
        let text =
            format!("Found unsupported HTTP method in CORS config. Unsupported method is {method}");
        return Err(faults::invalid_request(text));
    }
    for (name, values) in [("AllowedOrigin", origins), ("AllowedHeader", texts("AllowedHeader"))] {
        if let Some(value) = values.iter().find(|value| value.matches('*').count() > 1) {
            let text = format!("{name} \"{value}\" can not have more than one wildcard.");
            return Err(faults::invalid_request(text));
        }
    }
    let seconds = text(rule, "MaxAgeSeconds");
    if seconds.is_some_and(|seconds| seconds.parse::<u32>().is_err()) {
        return Err(faults::malformed());
    }
    Ok(())
}

pub(in crate::ops::s3) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    forget(world, input, NAME)
}
