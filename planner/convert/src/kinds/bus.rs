//! `AWS::Events::EventBus`.
use crate::draft::Draft;
use crate::model::Resource;
use crate::props::{By, Props, Row};

const ROWS: &[Row] = &[
    ("Name", "name", By::Value),
    ("Description", "description", By::Value),
    ("KmsKeyIdentifier", "key", By::Value),
    ("Policy", "policy", By::Document),
    ("Tags", "tags", By::Tags),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    draft.rows(&mut block, resource, &mut props, ROWS);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}
