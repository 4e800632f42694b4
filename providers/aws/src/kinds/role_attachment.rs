//! Managed policies attached to roles.
use super::{attrs, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::snapshot::{Ownership, Sight};

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(role), Some(policy)) = (key(wanted, "role"), key(wanted, "policy_arn")) else {
        return Ok(Sight::Absent);
    };
    if let Some(details) = o.role_details().await {
        let Some(detail) = details.get(role) else {
            return Ok(Sight::Absent);
        };
        let mut attached = detail.attached_managed_policies().iter();
        return Ok(sight(role, policy, attached.any(|found| found.policy_arn() == Some(policy))));
    }
    if o.bulk() {
        let there = o.roles().await?.contains_key(role);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let attached = o.attachments(role).await?;
    Ok(sight(role, policy, attached.iter().any(|arn| arn == policy)))
}

fn sight(role: &str, policy: &str, attached: bool) -> Sight {
    if !attached {
        return Sight::Absent;
    }
    let live = attrs([("role", text(Some(role))), ("policy_arn", text(Some(policy)))]);
    seen(KindName::RoleAttachment, live, None, Ownership::Parent)
}

pub(crate) async fn attach(w: &Writer<'_>) -> Outcome {
    let call = w.clients.iam.attach_role_policy().role_name(w.text("role")?);
    call.policy_arn(w.text("policy_arn")?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn detach(w: &Writer<'_>) -> Outcome {
    let call = w.clients.iam.detach_role_policy().role_name(w.text("role")?);
    call.policy_arn(w.text("policy_arn")?).send().await?;
    Ok(Done::default())
}
