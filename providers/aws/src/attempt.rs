//! Every operation of the table, to the function that makes its one request.
use crate::clients::Clients;
use crate::errors::Failure;
use crate::kinds::{
    alias, api, function, integration, log_group, permission, queue, role, role_attachment,
    role_policy, route, stage, version,
};
use cutover_cloud::Call;
use cutover_schemas::graph::Identity;
use cutover_schemas::operations::Operation;
use cutover_schemas::table::Typed;
use cutover_schemas::value::{Attrs, Value};

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
    let w = &Writer { clients, identity, call };
    match call.operation {
        Operation::CreateQueue => queue::create(w).await,
        Operation::SetQueueAttributes => queue::set(w).await,
        Operation::TagQueue => queue::tag(w).await,
        Operation::UntagQueue => queue::untag(w).await,
        Operation::DeleteQueue => queue::delete(w).await,

        Operation::CreateRole => role::create(w).await,
        Operation::UpdateAssumeRolePolicy => role::set_trust(w).await,
        Operation::UpdateRole => role::update(w).await,
        Operation::PutRolePermissionsBoundary => role::set_boundary(w).await,
        Operation::DeleteRolePermissionsBoundary => role::clear_boundary(w).await,
        Operation::TagRole => role::tag(w).await,
        Operation::UntagRole => role::untag(w).await,
        Operation::DeleteRole => role::delete(w).await,
        Operation::PutRolePolicy => role_policy::put(w).await,
        Operation::DeleteRolePolicy => role_policy::delete(w).await,
        Operation::AttachRolePolicy => role_attachment::attach(w).await,
        Operation::DetachRolePolicy => role_attachment::detach(w).await,

        Operation::CreateLogGroup => log_group::create(w).await,
        Operation::PutRetentionPolicy => log_group::set_retention(w).await,
        Operation::DeleteRetentionPolicy => log_group::clear_retention(w).await,
        Operation::TagLogGroup => log_group::tag(w).await,
        Operation::UntagLogGroup => log_group::untag(w).await,
        Operation::DeleteLogGroup => log_group::delete(w).await,

        Operation::CreateFunction => function::create(w).await,
        Operation::UpdateFunctionConfiguration => function::configure(w).await,
        Operation::UpdateFunctionCode => function::upload(w).await,
        Operation::PutFunctionConcurrency => function::reserve(w).await,
        Operation::DeleteFunctionConcurrency => function::unreserve(w).await,
        Operation::TagFunction => function::tag(w).await,
        Operation::UntagFunction => function::untag(w).await,
        Operation::DeleteFunction => function::delete(w).await,
        Operation::PublishVersion => version::publish(w).await,
        Operation::PutProvisionedConcurrency => version::provision(w).await,
        Operation::DeleteProvisionedConcurrency => version::release(w).await,
        Operation::InvokeVersion => version::invoke(w).await,
        Operation::CreateAlias => alias::create(w).await,
        Operation::UpdateAlias => alias::shift(w).await,
        Operation::RestoreAlias => alias::restore(w).await,
        Operation::DeleteAlias => alias::delete(w).await,
        Operation::AddPermission => permission::add(w).await,
        Operation::RemovePermission => permission::remove(w).await,

        Operation::CreateApi => api::create(w).await,
        Operation::UpdateApi => api::update(w).await,
        Operation::DeleteCorsConfiguration => api::clear_cors(w).await,
        Operation::TagApi => api::tag(w).await,
        Operation::UntagApi => api::untag(w).await,
        Operation::DeleteApi => api::delete(w).await,
        Operation::CreateIntegration => integration::create(w).await,
        Operation::UpdateIntegration => integration::update(w).await,
        Operation::DeleteIntegration => integration::delete(w).await,
        Operation::CreateRoute => route::create(w).await,
        Operation::UpdateRoute => route::update(w).await,
        Operation::DeleteRoute => route::delete(w).await,
        Operation::CreateStage => stage::create(w).await,
        Operation::UpdateStage => stage::update(w).await,
        Operation::DeleteStage => stage::delete(w).await,
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
