//! ARNs of resources against the forms that services have for them.
use super::{Found, Rule, Subject};
use crate::table::{ResourceType, Table};
use cutover_schemas::finding::Level;

pub(super) static RULE: Rule = Rule {
    code: "audit/resource-arn",
    level: Level::Error,
    what: "an ARN that no resource can have",
    why: "A statement whose resources don't exist grants and denies nothing: the service in the ARN is not one of AWS's, or a field that all ARNs of this kind have is empty.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ["arn:aws:sqs::111122223333:jobs", "arn:aws:sqz:*:111122223333:jobs"]}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:111122223333:jobs"}]}"#,
    of: None,
    fix: "write the ARN as the service authorization reference has it; `*` stands for any region or account",
    access_analyzer: &["INVALID_SERVICE", "MISSING_ARN_REGION", "MISSING_ARN_ACCOUNT"],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for statement in &subject.policy.statements {
        for text in statement.resources.iter().flat_map(|resources| &resources.patterns) {
            let fields: Vec<&str> = text.value.splitn(6, ':').collect();
            let ["arn", _, service, region, account, resource] = fields[..] else { continue };
            if service.contains(['*', '?', '$']) || service != service.to_ascii_lowercase() {
                continue;
            }
            let at = |message: String, code| {
                Found::at(&text.span, message).of(statement.index).called(code)
            };
            if !subject.table.has_arns_of(service) {
                found.push(at(format!("there is no service `{service}`"), "INVALID_SERVICE"));
                continue;
            }
            let forms = forms(subject.table, service, resource);
            let all = |field: usize| {
                !forms.is_empty()
                    && forms.iter().all(|form| form.arn.splitn(6, ':').nth(field) != Some(""))
            };
            if region.is_empty() && all(3) {
                let message = format!("an ARN of `{service}` of this kind has a region");
                found.push(at(message, "MISSING_ARN_REGION"));
            }
            if account.is_empty() && all(4) && !is_of_aws(service, resource) {
                let message = format!("an ARN of `{service}` of this kind has an account");
                found.push(at(message, "MISSING_ARN_ACCOUNT"));
            }
        }
    }
    found
}

/// Whether AWS has resources of this kind itself, whose ARNs have no account
/// (<https://docs.aws.amazon.com/systems-manager/latest/userguide/security_iam_service-with-iam.html>).
fn is_of_aws(service: &str, resource: &str) -> bool {
    let kinds = ["automation-definition/", "document/", "parameter/aws/"];
    service == "ssm" && kinds.iter().any(|kind| resource.starts_with(kind))
}

/// The types of resources that an ARN may be of: those that begin with the same word, or with a name.
fn forms<'t>(table: &'t Table, service: &str, resource: &str) -> Vec<&'t ResourceType> {
    let word = |text: &str| text.split(['/', ':']).next().unwrap_or_default().to_owned();
    let first = word(resource);
    let known = table.service(service).into_iter().flat_map(|service| &service.resources);
    known
        .filter(|form| form.arn.split(':').nth(2) == Some(service))
        .filter(|form| {
            let begins = word(form.arn.splitn(6, ':').nth(5).unwrap_or_default());
            begins.contains("${") || first.contains(['*', '?', '$']) || begins == first
        })
        .collect()
}
