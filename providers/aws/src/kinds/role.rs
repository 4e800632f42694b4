//! IAM roles; their policies and attachments are kinds of their own.
use super::{attrs, document, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::lists::Details;
use crate::observation::{Observation, key};
use crate::tags::{self, Tags};
use aws_sdk_iam::types::{Role as Found, RoleDetail, Tag};
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::role::Role;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::Attrs;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    let details = o.role_details().await;
    let listed = match (o.bulk(), &details) {
        (true, _) | (_, Some(_)) => o.roles().await?.get(name).cloned(),
        (false, None) => None,
    };
    // Two lists tell all of a role between them.
    if let (Some(role), Some(detail)) = (&listed, details.as_ref().and_then(|all| all.get(name))) {
        return Ok(sight(o.identity, role, detail));
    }
    if o.bulk() || (details.is_some() && listed.is_none() && !known(details.as_deref(), name)) {
        return Ok(if listed.is_some() { Sight::Listed } else { Sight::Absent });
    }
    let answer = o.reads.iam.get_role().role_name(name).send().await?;
    Ok(answer.role().map_or(Sight::Absent, |role| {
        let detail = RoleDetail::builder()
            .set_permissions_boundary(role.permissions_boundary().cloned())
            .set_tags(Some(role.tags().to_vec()))
            .build();
        sight(o.identity, role, &detail)
    }))
}

/// Whether the account has a role of this name, under whatever path: names are unique across paths.
fn known(details: Option<&Details>, name: &str) -> bool {
    details.is_some_and(|all| all.contains_key(name))
}

fn sight(identity: &Identity, role: &Found, detail: &RoleDetail) -> Sight {
    let tags = tags::from_pairs(detail.tags().iter().map(|tag| (tag.key(), tag.value())));
    let ownership = ownership(identity, role.path(), &tags);
    seen(KindName::Role, read(role, detail, &tags), None, ownership)
}

fn read(role: &Found, detail: &RoleDetail, tags: &Tags) -> Attrs {
    let boundary = detail.permissions_boundary();
    attrs([
        ("name", text(Some(role.role_name()))),
        ("path", text(Some(role.path()))),
        ("trust", document(role.assume_role_policy_document())),
        ("description", text(role.description())),
        ("max_session", int(role.max_session_duration())),
        ("permissions_boundary", text(boundary.and_then(|found| found.permissions_boundary_arn()))),
        ("tags", tags::value(tags)),
        ("arn", text(Some(role.arn()))),
        ("role_id", text(Some(role.role_id()))),
    ])
}

/// By tags where it has ours, and else by path: only we make roles under it.
fn ownership(identity: &Identity, path: &str, tags: &Tags) -> Ownership {
    match tags::ownership(identity, tags) {
        Ownership::Nobody if path == identity.role_path() => {
            Ownership::Ours { owner: None, address: None }
        }
        Ownership::Nobody => match path.trim_matches('/').split('/').collect::<Vec<_>>().as_slice()
        {
            ["cutover", stack, stage] => Ownership::Theirs(format!("stack {stack}, stage {stage}")),
            _ => Ownership::Nobody,
        },
        told => told,
    }
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let role: Role = w.typed()?;
    let call = w
        .clients
        .iam
        .create_role()
        .path(&role.path)
        .role_name(&role.name)
        .assume_role_policy_document(role.trust.0.to_string())
        .max_session_duration(narrow(role.max_session.0)?)
        .set_description(Some(role.description).filter(|words| !words.is_empty()))
        .set_permissions_boundary(role.permissions_boundary.map(|arn| arn.0))
        .set_tags(Some(pairs(tags::read(w.call.desired))?));
    let made = call.send().await?;
    let made = made.role();
    Ok(Done::texts([("arn", made.map(Found::arn)), ("role_id", made.map(Found::role_id))]))
}

pub(crate) async fn set_trust(w: &Writer<'_>) -> Outcome {
    let role: Role = w.typed()?;
    let call = w.clients.iam.update_assume_role_policy().role_name(role.name);
    call.policy_document(role.trust.0.to_string()).send().await?;
    Ok(Done::default())
}

/// Always both values: IAM resets the session length when it is left out.
pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let role: Role = w.typed()?;
    let call = w.clients.iam.update_role().role_name(role.name).description(role.description);
    call.max_session_duration(narrow(role.max_session.0)?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn set_boundary(w: &Writer<'_>) -> Outcome {
    let call = w.clients.iam.put_role_permissions_boundary().role_name(w.text("name")?);
    call.permissions_boundary(w.text("permissions_boundary")?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn clear_boundary(w: &Writer<'_>) -> Outcome {
    let call = w.clients.iam.delete_role_permissions_boundary().role_name(w.text("name")?);
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.iam.tag_role().role_name(w.text("name")?);
    call.set_tags(Some(pairs(tags)?)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.iam.untag_role().role_name(w.text("name")?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.iam.delete_role().role_name(w.text("name")?).send().await?;
    Ok(Done::default())
}

fn pairs(tags: Tags) -> Result<Vec<Tag>, Failure> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build();
    let tags: Result<Vec<_>, _> = tags.into_iter().map(tag).collect();
    tags.map_err(|error| Failure::internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_without_tags_is_known_by_its_path() {
        let identity = Identity {
            stack: "shop".into(),
            stage: "prod".into(),
            partition: "aws".into(),
            account: "1".into(),
            region: "eu-west-1".into(),
            caller: String::new(),
        };
        let of = |path| ownership(&identity, path, &Tags::new());
        assert_eq!(of("/cutover/shop/prod/"), Ownership::Ours { owner: None, address: None });
        assert_eq!(of("/cutover/shop/dev/"), Ownership::Theirs("stack shop, stage dev".into()));
        assert_eq!(of("/"), Ownership::Nobody);
    }
}
