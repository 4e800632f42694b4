//! `AWS::Lambda::LayerVersion`.
use super::code;
use crate::draft::Draft;
use crate::hcl::Expr;
use crate::model::Resource;
use crate::props::{By, Props, Row};

const ROWS: &[Row] = &[
    ("LayerName", "name", By::Value),
    ("Description", "description", By::Value),
    ("CompatibleRuntimes", "runtimes", By::Value),
    ("CompatibleArchitectures", "architectures", By::Value),
    ("LicenseInfo", "license", By::Value),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    let content = props.take("Content");
    let label = draft.label_of(resource);
    let path = code::layer(draft, resource, &label, content);
    draft.rows(&mut block, resource, &mut props, ROWS);
    block.set("code", Expr::text(path));
    // The versions of a layer go with it here.
    props.skip(&["RetentionPolicy"]);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}
