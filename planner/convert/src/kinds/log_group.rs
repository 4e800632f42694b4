//! `AWS::Logs::LogGroup`: a function's own log group is part of the function.
use crate::draft::Draft;
use crate::model::Resource;
use crate::node::Node;
use crate::props::{DAYS, Props};
use crate::value::{mentioned, referred};

/// What the log group of a function is called.
const PREFIX: &str = "/aws/lambda/";

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let name = props.take("LogGroupName");
    let retention = props.take("RetentionInDays");
    // Tags of a function are its log group's, too; the class and the policy of deletion are CloudFormation's.
    props.skip(&["Tags"]);
    let Some(function) = name.and_then(|name| function_of(draft, name)) else {
        let why = "log groups here are those of functions and APIs";
        draft.left_whole(
            resource,
            why,
            "keep it where it is; `trigger \"log\"` takes the name of any log group",
        );
        return;
    };
    draft.carried(resource, &function);
    if let Some(days) = retention {
        match draft.by(DAYS, days) {
            Ok(value) => {
                if let Some(block) = draft.block_mut(&function) {
                    block.entry("logs", "retention", value);
                }
            }
            Err(why) => {
                let todo = format!("set `logs.retention` of `{function}` by hand");
                draft.left(resource, "RetentionInDays", days.line, "`RetentionInDays`", why, todo);
            }
        }
    }
    props.rest(draft, resource, &format!("`{function}`"));
}

/// The function whose log group has this name.
pub(super) fn function_of(draft: &Draft<'_>, name: &Node) -> Option<String> {
    if let Some((id, _)) = referred(name) {
        let address = draft.address_of(&id);
        if let Some(address) = address.filter(|address| address.starts_with("function.")) {
            return Some(address);
        }
    }
    let text = name.as_text().or_else(|| name.get("Fn::Sub")?.as_text())?;
    let of = text.strip_prefix(PREFIX)?;
    if !mentioned(name).is_empty() && !text.contains("${") {
        return None;
    }
    let named = draft.model.resources.iter().find(|one| {
        let own = one.props.get("FunctionName");
        let own = own.and_then(|own| own.as_text().or_else(|| own.get("Fn::Sub")?.as_text()));
        one.kind == "AWS::Lambda::Function" && own == Some(of)
    });
    draft.address_of(&named?.id)
}
