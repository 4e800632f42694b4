//! Grants as policies: few statements, none of which allows a pair of action and resource that no grant has.
use super::{Condition, Grant, Purpose};
use cutover_schemas::documents::deployer::{
    IamPolicyDocument, IamStatementDocument, NamedPolicyDocument,
};
use cutover_schemas::graph::Identity;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a managed policy at most, white space not counted
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
pub const MANAGED_LIMIT: usize = 6_144;

/// A policy with its name.
pub type Policy = NamedPolicyDocument;

type Actions = BTreeSet<&'static str>;

/// The policies that allow these grants.
pub(super) fn policies(grants: &BTreeSet<Grant>, name: &str) -> Vec<Policy> {
    let mut filled: Vec<Vec<IamStatementDocument>> = Vec::new();
    for statement in statements(grants).into_iter().flat_map(fitting) {
        let fits = |policy: &&mut Vec<IamStatementDocument>| {
            let all: Vec<_> = policy.iter().chain([&statement]).cloned().collect();
            characters(&document(all)) <= MANAGED_LIMIT
        };
        // Purposes stay in order: only the last policy takes more.
        match filled.last_mut().filter(fits) {
            Some(policy) => policy.push(statement),
            None => filled.push(vec![statement]),
        }
    }
    let several = filled.len() > 1;
    let named = filled.into_iter().enumerate().map(|(index, statements)| {
        let document = document(statements);
        let name = if several { format!("{name}-{}", index + 1) } else { name.to_owned() };
        Policy { name, characters: characters(&document), document }
    });
    named.collect()
}

/// A policy of one grant, for a caller of this account in this region.
pub(super) fn alone(grant: &Grant, identity: &Identity) -> IamPolicyDocument {
    let mut all = statements(&BTreeSet::from([grant.clone()]));
    let of = |values: &str| vec![values.to_owned()];
    for statement in &mut all {
        let mut known = vec![("aws:PrincipalAccount", of(&identity.account))];
        // A global service is called in a region of its own.
        if !grant.action.starts_with("iam:") {
            known.push(("aws:RequestedRegion", of(&identity.region)));
        }
        let texts = statement.conditions.entry("StringEquals".to_owned()).or_default();
        texts.extend(known.into_iter().map(|(key, values)| (key.to_owned(), values)));
        let encrypted = BTreeMap::from([("aws:SecureTransport".to_owned(), of("true"))]);
        statement.conditions.insert("Bool".to_owned(), encrypted);
    }
    document(all)
}

fn document(statements: Vec<IamStatementDocument>) -> IamPolicyDocument {
    IamPolicyDocument { version: "2012-10-17".to_owned(), statements }
}

/// The size of a document as IAM counts it. No value of ours holds white space.
fn characters(document: &IamPolicyDocument) -> usize {
    serde_json::to_string(document).map_or(usize::MAX, |text| text.chars().count())
}

/// Statements: what is done for one purpose, under one condition, by the same actions, goes together.
fn statements(grants: &BTreeSet<Grant>) -> Vec<IamStatementDocument> {
    let mut by_resource: BTreeMap<(Purpose, Condition, String), Actions> = BTreeMap::new();
    for grant in joined(grants) {
        let key = (grant.purpose, grant.condition, grant.resource);
        by_resource.entry(key).or_default().insert(grant.action);
    }
    let mut by_actions: BTreeMap<(Purpose, Condition, Actions), Vec<String>> = BTreeMap::new();
    for ((purpose, condition, resource), actions) in by_resource {
        by_actions.entry((purpose, condition, actions)).or_default().push(resource);
    }
    let mut sids = Sids::default();
    let statement =
        |((purpose, condition, actions), resources): ((_, _, Actions), _)| IamStatementDocument {
            sid: sids.next(purpose, &condition, &actions),
            effect: "Allow".to_owned(),
            actions: actions.into_iter().map(str::to_owned).collect(),
            resources,
            conditions: conditions(&condition),
        };
    by_actions.into_iter().map(statement).collect()
}

/// Mappings of several functions are made by one action on no resource: their conditions become one.
fn joined(grants: &BTreeSet<Grant>) -> Vec<Grant> {
    let mut out: Vec<Grant> = Vec::new();
    let mut of: BTreeMap<(Purpose, &'static str, String), BTreeSet<String>> = BTreeMap::new();
    for grant in grants {
        match &grant.condition {
            Condition::OfFunctions(functions) => of
                .entry((grant.purpose, grant.action, grant.resource.clone()))
                .or_default()
                .extend(functions.iter().cloned()),
            _ => out.push(grant.clone()),
        }
    }
    out.extend(of.into_iter().map(|((purpose, action, resource), functions)| Grant {
        purpose,
        condition: Condition::OfFunctions(functions),
        action,
        resource,
    }));
    out
}

fn conditions(condition: &Condition) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let texts = |values: &[&str]| values.iter().map(|text| (*text).to_owned()).collect();
    let (operator, keys): (&str, Vec<(&str, Vec<String>)>) = match condition {
        Condition::Always => return BTreeMap::new(),
        Condition::PassedTo(service) => {
            ("StringEquals", vec![("iam:PassedToService", texts(&[service]))])
        }
        Condition::ServiceLinked(service) => {
            ("StringEquals", vec![("iam:AWSServiceName", texts(&[service]))])
        }
        Condition::OfFunctions(functions) => {
            ("ArnLike", vec![("lambda:FunctionArn", functions.iter().cloned().collect())])
        }
        Condition::ScalesFunctions => {
            let dimension = "lambda:function:ProvisionedConcurrency";
            let keys = vec![
                ("application-autoscaling:service-namespace", texts(&["lambda"])),
                ("application-autoscaling:scalable-dimension", texts(&[dimension])),
            ];
            ("StringEquals", keys)
        }
    };
    let keys = keys.into_iter().map(|(key, values)| (key.to_owned(), values)).collect();
    BTreeMap::from([(operator.to_owned(), keys)])
}

/// Statement ids that have been given away: they are unique in a policy, of letters and digits.
#[derive(Debug, Default)]
struct Sids(BTreeMap<String, usize>);

impl Sids {
    fn next(&mut self, purpose: Purpose, condition: &Condition, actions: &Actions) -> String {
        let first = match (condition, purpose) {
            (Condition::PassedTo(_), _) => "PassRole",
            (Condition::ServiceLinked(_), _) => "ServiceLinkedRole",
            (_, Purpose::Read) => "Read",
            (_, Purpose::Change) => "Change",
            (_, Purpose::Rollout) => "Rollout",
            (_, Purpose::Rollback) => "Rollback",
        };
        let services: BTreeSet<&str> =
            actions.iter().filter_map(|action| action.split(':').next()).collect();
        let service = match (condition, services.len(), services.first()) {
            (Condition::PassedTo(service) | Condition::ServiceLinked(service), _, _) => {
                capital(service.split('.').next().unwrap_or_default())
            }
            (_, 1, Some(one)) => capital(one),
            _ => "Any".to_owned(),
        };
        let sid = format!("{first}{service}");
        let times = self.0.entry(sid.clone()).and_modify(|times| *times += 1).or_insert(1);
        if *times == 1 { sid } else { format!("{sid}{times}") }
    }
}

/// A service's prefix as a part of a name.
fn capital(service: &str) -> String {
    let words = service.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

/// A statement, in parts where a policy could not hold it.
fn fitting(statement: IamStatementDocument) -> Vec<IamStatementDocument> {
    let alone = characters(&document(vec![statement.clone()]));
    let middle = statement.resources.len() / 2;
    if alone <= MANAGED_LIMIT || middle == 0 {
        return vec![statement];
    }
    let (first, second) = statement.resources.split_at(middle);
    let part = |end: &str, resources: &[String]| IamStatementDocument {
        sid: format!("{}{end}", statement.sid),
        resources: resources.to_vec(),
        ..statement.clone()
    };
    [part("a", first), part("b", second)].into_iter().flat_map(fitting).collect()
}
