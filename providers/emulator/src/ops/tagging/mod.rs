//! The Resource Groups Tagging API: finding and tagging the resources of every service.
//!
//! IAM's roles and policies are not here, as on AWS.

mod edit_tags;
mod get_resources;
mod get_tag_keys;

use super::service::Throttle;
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {}

pub(crate) static SERVICE: Service = Service {
    name: "tagging",
    signing: "tagging",
    target: "ResourceGroupsTaggingAPI_20170126",
    protocol: Protocol::AwsJson("1.1"),
    validation: "InvalidParameterException",
    throttle: Throttle {
        status: 400,
        code: "ThrottledException",
        message: "Rate exceeded",
        extra: &[],
    },
    operations: &[
        Operation::read("GetResources", get_resources::run).partly("no compliance details"),
        Operation::write("TagResources", edit_tags::tag),
        Operation::write("UntagResources", edit_tags::untag),
        Operation::read("GetTagKeys", get_tag_keys::keys),
        Operation::read("GetTagValues", get_tag_keys::values),
    ],
    missing: &[
        "GetComplianceSummary",
        "StartReportCreation",
        "DescribeReportCreation",
        "ListRequiredTags",
    ],
    ..Service::EMPTY
};

/// A parameter the API refuses.
fn invalid(text: &str) -> super::Fault {
    super::Fault::sender(400, "InvalidParameterException", text)
}

/// Every resource that has tags, by ARN.
fn tagged(world: &crate::world::World) -> Vec<(String, super::service::TagMap)> {
    let services = super::SERVICES.iter().filter_map(|service| service.taggable);
    let mut resources: Vec<_> = services.flat_map(|taggable| (taggable.list)(world)).collect();
    resources.retain(|(_, tags)| !tags.is_empty());
    resources.sort();
    resources
}
