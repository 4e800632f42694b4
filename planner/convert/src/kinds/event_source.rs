//! `AWS::Lambda::EventSourceMapping`: a queue, a stream, or the stream of a table that calls a function.
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, Props, Row, SECONDS};
use crate::value::{mentioned, referred};

const COMMON: &[Row] = &[
    ("BatchSize", "batch_size", By::Value),
    ("MaximumBatchingWindowInSeconds", "batch_window", SECONDS),
    ("Enabled", "enabled", By::Value),
    ("Tags", "tags", By::Tags),
];

const OF_STREAMS: &[Row] = &[
    (
        "StartingPosition",
        "starting_position",
        By::Word(&[("TRIM_HORIZON", "trim_horizon"), ("LATEST", "latest")]),
    ),
    ("ParallelizationFactor", "parallel", By::Value),
    ("MaximumRetryAttempts", "retries", By::Value),
    ("BisectBatchOnFunctionError", "bisect", By::Value),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let source = props.take("EventSourceArn");
    let Some(word) = source.and_then(|source| word(draft, source)) else {
        let why = "triggers read queues, data streams and streams of tables; its source is none of them, or is not told";
        draft.left_whole(resource, why, "keep the mapping where it is, on the alias `live`");
        return;
    };
    let label = draft.label_of(resource);
    let mut block = Block::new("trigger", &[word, &label]);
    let words: &[&str] = match word {
        "queue" => &["queue", "existing.queue"],
        "stream" => &["stream", "existing.stream"],
        _ => &["table"],
    };
    draft.rows(
        &mut block,
        resource,
        &mut props,
        &[
            ("EventSourceArn", word, By::Refer(words)),
            ("FunctionName", "to", By::Refer(&["function"])),
        ],
    );
    draft.rows(&mut block, resource, &mut props, COMMON);
    if block.get("enabled") == Some(&Expr::Bool(true)) {
        block.attrs.retain(|(name, _)| name != "enabled");
    }
    if word == "queue" {
        props.skip(&["StartingPosition"]);
        if let Some(mut scaling) = props.inner("ScalingConfig") {
            draft.rows(
                &mut block,
                resource,
                &mut scaling,
                &[("MaximumConcurrency", "max_concurrency", By::Value)],
            );
        }
        gather(draft, resource, &mut block);
        hidden(draft, resource, &mut block);
    } else {
        draft.rows(&mut block, resource, &mut props, OF_STREAMS);
        // Minus one is "as long as the records live", which absence says.
        if props.take("MaximumRecordAgeInSeconds").is_some_and(|age| age.as_int() != Some(-1)) {
            draft.rows(
                &mut block,
                resource,
                &mut props,
                &[("MaximumRecordAgeInSeconds", "max_age", SECONDS)],
            );
        }
        let end = props.inner("DestinationConfig").and_then(|mut ends| ends.inner("OnFailure"));
        if let Some(mut end) = end {
            end.skip(&["Type"]);
            draft.rows(
                &mut block,
                resource,
                &mut end,
                &[(
                    "Destination",
                    "on_failure",
                    By::Refer(&["queue", "topic", "existing.queue", "existing.topic"]),
                )],
            );
        }
    }
    if props.take("FunctionResponseTypes").is_some_and(|types| {
        types.one_or_more().iter().any(|one| one.as_text() == Some("ReportBatchItemFailures"))
    }) {
        block.set("report_failures", Expr::Bool(true));
    }
    filters(draft, resource, &mut block, &mut props);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    if block.get(word).is_some() && block.get("to").is_some() {
        draft.push(block, resource);
    }
}

/// The kind of trigger that reads this source.
fn word(draft: &Draft<'_>, source: &Node) -> Option<&'static str> {
    let kind = referred(source).and_then(|(id, _)| draft.address_of(&id));
    if let Some(address) = kind {
        return ["queue", "stream", "table"]
            .into_iter()
            .find(|word| address.starts_with(&format!("{word}.")));
    }
    let text = source.as_text().or_else(|| source.get("Fn::Sub")?.as_text()).map(str::to_owned);
    let text = text.or_else(|| {
        let (_, items) = crate::value::call(source)?;
        items.items().get(1)?.items().iter().find_map(|one| Some(one.as_text()?.to_owned()))
    })?;
    let named = mentioned(source);
    let arn =
        named.first().map_or(text.clone(), |(id, _)| text.replace(&format!("${{{id}}}"), "x"));
    match arn.split(':').nth(2)? {
        "sqs" => Some("queue"),
        "kinesis" => Some("stream"),
        "dynamodb" => Some("table"),
        _ => None,
    }
}

/// More than ten messages need a window to gather them in.
fn gather(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block) {
    let size = match block.get("batch_size") {
        Some(Expr::Number(text) | Expr::Text(text)) => text.parse().unwrap_or(0),
        _ => 0,
    };
    if size > 10 && block.get("batch_window").is_none() {
        block.set("batch_window", Expr::text("1s"));
        draft.note(format!("`{}` gathers more than ten messages, so it got a `batch_window` of one second, which Lambda asks for.", resource.source));
    }
}

/// Messages must stay hidden as long as their function may run: Lambda refuses the mapping otherwise.
fn hidden(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block) {
    let address = |name: &str| block.get(name).map(crate::hcl::expression);
    let (Some(queue), Some(function)) = (address("queue"), address("to")) else { return };
    let seconds = |draft: &mut Draft<'_>, address: &str, name: &str, default: i64| {
        let block = draft.block_mut(address)?;
        match block.get(name) {
            None => Some(default),
            Some(Expr::Text(text)) => {
                cutover_schemas::units::duration_millis(text).map(|millis| millis / 1_000)
            }
            Some(_) => None,
        }
    };
    let hidden = seconds(draft, &queue, "visibility_timeout", 30);
    let runs = seconds(draft, &function, "timeout", 3);
    if let (Some(hidden), Some(runs)) = (hidden, runs)
        && hidden < runs
    {
        let new = cutover_schemas::units::print_seconds(runs * 6);
        if let Some(block) = draft.block_mut(&queue) {
            block.set("visibility_timeout", Expr::text(new.clone()));
        }
        draft.left(
            resource,
            "",
            0,
            format!("the visibility timeout of `{queue}` as it was"),
            format!(
                "`{function}` may run longer than messages stayed hidden, which Lambda refuses"
            ),
            format!("it is {new} now, six times the function's timeout: check that it fits"),
        );
    }
}

/// `FilterCriteria: { Filters: [{ Pattern: "..." }] }`.
fn filters(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, props: &mut Props<'_>) {
    let Some(mut inner) = props.inner("FilterCriteria") else { return };
    for filter in inner.take("Filters").map(Node::items).unwrap_or_default() {
        let pattern = filter.get("Pattern").map(Node::document);
        match pattern.map(|pattern| draft.value(&pattern)) {
            Some(Ok(pattern)) => block.add("filter", pattern),
            Some(Err(why)) => draft.left(
                resource,
                "FilterCriteria",
                filter.line,
                "a filter",
                why,
                "set `filter` by hand",
            ),
            None => {}
        }
    }
}
