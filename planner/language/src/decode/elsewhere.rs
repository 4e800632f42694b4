//! What people write who come from other tools, and what it is called here: only for help lines.
use cutover_schemas::diagnostic::did_you_mean;
use hcl_edit::structure::Block;

/// Terraform's resources, and how what they make is said here.
const RESOURCES: &[(&str, &str)] = &[
    ("aws_api_gateway_rest_api", "`api \"NAME\" { route \"GET /\" { to = function.NAME } }`"),
    ("aws_apigatewayv2_api", "`api \"NAME\" { route \"GET /\" { to = function.NAME } }`"),
    ("aws_apigatewayv2_authorizer", "`authorizer \"NAME\" { ... }` inside of an `api`"),
    ("aws_apigatewayv2_integration", "the `to` of a `route` inside of an `api`"),
    ("aws_apigatewayv2_route", "`route \"GET /\" { to = function.NAME }` inside of an `api`"),
    ("aws_apigatewayv2_stage", "part of `api \"NAME\" { ... }`"),
    ("aws_cloudwatch_event_bus", "`bus \"NAME\" { ... }`"),
    (
        "aws_cloudwatch_event_rule",
        "`trigger \"event\" \"NAME\" { ... }`, or `trigger \"schedule\"`",
    ),
    ("aws_cloudwatch_event_target", "the `to` of a `trigger`"),
    ("aws_cloudwatch_log_group", "the `logs` of a `function`"),
    ("aws_cloudwatch_log_subscription_filter", "`trigger \"log\" \"NAME\" { ... }`"),
    ("aws_cloudwatch_metric_alarm", "`alarm \"NAME\" { ... }`"),
    ("aws_dynamodb_table", "`table \"NAME\" { ... }`"),
    ("aws_iam_policy", "`access { ... }` of a `function`, or `allow` of a `role`"),
    ("aws_iam_role", "`role \"NAME\" { ... }`; a function without one gets its own"),
    ("aws_iam_role_policy", "`access { ... }` of a `function`, or `allow` of a `role`"),
    ("aws_iam_role_policy_attachment", "`managed` of a `role`"),
    ("aws_kinesis_stream", "`stream \"NAME\" { ... }`"),
    ("aws_lambda_alias", "part of `function \"NAME\" { ... }`: each has the alias `live`"),
    (
        "aws_lambda_event_source_mapping",
        "`trigger \"queue\" \"NAME\" { ... }`, `\"table\"` or `\"stream\"`",
    ),
    ("aws_lambda_function", "`function \"NAME\" { ... }`"),
    ("aws_lambda_function_event_invoke_config", "`on_failure` of a `function`"),
    ("aws_lambda_function_url", "`trigger \"url\" \"NAME\" { to = function.NAME }`"),
    ("aws_lambda_layer_version", "`layer \"NAME\" { ... }`"),
    ("aws_lambda_permission", "not needed: whatever calls a function is allowed to by itself"),
    ("aws_lambda_provisioned_concurrency_config", "`concurrency { ... }` of a `function`"),
    ("aws_s3_bucket", "`bucket \"NAME\" { ... }`"),
    ("aws_s3_bucket_notification", "`trigger \"bucket\" \"NAME\" { ... }`"),
    ("aws_scheduler_schedule", "`trigger \"schedule\" \"NAME\" { ... }`"),
    ("aws_sns_topic", "`topic \"NAME\" { ... }`"),
    ("aws_sns_topic_subscription", "`trigger \"topic\" \"NAME\" { ... }`"),
    ("aws_sqs_queue", "`queue \"NAME\" { ... }`"),
    ("aws_sqs_queue_policy", "the `policy` of a `queue`, rarely needed"),
];

/// Other words for blocks, in lower case without `_`.
const BLOCKS: &[(&str, &str)] = &[
    ("apigateway", "`api \"NAME\" { ... }`"),
    ("cron", "`trigger \"schedule\" \"NAME\" { cron = ... }`"),
    ("dynamodb", "`table \"NAME\" { ... }`"),
    ("dynamodbtable", "`table \"NAME\" { ... }`"),
    ("environment", "`stage \"NAME\" { ... }`"),
    ("event", "`trigger \"event\" \"NAME\" { ... }`"),
    ("eventbridge", "`bus \"NAME\" { ... }`"),
    ("eventbus", "`bus \"NAME\" { ... }`"),
    ("events", "`trigger \"KIND\" \"NAME\" { to = function.NAME }`"),
    ("globals", "`defaults \"function\" { ... }`"),
    ("httpapi", "`api \"NAME\" { ... }`"),
    ("kinesis", "`stream \"NAME\" { ... }`"),
    ("lambda", "`function \"NAME\" { ... }`"),
    (
        "parameter",
        "`variable \"NAME\" { ... }`, or `existing \"parameter\" \"NAME\"` for one of SSM",
    ),
    ("parameters", "`variable \"NAME\" { ... }`, one block each"),
    ("resources", "blocks of their own: `function \"NAME\" { ... }`, `queue \"NAME\" { ... }`"),
    ("s3", "`bucket \"NAME\" { ... }`"),
    ("schedule", "`trigger \"schedule\" \"NAME\" { ... }`"),
    ("secret", "`existing \"secret\" \"NAME\" { ... }`"),
    ("sns", "`topic \"NAME\" { ... }`"),
    ("sqs", "`queue \"NAME\" { ... }`"),
    ("statemachine", "`workflow`, which is planned"),
    ("url", "`trigger \"url\" \"NAME\" { to = function.NAME }`"),
    ("workspace", "`stage \"NAME\" { ... }`"),
];

/// Other words at the start of a reference.
const NAMES: &[(&str, &str)] = &[
    (
        "data",
        "things that are not managed here are declared as `existing \"KIND\" \"NAME\"`, and `stack.region` and `stack.account` say where the stack is",
    ),
    ("env", "a variable of the environment is read by `env(\"NAME\")`"),
    ("locals", "one of `locals` is `local.NAME`"),
    ("param", "a variable is `var.NAME`"),
    ("self", "name the block itself, as in `queue.jobs`"),
    ("terraform", "the name of the stage is `stack.stage`"),
    ("variable", "a variable is `var.NAME`"),
    ("vars", "a variable is `var.NAME`"),
    ("workspace", "the name of the stage is `stack.stage`"),
];

/// Other words for attributes, and what they are called here.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("architectures", "architecture"),
    ("attribute", "key"),
    ("billing_mode", "capacity"),
    ("code_uri", "code"),
    ("codeuri", "code"),
    ("content_based_deduplication", "content_deduplication"),
    ("cors_configuration", "cors"),
    ("dead_letter_config", "on_failure"),
    ("deadletterqueue", "on_failure"),
    ("delay_seconds", "delay"),
    ("env", "environment"),
    ("environment_variables", "environment"),
    ("ephemeral_storage", "storage"),
    ("error_message", "error"),
    ("event_pattern", "pattern"),
    ("event_source_arn", "queue"),
    ("fifo_queue", "fifo"),
    ("filename", "code"),
    ("function_name", "name"),
    ("functionname", "name"),
    ("hash_key", "key"),
    ("image_uri", "image"),
    ("imageuri", "image"),
    ("logging_config", "logs"),
    ("managed_policy_arns", "managed"),
    ("maximum_batching_window_in_seconds", "batch_window"),
    ("memory_size", "memory"),
    ("memorysize", "memory"),
    ("message_retention_seconds", "retention"),
    ("policies", "access"),
    ("policy", "access"),
    ("range_key", "sort"),
    ("receive_wait_time_seconds", "receive_wait"),
    ("redrive_policy", "dead_letter"),
    ("reserved_concurrent_executions", "concurrency"),
    ("schedule_expression", "cron"),
    ("source_dir", "code"),
    ("stream_enabled", "stream"),
    ("stream_view_type", "stream"),
    ("target", "to"),
    ("target_arn", "to"),
    ("tracing_config", "tracing"),
    ("visibility_timeout_seconds", "visibility_timeout"),
    ("vpc_config", "vpc"),
];

/// What the words of an unknown block are called here.
pub(super) fn block(block: &Block) -> Option<String> {
    let word = block.ident.as_str();
    let kind = block.labels.first().map_or("", hcl_edit::structure::BlockLabel::as_str);
    Some(match word {
        "resource" => resource(kind),
        "data" => {
            "things that are not managed here are written as `existing \"role\" \"name\" { ... }`"
                .to_owned()
        }
        "provider" | "terraform" => {
            "there is nothing to configure: the region and account stand in `stage` blocks"
                .to_owned()
        }
        _ => format!("here this is {}", find(BLOCKS, &plain(word))?),
    })
}

fn resource(kind: &str) -> String {
    match find(RESOURCES, kind) {
        Some(here) => format!("here `{kind}` is {here}"),
        None => "blocks start with their kind, without a provider: `function \"orders\" { ... }`; what this language has no block for is declared as `existing`".to_owned(),
    }
}

/// What a word at the start of a reference is called here.
pub(super) fn name(word: &str) -> Option<String> {
    if let Some(here) = find(RESOURCES, word) {
        return Some(format!(
            "here `{word}` is {here}, and is referred to by that word and its name"
        ));
    }
    if word.starts_with("aws_") {
        return Some(
            "references begin with a word of this language, as in `queue.jobs`".to_owned(),
        );
    }
    if let Some(here) = find(NAMES, word) {
        return Some(here.to_owned());
    }
    let here = find(BLOCKS, &plain(word))?;
    Some(format!("here this is {here}, and is referred to by that word and its name"))
}

/// What an attribute is called here, if it is one of those that the block knows.
pub(super) fn attribute(name: &str, known: &[&str]) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let all = ATTRIBUTES.iter().filter(|(there, _)| *there == lower);
    all.map(|(_, here)| *here).find(|here| known.contains(here))
}

/// What is meant by a word that a block doesn't know.
pub(super) fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let here = attribute(name, known);
    let same = known.iter().copied().find(|one| Some(*one) == here);
    same.or_else(|| did_you_mean(name, known.iter().copied()))
}

fn find(table: &'static [(&str, &str)], word: &str) -> Option<&'static str> {
    table.iter().find(|(there, _)| *there == word).map(|(_, here)| *here)
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace(['_', '-'], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::blocks;

    #[test]
    fn the_tables_are_sorted_and_no_word_of_ours_is_in_them() {
        for table in [RESOURCES, BLOCKS, NAMES, ATTRIBUTES] {
            assert!(table.is_sorted_by(|one, next| one.0 < next.0));
        }
        for (word, _) in BLOCKS {
            assert!(blocks::block(word).is_none(), "{word}");
        }
    }

    #[test]
    fn words_of_other_tools_are_known() {
        assert_eq!(find(BLOCKS, &plain("DynamoDB_Table")), Some("`table \"NAME\" { ... }`"));
        assert!(name("aws_sqs_queue").unwrap().contains("`queue \"NAME\""));
        assert!(name("aws_vpc").is_some());
        assert_eq!(name("jobs"), None);
        assert_eq!(meant("MemorySize", &["memory", "timeout"]), Some("memory"));
        assert_eq!(meant("timeuot", &["memory", "timeout"]), Some("timeout"));
        assert_eq!(meant("memory_size", &["delay"]), None);
    }
}
