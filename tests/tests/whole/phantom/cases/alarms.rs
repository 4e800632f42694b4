//! Alarms.
use super::{Case, cases};

const ERRORS: &str = "alarm.errors";
const BOTH: &str = "alarm.both";

pub(super) const CASES: &[Case] = cases! {
    alarm_description: "alarm" "description" at ERRORS => ["description"];
    alarm_namespace: "alarm" "namespace" at ERRORS => ["namespace"];
    alarm_metric: "alarm" "metric" at ERRORS => ["metric"];
    alarm_dimensions: "alarm" "dimensions" at ERRORS => ["dimensions.Resource"];
    alarm_statistic: "alarm" "statistic" at ERRORS => ["statistic"];
    alarm_period: "alarm" "period" at ERRORS => ["period"];
    alarm_periods: "alarm" "periods" at ERRORS => ["periods"];
    alarm_datapoints: "alarm" "datapoints" at ERRORS => ["datapoints"];
    alarm_comparison: "alarm" "comparison" at ERRORS => ["comparison"];
    alarm_threshold: "alarm" "threshold" at ERRORS => ["threshold"];
    alarm_missing: "alarm" "missing" at ERRORS => ["missing"];
    alarm_enabled: "alarm" "enabled" at ERRORS => ["enabled"];
    alarm_on_alarm: "alarm" "on_alarm" at ERRORS => ["on_alarm"];
    alarm_on_ok: "alarm" "on_ok" at ERRORS => ["on_ok"];
    alarm_on_missing: "alarm" "on_missing" at ERRORS => ["on_missing"];
    alarm_tags: "alarm" "tags" at ERRORS => ["tags.tier"];
    alarm_tags_gone: "alarm" "tags" at ERRORS => ["tags.tier"];
    composite_alarm_description: "composite_alarm" "description" at BOTH => ["description"];
    composite_alarm_rule: "composite_alarm" "rule" at BOTH => ["rule"];
    composite_alarm_enabled: "composite_alarm" "enabled" at BOTH => ["enabled"];
    composite_alarm_on_alarm: "composite_alarm" "on_alarm" at BOTH => ["on_alarm"];
    composite_alarm_on_ok: "composite_alarm" "on_ok" at BOTH => ["on_ok"];
    composite_alarm_on_missing: "composite_alarm" "on_missing" at BOTH => ["on_missing"];
    composite_alarm_tags: "composite_alarm" "tags" at BOTH => ["tags.tier"];
};
