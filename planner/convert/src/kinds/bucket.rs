//! `AWS::S3::Bucket`, and who is told of what happens in it.
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, DAYS, Props, Row, SECONDS};

/// One entry of a bucket's notifications: SAM's `S3` event, or `s3` of the Serverless Framework.
pub(crate) const TRIGGER: &str = "Cutover::S3::Notification";

const ROWS: &[Row] = &[("BucketName", "name", By::Value), ("Tags", "tags", By::Tags)];

const CORS: &[Row] = &[
    ("AllowedOrigins", "origins", By::Value),
    ("AllowedMethods", "methods", By::Value),
    ("AllowedHeaders", "headers", By::Value),
    ("ExposedHeaders", "expose", By::Value),
    ("MaxAge", "max_age", SECONDS),
];

/// The four settings that keep the public out.
const BLOCKS: &[&str] =
    &["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

const TOLD: By = By::Refer(&[
    "function",
    "queue",
    "topic",
    "existing.function",
    "existing.queue",
    "existing.topic",
]);

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    draft.rows(&mut block, resource, &mut props, ROWS);
    nameable(draft, resource, &mut block);
    if let Some(mut inner) = props.inner("VersioningConfiguration") {
        if inner.take("Status").and_then(Node::as_text) == Some("Enabled") {
            block.set("versioning", Expr::Bool(true));
        }
        inner.rest(draft, resource, "the bucket");
    }
    encryption(draft, resource, &mut block, &mut props);
    public(draft, resource, &mut block, &mut props);
    lifecycle(draft, resource, &mut block, &mut props);
    if let Some(mut inner) = props.inner("CorsConfiguration") {
        for rule in inner.take("CorsRules").map(Node::items).unwrap_or_default() {
            let mut rule = Props::below(rule, "CorsConfiguration.CorsRules");
            rule.skip(&["Id"]);
            if let Some(rule) = draft.object(resource, Some(rule), CORS, "the bucket") {
                block.add("cors", rule);
            }
        }
    }
    // Access control lists are off, and the owner of a bucket owns its objects: what AWS advises.
    props.skip(&["OwnershipControls", "AccessControl"]);
    if let Some(acl) = resource.props.get("AccessControl").and_then(Node::as_text)
        && acl != "Private"
    {
        draft.left(
            resource,
            "AccessControl",
            0,
            format!("the access control list `{acl}`"),
            "buckets here have none",
            "write a `policy` that says who may do what",
        );
    }
    let address = block.address();
    let notifications = props.inner("NotificationConfiguration");
    props.rest(draft, resource, &format!("`{address}`"));
    if let Some(mut inner) = notifications {
        if inner.take("EventBridgeConfiguration").is_some() {
            block.set("event_bridge", Expr::Bool(true));
        }
        draft.push(block, resource);
        self::notifications(draft, resource, inner);
    } else {
        draft.push(block, resource);
    }
}

/// A name that no bucket can have was to be filled in.
fn nameable(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block) {
    let name = block.get("name").and_then(Expr::as_text).unwrap_or_default().to_owned();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
    if !name.chars().all(fits) {
        block.attrs.retain(|(name, _)| name != "name");
        draft.left(
            resource,
            "BucketName",
            0,
            format!("the name `{name}`"),
            "no bucket can be called so",
            "give it a `name`, or leave it to the stack",
        );
    }
}

/// S3's own key is the default; a key of one's own is said.
fn encryption(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    props: &mut Props<'_>,
) {
    let Some(mut inner) = props.inner("BucketEncryption") else { return };
    for rule in
        inner.take("ServerSideEncryptionConfiguration").map(Node::one_or_more).unwrap_or_default()
    {
        let key = rule.at(&["ServerSideEncryptionByDefault", "KMSMasterKeyID"]);
        match key.filter(|key| !key.is_empty()).map(|key| draft.value(key)) {
            Some(Ok(value)) => block.entry("encryption", "key", value),
            Some(Err(why)) => draft.left(
                resource,
                "BucketEncryption",
                rule.line,
                "its key",
                why,
                "set `encryption` by hand",
            ),
            None => {}
        }
    }
}

fn public(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: &mut Props<'_>) {
    let Some(mut inner) = props.inner("PublicAccessBlockConfiguration") else { return };
    let on =
        BLOCKS.iter().filter(|name| inner.take(name).and_then(Node::as_bool) == Some(true)).count();
    if on < BLOCKS.len() {
        block.set("block_public_access", Expr::Bool(false));
    }
    if on > 0 && on < BLOCKS.len() {
        draft.left(
            resource,
            "PublicAccessBlockConfiguration",
            0,
            "a part of the four settings",
            "here all four are on or off together",
            "set `block_public_access = true` if you can",
        );
    }
    inner.rest(draft, resource, "the bucket");
}

fn lifecycle(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: &mut Props<'_>) {
    let Some(mut inner) = props.inner("LifecycleConfiguration") else { return };
    for rule in inner.take("Rules").map(Node::items).unwrap_or_default() {
        let mut rule = Props::below(rule, "LifecycleConfiguration.Rules");
        if rule.take("Status").and_then(Node::as_text) == Some("Disabled") {
            continue;
        }
        rule.skip(&["Id"]);
        let mut made = Block::new("", &[]);
        let rows: &[Row] = &[
            ("Prefix", "prefix", By::Value),
            ("ExpirationInDays", "expire", DAYS),
            ("NoncurrentVersionExpirationInDays", "expire_old_versions", DAYS),
        ];
        draft.rows(&mut made, resource, &mut rule, rows);
        for (name, within, to) in [
            ("NoncurrentVersionExpiration", "NoncurrentDays", "expire_old_versions"),
            ("AbortIncompleteMultipartUpload", "DaysAfterInitiation", "abort_uploads"),
        ] {
            if let Some(mut part) = rule.inner(name) {
                draft.rows(&mut made, resource, &mut part, &[(within, to, DAYS)]);
                part.rest(draft, resource, "the bucket");
            }
        }
        rule.rest(draft, resource, "the bucket");
        if made.attrs.iter().any(|(name, _)| name != "prefix") {
            block.add("lifecycle", Expr::Object(made.attrs));
        }
    }
}

fn notifications(draft: &mut Draft<'_>, resource: &Resource, mut props: Props<'_>) {
    for (name, to) in [
        ("LambdaConfigurations", "Function"),
        ("QueueConfigurations", "Queue"),
        ("TopicConfigurations", "Topic"),
    ] {
        for (at, one) in props.take(name).map(Node::items).unwrap_or_default().iter().enumerate() {
            let events = one.get("Event").or_else(|| one.get("Events")).cloned();
            let node = Node::map([
                ("Bucket", Some(Node::reference(&resource.id))),
                ("To", one.get(to).cloned()),
                ("Events", events),
                ("Filter", one.get("Filter").cloned()),
            ]);
            let source = format!("{}.NotificationConfiguration.{name}[{at}]", resource.source);
            let entry = Resource::new(
                &format!("{}{at}", resource.id),
                &source,
                TRIGGER,
                node.at_line(one.line),
            );
            let label = draft.label("trigger.bucket", &resource.label);
            write_trigger(draft, &entry.called(&label), &label);
        }
    }
    props.rest(draft, resource, "the bucket");
}

pub(super) fn trigger(draft: &mut Draft<'_>, resource: &Resource) {
    let label = draft.label_of(resource);
    write_trigger(draft, resource, &label);
}

fn write_trigger(draft: &mut Draft<'_>, resource: &Resource, label: &str) {
    let mut block = Block::new("trigger", &["bucket", label]);
    let mut props = Props::of(resource);
    let rows: &[Row] =
        &[("Bucket", "bucket", By::Refer(&["bucket", "existing.bucket"])), ("To", "to", TOLD)];
    draft.rows(&mut block, resource, &mut props, rows);
    for event in props.take("Events").map(Node::one_or_more).unwrap_or_default() {
        if let Some(event) = event.as_text() {
            block.add("events", Expr::text(event.strip_prefix("s3:").unwrap_or(event)));
        }
    }
    for rule in props
        .take("Filter")
        .and_then(|filter| filter.at(&["S3Key", "Rules"]))
        .map(Node::items)
        .unwrap_or_default()
    {
        let name = rule.get("Name").and_then(Node::as_text).unwrap_or_default().to_lowercase();
        match rule.get("Value").map(|value| draft.value(value)) {
            Some(Ok(value)) if name == "prefix" || name == "suffix" => block.set(&name, value),
            Some(Err(why)) => draft.left(
                resource,
                "Filter",
                rule.line,
                "its filter",
                why,
                "set `prefix` or `suffix` by hand",
            ),
            _ => {}
        }
    }
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    if block.get("bucket").is_some() && block.get("to").is_some() {
        draft.push(block, resource);
    }
}
