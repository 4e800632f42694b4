//! The kind table: one file a kind, one row an attribute, one line here.
pub mod alarm;
pub mod alias;
pub mod api;
pub mod authorizer;
pub mod bucket;
pub mod bus;
pub mod composite_alarm;
pub mod event_invoke_config;
pub mod event_source_mapping;
pub mod function;
pub mod function_url;
pub mod integration;
pub mod layer_version;
pub mod log_group;
pub mod notification;
pub mod parameter;
pub mod permission;
pub mod queue;
pub mod role;
pub mod route;
pub mod route_settings;
pub mod rule;
pub mod scaling_policy;
pub mod scaling_target;
pub mod schedule;
pub mod schedule_group;
pub mod scheduled_scaling;
pub mod service_integration;
pub mod stage;
pub mod stream;
pub mod subscription;
pub mod subscription_filter;
pub mod table;
pub mod target;
pub mod topic;

use crate::table::{Kind, Typed};
use serde::{Deserialize, Serialize};

macro_rules! registry { ($($name:ident = $path:path),* $(,)?) => {
    /// Every kind of resource there is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum KindName { $(#[doc = concat!("See [`", stringify!($path), "`].")] $name),* }
    impl KindName {
        /// Every kind, in table order.
        pub const ALL: &'static [Self] = &[$(Self::$name),*];
        /// The kind's row.
        pub fn row(self) -> &'static Kind {
            match self { $(Self::$name => <$path as Typed>::KIND),* }
        }
        /// The kind with this word.
        pub fn from_word(word: &str) -> Option<Self> {
            Self::ALL.iter().copied().find(|kind| kind.row().name == word)
        }
    }
} }

registry! {
    Queue = queue::Queue,
    Role = role::Role,
    RolePolicy = role::RolePolicy,
    RoleAttachment = role::RoleAttachment,
    LogGroup = log_group::LogGroup,
    Function = function::Function,
    Alias = alias::Alias,
    Permission = permission::Permission,
    EventInvokeConfig = event_invoke_config::EventInvokeConfig,
    FunctionUrl = function_url::FunctionUrl,
    SubscriptionFilter = subscription_filter::SubscriptionFilter,
    Api = api::Api,
    Authorizer = authorizer::Authorizer,
    Integration = integration::Integration,
    ServiceIntegration = service_integration::ServiceIntegration,
    Route = route::Route,
    Stage = stage::Stage,
    RouteSettings = route_settings::RouteSettings,

    // What calls functions.
    EventSourceMapping = event_source_mapping::EventSourceMapping,

    // SNS.
    Topic = topic::Topic,
    Subscription = subscription::Subscription,

    // S3.
    Bucket = bucket::Bucket,
    Notification = notification::Notification,
    // DynamoDB.
    Table = table::Table,
    Stream = stream::Stream,
    Alarm = alarm::Alarm,
    LayerVersion = layer_version::LayerVersion,
    CompositeAlarm = composite_alarm::CompositeAlarm,

    // EventBridge.
    Bus = bus::Bus,
    Rule = rule::Rule,
    Target = target::Target,

    // EventBridge Scheduler.
    ScheduleGroup = schedule_group::ScheduleGroup,
    Schedule = schedule::Schedule,

    // Application Auto Scaling.
    ScalingTarget = scaling_target::ScalingTarget,
    ScalingPolicy = scaling_policy::ScalingPolicy,
    ScheduledScaling = scheduled_scaling::ScheduledScaling,

    // Systems Manager.
    Parameter = parameter::Parameter,
}
