//! The kinds of resources: which block each becomes, and what its attributes are called. One kind, one file.
mod alarm;
mod api;
mod bucket;
mod bus;
mod code;
mod event_source;
mod function;
mod function_policies;
mod invoke_config;
mod layer;
mod log_group;
mod policies;
mod queue;
mod role;
mod route;
mod rule;
mod schedule;
mod statements;
mod stream;
mod subscription;
mod subscription_filter;
mod table;
mod topic;
mod url;

pub(crate) use bucket::TRIGGER as BUCKET_TRIGGER;
pub(crate) use function::placeholder_image;

use crate::draft::Draft;
use crate::model::Resource;

/// What becomes of one kind of resource.
#[derive(Debug)]
pub(crate) struct Kind {
    /// `AWS::SQS::Queue`.
    pub(crate) ty: &'static str,
    /// The block's word, with a trigger's kind behind a dot; empty for what becomes part of other blocks.
    pub(crate) word: &'static str,
    /// Parts of other blocks come after them: lower goes first.
    pub(crate) phase: u8,
    /// Writes it.
    pub(crate) write: fn(&mut Draft<'_>, &Resource),
    /// What its attributes are called here; `Ref` is the one without a name.
    pub(crate) fields: &'static [(&'static str, &'static str)],
}

const fn block(
    ty: &'static str,
    word: &'static str,
    write: fn(&mut Draft<'_>, &Resource),
    fields: &'static [(&'static str, &'static str)],
) -> Kind {
    Kind { ty, word, phase: 0, write, fields }
}

/// What looks at the names of other blocks.
const fn late(
    ty: &'static str,
    word: &'static str,
    write: fn(&mut Draft<'_>, &Resource),
    fields: &'static [(&'static str, &'static str)],
) -> Kind {
    Kind { phase: 1, ..block(ty, word, write, fields) }
}

const fn trigger(
    ty: &'static str,
    word: &'static str,
    write: fn(&mut Draft<'_>, &Resource),
) -> Kind {
    Kind { ty, word, phase: 3, write, fields: &[("Arn", "arn")] }
}

const fn part(ty: &'static str, write: fn(&mut Draft<'_>, &Resource)) -> Kind {
    Kind { ty, word: "", phase: 2, write, fields: &[] }
}

const NAME_ARN: &[(&str, &str)] = &[("", "name"), ("Arn", "arn")];
const ARN_NAME: &[(&str, &str)] = &[("", "arn"), ("Arn", "arn")];

/// Every kind.
static KINDS: &[Kind] = &[
    late(
        "AWS::Lambda::Function",
        "function",
        function::write,
        &[
            ("", "name"),
            ("Arn", "arn"),
            ("FunctionArn", "arn"),
            ("UnqualifiedArn", "unqualified_arn"),
        ],
    ),
    block(
        "AWS::Lambda::LayerVersion",
        "layer",
        layer::write,
        &[("", "arn"), ("Arn", "arn"), ("LayerVersionArn", "arn")],
    ),
    late("AWS::IAM::Role", "role", role::write, NAME_ARN),
    block(
        "AWS::SQS::Queue",
        "queue",
        queue::write,
        &[("", "url"), ("QueueUrl", "url"), ("Arn", "arn"), ("QueueName", "name")],
    ),
    block(
        "AWS::SNS::Topic",
        "topic",
        topic::write,
        &[("", "arn"), ("TopicArn", "arn"), ("Arn", "arn"), ("TopicName", "name")],
    ),
    block(
        "AWS::DynamoDB::Table",
        "table",
        table::write,
        &[("", "name"), ("Arn", "arn"), ("StreamArn", "stream_arn")],
    ),
    block("AWS::S3::Bucket", "bucket", bucket::write, NAME_ARN),
    block("AWS::Kinesis::Stream", "stream", stream::write, NAME_ARN),
    block(
        "AWS::Events::EventBus",
        "bus",
        bus::write,
        &[("", "name"), ("Name", "name"), ("Arn", "arn")],
    ),
    block("AWS::CloudWatch::Alarm", "alarm", alarm::write, NAME_ARN),
    block("AWS::CloudWatch::CompositeAlarm", "alarm", alarm::composite, ARN_NAME),
    block(
        "AWS::ApiGatewayV2::Api",
        "api",
        api::write,
        &[("", "id"), ("ApiId", "id"), ("ApiEndpoint", "url")],
    ),
    part("AWS::ApiGatewayV2::Authorizer", api::authorizer),
    part("AWS::ApiGatewayV2::Stage", api::stage),
    Kind { phase: 3, ..part("AWS::ApiGatewayV2::Route", route::write) },
    part("AWS::ApiGatewayV2::Integration", nothing),
    part("AWS::ApiGatewayV2::Deployment", nothing),
    part("AWS::Lambda::EventInvokeConfig", invoke_config::write),
    part("AWS::Lambda::Alias", function::alias),
    part("AWS::Lambda::Version", function::version),
    part("AWS::Lambda::Permission", function::permission),
    part("AWS::IAM::Policy", role::policy),
    part("AWS::IAM::ManagedPolicy", role::managed_policy),
    part("AWS::SQS::QueuePolicy", policies::queue),
    part("AWS::SNS::TopicPolicy", policies::topic),
    part("AWS::S3::BucketPolicy", policies::bucket),
    part("AWS::Events::EventBusPolicy", policies::bus),
    part("AWS::Logs::LogGroup", log_group::write),
    trigger("AWS::Lambda::EventSourceMapping", "trigger.queue", event_source::write),
    trigger("AWS::Lambda::Url", "trigger.url", url::write),
    trigger("AWS::SNS::Subscription", "trigger.topic", subscription::write),
    trigger("AWS::Logs::SubscriptionFilter", "trigger.log", subscription_filter::write),
    trigger("AWS::Events::Rule", "trigger.event", rule::write),
    trigger("AWS::Scheduler::Schedule", "trigger.schedule", schedule::write),
    trigger(bucket::TRIGGER, "trigger.bucket", bucket::trigger),
];

/// What is made of it is made of another resource.
fn nothing(_: &mut Draft<'_>, _: &Resource) {}

/// The kind of this type.
pub(crate) fn find(ty: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.ty == ty)
}

/// Writes every resource, blocks before what becomes part of them.
pub(crate) fn write(draft: &mut Draft<'_>) {
    let model = draft.model;
    for phase in 0..=3 {
        for resource in &model.resources {
            match find(&resource.kind) {
                Some(kind) if kind.phase == phase => (kind.write)(draft, resource),
                None if phase == 0 => {
                    let todo = "keep it where it is, and name what functions need of it with `existing` or a variable";
                    draft.left_whole(resource, "there is no block for it", todo);
                }
                _ => {}
            }
        }
    }
}
