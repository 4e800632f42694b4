//! `GetResources`: the tagged resources that pass every filter, at most 100 a page; an empty token is the end.

use serde_json::{Value, json};

use super::{invalid, tagged};
use crate::ops::page::page;
use crate::ops::service::TagMap;
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let filters = tag_filters(input)?;
    let kinds = input.texts("ResourceTypeFilters");
    let arns = input.texts("ResourceARNList");
    if arns.len() > 100 {
        return Err(invalid("ResourceARNList must have at most 100 items"));
    }
    if !arns.is_empty() && (input.has("ResourcesPerPage") || input.has("TagsPerPage")) {
        return Err(invalid("ResourceARNList cannot be combined with paging parameters"));
    }
    let limit = limit(world, input)?;
    let mut resources = tagged(world);
    resources.retain(|(arn, tags)| {
        (arns.is_empty() || arns.contains(arn))
            && (kinds.is_empty() || kinds.iter().any(|kind| is_kind(arn, kind)))
            && filters.iter().all(|filter| filter.passes(tags))
    });
    let items = resources.into_iter().map(|(arn, tags)| {
        let shown = json!({"ResourceARN": arn, "Tags": tags::list(&tags)});
        (arn, shown)
    });
    let token = input.text("PaginationToken").filter(|token| !token.is_empty());
    let page = page(world, items, token, limit).map_err(|_| {
        Fault::sender(
            400,
            "PaginationTokenExpiredException",
            "The specified PaginationToken is not valid",
        )
    })?;
    Ok(json!({
        "PaginationToken": page.next.unwrap_or_default(),
        "ResourceTagMappingList": page.items,
    })
    .into())
}

fn limit(world: &World, input: &Input) -> Result<usize, Fault> {
    let asked = input.integer("ResourcesPerPage")?.unwrap_or(100);
    if !(1..=100).contains(&asked) {
        return Err(invalid("ResourcesPerPage must be between 1 and 100"));
    }
    Ok(usize::try_from(asked).unwrap_or(100).min(world.settings().pages.tagging))
}

/// One filter: a key, and the values it may have (any, when none are given).
struct TagFilter {
    key: String,
    values: Vec<String>,
}

impl TagFilter {
    fn passes(&self, tags: &TagMap) -> bool {
        tags.get(&self.key)
            .is_some_and(|value| self.values.is_empty() || self.values.contains(value))
    }
}

fn tag_filters(input: &Input) -> Result<Vec<TagFilter>, Fault> {
    let filters = input.list("TagFilters");
    if filters.len() > 50 {
        return Err(invalid("TagFilters must have at most 50 keys"));
    }
    filters.iter().map(|filter| tag_filter(&input.part(filter))).collect()
}

fn tag_filter(filter: &Input) -> Result<TagFilter, Fault> {
    let key = filter
        .text("Key")
        .filter(|key| !key.is_empty())
        .ok_or_else(|| invalid("A tag filter needs a Key"))?;
    let values = filter
        .list("Values")
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect::<Vec<_>>();
    if values.len() > 20 {
        return Err(invalid("A tag filter has at most 20 values"));
    }
    Ok(TagFilter { key: key.to_owned(), values })
}

/// Whether an ARN is of a `service` or `service:type`.
fn is_kind(arn: &str, kind: &str) -> bool {
    let mut parts = arn.splitn(6, ':').skip(2);
    let service = parts.next().unwrap_or_default();
    let resource = parts.nth(2).unwrap_or_default();
    let (wanted, wanted_type) =
        kind.split_once(':').map_or((kind, None), |(service, kind)| (service, Some(kind)));
    let of_type = |wanted: &str| match service {
        // These services' ARNs end in the bare name, or in a path.
        "sqs" => wanted == "queue",
        "sns" => wanted == "topic",
        "s3" => wanted == "bucket",
        "apigateway" => resource
            .trim_start_matches('/')
            .split('/')
            .rev()
            .nth(1)
            .is_some_and(|kind| kind == wanted),
        _ => resource.split([':', '/']).next() == Some(wanted),
    };
    service == wanted && wanted_type.is_none_or(of_type)
}

#[cfg(test)]
mod tests {
    use super::is_kind;

    #[test]
    fn a_type_filter_fits_the_service_or_the_type() {
        let function = "arn:aws:lambda:us-east-1:1:function:f";
        assert!(is_kind(function, "lambda") && is_kind(function, "lambda:function"));
        assert!(!is_kind(function, "lambda:event-source-mapping") && !is_kind(function, "sqs"));
        assert!(is_kind("arn:aws:sqs:us-east-1:1:q", "sqs:queue"));
        assert!(is_kind("arn:aws:apigateway:us-east-1::/apis/a", "apigateway:apis"));
    }
}
