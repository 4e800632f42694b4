//! ARNs that follow from account, region and names, and the prefixes that lists are asked by.
use cutover_schemas::graph::Identity;

pub(crate) fn function_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "lambda", &format!("function:{name}"))
}

pub(crate) fn queue_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "sqs", name)
}

pub(crate) fn topic_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "sns", name)
}

/// A bucket's ARN names neither account nor region.
pub(crate) fn bucket_arn(identity: &Identity, name: &str) -> String {
    format!("arn:{}:s3:::{name}", identity.partition)
}

pub(crate) fn table_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "dynamodb", &format!("table/{name}"))
}

pub(crate) fn stream_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "kinesis", &format!("stream/{name}"))
}

pub(crate) fn alarm_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "cloudwatch", &format!("alarm:{name}"))
}

/// A parameter's ARN has no slash but those of its name.
pub(crate) fn parameter_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "ssm", &format!("parameter/{}", name.trim_start_matches('/')))
}

pub(crate) fn bus_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "events", &format!("event-bus/{name}"))
}

/// The bus that every account has does not show in the ARNs of its rules.
pub(crate) fn rule_arn(identity: &Identity, bus: &str, name: &str) -> String {
    let path = if bus == "default" { name.to_owned() } else { format!("{bus}/{name}") };
    regional(identity, "events", &format!("rule/{path}"))
}

pub(crate) fn schedule_group_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "scheduler", &format!("schedule-group/{name}"))
}

pub(crate) fn schedule_arn(identity: &Identity, group: &str, name: &str) -> String {
    regional(identity, "scheduler", &format!("schedule/{group}/{name}"))
}

/// The form without the `:*` that some answers add; tags want this one.
pub(crate) fn log_group_arn(identity: &Identity, name: &str) -> String {
    regional(identity, "logs", &format!("log-group:{name}"))
}

pub(crate) fn execution_arn(identity: &Identity, api: &str) -> String {
    regional(identity, "execute-api", api)
}

/// API Gateway's ARNs name no account.
pub(crate) fn api_arn(identity: &Identity, api: &str) -> String {
    format!("arn:{}:apigateway:{}::/apis/{api}", identity.partition, identity.region)
}

fn regional(identity: &Identity, service: &str, rest: &str) -> String {
    let Identity { partition, region, account, .. } = identity;
    format!("arn:{partition}:{service}:{region}:{account}:{rest}")
}

/// What to ask a list for so that one answer serves all names of the deployment: the name up to and
/// with `STACK-STAGE`, or the whole name when that isn't in it.
pub(crate) fn prefix(identity: &Identity, name: &str) -> String {
    let common = format!("{}-{}", identity.stack, identity.stage);
    match name.find(&common) {
        Some(at) if !identity.stack.is_empty() => {
            name.get(..at + common.len()).unwrap_or(name).to_owned()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_deployment_share_a_prefix() {
        let identity = Identity {
            stack: "shop".into(),
            stage: "prod".into(),
            partition: "aws".into(),
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            caller: String::new(),
        };
        assert_eq!(prefix(&identity, "shop-prod-jobs"), "shop-prod");
        assert_eq!(prefix(&identity, "/aws/lambda/shop-prod-orders"), "/aws/lambda/shop-prod");
        assert_eq!(prefix(&identity, "elsewhere"), "elsewhere");
        assert_eq!(
            function_arn(&identity, "f"),
            "arn:aws:lambda:eu-west-1:111122223333:function:f"
        );
        assert_eq!(api_arn(&identity, "a1"), "arn:aws:apigateway:eu-west-1::/apis/a1");
    }
}
