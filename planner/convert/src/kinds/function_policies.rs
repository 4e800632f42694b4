//! `Policies` of a function whose role is derived here: managed ones, SAM's templates, statements.
use super::statements::{self, Statement};
use crate::draft::Draft;
use crate::hcl::{Block, Expr, Part};
use crate::model::Resource;
use crate::node::{Data, Node};

/// Managed policies that say what a derived role has where it needs it.
const DERIVED: &[&str] = &[
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSXRayDaemonWriteAccess",
    "AWSXrayWriteOnlyAccess",
];

/// SAM's policy templates: name, parameter, verbs, what the parameter names
/// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html>).
const TEMPLATES: &[(&str, &str, &[&str], &str)] = &[
    ("SQSPollerPolicy", "QueueName", &["receive"], "queue"),
    ("SQSSendMessagePolicy", "QueueName", &["send"], "queue"),
    ("SNSPublishMessagePolicy", "TopicName", &["publish"], "topic"),
    ("LambdaInvokePolicy", "FunctionName", &["invoke"], "function"),
    ("DynamoDBCrudPolicy", "TableName", &["read", "write"], "table"),
    ("DynamoDBReadPolicy", "TableName", &["read"], "table"),
    ("DynamoDBWritePolicy", "TableName", &["write"], "table"),
    ("S3ReadPolicy", "BucketName", &["read", "list"], "bucket"),
    ("S3WritePolicy", "BucketName", &["write"], "bucket"),
    ("S3CrudPolicy", "BucketName", &["read", "write", "delete", "list"], "bucket"),
    ("S3FullAccessPolicy", "BucketName", &["read", "write", "delete", "list"], "bucket"),
    ("KinesisStreamReadPolicy", "StreamName", &["read"], "stream"),
    ("KinesisCrudPolicy", "StreamName", &["read", "put"], "stream"),
    ("EventBridgePutEventsPolicy", "EventBusName", &["put"], "bus"),
    ("AWSSecretsManagerGetSecretValuePolicy", "SecretArn", &["read"], "secret"),
    ("SSMParameterReadPolicy", "ParameterName", &["read"], "parameter"),
    ("SSMParameterWithSlashPrefixReadPolicy", "ParameterName", &["read"], "parameter"),
    ("KMSDecryptPolicy", "KeyId", &["decrypt"], "key"),
    ("KMSEncryptPolicy", "KeyId", &["encrypt"], "key"),
];

/// Templates that name no thing of ours: their actions on everything, as SAM has them.
const ON_ANYTHING: &[(&str, &[&str])] = &[
    ("CloudWatchPutMetricPolicy", &["cloudwatch:PutMetricData"]),
    ("EC2DescribePolicy", &["ec2:DescribeRegions", "ec2:DescribeInstances"]),
    (
        "RekognitionLabelsPolicy",
        &["rekognition:DetectLabels", "rekognition:DetectModerationLabels"],
    ),
    (
        "RekognitionDetectOnlyPolicy",
        &[
            "rekognition:DetectFaces",
            "rekognition:DetectLabels",
            "rekognition:DetectModerationLabels",
            "rekognition:DetectText",
        ],
    ),
    ("PollyFullAccessPolicy", &["polly:*"]),
    (
        "ComprehendBasicAccessPolicy",
        &[
            "comprehend:BatchDetectKeyPhrases",
            "comprehend:DetectDominantLanguage",
            "comprehend:DetectEntities",
            "comprehend:BatchDetectEntities",
            "comprehend:DetectKeyPhrases",
            "comprehend:DetectSentiment",
            "comprehend:BatchDetectDominantLanguage",
            "comprehend:BatchDetectSentiment",
        ],
    ),
];

/// Templates of what a trigger or an attribute of the function asks for itself.
const OF_EDGES: &[&str] = &["VPCAccessPolicy", "DynamoDBStreamReadPolicy"];

/// Says in `access` what one policy allows.
pub(super) fn grant(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, policy: &Node) {
    match &policy.data {
        Data::Text(name) => managed(draft, resource, policy, name),
        Data::Map(_) if policy.get("Statement").is_some() || policy.get("Effect").is_some() => {
            for statement in statements::read(draft, resource, policy, "Policies") {
                allow(draft, resource, block, statement);
            }
        }
        Data::Map(_) if policy.get("PolicyDocument").is_some() => {
            if let Some(document) = policy.get("PolicyDocument") {
                grant(draft, resource, block, document);
            }
        }
        Data::Map(entries) => match entries.as_slice() {
            [(name, parameters)] if !name.starts_with("Fn::") && name != "Ref" => {
                template(draft, resource, block, name, parameters);
            }
            _ => computed(draft, resource, block, policy),
        },
        _ => computed(draft, resource, block, policy),
    }
}

/// A policy by reference: one of the source may be read, others can't.
fn computed(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, policy: &Node) {
    let own = crate::value::referred(policy).and_then(|(id, _)| draft.resource(&id).cloned());
    if let Some(document) = own.as_ref().and_then(|own| own.props.get("PolicyDocument")) {
        grant(draft, resource, block, document);
        return;
    }
    draft.left(
        resource,
        "Policies",
        policy.line,
        "a policy",
        "what it allows is not in the source",
        "say in `access` what the function may do",
    );
}

fn managed(draft: &mut Draft<'_>, resource: &Resource, policy: &Node, name: &str) {
    let short = name.rsplit('/').next().unwrap_or(name);
    if DERIVED.contains(&short) {
        return;
    }
    let todo = "say in `access` what the function really does";
    draft.left(resource, "Policies", policy.line, format!("the managed policy `{short}`"), "derived roles have no managed policies: they allow what the function needs and nothing else", todo);
}

fn template(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    name: &str,
    parameters: &Node,
) {
    if OF_EDGES.contains(&name) {
        return;
    }
    if let Some((_, actions)) = ON_ANYTHING.iter().find(|(there, _)| *there == name) {
        let actions = actions.iter().map(|one| (*one).to_owned()).collect();
        let statement = Statement {
            sid: String::new(),
            actions,
            resources: vec![Expr::text("*")],
            conditions: None,
        };
        return allow(draft, resource, block, statement);
    }
    if name == "StepFunctionsExecutionPolicy" {
        return step_functions(draft, resource, block, parameters);
    }
    let Some((_, parameter, verbs, word)) = TEMPLATES.iter().find(|(there, ..)| *there == name)
    else {
        return draft.left(
            resource,
            "Policies",
            parameters.line,
            format!("SAM's policy template `{name}`"),
            "it is not one that has a counterpart here",
            "say in `access` what the function may do",
        );
    };
    let found = match parameters.get(parameter) {
        Some(node) => draft.refer(node, &[word, &format!("existing.{word}")]),
        None => Err(format!("it does not say its `{parameter}`")),
    };
    match found {
        Ok(target) => {
            for verb in *verbs {
                block.nested("access").add(verb, target.clone());
            }
        }
        Err(why) => draft.left(
            resource,
            "Policies",
            parameters.line,
            format!("`{name}`"),
            why,
            format!("add it to `{}` in `access`", verbs.join("` and `")),
        ),
    }
}

fn step_functions(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    parameters: &Node,
) {
    let name = parameters.get("StateMachineName").map(|name| draft.value(name));
    let text = |text: &str| Part::Text(text.to_owned());
    let value = |name: &str| Part::Value(Expr::reference(name));
    match name {
        Some(Ok(name)) => {
            let arn = Expr::template(vec![
                text("arn:aws:states:"),
                value("stack.region"),
                text(":"),
                value("stack.account"),
                text(":stateMachine:"),
                Part::Value(name),
            ]);
            let statement = Statement {
                sid: String::new(),
                actions: vec!["states:StartExecution".to_owned()],
                resources: vec![arn],
                conditions: None,
            };
            allow(draft, resource, block, statement);
        }
        other => {
            let why = other
                .and_then(Result::err)
                .unwrap_or_else(|| "it names no state machine".to_owned());
            draft.left(
                resource,
                "Policies",
                parameters.line,
                "`StepFunctionsExecutionPolicy`",
                why,
                "add an `allow` of `states:StartExecution`",
            );
        }
    }
}

/// A statement as verbs where they say the same, as `allow` for the rest.
fn allow(draft: &mut Draft<'_>, resource: &Resource, block: &mut Block, statement: Statement) {
    let Some(statement) = statement.without_derived() else { return };
    let (verbs, rest, narrowed) = statement.verbs();
    for (verb, address) in &verbs {
        block.nested("access").add(verb, Expr::reference(address.clone()));
    }
    for pattern in narrowed {
        let words: Vec<String> = verbs.iter().map(|(verb, _)| format!("`{verb}`")).collect();
        draft.left(
            resource,
            "Policies",
            0,
            format!("all of `{pattern}`"),
            format!("it became {}: reading and writing, without the rest", words.join(", ")),
            "add an `allow` if the function does more",
        );
    }
    if let Some(rest) = rest {
        block.nested("access").add("allow", Expr::Object(rest.entries()));
    }
}
