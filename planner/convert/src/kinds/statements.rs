//! IAM statements as they are written: what they allow, and which access verbs say the same.
use crate::draft::Draft;
use crate::hcl::{Expr, Part};
use crate::model::Resource;
use crate::node::Node;
use cutover_schemas::verbs::VERBS;
use std::collections::{BTreeMap, BTreeSet};

/// One statement that allows something.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) sid: String,
    pub(super) actions: Vec<String>,
    pub(super) resources: Vec<Expr>,
    pub(super) conditions: Option<Expr>,
}

/// Words of `access` that nobody writes: what triggers need by themselves.
const UNWRITTEN: &[&str] = &["follow"];

/// Actions that a derived role has where it needs them: writing to its log, traces, network interfaces.
const DERIVED: &[&str] = &[
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
    "ec2:DescribeSubnets",
];

/// Reads the statements of a document; what only forbids is reported.
pub(super) fn read(
    draft: &mut Draft<'_>,
    resource: &Resource,
    document: &Node,
    path: &str,
) -> Vec<Statement> {
    let document = document.document();
    let statements = document
        .get("Statement")
        .map_or_else(|| document.one_or_more(), Node::one_or_more)
        .to_vec();
    let mut all = Vec::new();
    for (at, node) in statements.iter().enumerate() {
        let path = format!("{path}[{at}]");
        match statement(draft, node) {
            Ok(found) => all.push(found),
            Err(why) => draft.left(
                resource,
                &path,
                node.line,
                "a statement of its policy",
                why,
                "say by hand what the function may do, in `access` or an `allow`",
            ),
        }
    }
    all
}

fn statement(draft: &mut Draft<'_>, node: &Node) -> Result<Statement, String> {
    let effect = node.get("Effect").and_then(Node::as_text).unwrap_or("Allow");
    if effect != "Allow" {
        return Err("only what is allowed is said here: all else is forbidden anyway".to_owned());
    }
    for name in ["NotAction", "NotResource"] {
        if node.get(name).is_some() {
            return Err(format!(
                "`{name}` allows everything but what it names, and a spec names what it allows"
            ));
        }
    }
    let actions = node.get("Action").map(Node::one_or_more).unwrap_or_default();
    let actions: Vec<String> =
        actions.iter().filter_map(Node::as_text).map(str::to_owned).collect();
    if actions.is_empty() {
        return Err("it names no actions".to_owned());
    }
    let mut resources = Vec::new();
    for one in node.get("Resource").map(Node::one_or_more).unwrap_or_default() {
        match draft.value(one)? {
            Expr::List(items) => resources.extend(items),
            Expr::Text(text) if text != "*" && !text.starts_with("arn:") => {
                return Err(format!("`{text}` is no ARN"));
            }
            value => resources.push(draft.known_arn(value)),
        }
    }
    if resources.is_empty() {
        return Err("it names no resources".to_owned());
    }
    let conditions = node
        .get("Condition")
        .filter(|one| !one.is_empty())
        .map(|one| draft.value(one))
        .transpose()?;
    let sid = node.get("Sid").and_then(Node::as_text).unwrap_or_default().to_owned();
    Ok(Statement { sid, actions, resources, conditions })
}

impl Statement {
    /// One entry of `allow`, or the attributes of an `allow` block.
    pub(super) fn entries(&self) -> Vec<(String, Expr)> {
        let actions = self.actions.iter().cloned().map(Expr::Text).collect();
        let mut all = vec![
            ("actions".to_owned(), Expr::List(actions)),
            ("resources".to_owned(), Expr::List(self.resources.clone())),
        ];
        all.extend(self.conditions.clone().map(|conditions| ("conditions".to_owned(), conditions)));
        all
    }

    /// Without the actions that a derived role has anyway.
    pub(super) fn without_derived(mut self) -> Option<Self> {
        let derived = |action: &String| DERIVED.iter().any(|one| one.eq_ignore_ascii_case(action));
        self.actions.retain(|action| !derived(action));
        (!self.actions.is_empty()).then_some(self)
    }

    /// The verbs that grant nothing beyond this statement, the statement of what they leave over, and the wildcards
    /// that they stand for.
    pub(super) fn verbs(self) -> (Vec<(&'static str, String)>, Option<Self>, Vec<String>) {
        if self.conditions.is_some() {
            return (Vec::new(), Some(self), Vec::new());
        }
        let mut targets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for resource in &self.resources {
            match target(resource) {
                Some((address, suffix)) => {
                    targets.entry(address).or_default().insert(suffix);
                }
                None => return (Vec::new(), Some(self), Vec::new()),
            }
        }
        let mut verbs = Vec::new();
        let mut said: BTreeSet<&str> = BTreeSet::new();
        for (address, suffixes) in &targets {
            let word = address.split('.').next().unwrap_or_default();
            for verb in
                VERBS.iter().filter(|verb| verb.kind == word && !UNWRITTEN.contains(&verb.word))
            {
                let placed = verb.suffixes.first().is_some_and(|suffix| suffixes.contains(*suffix));
                let within = verb
                    .actions
                    .iter()
                    .all(|action| self.actions.iter().any(|own| matches(own, action)));
                if placed && within {
                    verbs.push((verb.word, address.clone()));
                    said.extend(verb.actions);
                }
            }
        }
        if verbs.is_empty() {
            return (verbs, Some(self), Vec::new());
        }
        let (wild, exact): (Vec<String>, Vec<String>) =
            self.actions.iter().cloned().partition(|action| action.contains('*'));
        let narrowed = wild
            .iter()
            .filter(|pattern| said.iter().any(|action| matches(pattern, action)))
            .cloned()
            .collect::<Vec<_>>();
        let rest = wild.into_iter().filter(|pattern| !narrowed.contains(pattern));
        let rest: Vec<String> = rest
            .chain(
                exact
                    .into_iter()
                    .filter(|action| !said.iter().any(|one| one.eq_ignore_ascii_case(action))),
            )
            .collect();
        let left = (!rest.is_empty()).then(|| Self { actions: rest, ..self.clone() });
        (verbs, left, narrowed)
    }
}

/// Whether an action of a policy, perhaps with wildcards, means this one.
pub(super) fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_lowercase(), action.to_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = action.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
        last = Some(part);
    }
    match last {
        None => rest.is_empty(),
        Some("") => true,
        Some(end) => rest.is_empty() || action.ends_with(end),
    }
}

/// The block whose ARN a resource is, and what stands behind it.
fn target(resource: &Expr) -> Option<(String, String)> {
    let (reference, suffix) = match resource {
        Expr::Reference(text) => (text.as_str(), ""),
        Expr::Template(parts) => {
            let at = parts.iter().rposition(|part| matches!(part, Part::Value(_)))?;
            let Some(Part::Value(Expr::Reference(text))) = parts.get(at) else { return None };
            let behind = match parts.get(at + 1) {
                Some(Part::Text(text)) => text.as_str(),
                _ => "",
            };
            (text.as_str(), behind)
        }
        _ => return None,
    };
    let [word, label, field] = reference.split('.').collect::<Vec<_>>().try_into().ok()?;
    // What a stream of a table allows is the trigger's to ask for.
    let whole = matches!(field, "arn" | "name" | "unqualified_arn")
        && word != "var"
        && word != "local"
        && word != "stack";
    let suffix = if word == "bucket" || suffix != "*" { suffix } else { "" };
    whole.then(|| (format!("{word}.{label}"), suffix.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(actions: &[&str], resources: Vec<Expr>) -> Statement {
        let actions = actions.iter().map(|one| (*one).to_owned()).collect();
        Statement { sid: String::new(), actions, resources, conditions: None }
    }

    #[test]
    fn wildcards_match_as_iam_has_them() {
        for (pattern, action, expected) in [
            ("sqs:SendMessage", "sqs:sendmessage", true),
            ("sqs:*", "sqs:SendMessage", true),
            ("dynamodb:*Item", "dynamodb:PutItem", true),
            ("dynamodb:Get*", "dynamodb:PutItem", false),
            ("*", "s3:GetObject", true),
            ("s3:GetObject", "s3:GetObjectAcl", false),
        ] {
            assert_eq!(matches(pattern, action), expected, "{pattern} {action}");
        }
    }

    #[test]
    fn a_verb_grants_nothing_beyond_the_statement() {
        let arn = || vec![Expr::reference("queue.jobs.arn")];
        let (verbs, rest, _) = statement(&["sqs:SendMessage", "sqs:GetQueueUrl"], arn()).verbs();
        assert_eq!(verbs, [("send", "queue.jobs".to_owned())]);
        assert_eq!(rest.unwrap().actions, ["sqs:GetQueueUrl"]);
        let (verbs, rest, _) = statement(&["sqs:ReceiveMessage"], arn()).verbs();
        assert!(verbs.is_empty(), "receive would delete, too");
        assert_eq!(rest.unwrap().actions, ["sqs:ReceiveMessage"]);
    }

    #[test]
    fn wildcards_are_narrowed_to_verbs() {
        let (verbs, rest, narrowed) =
            statement(&["dynamodb:*"], vec![Expr::reference("table.t.arn")]).verbs();
        assert_eq!(verbs.iter().map(|(word, _)| *word).collect::<Vec<_>>(), ["read", "write"]);
        assert!(rest.is_none());
        assert_eq!(narrowed, ["dynamodb:*"]);
    }

    #[test]
    fn objects_of_a_bucket_are_behind_its_arn() {
        let objects = Expr::Template(vec![
            Part::Value(Expr::reference("bucket.b.arn")),
            Part::Text("/*".into()),
        ]);
        let (verbs, ..) = statement(&["s3:GetObject"], vec![objects]).verbs();
        assert_eq!(verbs, [("read", "bucket.b".to_owned())]);
        let (verbs, ..) =
            statement(&["s3:GetObject"], vec![Expr::reference("bucket.b.arn")]).verbs();
        assert!(verbs.is_empty());
    }
}
