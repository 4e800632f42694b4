//! Parameters of Parameter Store. Tags count when one is made, and never again; a value is written over by a call that
//! says so, so that what somebody else made under the name is not.
use super::{attrs, seen};
use crate::attempt::{Done, Outcome, Writer};
use crate::clients::Clients;
use crate::errors::Failure;
use crate::names::parameter_arn;
use crate::observation::{Observation, key};
use crate::signed::JsonService;
use crate::tags::{self, Tags};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::parameter::Parameter;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::Value;
use serde_json::{Value as Json, json};

pub(crate) const SSM: JsonService =
    JsonService { name: "ssm", target: "AmazonSSM", version: "1.1" };

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    let parameters = o.parameters_with(name).await?;
    let Some(found) = parameters.get(name) else {
        return Ok(Sight::Absent);
    };
    let arn = parameter_arn(o.identity, name);
    let tags = if o.bulk() {
        let tagged = o.tagged().await.ok();
        match tagged.as_ref().and_then(|all| all.get(&arn)) {
            Some(tags) => tags.clone(),
            None => return Ok(Sight::Listed),
        }
    } else {
        tags_of(o.reads, name).await?
    };
    let live = attrs([
        ("name", Value::text(name)),
        ("value", Value::text(&found.value)),
        ("shape", Value::text(&found.shape)),
        ("tags", tags::value(&tags)),
        ("arn", Value::text(arn)),
    ]);
    Ok(seen(KindName::Parameter, live, None, tags::ownership(o.identity, &tags)))
}

async fn tags_of(reads: &Clients, name: &str) -> Result<Tags, Failure> {
    let members = json!({ "ResourceType": "Parameter", "ResourceId": name });
    match reads.signed.json(SSM, "ListTagsForResource", &members).await {
        Ok(told) => {
            let all = told.get("TagList").and_then(Json::as_array).into_iter().flatten();
            let text =
                |tag: &'_ Json, of: &str| tag.get(of).and_then(Json::as_str).map(str::to_owned);
            let pairs: Vec<(String, String)> =
                all.filter_map(|tag| Some((text(tag, "Key")?, text(tag, "Value")?))).collect();
            Ok(tags::from_pairs(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()))))
        }
        // It went between the two calls: then it carries nobody's tags.
        Err(failure) if failure.code() == Some("InvalidResourceId") => Ok(Tags::new()),
        Err(failure) => Err(failure),
    }
}

async fn call(w: &Writer<'_>, operation: &str, members: &Json) -> Outcome {
    w.clients.signed.json(SSM, operation, members).await?;
    Ok(Done::default())
}

/// Tags as a list of `{Key, Value}`.
fn listed(tags: Tags) -> Json {
    tags.into_iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let wanted: Parameter = w.typed()?;
    let members = json!({
        "Name": wanted.name, "Value": wanted.value, "Type": wanted.shape,
        "Tags": listed(tags::read(w.call.desired)),
    });
    call(w, "PutParameter", &members).await?;
    Ok(Done::texts([("arn", Some(&parameter_arn(w.identity, &wanted.name)))]))
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let wanted: Parameter = w.typed()?;
    let members = json!({
        "Name": wanted.name, "Value": wanted.value, "Type": wanted.shape, "Overwrite": true,
    });
    call(w, "PutParameter", &members).await
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    let members = json!({
        "ResourceType": "Parameter", "ResourceId": w.text("name")?, "Tags": listed(tags),
    });
    call(w, "AddTagsToResource", &members).await
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let members = json!({
        "ResourceType": "Parameter", "ResourceId": w.text("name")?, "TagKeys": keys,
    });
    call(w, "RemoveTagsFromResource", &members).await
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    call(w, "DeleteParameter", &json!({ "Name": w.text("name")? })).await
}
