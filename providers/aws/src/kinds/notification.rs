//! Entries of a bucket's notification document. S3 replaces the document whole, so what others wrote is read first and
//! sent along, and the outcome is read again: whoever wrote at the same moment may have won. What is read may be older
//! than our own last write, which [`recent`](crate::recent) finds out.
use super::{attrs, seen};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use crate::signed::{S3Call, xml::Element};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::notification::Notification;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// The lists of the document, by the service of the target, each with the element that names it.
const LISTS: &[(&str, &str, &str)] = &[
    ("lambda", "CloudFunctionConfiguration", "CloudFunction"),
    ("sqs", "QueueConfiguration", "Queue"),
    ("sns", "TopicConfiguration", "Topic"),
];

/// The element that is there when the default event bus is told of everything. It has no id and no filter.
const BUS: &str = "EventBridgeConfiguration";

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(bucket), Some(id)) = (key(wanted, "bucket"), key(wanted, "id")) else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.buckets_like(bucket).await?.contains(bucket);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let document = o.notifications(bucket).await?;
    let found = document.as_ref().as_ref().and_then(|document| find(document, id));
    Ok(found.map_or(Sight::Absent, |entry| {
        let mut live = read(entry);
        live.insert("bucket".into(), Value::text(bucket));
        live.insert("id".into(), Value::text(id));
        seen(KindName::Notification, live, None, Ownership::Parent)
    }))
}

/// Our entry: by its id, or the bus's flag, which ours is called by.
fn find<'a>(document: &'a Element, id: &str) -> Option<&'a Element> {
    document.children.iter().find(|child| is(child, id))
}

fn is(child: &Element, id: &str) -> bool {
    if child.name == BUS { id == BUS } else { child.text_of("Id") == id }
}

fn read(entry: &Element) -> Attrs {
    let target = LISTS.iter().find(|(_, list, _)| *list == entry.name);
    let target = target.map_or(Value::Null, |(.., element)| Value::text(entry.text_of(element)));
    let rules = entry.child("Filter").and_then(|filter| filter.child("S3Key"));
    let rule = |name: &str| {
        let mut rules = rules.into_iter().flat_map(|rules| rules.all("FilterRule"));
        // The names come back with a capital, whatever was sent.
        let found = rules.find(|rule| rule.text_of("Name").eq_ignore_ascii_case(name));
        Value::text(found.map_or("", |rule| rule.text_of("Value")))
    };
    attrs([
        ("target_arn", target),
        ("events", Value::List(entry.all("Event").map(|event| Value::text(&event.text)).collect())),
        ("prefix", rule("prefix")),
        ("suffix", rule("suffix")),
    ])
}

fn written(entry: &Notification) -> Result<Element, Failure> {
    let Some(target) = &entry.target_arn else {
        return Ok(Element::new(BUS));
    };
    let service = target.0.split(':').nth(2).unwrap_or_default();
    let list = LISTS.iter().find(|(of, ..)| *of == service);
    let (_, list, element) =
        list.ok_or_else(|| Failure::internal(format!("a bucket can't tell `{}`", target.0)))?;
    let rule = |name: &str, value: &str| {
        let rule = Element::new("FilterRule").with(Element::text("Name", name));
        (!value.is_empty()).then(|| rule.with(Element::text("Value", value)))
    };
    let rules: Vec<Element> = [rule("prefix", &entry.prefix), rule("suffix", &entry.suffix)]
        .into_iter()
        .flatten()
        .collect();
    let filter = (!rules.is_empty())
        .then(|| Element::new("Filter").with(Element::new("S3Key").with_all(rules)));
    Ok(Element::new(list)
        .with(Element::text("Id", &entry.id))
        .with(Element::text(element, &target.0))
        .with_all(entry.events.iter().map(|event| Element::text("Event", event)))
        .with_all(filter))
}

/// The document with our entry in place of what it was, and everyone else's as they are.
fn merged(document: &Element, id: &str, ours: Option<Element>) -> Element {
    let others = document.children.iter().filter(|child| !is(child, id)).cloned();
    Element::new("NotificationConfiguration").with_all(others).with_all(ours)
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let entry: Notification = w.typed()?;
    let ours = written(&entry)?;
    let wanted = read(&ours);
    let document = replaced(w, &entry.bucket, &entry.id, Some(ours)).await?;
    if find(&document, &entry.id).map(read).map(canonical) == Some(canonical(wanted)) {
        return Ok(Done::default());
    }
    Err(lost())
}

pub(crate) async fn take(w: &Writer<'_>) -> Outcome {
    let (bucket, id) = (w.text("bucket")?, w.text("id")?);
    let document = replaced(w, bucket, id, None).await?;
    if find(&document, id).is_none() { Ok(Done::default()) } else { Err(lost()) }
}

/// Reads the document, writes it with our change, and reads it again.
async fn replaced(
    w: &Writer<'_>,
    bucket: &str,
    id: &str,
    ours: Option<Element>,
) -> Result<Element, Failure> {
    let s3 = &w.clients.signed;
    let get = || S3Call::bucket("GET", bucket).of("notification");
    let takes = ours.is_none();
    let mut recent = w.clients.recent.of(format!("{bucket} notification")).await;
    let found = s3.s3(get()).await?;
    recent.check(&entries(&found))?;
    let document = merged(&found, id, ours);
    let mut call = S3Call::bucket("PUT", bucket).of("notification").document(&document);
    if takes {
        // What stays was checked when it came; that it can't be reached any more must not keep ours.
        call = call.header("x-amz-skip-destination-validation", "true");
    }
    let entries = entries(&document);
    match s3.s3_text(call).await {
        Ok(_) => recent.wrote(entries),
        Err(failure) => {
            recent.unsure(&entries);
            return Err(failure);
        }
    }
    s3.s3(get()).await
}

/// The entries of a document, each in a text that changes with it.
fn entries(document: &Element) -> BTreeSet<String> {
    document
        .children
        .iter()
        .map(|entry| format!("{} {:?}", entry.text_of("Id"), canonical(read(entry))))
        .collect()
}

fn canonical(attrs: Attrs) -> Attrs {
    cutover_schemas::canonical::complete(KindName::Notification.row(), &attrs)
}

/// Somebody else replaced the document between our write and our look.
fn lost() -> Failure {
    let why = "somebody else wrote the bucket's notifications at the same time".to_owned();
    Failure::Unknown { why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signed::xml;
    use cutover_schemas::table::ArnText;

    fn ours(target: Option<&str>) -> Notification {
        Notification {
            bucket: "b".into(),
            id: target.map_or(BUS, |_| "cutover-shop-prod-1").into(),
            target_arn: target.map(|arn| ArnText(arn.into())),
            events: ["s3:ObjectCreated:*".to_owned()].into(),
            prefix: "in/".into(),
            suffix: String::new(),
        }
    }

    fn others() -> Element {
        xml::read(
            "<N><QueueConfiguration><Id>theirs</Id><Queue>arn:aws:sqs:r:1:q</Queue><Event>s3:ObjectRemoved:*</Event>\
             </QueueConfiguration><EventBridgeConfiguration/></N>",
        )
        .unwrap()
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let entry = ours(Some("arn:aws:lambda:r:1:function:f:live"));
        let live = read(&written(&entry).unwrap());
        assert_eq!(
            live.get("target_arn"),
            Some(&Value::text("arn:aws:lambda:r:1:function:f:live"))
        );
        assert_eq!(live.get("prefix"), Some(&Value::text("in/")));
        assert!(written(&ours(Some("arn:aws:events:r:1:x"))).is_err());
    }

    #[test]
    fn entries_of_others_stay_and_ours_is_replaced() {
        let entry = ours(Some("arn:aws:sns:r:1:t"));
        let one = merged(&others(), &entry.id, Some(written(&entry).unwrap()));
        let names: Vec<&str> = one.children.iter().map(|child| child.name.as_str()).collect();
        assert_eq!(names, ["QueueConfiguration", BUS, "TopicConfiguration"]);
        let two = merged(&one, &entry.id, Some(written(&entry).unwrap()));
        assert_eq!(two, one);
        assert_eq!(merged(&two, &entry.id, None).children, others().children);
        assert_eq!(merged(&others(), BUS, None).children.len(), 1);
        assert!(find(&others(), BUS).is_some() && find(&others(), "mine").is_none());
    }
}
