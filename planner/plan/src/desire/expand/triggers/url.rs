//! `trigger "url"`: the address of a function's alias, and for everybody the right to call it.
use super::super::permission;
use super::super::{ALIAS, Build, copied};
use crate::desire::edge_to;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    // Lambda knows no address that rests: what is not enabled is not there.
    if block.attr("enabled").as_bool() != Some(true) {
        return;
    }
    let Value::Reference(function) = block.attr("to").clone() else { return };
    let open = block.attr("auth").as_text() == Some("none");
    let mut after: BTreeSet<_> = edge_to(&function).into_iter().collect();
    if open {
        // An address that may not call answers 403, so the permissions come first.
        after.extend(permission::open_url(build, block, &function));
    }
    let streaming = block.attr("streaming").as_bool() == Some(true);
    let mut attrs = copied(block, &["cors"]);
    attrs.extend(Attrs::from([
        ("function".into(), Value::text(build.name_of(&function))),
        ("qualifier".into(), Value::text(ALIAS)),
        ("auth".into(), Value::text(if open { "NONE" } else { "AWS_IAM" })),
        ("mode".into(), Value::text(if streaming { "RESPONSE_STREAM" } else { "BUFFERED" })),
    ]));
    let parent = Some(function.with_part("alias"));
    build.add(block.address.clone(), KindName::FunctionUrl, block, attrs, parent, after);
}
