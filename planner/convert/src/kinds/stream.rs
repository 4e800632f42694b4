//! `AWS::Kinesis::Stream`.
use crate::draft::Draft;
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, HOURS, Props, Row};

const ROWS: &[Row] = &[
    ("Name", "name", By::Value),
    ("RetentionPeriodHours", "retention", HOURS),
    ("Tags", "tags", By::Tags),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    draft.rows(&mut block, resource, &mut props, ROWS);
    let mode = props.inner("StreamModeDetails").and_then(|mut mode| mode.take("StreamMode"));
    let shards = props.take("ShardCount");
    if mode.and_then(Node::as_text) != Some("ON_DEMAND") {
        match shards.map(|shards| draft.value(shards)) {
            Some(Ok(value)) => block.set("shards", value),
            Some(Err(why)) => {
                draft.left(resource, "ShardCount", 0, "`ShardCount`", why, "set `shards` by hand");
            }
            None => {}
        }
    }
    let key = props.inner("StreamEncryption").and_then(|mut inner| {
        inner.skip(&["EncryptionType"]);
        inner.take("KeyId")
    });
    match key.map(|key| draft.value(key)) {
        Some(Ok(value)) => block.entry("encryption", "key", value),
        Some(Err(why)) => draft.left(
            resource,
            "StreamEncryption.KeyId",
            0,
            "its key",
            why,
            "set `encryption` by hand",
        ),
        None => {}
    }
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}
