//! Resource Groups Tagging: it needs the tagging action of each service as well.

use super::super::need::{On, Row, need, row};

const TAG: &str = "tag:TagResources";

pub(super) const ROWS: &[Row] = &[
    row("GetResources", &[need("tag:GetResources", On::Nothing)]),
    row("GetTagKeys", &[need("tag:GetTagKeys", On::Nothing)]),
    row("GetTagValues", &[need("tag:GetTagValues", On::Nothing)]),
    row("TagResources", &[need(TAG, On::Nothing)]),
    row("UntagResources", &[need("tag:UntagResources", On::Nothing)]),
];
