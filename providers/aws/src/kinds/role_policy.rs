//! Inline policies of roles.
use super::{attrs, document, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::role::RolePolicy;
use cutover_schemas::snapshot::{Ownership, Sight};

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(role), Some(name)) = (key(wanted, "role"), key(wanted, "name")) else {
        return Ok(Sight::Absent);
    };
    if let Some(details) = o.role_details().await {
        let Some(detail) = details.get(role) else {
            return Ok(Sight::Absent);
        };
        let mut policies = detail.role_policy_list().iter();
        let found = policies.find(|policy| policy.policy_name() == Some(name));
        return Ok(
            found.map_or(Sight::Absent, |policy| sight(role, name, policy.policy_document()))
        );
    }
    if o.bulk() {
        let there = o.roles().await?.contains_key(role);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let answer = o.reads.iam.get_role_policy().role_name(role).policy_name(name).send().await?;
    Ok(sight(role, name, Some(answer.policy_document())))
}

fn sight(role: &str, name: &str, policy: Option<&str>) -> Sight {
    let live = attrs([
        ("role", text(Some(role))),
        ("name", text(Some(name))),
        ("document", document(policy)),
    ]);
    seen(KindName::RolePolicy, live, None, Ownership::Parent)
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let policy: RolePolicy = w.typed()?;
    let call = w.clients.iam.put_role_policy().role_name(policy.role).policy_name(policy.name);
    call.policy_document(policy.document.0.to_string()).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.iam.delete_role_policy().role_name(w.text("role")?);
    call.policy_name(w.text("name")?).send().await?;
    Ok(Done::default())
}
