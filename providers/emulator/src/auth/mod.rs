//! Who may call: signatures verified, IAM enforced on every call (`Auth::On`; off unless asked for).
//!
//! * `signature`: SigV4, in headers and presigned.
//! * `need`, `table`: which actions on which resources an operation needs.
//! * `record`: what was asked of whom.
//! * `resources`: what policies may ask of a resource.
//! * `words`: refusals as each service words them.
//!
//! The evaluation itself is `ops::iam::evaluate`. The keys are the account's own (`Settings::root_key`), those of
//! users, and those of role sessions; functions call with their role's. Not in here: live APIs and function URLs,
//! which have authorizers of their own.

mod need;
mod record;
mod resources;
mod signature;
mod table;
mod words;

use bytes::Bytes;
use http::Request;

use crate::ops::iam::evaluate::{self, Context, Decision, Who, decide};
use crate::ops::iam::identity::Identity;
use crate::ops::{Caller, Fault};
use crate::wire::{Call, header};
use crate::world::World;
use crate::world::settings::Auth;
use need::Need;
pub use record::Asked;
pub(crate) use record::Record;
use signature::Signature;
use words::Refusal;

/// How far the clocks of caller and cloud may differ, in minutes; S3 lets them differ more.
const SKEW: i64 = 5;
const SKEW_OF_S3: i64 = 15;

/// Lets a call in, or refuses it in its service's words.
pub(crate) fn admit(world: &World, request: &Request<Bytes>, call: &Call) -> Result<(), Fault> {
    if world.settings().auth == Auth::Off {
        return Ok(());
    }
    let refused = |refusal: Refusal| refusal.fault(call.service, call.envelope.protocol);
    let mut identity = authenticate(world, request, call).map_err(refused)?;
    describe(&mut identity.context, request, call);
    authorize(world, &identity, call).map_err(refused)
}

/// Finds out who signed, and whether they did.
fn authenticate(world: &World, request: &Request<Bytes>, call: &Call) -> Result<Identity, Refusal> {
    let signature = Signature::read(request).map_err(|_| Refusal::Incomplete)?;
    let Some(signature) = signature else {
        // S3 asks the bucket's policy about strangers.
        let stranger = Identity::stranger(world);
        return if call.service.name == "s3" { Ok(stranger) } else { Err(Refusal::Unsigned) };
    };
    let secret = secret(world, &signature)?;
    let is_s3 = call.service.name == "s3";
    on_time(&signature, if is_s3 { SKEW_OF_S3 } else { SKEW })?;
    if !signature.is_made_by(&secret, request) {
        return Err(Refusal::WrongSignature);
    }
    if signature::is_another_body(request) {
        return Err(Refusal::WrongBody);
    }
    Ok(Identity::of_key(world, Some(&signature.access_key)))
}

/// The secret of a key that is in use.
fn secret(world: &World, signature: &Signature) -> Result<String, Refusal> {
    let key = signature.access_key.as_str();
    if let Some(session) = world.sts.sessions.get(key) {
        if signature.token.as_deref() != Some(&session.token) {
            return Err(Refusal::WrongToken);
        }
        if session.expires_ms <= world.now_ms() {
            return Err(Refusal::Expired);
        }
        return Ok(session.secret.clone());
    }
    if let Some(known) = world.iam.keys.get(key).filter(|known| known.is_active) {
        return Ok(known.secret.clone());
    }
    let settings = world.settings();
    if key == settings.root_key {
        return Ok(settings.root_secret.clone());
    }
    Err(Refusal::UnknownKey)
}

/// Whether the request is of now. Callers sign with the machine's clock, whatever the world's is.
fn on_time(signature: &Signature, minutes: i64) -> Result<(), Refusal> {
    let now = jiff::Timestamp::now();
    let parsed = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &signature.time);
    let signed = parsed.ok().and_then(|time| time.to_zoned(jiff::tz::TimeZone::UTC).ok());
    let Some(signed) = signed else { return Err(Refusal::Incomplete) };
    let age = now.as_second() - signed.timestamp().as_second();
    if let Some(expires) = signature.expires {
        let is_late = age > i64::try_from(expires).unwrap_or(i64::MAX);
        return if is_late { Err(Refusal::TooLate) } else { Ok(()) };
    }
    if age.abs() > minutes * 60 {
        let now = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        return Err(Refusal::Skewed { time: signature.time.clone(), now, minutes });
    }
    Ok(())
}

/// What the request tells policies.
fn describe(context: &mut Context, request: &Request<Bytes>, call: &Call) {
    context.set("aws:SourceIp", "127.0.0.1");
    if let Some(agent) = header(request.headers(), "user-agent") {
        context.set("aws:UserAgent", agent);
    }
    let input = &call.input;
    let mut tags = input.tag_list("Tags");
    for member in ["Tags", "tags"] {
        tags.extend(input.text_map(member).unwrap_or_default());
    }
    context.set_tags("aws:RequestTag", &tags);
    let keys = ["TagKeys", "tagKeys"].into_iter().flat_map(|member| need::texts(input, member));
    context.set_all("aws:TagKeys", tags.keys().cloned().chain(keys).collect());
}

/// Holds everything that the call needs against the policies of who makes it.
fn authorize(world: &World, identity: &Identity, call: &Call) -> Result<(), Refusal> {
    if matches!(identity.who, Who::Root { .. }) {
        return Ok(());
    }
    let Some(needs) = table::needs(call.service, call.operation) else {
        let text = format!(
            "the local cloud does not know what {}:{} needs, so only the account itself may call it",
            call.service.name, call.operation.name
        );
        return Err(Refusal::Denied(text));
    };
    for need in needs.iter().filter(|need| need.is_asked(&call.input)) {
        for resource in need.on.resources(world, &call.input) {
            check(world, identity, call, need, &resource)?;
        }
    }
    Ok(())
}

/// Whether the caller of an operation may do something more, which the operation goes without if not; the refusal's
/// words if they may not.
pub(crate) fn lets(
    world: &World,
    caller: &Caller,
    action: &'static str,
    resource: &str,
) -> Result<(), String> {
    if world.settings().auth == Auth::Off {
        return Ok(());
    }
    let identity = Identity::of_key(world, caller.access_key.as_deref());
    if matches!(identity.who, Who::Root { .. }) {
        return Ok(());
    }
    allowed(world, &identity, action, resource, identity.context.clone())
}

fn check(
    world: &World,
    identity: &Identity,
    call: &Call,
    need: &Need,
    resource: &str,
) -> Result<(), Refusal> {
    let mut context = identity.context.clone();
    for (key, source) in need.keys {
        context.set_all(key, source.values(world, &call.input));
    }
    allowed(world, identity, need.action, resource, context).map_err(Refusal::Denied)
}

/// Asks the policies of the caller and of the resource.
fn allowed(
    world: &World,
    identity: &Identity,
    action: &'static str,
    resource: &str,
    mut context: Context,
) -> Result<(), String> {
    world.asked.note(Asked {
        who: identity.who.arn(),
        action: action.to_owned(),
        resource: resource.to_owned(),
    });
    let policy = resources::policy(world, resource);
    // Finding tags takes a search, so only policies that ask for them make one.
    if identity.grants.asks_for("resourcetag") || asks(policy.as_deref(), "resourcetag") {
        let tags = resources::tags(world, resource);
        context.set_tags("aws:ResourceTag", &tags);
        context.set_tags(&format!("{}:ResourceTag", vendor(action)), &tags);
    }
    let request = evaluate::Request { who: &identity.who, action, resource, context: &context };
    let decision = decide(request, &identity.grants, policy.as_deref());
    if decision == Decision::Allowed {
        return Ok(());
    }
    Err(format!(
        "User: {} is not authorized to perform: {action} on resource: {resource}{}",
        identity.who.arn(),
        decision.reason(action)
    ))
}

fn vendor(action: &str) -> &str {
    action.split(':').next().unwrap_or_default()
}

fn asks(policy: Option<&str>, word: &str) -> bool {
    policy.is_some_and(|policy| policy.to_lowercase().contains(word))
}
