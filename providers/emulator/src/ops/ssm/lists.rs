//! Lists, page by page: below a path, all of them, and the versions of one.

use serde_json::{Value, json};

use super::faults::{bad_token, no_parameter};
use super::filters::{self, is_below};
use super::get::decrypted;
use super::model::arn;
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn by_path(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let path = filters::path(input.need_text("Path")?)?;
    let recursive = input.flag("Recursive").unwrap_or(false);
    let filters = filters::read(input, true)?;
    let limit = limit(input, 10)?;
    let shown = |world: &World| {
        let all = world.ssm.parameters.values();
        let below = all.filter(|one| is_below(&one.name, &path, recursive));
        let passing = below.filter(|one| filters.iter().all(|filter| filter.passes(one)));
        passing
            .map(|one| (one.name.clone(), one.now().shown(world, &one.name, decrypted(input))))
            .collect::<Vec<_>>()
    };
    paged(world, input, shown(world), limit)
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let filters = filters::read(input, false)?;
    let limit = limit(input, 50)?;
    let all = world.ssm.parameters.values();
    let passing = all.filter(|one| filters.iter().all(|filter| filter.passes(one)));
    let shown = passing.map(|one| {
        let mut shown = one.now().described(world, &one.name);
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("ARN".to_owned(), json!(arn(world, &one.name)));
        }
        (one.name.clone(), shown)
    });
    paged(world, input, shown.collect(), limit)
}

pub(super) fn history(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = limit(input, 50)?;
    let name = input.need_text("Name")?;
    let parameter = world.ssm.parameters.get(name).ok_or_else(no_parameter)?;
    let shown = parameter.versions.iter().map(|version| {
        let mut shown = version.described(world, name);
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("Value".to_owned(), json!(version.told(decrypted(input))));
        }
        (format!("{:020}", version.number), shown)
    });
    paged(world, input, shown.collect(), limit)
}

fn limit(input: &Input, most: i64) -> Result<usize, Fault> {
    let limit = input.integer_within("MaxResults", 1, most)?.unwrap_or(most);
    Ok(usize::try_from(limit).unwrap_or(10))
}

fn paged(
    world: &World,
    input: &Input,
    items: Vec<(String, Value)>,
    limit: usize,
) -> Result<Reply, Fault> {
    let token = input.text("NextToken").filter(|token| !token.is_empty());
    let page = page(world, items.into_iter(), token, limit).map_err(|_| bad_token())?;
    let mut told = json!({"Parameters": page.items});
    if let (Some(next), Some(told)) = (page.next, told.as_object_mut()) {
        told.insert("NextToken".to_owned(), json!(next));
    }
    Ok(told.into())
}
