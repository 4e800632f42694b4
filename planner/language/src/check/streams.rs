//! Triggers that follow a table need its stream; and Kinesis counts hours.
use super::{of, plain};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::units::print_seconds;
use cutover_schemas::value::Value;

const HOUR: i64 = 3_600;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for stream in of(spec, "stream") {
        let kept = stream.attr("retention").as_int().unwrap_or_default();
        if kept % HOUR != 0 {
            let kept = print_seconds(kept);
            let message = format!("a stream can't keep records for {kept}");
            problems.push(
                Diagnostic::error("spec/bad-retention", message)
                    .at(stream.place_of("retention"))
                    .help("Kinesis counts whole hours: write `\"36h\"`, for example"),
            );
        }
        key(stream, problems);
    }
    for trigger in of(spec, "trigger") {
        let Value::Reference(address) = trigger.attr("table") else { continue };
        let Some(table) = spec.blocks.get(address).filter(|table| table.word == "table") else {
            continue;
        };
        if !table.attr("stream").is_null() {
            continue;
        }
        let message = format!("`{}` has no stream", table.address);
        problems.push(
            Diagnostic::error("spec/no-stream", message)
                .at(trigger.place_of("table"))
                .label("nothing tells what changes")
                .related(table.place_of("stream"), "the table")
                .help("add `stream = \"new_and_old_images\"` to the table"),
        );
    }
}

/// Roles name a key by its ARN, so an alias of one's own would leave them without it.
fn key(stream: &Declared, problems: &mut Vec<Diagnostic>) {
    let key = stream.attr("encryption").as_map().and_then(|encryption| encryption.get("key"));
    let Some(key) = key.and_then(plain) else { return };
    if key.starts_with("arn:") || key == "alias/aws/kinesis" {
        return;
    }
    problems.push(
        Diagnostic::error("spec/bad-arn", format!("`{key}` is no ARN of a key"))
            .at(stream.place_of("encryption.key"))
            .help("write the key's ARN, or `alias/aws/kinesis` for the one that AWS keeps"),
    );
}
