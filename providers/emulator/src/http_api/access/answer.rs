//! What a Lambda authorizer answers: a simple yes or no, or a policy.

use serde_json::{Map, Value};

use crate::ops::iam::evaluate::like;

/// Whom an authorizer recognised, and what they may do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decision {
    pub(crate) principal: Option<String>,
    /// What the authorizer tells the integration.
    pub(crate) context: Map<String, Value>,
    verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq)]
enum Verdict {
    /// The same for every route.
    Simple(bool),
    /// Statements of a policy: whether they allow, their actions, their resources.
    Policy(Vec<(bool, Vec<String>, Vec<String>)>),
}

impl Decision {
    /// Whether it lets a request of this ARN in. A kept answer is asked anew for each route.
    pub(super) fn allows(&self, arn: &str) -> bool {
        let statements = match &self.verdict {
            Verdict::Simple(allowed) => return *allowed,
            Verdict::Policy(statements) => statements,
        };
        let fits = |actions: &[String], resources: &[String]| {
            let action =
                |pattern: &String| like(&pattern.to_ascii_lowercase(), "execute-api:invoke");
            actions.iter().any(action) && resources.iter().any(|pattern| like(pattern, arn))
        };
        let meant = |allow: bool| {
            statements
                .iter()
                .any(|(effect, actions, resources)| *effect == allow && fits(actions, resources))
        };
        meant(true) && !meant(false)
    }
}

/// Reads the answer of an authorizer with simple responses.
pub(super) fn simple(value: &Value) -> Option<Decision> {
    let allowed = value.get("isAuthorized")?.as_bool()?;
    Some(Decision { principal: None, context: context(value)?, verdict: Verdict::Simple(allowed) })
}

/// Reads the answer of an authorizer that answers policies.
pub(super) fn policy(value: &Value) -> Option<Decision> {
    let principal = value.get("principalId")?.as_str()?.to_owned();
    let statements = value.get("policyDocument")?.get("Statement")?;
    let statements = many(statements).into_iter().map(|statement| {
        let allow = match statement.get("Effect")?.as_str()? {
            "Allow" => true,
            "Deny" => false,
            _ => return None,
        };
        Some((allow, texts(statement.get("Action")?)?, texts(statement.get("Resource")?)?))
    });
    let verdict = Verdict::Policy(statements.collect::<Option<Vec<_>>>()?);
    Some(Decision { principal: Some(principal), context: context(value)?, verdict })
}

/// The context an authorizer tells; one that is no object makes the whole answer unreadable.
fn context(value: &Value) -> Option<Map<String, Value>> {
    match value.get("context") {
        None | Some(Value::Null) => Some(Map::new()),
        Some(Value::Object(context)) => Some(context.clone()),
        Some(_) => None,
    }
}

fn many(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |many| many.iter().collect())
}

fn texts(value: &Value) -> Option<Vec<String>> {
    many(value).into_iter().map(|one| one.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{policy, simple};

    const ARN: &str = "arn:aws:execute-api:r:1:a/$default/GET/orders";

    fn check(statement: &Value) -> Option<bool> {
        let answer = json!({"principalId": "u", "policyDocument": {"Statement": statement}});
        policy(&answer).map(|decision| decision.allows(ARN))
    }

    #[test]
    fn a_policy_allows_what_it_names_and_denies_first() {
        let allow = json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:r:1:a/*"});
        let deny =
            json!({"Effect": "Deny", "Action": ["execute-api:*"], "Resource": ["*/GET/orders"]});
        assert_eq!(check(&allow), Some(true));
        assert_eq!(check(&json!([allow, deny])), Some(false));
        let other =
            json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*/POST/*"});
        assert_eq!(check(&other), Some(false));
        let action = json!({"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"});
        assert_eq!(check(&action), Some(false));
        assert_eq!(check(&json!({"Effect": "Maybe", "Action": "*", "Resource": "*"})), None);
    }

    #[test]
    fn a_simple_answer_says_yes_or_no_and_perhaps_more() {
        let yes = simple(&json!({"isAuthorized": true, "context": {"k": 1}})).unwrap();
        assert!(yes.allows(ARN) && yes.context["k"] == 1);
        assert!(!simple(&json!({"isAuthorized": false})).unwrap().allows(ARN));
        assert_eq!(simple(&json!({"isAuthorized": "yes"})), None);
        assert_eq!(simple(&json!({"isAuthorized": true, "context": 5})), None);
    }
}
