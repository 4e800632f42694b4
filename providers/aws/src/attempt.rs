//! Every operation of the table, to the function that makes its one request.
use crate::boxed::boxed;
use crate::clients::Clients;
use crate::errors::Failure;
use crate::kinds::{
    alarm, alias, api, authorizer, bucket, bus, code, event_invoke_config, event_source_mapping,
    function, function_url, integration, layer_version, log_group, notification, parameter,
    permission, queue, role, role_attachment, role_policy, route, route_settings, rule,
    scaling_policy, scaling_target, schedule, schedule_group, scheduled_scaling,
    service_integration, stage, stream, subscription, subscription_filter, table, target, topic,
    version,
};
use cutover_cloud::Call;
use cutover_schemas::graph::Identity;
use cutover_schemas::operations::Operation;
use cutover_schemas::table::Typed;
use cutover_schemas::value::{Attrs, Value};
use futures_util::future::BoxFuture;

/// What a call made.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub outputs: Attrs,
    pub revision: Option<String>,
}

/// A call with what is needed to make it.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    pub clients: &'a Clients,
    pub identity: &'a Identity,
    pub call: &'a Call<'a>,
}

pub(crate) type Outcome = Result<Done, Failure>;

/// Sends the one request of the call.
pub(crate) async fn send(clients: &Clients, identity: &Identity, call: &Call<'_>) -> Outcome {
    let writer = Writer { clients, identity, call };
    sent(&writer).await
}

fn sent<'a>(w: &'a Writer<'a>) -> BoxFuture<'a, Outcome> {
    match w.call.operation {
        Operation::CreateQueue => boxed(|| queue::create(w)),
        Operation::SetQueueAttributes => boxed(|| queue::set(w)),
        Operation::TagQueue => boxed(|| queue::tag(w)),
        Operation::UntagQueue => boxed(|| queue::untag(w)),
        Operation::DeleteQueue => boxed(|| queue::delete(w)),

        Operation::CreateRole => boxed(|| role::create(w)),
        Operation::UpdateAssumeRolePolicy => boxed(|| role::set_trust(w)),
        Operation::UpdateRole => boxed(|| role::update(w)),
        Operation::PutRolePermissionsBoundary => boxed(|| role::set_boundary(w)),
        Operation::DeleteRolePermissionsBoundary => boxed(|| role::clear_boundary(w)),
        Operation::TagRole => boxed(|| role::tag(w)),
        Operation::UntagRole => boxed(|| role::untag(w)),
        Operation::DeleteRole => boxed(|| role::delete(w)),
        Operation::PutRolePolicy => boxed(|| role_policy::put(w)),
        Operation::DeleteRolePolicy => boxed(|| role_policy::delete(w)),
        Operation::AttachRolePolicy => boxed(|| role_attachment::attach(w)),
        Operation::DetachRolePolicy => boxed(|| role_attachment::detach(w)),

        Operation::CreateLogGroup => boxed(|| log_group::create(w)),
        Operation::PutRetentionPolicy => boxed(|| log_group::set_retention(w)),
        Operation::DeleteRetentionPolicy => boxed(|| log_group::clear_retention(w)),
        Operation::TagLogGroup => boxed(|| log_group::tag(w)),
        Operation::UntagLogGroup => boxed(|| log_group::untag(w)),
        Operation::DeleteLogGroup => boxed(|| log_group::delete(w)),

        Operation::CreateFunction => boxed(|| function::create(w)),
        Operation::UpdateFunctionConfiguration => boxed(|| function::configure(w)),
        Operation::UpdateFunctionCode => boxed(|| function::upload(w)),
        Operation::PutFunctionConcurrency => boxed(|| function::reserve(w)),
        Operation::DeleteFunctionConcurrency => boxed(|| function::unreserve(w)),
        Operation::TagFunction => boxed(|| function::tag(w)),
        Operation::UntagFunction => boxed(|| function::untag(w)),
        Operation::DeleteFunction => boxed(|| function::delete(w)),
        Operation::PublishVersion => boxed(|| version::publish(w)),
        Operation::PutProvisionedConcurrency => boxed(|| version::provision(w)),
        Operation::DeleteProvisionedConcurrency => boxed(|| version::release(w)),
        Operation::InvokeVersion => boxed(|| version::invoke(w)),
        Operation::CreateAlias => boxed(|| alias::create(w)),
        Operation::UpdateAlias => boxed(|| alias::shift(w)),
        Operation::RestoreAlias => boxed(|| alias::restore(w)),
        Operation::DeleteAlias => boxed(|| alias::delete(w)),
        Operation::AddPermission => boxed(|| permission::add(w)),
        Operation::PutEventInvokeConfig => boxed(|| event_invoke_config::put(w)),
        Operation::PublishLayerVersion => boxed(|| layer_version::publish(w)),
        Operation::DeleteLayerVersion => boxed(|| layer_version::delete(w)),
        Operation::CreateFunctionUrl => boxed(|| function_url::create(w)),
        Operation::UpdateFunctionUrl => boxed(|| function_url::update(w)),
        Operation::DeleteFunctionUrl => boxed(|| function_url::delete(w)),
        Operation::PutSubscriptionFilter => boxed(|| subscription_filter::put(w)),
        Operation::DeleteSubscriptionFilter => boxed(|| subscription_filter::delete(w)),
        Operation::DeleteEventInvokeConfig => boxed(|| event_invoke_config::delete(w)),
        Operation::RemovePermission => boxed(|| permission::remove(w)),

        Operation::CreateEventSourceMapping => boxed(|| event_source_mapping::create(w)),
        Operation::UpdateEventSourceMapping => boxed(|| event_source_mapping::update(w)),
        Operation::TagMapping => boxed(|| event_source_mapping::tag(w)),
        Operation::UntagMapping => boxed(|| event_source_mapping::untag(w)),
        Operation::DeleteEventSourceMapping => boxed(|| event_source_mapping::delete(w)),

        Operation::CreateBucket => boxed(|| bucket::create(w)),
        Operation::PutBucketVersioning => boxed(|| bucket::set_versioning(w)),
        Operation::PutBucketEncryption => boxed(|| bucket::set_encryption(w)),
        Operation::DeleteBucketEncryption => boxed(|| bucket::clear_encryption(w)),
        Operation::PutPublicAccessBlock => boxed(|| bucket::set_public_access(w)),
        Operation::PutBucketLifecycle => boxed(|| bucket::set_lifecycle(w)),
        Operation::DeleteBucketLifecycle => boxed(|| bucket::clear_lifecycle(w)),
        Operation::PutBucketCors => boxed(|| bucket::set_cors(w)),
        Operation::DeleteBucketCors => boxed(|| bucket::clear_cors(w)),
        Operation::PutBucketPolicy => boxed(|| bucket::set_policy(w)),
        Operation::DeleteBucketPolicy => boxed(|| bucket::clear_policy(w)),
        Operation::TagBucket => boxed(|| bucket::tag(w)),
        Operation::UntagBucket => boxed(|| bucket::untag(w)),
        Operation::PutObject => boxed(|| code::put(w)),
        Operation::EmptyBucket => boxed(|| bucket::empty(w)),
        Operation::DeleteBucket => boxed(|| bucket::delete(w)),
        Operation::PutBucketNotification => boxed(|| notification::put(w)),
        Operation::TakeBucketNotification => boxed(|| notification::take(w)),

        Operation::CreateApi => boxed(|| api::create(w)),
        Operation::UpdateApi => boxed(|| api::update(w)),
        Operation::DeleteCorsConfiguration => boxed(|| api::clear_cors(w)),
        Operation::TagApi => boxed(|| api::tag(w)),
        Operation::UntagApi => boxed(|| api::untag(w)),
        Operation::DeleteApi => boxed(|| api::delete(w)),
        Operation::CreateAuthorizer => boxed(|| authorizer::create(w)),
        Operation::UpdateAuthorizer => boxed(|| authorizer::update(w)),
        Operation::DeleteAuthorizer => boxed(|| authorizer::delete(w)),
        Operation::CreateIntegration => boxed(|| integration::create(w)),
        Operation::UpdateIntegration => boxed(|| integration::update(w)),
        Operation::DeleteIntegration => boxed(|| integration::delete(w)),
        Operation::CreateServiceIntegration => boxed(|| service_integration::create(w)),
        Operation::UpdateServiceIntegration => boxed(|| service_integration::update(w)),
        Operation::DeleteServiceIntegration => boxed(|| integration::delete(w)),
        Operation::CreateRoute => boxed(|| route::create(w)),
        Operation::UpdateRoute => boxed(|| route::update(w)),
        Operation::DeleteRoute => boxed(|| route::delete(w)),
        Operation::CreateStage => boxed(|| stage::create(w)),
        Operation::UpdateStage => boxed(|| stage::update(w)),
        Operation::PutAccessLogs => boxed(|| stage::put_logs(w)),
        Operation::DeleteAccessLogs => boxed(|| stage::clear_logs(w)),
        Operation::PutRouteSettings => boxed(|| route_settings::put(w)),
        Operation::DeleteRouteSettings => boxed(|| route_settings::delete(w)),
        Operation::DeleteStage => boxed(|| stage::delete(w)),

        Operation::CreateTopic => boxed(|| topic::create(w)),
        Operation::SetTopicDisplayName => boxed(|| topic::set_display_name(w)),
        Operation::SetTopicDeduplication => boxed(|| topic::set_deduplication(w)),
        Operation::SetTopicKey => boxed(|| topic::set_key(w)),
        Operation::SetTopicPolicy => boxed(|| topic::set_policy(w)),
        Operation::TagTopic => boxed(|| topic::tag(w)),
        Operation::UntagTopic => boxed(|| topic::untag(w)),
        Operation::DeleteTopic => boxed(|| topic::delete(w)),
        Operation::Subscribe => boxed(|| subscription::subscribe(w)),
        Operation::SetSubscriptionFilterScope => boxed(|| subscription::set_filter_scope(w)),
        Operation::SetSubscriptionFilter => boxed(|| subscription::set_filter(w)),
        Operation::SetSubscriptionRawDelivery => boxed(|| subscription::set_raw_delivery(w)),
        Operation::SetSubscriptionRedrive => boxed(|| subscription::set_redrive(w)),
        Operation::Unsubscribe => boxed(|| subscription::unsubscribe(w)),

        Operation::CreateTable => boxed(|| table::create(w)),
        Operation::UpdateTableCapacity => boxed(|| table::capacity(w)),
        Operation::UpdateTableIndexes => boxed(|| table::indexes(w)),
        Operation::UpdateTableStream => boxed(|| table::stream(w)),
        Operation::UpdateTableClass => boxed(|| table::class(w)),
        Operation::UpdateTableEncryption => boxed(|| table::encryption(w)),
        Operation::UpdateTableProtection => boxed(|| table::protection(w)),
        Operation::UpdateTimeToLive => boxed(|| table::time_to_live(w)),
        Operation::UpdateContinuousBackups => boxed(|| table::backups(w)),
        Operation::TagTable => boxed(|| table::tag(w)),
        Operation::UntagTable => boxed(|| table::untag(w)),
        Operation::DeleteTable => boxed(|| table::delete(w)),

        Operation::CreateStream => boxed(|| stream::create(w)),
        Operation::UpdateStreamMode => boxed(|| stream::set_mode(w)),
        Operation::UpdateShardCount => boxed(|| stream::set_shards(w)),
        Operation::SetStreamRetention => boxed(|| stream::set_retention(w)),
        Operation::StartStreamEncryption => boxed(|| stream::encrypt(w)),
        Operation::StopStreamEncryption => boxed(|| stream::stop_encrypting(w)),
        Operation::TagStream => boxed(|| stream::tag(w)),
        Operation::UntagStream => boxed(|| stream::untag(w)),
        Operation::DeleteStream => boxed(|| stream::delete(w)),

        Operation::PutMetricAlarm => boxed(|| alarm::put(w)),
        Operation::PutCompositeAlarm => boxed(|| alarm::put_composite(w)),
        Operation::TagAlarm => boxed(|| alarm::tag(w)),
        Operation::UntagAlarm => boxed(|| alarm::untag(w)),
        Operation::DeleteAlarm => boxed(|| alarm::delete(w)),

        Operation::CreateParameter => boxed(|| parameter::create(w)),
        Operation::PutParameter => boxed(|| parameter::put(w)),
        Operation::TagParameter => boxed(|| parameter::tag(w)),
        Operation::UntagParameter => boxed(|| parameter::untag(w)),
        Operation::DeleteParameter => boxed(|| parameter::delete(w)),

        Operation::CreateEventBus => boxed(|| bus::create(w)),
        Operation::UpdateEventBus => boxed(|| bus::update(w)),
        Operation::PutBusPolicy => boxed(|| bus::put_policy(w)),
        Operation::RemoveBusPolicy => boxed(|| bus::remove_policy(w)),
        Operation::TagBus | Operation::TagRule => boxed(|| bus::tag(w)),
        Operation::UntagBus | Operation::UntagRule => boxed(|| bus::untag(w)),
        Operation::DeleteEventBus => boxed(|| bus::delete(w)),
        Operation::PutRule => boxed(|| rule::put(w)),
        Operation::DeleteRule => boxed(|| rule::delete(w)),
        Operation::PutTargets => boxed(|| target::put(w)),
        Operation::RemoveTargets => boxed(|| target::remove(w)),

        Operation::CreateScheduleGroup => boxed(|| schedule_group::create(w)),
        Operation::TagScheduleGroup => boxed(|| schedule_group::tag(w)),
        Operation::UntagScheduleGroup => boxed(|| schedule_group::untag(w)),
        Operation::DeleteScheduleGroup => boxed(|| schedule_group::delete(w)),
        Operation::CreateSchedule => boxed(|| schedule::create(w)),
        Operation::UpdateSchedule => boxed(|| schedule::update(w)),
        Operation::DeleteSchedule => boxed(|| schedule::delete(w)),

        Operation::RegisterScalableTarget => boxed(|| scaling_target::register(w)),
        Operation::DeregisterScalableTarget => boxed(|| scaling_target::deregister(w)),
        Operation::PutScalingPolicy => boxed(|| scaling_policy::put(w)),
        Operation::DeleteScalingPolicy => boxed(|| scaling_policy::delete(w)),
        Operation::PutScheduledAction => boxed(|| scheduled_scaling::put(w)),
        Operation::DeleteScheduledAction => boxed(|| scheduled_scaling::delete(w)),
    }
}

impl Done {
    /// A call that brought these texts to light; absent ones are left out.
    pub(crate) fn texts<const N: usize>(pairs: [(&str, Option<&str>); N]) -> Self {
        let known = pairs
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), Value::text(text?))));
        Self { outputs: known.collect(), revision: None }
    }

    /// The same, with the thing's new revision.
    pub(crate) fn revised(self, revision: Option<&str>) -> Self {
        Self { revision: revision.map(str::to_owned), ..self }
    }
}

impl<'a> Writer<'a> {
    /// The desired attributes with their types: everything is known by now.
    pub(crate) fn typed<T: Typed>(&self) -> Result<T, Failure> {
        T::read(self.call.desired).map_err(|name| {
            Failure::internal(format!("`{name}` of the {} is not known", T::KIND.name))
        })
    }

    /// A desired value, or else the live one: deletions know little more than what is live.
    pub(crate) fn value(&self, name: &str) -> &'a Value {
        const NULL: &Value = &Value::Null;
        let of = |attrs: &'a Attrs| attrs.get(name).filter(|value| !value.is_null());
        of(self.call.desired).or_else(|| of(self.call.live)).unwrap_or(NULL)
    }

    /// A text that the call can't do without.
    pub(crate) fn text(&self, name: &str) -> Result<&'a str, Failure> {
        let missing = || Failure::internal(format!("`{name}` is not known"));
        self.value(name).as_text().ok_or_else(missing)
    }

    /// A number that the call can't do without.
    pub(crate) fn int(&self, name: &str) -> Result<i64, Failure> {
        let missing = || Failure::internal(format!("`{name}` is not known"));
        self.value(name).as_int().ok_or_else(missing)
    }

    /// A number as it is to be: nothing where it is to be nothing, whatever is live.
    pub(crate) fn desired_int(&self, name: &str) -> Option<i64> {
        self.call.desired.get(name).and_then(Value::as_int)
    }

    /// Whether an attribute has to be sent: its path is named, or everything is.
    pub(crate) fn changes(&self, name: &str) -> bool {
        let named = |path: &String| path.split('.').next() == Some(name);
        self.call.paths.is_empty() || self.call.paths.iter().any(named)
    }

    /// The bytes to send along.
    pub(crate) fn body(&self) -> Result<&'a [u8], Failure> {
        self.call.body.ok_or_else(|| Failure::internal("there is nothing to send along"))
    }

    /// The revision that must still hold.
    pub(crate) fn revision(&self) -> Option<String> {
        self.call.revision.map(str::to_owned)
    }
}

/// A number as the SDK wants it.
pub(crate) fn narrow(number: i64) -> Result<i32, Failure> {
    i32::try_from(number).map_err(|_| Failure::internal(format!("`{number}` is out of range")))
}
