//! Actions that AWS doesn't have.
use super::{Found, Rule, Subject};
use crate::table::Service;
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::finding::Level;

pub(super) static RULE: Rule = Rule {
    code: "audit/unknown-action",
    level: Level::Error,
    what: "an action that no service has",
    why: "It grants and denies nothing. A slip in the name of a denied action leaves it allowed. The table is of a day: \
          `cutover audit table` tells which; what AWS has added since is not in it.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObjects", "lamda:InvokeFunction"], "Resource": "arn:aws:s3:::b/*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:Get*"], "Resource": "arn:aws:s3:::b/*"}]}"#,
    of: None,
    fix: "write the action's name as the service authorization reference has it",
    access_analyzer: &["INVALID_ACTION", "INVALID_SERVICE_IN_ACTION"],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for statement in &subject.policy.statements {
        for text in statement.actions.iter().flat_map(|actions| &actions.patterns) {
            let Some((prefix, name)) = text.value.split_once(':') else { continue };
            if prefix.contains(['*', '?']) {
                continue;
            }
            let one = match subject.table.service(&prefix.to_ascii_lowercase()) {
                None => {
                    let near = did_you_mean(prefix, subject.table.prefixes());
                    let message = format!("there is no service `{prefix}`");
                    near_or_fix(
                        Found::at(&text.span, message),
                        near.map(|near| format!("{near}:{name}")),
                    )
                    .called("INVALID_SERVICE_IN_ACTION")
                }
                Some(service) if is_known(service, name) => continue,
                Some(service) => {
                    let names = service.actions.iter().filter(|action| !action.retired);
                    let near = did_you_mean(name, names.map(|action| action.name.as_str()));
                    let message = format!("`{prefix}` has no action `{name}`");
                    near_or_fix(
                        Found::at(&text.span, message),
                        near.map(|near| format!("{prefix}:{near}")),
                    )
                    .called("INVALID_ACTION")
                }
            };
            found.push(one.of(statement.index));
        }
    }
    found
}

/// Whether the service has the action, or some action that the pattern covers. What it once had is no slip.
fn is_known(service: &Service, name: &str) -> bool {
    if !name.contains(['*', '?']) {
        return service.action(name).is_some();
    }
    let pattern = name.to_ascii_lowercase();
    service
        .actions
        .iter()
        .any(|action| super::parts::covers(&pattern, &action.name.to_ascii_lowercase()))
}

fn near_or_fix(found: Found, near: Option<String>) -> Found {
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}
