//! The services: one folder each, an operation table each, and the one list that registers them.
//!
//! To add a service: make its folder, name the module below, add its `SERVICE` to [`SERVICES`], and add its name to
//! the `world!` list in `world/mod.rs`. The crate's documentation tells what the folder holds.
//! Invariant: operations are pure given the world: what reaches outside is returned as an [`Effect`].

pub(crate) mod delivery;
pub(crate) mod effect;
pub(crate) mod errand;
pub(crate) mod fault;
pub(crate) mod input;
pub(crate) mod operation;
pub(crate) mod page;
pub(crate) mod pattern;
pub(crate) mod service;
pub(crate) mod shards;
pub(crate) mod tags;

pub(crate) mod apigatewayv2;
pub(crate) mod applicationautoscaling;
pub(crate) mod cloudwatch;
pub(crate) mod codedeploy;
pub(crate) mod dynamodb;
pub(crate) mod events;
pub(crate) mod iam;
pub(crate) mod kinesis;
pub(crate) mod lambda;
pub(crate) mod logs;
pub(crate) mod s3;
pub(crate) mod scheduler;
pub(crate) mod sns;
pub(crate) mod sqs;
pub(crate) mod ssm;
pub(crate) mod sts;
pub(crate) mod tagging;
pub(crate) mod timetable;

pub(crate) use effect::Effect;
pub(crate) use fault::Fault;
pub(crate) use input::Input;
pub(crate) use operation::{Caller, Fidelity, Operation, Reply};
pub(crate) use service::{Protocol, Service};

/// Every service, in the order in which paths and targets are matched.
pub(crate) static SERVICES: &[&Service] = &[
    &apigatewayv2::SERVICE,
    &applicationautoscaling::SERVICE,
    &cloudwatch::SERVICE,
    &dynamodb::SERVICE,
    &dynamodb::streams::SERVICE,
    &codedeploy::SERVICE,
    &events::SERVICE,
    &iam::SERVICE,
    &kinesis::SERVICE,
    &lambda::SERVICE,
    &logs::SERVICE,
    &s3::SERVICE,
    &scheduler::SERVICE,
    &sns::SERVICE,
    &sqs::SERVICE,
    &ssm::SERVICE,
    &sts::SERVICE,
    &tagging::SERVICE,
];
