//! Parameter Store. A parameter's path begins behind `parameter`, with or without a slash of its own.

use super::super::need::{On, Row, filled, need, row, texts};
use crate::ops::Input;
use crate::world::World;

const NAMED: On = On::Found(|world, input| parameters(world, input, "Name"));
const EACH: On = On::Found(|world, input| parameters(world, input, "Names"));
const BELOW: On = On::Found(|world, input| parameters(world, input, "Path"));
const RESOURCE: On = On::Found(|world, input| parameters(world, input, "ResourceId"));

pub(super) const ROWS: &[Row] = &[
    row(
        "PutParameter",
        &[need("ssm:PutParameter", NAMED), need("ssm:AddTagsToResource", NAMED).given("Tags")],
    ),
    row("GetParameter", &[need("ssm:GetParameter", NAMED)]),
    row("GetParameters", &[need("ssm:GetParameters", EACH)]),
    row("GetParametersByPath", &[need("ssm:GetParametersByPath", BELOW)]),
    row("GetParameterHistory", &[need("ssm:GetParameterHistory", NAMED)]),
    row("DescribeParameters", &[need("ssm:DescribeParameters", On::Nothing)]),
    row("DeleteParameter", &[need("ssm:DeleteParameter", NAMED)]),
    row("DeleteParameters", &[need("ssm:DeleteParameters", EACH)]),
    row("AddTagsToResource", &[need("ssm:AddTagsToResource", RESOURCE)]),
    row("RemoveTagsFromResource", &[need("ssm:RemoveTagsFromResource", RESOURCE)]),
    row("ListTagsForResource", &[need("ssm:ListTagsForResource", RESOURCE)]),
];

fn parameters(world: &World, input: &Input, place: &str) -> Vec<String> {
    let start = filled("arn:aws:ssm:{region}:{account}:parameter/", world, input);
    let arn = |name: String| match name.strip_prefix("arn:") {
        Some(_) => name,
        None => format!("{start}{}", name.trim_start_matches('/')),
    };
    texts(input, place).into_iter().map(arn).collect()
}
