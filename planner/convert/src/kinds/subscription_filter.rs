//! `AWS::Logs::SubscriptionFilter` of functions.
use crate::draft::Draft;
use crate::hcl::Expr;
use crate::model::Resource;
use crate::props::{By, Props, Row};

const ROWS: &[Row] =
    &[("DestinationArn", "to", By::Refer(&["function"])), ("FilterPattern", "pattern", By::Value)];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    if let Some(name) = props.take("LogGroupName") {
        match super::log_group::function_of(draft, name) {
            Some(function) => block.set("log", Expr::reference(function)),
            None => match draft.value(name) {
                Ok(value) => block.set("log", value),
                Err(why) => draft.left(
                    resource,
                    "LogGroupName",
                    name.line,
                    "its log group",
                    why,
                    "set `log` by hand",
                ),
            },
        }
    }
    draft.rows(&mut block, resource, &mut props, ROWS);
    // What lets the logs deliver is derived; the name of the filter, too.
    props.skip(&["RoleArn", "FilterName", "Distribution"]);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    if block.get("log").is_some() && block.get("to").is_some() {
        draft.push(block, resource);
    } else {
        draft.left_whole(
            resource,
            "log groups here call functions of this stack",
            "keep the filter where it is",
        );
    }
}
