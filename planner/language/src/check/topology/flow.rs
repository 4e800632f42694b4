//! How one thing leads to another: from what a function does, through queues, topics, tables and the like, to the next
//! function.
use super::pattern;
use super::rights::{Right, Verb};
use super::wiring::{Trigger, Wiring, target};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Place;
use cutover_schemas::spec::Declared;

/// How a thing is reached, because what follows depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// A function whose caller waits.
    Called,
    /// A function whose caller doesn't wait: only then there is an end to tell of.
    Told,
    /// An object of a bucket that is there now.
    Created,
    /// An object of a bucket that is gone.
    Removed,
    /// Anything else.
    Plain,
}

/// A thing and how it is reached.
pub(super) type Node = (Address, Way);

/// One step of a flow.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) to: Node,
    /// Where that is said.
    pub(super) place: Place,
    /// In words.
    pub(super) how: &'static str,
    /// Whether it happens every time, and not only where the code wants it.
    pub(super) certain: bool,
}

/// What a node leads to.
pub(super) fn steps(wiring: &Wiring<'_>, (address, way): &Node) -> Vec<Step> {
    match way {
        Way::Called | Way::Told => from_function(wiring, address, *way),
        Way::Created | Way::Removed => from_bucket(wiring, address, *way),
        Way::Plain => wiring
            .listening(address)
            .iter()
            .filter_map(|trigger| delivered(wiring, trigger))
            .collect(),
    }
}

fn from_function(wiring: &Wiring<'_>, address: &Address, way: Way) -> Vec<Step> {
    let rights = wiring.rights(address).iter();
    let mut steps: Vec<Step> = rights.flat_map(|right| done(wiring, right)).collect();
    let Some(function) = wiring.function(address) else { return steps };
    if way == Way::Told {
        let place = function.place_of("on_success");
        let to = target(function.attr("on_success"));
        steps.extend(to.map(|to| passed_on(wiring, to, place, "is told when it went well")));
    }
    for trigger in wiring.listening(address) {
        steps.extend(heard(wiring, trigger, address, way));
    }
    steps
}

/// What follows from something that a function may do.
fn done(wiring: &Wiring<'_>, right: &Right) -> Vec<Step> {
    let step = |way: Way, how: &'static str| Step {
        to: (right.target.clone(), way),
        place: right.place.clone(),
        how,
        certain: false,
    };
    let is_bucket = || kind(wiring, &right.target) == "bucket";
    match right.verb {
        Verb::Send => vec![step(Way::Plain, "may be sent messages")],
        Verb::Publish => vec![step(Way::Plain, "may be published to")],
        Verb::Put => vec![step(Way::Plain, "may get events or records")],
        Verb::Write if is_bucket() => vec![step(Way::Created, "may get objects")],
        Verb::Write => vec![step(Way::Plain, "may get items")],
        Verb::Delete => vec![step(Way::Removed, "may lose objects")],
        // Whether the caller waits is up to its code.
        Verb::Invoke => [Way::Called, Way::Told].map(|way| step(way, "may be invoked")).into(),
    }
}

/// The kind of a block, also of one that is not managed here.
fn kind<'w>(wiring: &'w Wiring<'_>, address: &Address) -> &'w str {
    let block = wiring.spec.blocks.get(address);
    block.map_or("", |block| match block.word.as_str() {
        "existing" => block.labels.first().map_or("", String::as_str),
        word => word,
    })
}

/// What listens to a function itself: to its log, and to how its calls end.
fn heard(wiring: &Wiring<'_>, trigger: &Trigger<'_>, function: &Address, way: Way) -> Option<Step> {
    // That a function hears itself is an error of its own.
    let to = trigger.to.filter(|to| *to != function)?;
    let how = match trigger.kind {
        "log" if trigger.block.attr("pattern").as_text() == Some("") => "reads its log",
        "function" if way == Way::Told && trigger.block.attr("on").as_text() == Some("success") => {
            "is told when it went well"
        }
        _ => return None,
    };
    Some(passed_on(wiring, to, trigger.block.place.clone(), how))
}

/// What a trigger of a queue, a topic, a table, a stream or a bus leads to.
fn delivered(wiring: &Wiring<'_>, trigger: &Trigger<'_>) -> Option<Step> {
    let passes = match trigger.kind {
        "queue" | "topic" | "table" | "stream" => !pattern::picks(trigger.block),
        "event" => pattern::takes_all(trigger.block),
        _ => false,
    };
    let waits = matches!(trigger.kind, "queue" | "table" | "stream");
    let step = passed_on(
        wiring,
        trigger.to?,
        trigger.block.place.clone(),
        "is called by it or fed from it",
    );
    let to = if waits && step.to.1 == Way::Told { (step.to.0, Way::Called) } else { step.to };
    passes.then_some(Step { to, ..step })
}

fn from_bucket(wiring: &Wiring<'_>, bucket: &Address, way: Way) -> Vec<Step> {
    let (event, detail) = match way {
        Way::Removed => ("ObjectRemoved:Delete", "Object Deleted"),
        _ => ("ObjectCreated:Put", "Object Created"),
    };
    let own = wiring.listening(bucket).iter().filter(|trigger| {
        trigger.kind == "bucket"
            && pattern::any_key(trigger.block)
            && pattern::hears(trigger.block, event)
    });
    let tells_bus = |bucket: &&Declared| bucket.attr("event_bridge").as_bool() == Some(true);
    let on_bus = wiring.spec.blocks.get(bucket).filter(tells_bus).into_iter().flat_map(|bucket| {
        wiring.triggers.iter().filter(move |trigger| {
            trigger.kind == "event"
                && trigger.block.attr("bus").is_null()
                && pattern::takes_objects(trigger.block, bucket, detail)
        })
    });
    own.chain(on_bus)
        .filter_map(|trigger| {
            let place = trigger.block.place.clone();
            Some(passed_on(wiring, trigger.to?, place, "is told of its objects"))
        })
        .collect()
}

/// A step that a service takes by itself.
fn passed_on(wiring: &Wiring<'_>, to: &Address, place: Place, how: &'static str) -> Step {
    let way = if kind(wiring, to) == "function" { Way::Told } else { Way::Plain };
    Step { to: (to.clone(), way), place, how, certain: true }
}
