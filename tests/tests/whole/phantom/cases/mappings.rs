//! Event source mappings of queues.
use super::{Case, cases};

const JOBS: &str = "trigger.queue.jobs";

pub(super) const CASES: &[Case] = cases! {
    event_source_mapping_enabled: "event_source_mapping" "enabled" at JOBS => ["enabled"];
    event_source_mapping_batch_size: "event_source_mapping" "batch_size" at JOBS => ["batch_size"];
    event_source_mapping_batch_window: "event_source_mapping" "batch_window" at JOBS => ["batch_window"];
    event_source_mapping_filter: "event_source_mapping" "filter" at JOBS => ["filter"];
    event_source_mapping_filter_gone: "event_source_mapping" "filter" at JOBS => ["filter"];
    event_source_mapping_report_failures: "event_source_mapping" "report_failures" at JOBS => ["report_failures"];
    event_source_mapping_max_concurrency: "event_source_mapping" "max_concurrency" at JOBS => ["max_concurrency"];
    event_source_mapping_max_concurrency_gone: "event_source_mapping" "max_concurrency" at JOBS => ["max_concurrency"];
    event_source_mapping_tags: "event_source_mapping" "tags" at JOBS => ["tags.tier"];
};
