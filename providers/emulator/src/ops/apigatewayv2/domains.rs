//! Custom domain names. They answer live for requests that carry them as their host.

use serde_json::{Value, json};

use super::model::{Row, bad, clear, conflict, find, list as page, one_of};
use super::tags;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("domainName")?.to_owned();
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.*".contains(c);
    if !name.contains('.') || !name.chars().all(letters) || name.len() > 512 {
        return Err(bad(&format!("Invalid domain name specified: {name}")));
    }
    if world.apigatewayv2.domains.contains(&name) {
        return Err(conflict("The domain name you provided already exists."));
    }
    let tags = tags::given(input)?;
    let mut row = Row::default();
    let region = world.settings().region.clone();
    row.set("domainName", name.clone());
    row.set("domainNameArn", format!("arn:aws:apigateway:{region}::/domainnames/{name}"));
    row.set("apiMappingSelectionExpression", "$request.basepath");
    row.set("routingMode", "API_MAPPING_ONLY");
    row.set("tags", json!(tags));
    configure(world, &mut row, input)?;
    let reply = row.reply();
    world.apigatewayv2.domains.insert(name, row);
    Ok(reply)
}

/// Takes over configurations, filled with what the service adds.
fn configure(world: &mut World, row: &mut Row, input: &Input) -> Result<(), Fault> {
    row.take(input, &["mutualTlsAuthentication", "routingMode"]);
    if !input.has("domainNameConfigurations") && row.0.contains_key("domainNameConfigurations") {
        return Ok(());
    }
    let given = input.list("domainNameConfigurations");
    let [given] = given else {
        return Err(bad("A domain name takes one domain name configuration"));
    };
    let text = |member: &str| given.get(member).and_then(Value::as_str);
    let certificate = text("certificateArn").unwrap_or_default();
    if !certificate.starts_with("arn:aws:acm:") {
        return Err(bad("Invalid certificate ARN specified"));
    }
    let region = world.settings().region.clone();
    if certificate.split(':').nth(3) != Some(region.as_str()) {
        return Err(bad("Certificate must be in the same region as the domain name"));
    }
    one_of("endpointType", text("endpointType").unwrap_or("REGIONAL"), &["REGIONAL"])?;
    one_of("securityPolicy", text("securityPolicy").unwrap_or("TLS_1_2"), &["TLS_1_2"])?;
    let before = row.0.get("domainNameConfigurations").and_then(|all| all.get(0)).cloned();
    let kept = before.and_then(|one| one.get("apiGatewayDomainName").cloned());
    let target = kept.unwrap_or_else(|| {
        let id = super::model::new_id(world, 10);
        format!("d-{id}.execute-api.{region}.amazonaws.com").into()
    });
    let configuration = json!({
        "apiGatewayDomainName": target, "certificateArn": certificate, "domainNameStatus": "AVAILABLE",
        "endpointType": "REGIONAL", "hostedZoneId": "Z1UJRXOUMOOFQ8",
        "ipAddressType": text("ipAddressType").unwrap_or("ipv4"), "securityPolicy": "TLS_1_2",
    });
    row.set("domainNameConfigurations", json!([configuration]));
    Ok(())
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    row(world, input).map(|row| row.reply())
}

/// The domain a call names.
fn row(world: &World, input: &Input) -> Result<Row, Fault> {
    find(&world.apigatewayv2.domains, input.need_text("domainName")?, "domain name")
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    page(world, &world.apigatewayv2.domains, "", input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let mut row = row(world, input)?;
    configure(world, &mut row, input)?;
    let reply = row.reply();
    world.apigatewayv2.domains.insert(input.need_text("domainName")?, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    row(world, input)?;
    let name = input.need_text("domainName")?;
    world.apigatewayv2.domains.remove(name);
    clear(&mut world.apigatewayv2.mappings, &format!("{name}/"));
    Ok(Reply::empty())
}
