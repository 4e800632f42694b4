//! `AWS::Scheduler::Schedule`.
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, MINUTES, Props, Row, SECONDS};

pub(super) const TARGETS: By = By::Refer(&[
    "function",
    "queue",
    "topic",
    "bus",
    "existing.function",
    "existing.queue",
    "existing.topic",
    "existing.bus",
]);

const ROWS: &[Row] = &[
    ("Name", "name", By::Value),
    ("Description", "description", By::Value),
    ("StartDate", "start", By::Value),
    ("EndDate", "end", By::Value),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    let mut target = props.inner("Target");
    if let Some(target) = &mut target {
        draft.rows(&mut block, resource, target, &[("Arn", "to", TARGETS)]);
    }
    if let Err(why) = set_due(draft, &mut block, props.take("ScheduleExpression")) {
        draft.left_whole(resource, why, "write the `trigger \"schedule\"` by hand");
        return;
    }
    if let Some(zone) =
        props.take("ScheduleExpressionTimezone").filter(|zone| zone.as_text() != Some("UTC"))
    {
        match draft.value(zone) {
            Ok(zone) => block.set("timezone", zone),
            Err(why) => draft.left(
                resource,
                "ScheduleExpressionTimezone",
                zone.line,
                "its time zone",
                why,
                "set `timezone` by hand",
            ),
        }
    }
    draft.rows(&mut block, resource, &mut props, ROWS);
    if let Some(mut window) = props.inner("FlexibleTimeWindow") {
        if window.take("Mode").and_then(Node::as_text) == Some("FLEXIBLE") {
            draft.rows(
                &mut block,
                resource,
                &mut window,
                &[("MaximumWindowInMinutes", "window", MINUTES)],
            );
        } else {
            window.skip(&["MaximumWindowInMinutes"]);
        }
    }
    state(&mut block, &mut props);
    if let Some(target) = target {
        self::target(draft, resource, &mut block, target);
    }
    props.skip(&["GroupName"]);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    if block.get("to").is_some() {
        draft.push(block, resource);
    } else {
        draft.left_whole(resource, "it calls nothing of this stack", "keep it where it is");
    }
}

/// Whether a rule or a schedule is off.
pub(super) fn state(block: &mut Block, props: &mut Props<'_>) {
    if props.take("State").and_then(Node::as_text) == Some("DISABLED") {
        block.set("enabled", Expr::Bool(false));
    }
}

/// What a target gets, how often it is tried, and where what fails goes: of schedules and rules alike.
pub(super) fn target(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    mut target: Props<'_>,
) {
    draft.rows(
        block,
        resource,
        &mut target,
        &[("Input", "input", By::Document), ("InputPath", "input_path", By::Value)],
    );
    if let Some(mut transformer) = target.inner("InputTransformer") {
        let rows: &[Row] =
            &[("InputPathsMap", "paths", By::Value), ("InputTemplate", "template", By::Value)];
        let mut made = Block::new("", &[]);
        draft.rows(&mut made, resource, &mut transformer, rows);
        block.set("transform", Expr::Object(made.attrs));
    }
    let retry = target.inner("RetryPolicy");
    let rows: &[Row] = &[
        ("MaximumRetryAttempts", "attempts", By::Value),
        ("MaximumEventAgeInSeconds", "age", SECONDS),
    ];
    block.set_maybe("retry", draft.object(resource, retry, rows, "the trigger"));
    if let Some(mut letters) = target.inner("DeadLetterConfig") {
        letters.skip(&["Type", "QueueLogicalId"]);
        draft.rows(
            block,
            resource,
            &mut letters,
            &[("Arn", "on_failure", By::Refer(&["queue", "existing.queue"]))],
        );
    }
    if let Some(mut queue) = target.inner("SqsParameters") {
        draft.rows(block, resource, &mut queue, &[("MessageGroupId", "group", By::Value)]);
    }
    // The role of a schedule is derived.
    target.skip(&["Arn", "Id", "RoleArn"]);
    target.rest(draft, resource, "the trigger");
}

/// Sets `cron`, `rate` or `at`.
pub(super) fn set_due(
    draft: &mut Draft<'_>,
    block: &mut Block,
    node: Option<&Node>,
) -> Result<(), String> {
    let value = draft.value(node.ok_or("it does not say when it is due")?)?;
    let text = value.as_text().ok_or(
        "when it is due is computed: `cron`, `rate` and `at` are different attributes here",
    )?;
    let (name, text) = due(text)?;
    block.set(name, Expr::text(text));
    Ok(())
}

/// `rate(5 minutes)`, `cron(...)`, `at(...)` as an attribute and its text.
pub(crate) fn due(text: &str) -> Result<(&'static str, String), String> {
    let inner = |word: &str| {
        text.trim().strip_prefix(word)?.trim().strip_prefix('(')?.strip_suffix(')').map(str::trim)
    };
    if let Some(cron) = inner("cron") {
        return Ok(("cron", cron.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    if let Some(at) = inner("at") {
        return Ok(("at", at.to_owned()));
    }
    let wrong = || format!("`{text}` is neither `rate(...)` nor `cron(...)`");
    let rate = inner("rate").ok_or_else(wrong)?;
    let (number, unit) = rate.split_once(char::is_whitespace).ok_or_else(wrong)?;
    let number: i64 = number.trim().parse().map_err(|_| wrong())?;
    let size = match unit.trim().trim_end_matches('s') {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return Err(wrong()),
    };
    Ok(("rate", cutover_schemas::units::print_seconds(number * size)))
}

#[cfg(test)]
mod tests {
    use super::due;

    #[test]
    fn expressions_become_attributes() {
        for (text, expected) in [
            ("rate(5 minutes)", Ok(("rate", "5m"))),
            ("rate(1 day)", Ok(("rate", "1d"))),
            ("cron(0  12 * * ? *)", Ok(("cron", "0 12 * * ? *"))),
            ("at(2030-01-31T09:00:00)", Ok(("at", "2030-01-31T09:00:00"))),
            ("every day", Err(())),
        ] {
            let made = due(text).map_err(|_| ());
            assert_eq!(made, expected.map(|(name, text)| (name, text.to_owned())), "{text}");
        }
    }
}
