//! Systems Manager: Parameter Store, and nothing else of it.
//!
//! * `model`: parameters with their versions.
//! * `names`: what a parameter may be called, and how one is asked for: by name, version or ARN.
//! * `filters`: which parameters a list shows.
//!
//! A `SecureString` is kept as it came; who doesn't ask for it decrypted gets a digest in its place. No key is asked.

mod delete;
mod faults;
mod filters;
mod get;
mod lists;
mod model;
mod names;
mod put;
mod tags;

use super::service::Taggable;
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Parameters by name.
    parameters: model::Parameter,
}

pub(crate) static SERVICE: Service = Service {
    name: "ssm",
    signing: "ssm",
    target: "AmazonSSM",
    protocol: Protocol::AwsJson("1.1"),
    operations: &[
        Operation::write("PutParameter", put::run)
            .partly("no parameter policies, allowed patterns are kept but not asked, keys neither"),
        Operation::read("GetParameter", get::one),
        Operation::read("GetParameters", get::many),
        Operation::read("GetParametersByPath", lists::by_path),
        Operation::read("GetParameterHistory", lists::history),
        Operation::read("DescribeParameters", lists::describe)
            .partly("who changed a parameter last is always the account"),
        Operation::write("DeleteParameter", delete::one),
        Operation::write("DeleteParameters", delete::many),
        Operation::write("AddTagsToResource", tags::add).partly("parameters only"),
        Operation::write("RemoveTagsFromResource", tags::remove).partly("parameters only"),
        Operation::read("ListTagsForResource", tags::list).partly("parameters only"),
    ],
    missing: &["LabelParameterVersion", "UnlabelParameterVersion"],
    timestamps: &["LastModifiedDate"],
    taggable: Some(Taggable { list: tags::taggable, edit: tags::edit }),
    ..Service::EMPTY
};
