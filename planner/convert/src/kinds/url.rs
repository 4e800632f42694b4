//! `AWS::Lambda::Url`.
use crate::draft::Draft;
use crate::hcl::Expr;
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, Props, Row, SECONDS};

const CORS: &[Row] = &[
    ("AllowOrigins", "origins", By::Value),
    ("AllowMethods", "methods", By::Value),
    ("AllowHeaders", "headers", By::Value),
    ("ExposeHeaders", "expose", By::Value),
    ("MaxAge", "max_age", SECONDS),
    ("AllowCredentials", "credentials", By::Value),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    draft.rows(
        &mut block,
        resource,
        &mut props,
        &[
            ("TargetFunctionArn", "to", By::Refer(&["function"])),
            ("AuthType", "auth", By::Word(&[("NONE", "none"), ("AWS_IAM", "iam")])),
        ],
    );
    if props.take("InvokeMode").and_then(Node::as_text) == Some("RESPONSE_STREAM") {
        block.set("streaming", Expr::Bool(true));
    }
    let cors = props.inner("Cors");
    block.set_maybe("cors", draft.object(resource, cors, CORS, "the URL"));
    props.skip(&["Qualifier"]);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    if block.get("to").is_some() {
        draft.push(block, resource);
    }
}
