//! Limits that show only once every edge is known: how long policies become, and how large code with its layers.
//!
//! What is not known yet counts as long as it is going to be at least, so that what is refused here would be refused there.
use super::{Build, arns};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::value::{Attrs, Part, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Bytes of the policy of a function's alias (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const FUNCTION_POLICY: usize = 20_480;
/// Characters of all inline policies of a role, spaces apart
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
const ROLE_POLICIES: usize = 10_240;
/// Bytes and statements of the policies of other resources
/// (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html>,
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html>).
const RESOURCE_POLICIES: &[(KindName, usize, usize)] = &[
    (KindName::Queue, 8_192, 20),
    (KindName::Bus, 10_240, usize::MAX),
    (KindName::Bucket, 20_480, usize::MAX),
];
/// Bytes of a function's code with all its layers
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const UNZIPPED: u64 = 262_144_000;

pub(super) fn check(build: &mut Build<'_>) {
    let mut problems = functions(build);
    problems.extend(roles(build));
    problems.extend(resources(build));
    problems.extend(code(build));
    build.diagnostics.extend(problems);
}

/// Resources of a kind, by what they belong to.
fn by_parent<'b>(build: &'b Build<'_>, kind: KindName) -> BTreeMap<Address, Vec<&'b Resource>> {
    let mut all: BTreeMap<Address, Vec<&Resource>> = BTreeMap::new();
    for resource in build.graph.resources.values().filter(|one| one.kind == kind) {
        if let Some(parent) = &resource.parent {
            all.entry(parent.clone()).or_default().push(resource);
        }
    }
    all
}

fn told(build: &Build<'_>, block: &Address, message: String) -> Diagnostic {
    let place = build.spec.blocks.get(&block.block()).map(|block| block.place.clone());
    Diagnostic::error("spec/over-limit", message).at_maybe(place)
}

/// A statement for each route, rule, topic and the like that calls the function.
fn functions(build: &Build<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (alias, permissions) in by_parent(build, KindName::Permission) {
        let statements: Vec<Json> =
            permissions.iter().map(|one| statement(build, &one.attrs)).collect();
        let policy = json!({ "Version": "2012-10-17", "Id": "default", "Statement": statements });
        let bytes = policy.to_string().len();
        if bytes > FUNCTION_POLICY {
            let message = format!(
                "the policy of `{}` takes {bytes} bytes for {} callers, Lambda takes {FUNCTION_POLICY}",
                alias.block(),
                permissions.len()
            );
            problems.push(told(build, &alias, message).help(
                "gather routes with `ANY /path/{proxy+}` or `$default`, so that one statement covers several",
            ));
        }
    }
    problems
}

/// A permission as Lambda writes it down.
fn statement(build: &Build<'_>, attrs: &Attrs) -> Json {
    let text = |name: &str| text(build, attrs.get(name).unwrap_or(&Value::Null));
    let function =
        format!("{}:{}", arns::function(build.identity, &text("function")), text("qualifier"));
    json!({
        "Sid": text("sid"),
        "Effect": "Allow",
        "Principal": { "Service": text("principal") },
        "Action": text("action"),
        "Resource": function,
        "Condition": { "ArnLike": { "AWS:SourceArn": text("source_arn") } },
    })
}

/// A text with a stand-in for what is known later: ids of API Gateway have ten characters, and nothing else is waited for here.
fn text(build: &Build<'_>, value: &Value) -> String {
    const ID: &str = "xxxxxxxxxx";
    let later = |field: &str| {
        let id = build.identity;
        if field.ends_with("arn") {
            format!("arn:{}:execute-api:{}:{}:{ID}", id.partition, id.region, id.account)
        } else {
            ID.to_owned()
        }
    };
    match value {
        Value::Text(text) => text.clone(),
        Value::Output { field, .. } => later(field),
        Value::Template(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Output { field, .. } => later(field),
            })
            .collect(),
        _ => String::new(),
    }
}

/// A document with the same stand-ins, as it is sent.
fn sent(build: &Build<'_>, document: &Value) -> String {
    let known = document.map(&mut |value| match value {
        Value::Output { .. } | Value::Template(_) => Some(Value::Text(text(build, value))),
        _ => None,
    });
    known.to_plain_json().map(|json| json.to_string()).unwrap_or_default()
}

fn roles(build: &Build<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (role, policies) in by_parent(build, KindName::RolePolicy) {
        let documents = policies.iter().filter_map(|policy| policy.attrs.get("document"));
        let texts: Vec<String> = documents.map(|document| sent(build, document)).collect();
        let signs =
            texts.iter().flat_map(|text| text.chars()).filter(|c| !c.is_whitespace()).count();
        if signs > ROLE_POLICIES {
            let message = format!(
                "the policies of `{role}` have {signs} characters, IAM takes {ROLE_POLICIES}"
            );
            problems.push(
                told(build, &role, message)
                    .help("split the function, or give it a role whose policies are managed ones"),
            );
        }
    }
    problems
}

fn resources(build: &Build<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for resource in build.graph.resources.values() {
        let row = RESOURCE_POLICIES.iter().find(|(kind, ..)| *kind == resource.kind);
        let (Some((_, bytes, statements)), Some(policy)) = (row, resource.attrs.get("policy"))
        else {
            continue;
        };
        let all =
            policy.as_map().and_then(|policy| policy.get("Statement")).and_then(Value::as_list);
        let (length, count) = (sent(build, policy).len(), all.map_or(0, <[Value]>::len));
        let over = if count > *statements {
            format!("{count} statements, AWS takes {statements}")
        } else if length > *bytes {
            format!("{length} bytes, AWS takes {bytes}")
        } else {
            continue;
        };
        let message = format!("the policy of `{}` has {over}", resource.address);
        problems.push(told(build, &resource.address, message).help(
            "each trigger that feeds it is a statement: let a topic or a bus gather what several of them tell",
        ));
    }
    problems
}

/// Code alone was measured when it was packed.
fn code(build: &Build<'_>) -> Vec<Diagnostic> {
    let size = |address: &Address| build.artifacts.get(address).map_or(0, |one| one.unzipped);
    let functions = build.spec.blocks.values().filter(|block| block.word == "function");
    let mut problems = Vec::new();
    for function in functions {
        let layers = function.attr("layers").as_list().unwrap_or_default();
        let layers: u64 = layers.iter().flat_map(Value::references).map(|layer| size(&layer)).sum();
        let whole = size(&function.address).saturating_add(layers);
        if layers > 0 && whole > UNZIPPED {
            let message = format!(
                "`{}` has {} MB of code and layers, Lambda takes {}",
                function.address,
                whole / 1_048_576,
                UNZIPPED / 1_048_576
            );
            let told =
                Diagnostic::error("spec/over-limit", message).at(function.place_of("layers"));
            problems.push(
                told.help("leave out what isn't needed, or make it an image, which may have 10 GB"),
            );
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::desire::{Artifact, Artifacts, desire};
    use cutover_language::{Inputs, PathKind, Request, Source};
    use cutover_schemas::graph::Identity;

    struct Anything;

    impl Inputs for Anything {
        fn file(&self, path: &str) -> Result<Vec<u8>, String> {
            Err(path.to_owned())
        }
        fn exists(&self, path: &str) -> PathKind {
            if path.contains('.') { PathKind::File } else { PathKind::Dir }
        }
        fn env(&self, _: &str) -> Option<String> {
            None
        }
    }

    /// What is told of a stack, where all code has so many bytes.
    fn told(body: &str, unzipped: u64) -> Vec<String> {
        let text = format!(
            "stack \"s\" {{}}\ndefaults \"function\" {{\n  code = \"src\"\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n}}\n{body}"
        );
        let sources = [Source { name: "stack.hcl".into(), text: text.into_bytes() }];
        let request = Request {
            sources: &sources,
            stage: None,
            variables: &[],
            var_files: &[],
            local: false,
            account: Some("111122223333"),
            region: Some("eu-west-1"),
            found: None,
        };
        let decoded = cutover_language::decode(&request, &Anything);
        let spec = decoded.spec.unwrap_or_else(|| panic!("{:?}", decoded.diagnostics));
        let identity = Identity {
            stack: "s".into(),
            stage: "default".into(),
            partition: "aws".into(),
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            caller: String::new(),
        };
        let packed = spec.blocks.values().filter(|block| !block.attr("code").is_null());
        let artifact = || Artifact { digest: "d".into(), size: 1, unzipped };
        let artifacts: Artifacts =
            packed.map(|block| (block.address.clone(), artifact())).collect();
        let desired = desire(&spec, &identity, &artifacts, Some("0123456789abcdef"));
        desired.diagnostics.into_iter().map(|one| format!("{} {}", one.code, one.message)).collect()
    }

    /// A text once for each number, which stands where it has a `#`.
    fn many(count: usize, text: &str) -> String {
        (0..count).map(|n| text.replace('#', &n.to_string())).collect::<Vec<_>>().concat()
    }

    fn routes(count: usize) -> String {
        let routes = many(count, "  route \"GET /things/#\" { to = function.f }\n");
        format!("function \"f\" {{}}\napi \"a\" {{\n{routes}}}\n")
    }

    #[test]
    fn each_route_is_a_statement_of_its_function_until_there_is_no_room() {
        assert_eq!(told(&routes(40), 1), [""; 0]);
        let found = told(&routes(80), 1);
        assert!(found.len() == 1 && found[0].contains("the policy of `function.f`"), "{found:?}");
        assert!(found[0].contains("80 callers"), "{found:?}");
    }

    #[test]
    fn a_role_that_may_do_too_much_is_refused_before_iam_does() {
        let tables = |count: usize| {
            let tables =
                many(count, "table \"a_table_with_a_long_name_#\" { key = { id = \"S\" } }\n");
            let names = many(count, "table.a_table_with_a_long_name_#, ");
            format!("{tables}function \"f\" {{\n  access {{ read = [{names}] }}\n}}\n")
        };
        assert_eq!(told(&tables(20), 1), [""; 0]);
        let found = told(&tables(90), 1);
        assert!(
            found.len() == 1 && found[0].contains("the policies of `function.f/role`"),
            "{found:?}"
        );
    }

    #[test]
    fn a_queue_that_too_many_feed_has_too_many_statements() {
        let feed =
            "topic \"t#\" {}\ntrigger \"topic\" \"t#\" {\n  topic = topic.t#\n  to = queue.q\n}\n";
        let feeds = |count: usize| format!("queue \"q\" {{}}\n{}", many(count, feed));
        assert_eq!(told(&feeds(15), 1), [""; 0]);
        let found = told(&feeds(21), 1);
        assert!(
            found.len() == 1 && found[0].contains("the policy of `queue.q` has 21 statements"),
            "{found:?}"
        );
    }

    #[test]
    fn layers_count_with_the_code() {
        let body = "layer \"l\" { code = \"shared\" }\nfunction \"f\" { layers = [layer.l] }\nfunction \"g\" {}\n";
        assert_eq!(told(body, 131_072_000), [""; 0]);
        let found = told(body, 131_072_001);
        assert!(found.len() == 1 && found[0].contains("`function.f` has 250 MB"), "{found:?}");
    }
}
