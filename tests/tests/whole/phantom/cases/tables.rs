//! Tables, and mappings of their streams.
use super::{Case, cases};

const ORDERS: &str = "table.orders";
const PLACED: &str = "trigger.table.placed";

pub(super) const CASES: &[Case] = cases! {
    table_indexes: "table" "indexes" at ORDERS => ["indexes.by_customer"];
    table_indexes_more: "table" "indexes" at ORDERS => ["indexes.more"];
    table_indexes_capacity: "table" "indexes" at ORDERS => ["indexes.by_customer.capacity.read"];
    table_capacity: "table" "capacity" at ORDERS => ["capacity.write"];
    table_stream: "table" "stream" at "table.told" => ["stream"];
    table_ttl: "table" "ttl" at ORDERS => ["ttl"];
    table_point_in_time_recovery: "table" "point_in_time_recovery" at ORDERS => ["point_in_time_recovery"];
    table_deletion_protection: "table" "deletion_protection" at "table.guarded" => ["deletion_protection"];
    table_class: "table" "class" at ORDERS => ["class"];
    table_encryption_key: "table" "encryption_key" at ORDERS => ["encryption_key"];
    table_tags: "table" "tags" at ORDERS => ["tags.tier"];
    table_tags_gone: "table" "tags" at ORDERS => ["tags.tier"];
    event_source_mapping_parallel: "event_source_mapping" "parallel" at PLACED => ["parallel"];
    event_source_mapping_retries: "event_source_mapping" "retries" at PLACED => ["retries"];
    event_source_mapping_max_age: "event_source_mapping" "max_age" at PLACED => ["max_age"];
    event_source_mapping_bisect: "event_source_mapping" "bisect" at PLACED => ["bisect"];
    event_source_mapping_on_failure: "event_source_mapping" "on_failure" at PLACED => ["on_failure"];
};
