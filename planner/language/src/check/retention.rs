//! Log retention: CloudWatch Logs takes certain numbers of days only.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::kinds::log_group::RETENTION_DAYS;
use cutover_schemas::spec::Spec;
use cutover_schemas::units::print_seconds;

const DAY: i64 = 86_400;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let functions = of(spec, "function").map(|block| (block, "logs"));
    let apis = of(spec, "api").map(|block| (block, "access_logs"));
    for (block, attr) in functions.chain(apis) {
        let logs = block.attr(attr).as_map();
        let Some(seconds) = logs
            .and_then(|logs| logs.get("retention"))
            .and_then(cutover_schemas::value::Value::as_int)
        else {
            continue;
        };
        if seconds % DAY == 0 && RETENTION_DAYS.contains(&(seconds / DAY)) {
            continue;
        }
        let next =
            RETENTION_DAYS.iter().find(|days| **days * DAY >= seconds).or(RETENTION_DAYS.last());
        let nearest = next.map_or_else(String::new, |days| {
            format!("; `\"{days}d\"` is the next that is possible")
        });
        let all: Vec<String> = RETENTION_DAYS.iter().map(ToString::to_string).collect();
        problems.push(
            Diagnostic::error(
                "spec/bad-retention",
                format!("logs can't be kept for {}{nearest}", print_seconds(seconds)),
            )
            .at(block.place_of(&format!("{attr}.retention")))
            .help(format!("possible are {} days", all.join(", "))),
        );
    }
}
