//! `AWS::DynamoDB::Table`.
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, Props, Row};
use std::collections::BTreeMap;

const ROWS: &[Row] = &[
    ("TableName", "name", By::Value),
    ("DeletionProtectionEnabled", "deletion_protection", By::Value),
    (
        "TableClass",
        "class",
        By::Word(&[("STANDARD", "standard"), ("STANDARD_INFREQUENT_ACCESS", "infrequent_access")]),
    ),
    ("Tags", "tags", By::Tags),
];

const VIEWS: &[(&str, &str)] = &[
    ("KEYS_ONLY", "keys_only"),
    ("NEW_IMAGE", "new_image"),
    ("OLD_IMAGE", "old_image"),
    ("NEW_AND_OLD_IMAGES", "new_and_old_images"),
];

const CAPACITY: &[Row] =
    &[("ReadCapacityUnits", "read", By::Value), ("WriteCapacityUnits", "write", By::Value)];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    let types = types(props.take("AttributeDefinitions"));
    let mut rows = Block::new("table", &[]);
    draft.rows(&mut rows, resource, &mut props, ROWS);
    block.set_maybe("name", rows.get("name").cloned());
    keys(&mut block, props.take("KeySchema"), &types);
    let provisioned = props.take("BillingMode").and_then(Node::as_text) != Some("PAY_PER_REQUEST");
    let throughput = props.inner("ProvisionedThroughput");
    if provisioned {
        block.set_maybe("capacity", draft.object(resource, throughput, CAPACITY, "the table"));
    }
    if let Some(mut inner) = props.inner("StreamSpecification") {
        draft.rows(
            &mut block,
            resource,
            &mut inner,
            &[("StreamViewType", "stream", By::Word(VIEWS))],
        );
        inner.rest(draft, resource, "the table");
    }
    ttl(draft, resource, &mut block, props.inner("TimeToLiveSpecification"));
    if let Some(mut inner) = props.inner("PointInTimeRecoverySpecification") {
        draft.rows(
            &mut block,
            resource,
            &mut inner,
            &[("PointInTimeRecoveryEnabled", "point_in_time_recovery", By::Value)],
        );
        inner.rest(draft, resource, "the table");
    }
    encryption(draft, resource, &mut block, props.inner("SSESpecification"));
    block.attrs.extend(rows.attrs.into_iter().filter(|(name, _)| name != "name"));
    for name in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        for index in props.take(name).map(Node::items).unwrap_or_default() {
            let global = name == "GlobalSecondaryIndexes";
            let index = self::index(draft, resource, index, &types, global, provisioned);
            block.blocks.extend(index);
        }
    }
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}

fn types(definitions: Option<&Node>) -> BTreeMap<String, String> {
    let items = definitions.map(Node::items).unwrap_or_default();
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_text).map(str::to_owned);
    items
        .iter()
        .filter_map(|one| Some((text(one, "AttributeName")?, text(one, "AttributeType")?)))
        .collect()
}

/// `key` and `sort`.
fn keys(block: &mut Block, schema: Option<&Node>, types: &BTreeMap<String, String>) {
    for one in schema.map(Node::items).unwrap_or_default() {
        let Some(name) = one.get("AttributeName").and_then(Node::as_text) else { continue };
        let ty = types.get(name).map_or("S", String::as_str);
        let range = one.get("KeyType").and_then(Node::as_text) == Some("RANGE");
        block.entry(if range { "sort" } else { "key" }, name, Expr::text(ty));
    }
}

fn ttl(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: Option<Props<'_>>) {
    let Some(mut inner) = props else { return };
    let enabled = inner.take("Enabled").and_then(Node::as_bool);
    if enabled == Some(false) {
        inner.skip(&["AttributeName"]);
    } else {
        draft.rows(block, resource, &mut inner, &[("AttributeName", "ttl", By::Value)]);
    }
    inner.rest(draft, resource, "the table");
}

/// Every table is encrypted; only a key of one's own has to be said.
fn encryption(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    props: Option<Props<'_>>,
) {
    let Some(mut inner) = props else { return };
    inner.skip(&["SSEEnabled", "SSEType"]);
    block.set_maybe(
        "encryption",
        draft.object(resource, Some(inner), &[("KMSMasterKeyId", "key", By::Value)], "the table"),
    );
}

fn index(
    draft: &mut Draft<'_>,
    resource: &Resource,
    node: &Node,
    types: &BTreeMap<String, String>,
    global: bool,
    provisioned: bool,
) -> Option<Block> {
    let mut props =
        Props::below(node, if global { "GlobalSecondaryIndexes" } else { "LocalSecondaryIndexes" });
    let Some(name) = props.take("IndexName").and_then(Node::as_text) else {
        draft.left(
            resource,
            "IndexName",
            node.line,
            "an index",
            "its name is computed",
            "write the `index` by hand",
        );
        return None;
    };
    let mut block = Block::new("index", &[name]);
    keys(&mut block, props.take("KeySchema"), types);
    if !global {
        // A local index has the table's partition key.
        block.attrs.retain(|(name, _)| name != "key");
    }
    if let Some(mut projection) = props.inner("Projection") {
        match projection.take("ProjectionType").and_then(Node::as_text) {
            Some("KEYS_ONLY") => block.set("projection", Expr::text("keys_only")),
            Some("INCLUDE") => {
                draft.rows(
                    &mut block,
                    resource,
                    &mut projection,
                    &[("NonKeyAttributes", "attributes", By::Value)],
                );
            }
            _ => {}
        }
        projection.rest(draft, resource, "the index");
    }
    let throughput = props.inner("ProvisionedThroughput").filter(|_| global && provisioned);
    block.set_maybe("capacity", draft.object(resource, throughput, CAPACITY, "the index"));
    props.rest(draft, resource, "the index");
    Some(block)
}
