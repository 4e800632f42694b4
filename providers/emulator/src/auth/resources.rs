//! What policies may ask of a resource: its tags, and its own policy.

use crate::ops::service::TagMap;
use crate::ops::{Input, SERVICES, Service};
use crate::world::World;

/// The policy of the resource of an ARN, if it has one.
pub(super) fn policy(world: &World, arn: &str) -> Option<String> {
    service(arn)?.policy.and_then(|policy| policy(world, arn))
}

/// The tags of the resource of an ARN.
pub(super) fn tags(world: &World, arn: &str) -> TagMap {
    let found = match arn.strip_prefix("arn:aws:iam::") {
        Some(_) => of_iam(world, arn),
        None => service(arn).and_then(|service| service.taggable).and_then(|taggable| {
            let own = owner(arn);
            (taggable.list)(world)
                .into_iter()
                .find(|(tagged, _)| own == *tagged)
                .map(|(_, tags)| tags)
        }),
    };
    found.unwrap_or_default()
}

fn service(arn: &str) -> Option<&'static Service> {
    let word = arn.split(':').nth(2)?;
    SERVICES.iter().copied().find(|service| service.signing == word)
}

fn of_iam(world: &World, arn: &str) -> Option<TagMap> {
    let name = arn.rsplit('/').next().unwrap_or_default();
    let role = world.iam.roles.get(name).filter(|role| role.arn == arn);
    let user = || world.iam.users.get(name).filter(|user| user.arn == arn);
    let policy = || world.iam.policies.get(arn).map(|policy| policy.tags.clone());
    role.map(|role| role.tags.clone())
        .or_else(|| user().map(|user| user.tags.clone()))
        .or_else(policy)
}

/// The ARN that carries the tags: of an alias its function, of a stream its log group, of a route its API.
fn owner(arn: &str) -> String {
    let fields: Vec<&str> = arn.split(':').collect();
    let first = |count: usize| fields.get(..count).map(|fields| fields.join(":"));
    let own = match fields.get(2).copied() {
        Some("lambda" | "logs") => first(7),
        Some("apigateway") => {
            let parts: Vec<&str> = arn.split('/').collect();
            let count = if parts.get(3) == Some(&"stages") { 5 } else { 3 };
            parts.get(..count).map(|parts| parts.join("/"))
        }
        Some("dynamodb") => arn.split_once("/index/").map(|(table, _)| table.to_owned()),
        _ => None,
    };
    own.unwrap_or_else(|| arn.to_owned())
}

/// The object that a copy reads: `bucket/key` or `/bucket/key`, maybe with a version, encoded.
pub(super) fn copied(_world: &World, input: &Input) -> Vec<String> {
    let source = super::need::texts(input, "CopySource").into_iter();
    source
        .map(|text| {
            let text = crate::wire::percent_decoded(&text);
            let text = text.split("?versionId=").next().unwrap_or_default();
            format!("arn:aws:s3:::{}", text.trim_start_matches('/'))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn tags_are_the_owners() {
        for (arn, expected) in [
            ("arn:aws:lambda:r:1:function:f:live", "arn:aws:lambda:r:1:function:f"),
            ("arn:aws:lambda:r:1:function:f", "arn:aws:lambda:r:1:function:f"),
            ("arn:aws:logs:r:1:log-group:/a/b:log-stream:", "arn:aws:logs:r:1:log-group:/a/b"),
            ("arn:aws:apigateway:r::/apis/x/routes/y", "arn:aws:apigateway:r::/apis/x"),
            ("arn:aws:apigateway:r::/apis/x/stages/y", "arn:aws:apigateway:r::/apis/x/stages/y"),
            ("arn:aws:dynamodb:r:1:table/t/index/i", "arn:aws:dynamodb:r:1:table/t"),
            ("arn:aws:sqs:r:1:q", "arn:aws:sqs:r:1:q"),
        ] {
            assert_eq!(owner(arn), expected);
        }
    }
}
