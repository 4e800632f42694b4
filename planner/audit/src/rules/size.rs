//! Quotas on the size of policies.
use super::{Found, Rule, Subject};
use crate::policy::PolicyType;
use cutover_schemas::finding::Level;

/// Letters that the inline policies of a role may have together: IAM Access Analyzer warns of an identity's policy beyond
/// it.
const INLINE: usize = 10_240;

pub(super) static IDENTITY_QUOTA: Rule = Rule {
    code: "audit/size-quota",
    level: Level::Warning,
    what: "a policy that is larger than its quota",
    why: "IAM refuses policies that are too large, counting every character but white space: 6,144 in a managed policy, 10,240 in all inline policies of a role, \
          5,120 in a service or resource control policy, 2,048 in a role's trust policy unless that quota is raised.",
    example: BIG,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}"#,
    of: Some(PolicyType::Trust),
    fix: "shorten it with wildcards where these are as narrow, or split it",
    access_analyzer: &[
        "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
        "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
        "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
        "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
        "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    ],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    let size = size(subject.text);
    let (most, code) = match subject.kind {
        PolicyType::Identity => (INLINE, "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"),
        PolicyType::Resource => (20_480, "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA"),
        PolicyType::Trust => (2_048, "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA"),
        PolicyType::Scp => (5_120, "POLICY_SIZE_EXCEEDS_SCP_QUOTA"),
        PolicyType::Rcp => (5_120, "POLICY_SIZE_EXCEEDS_RCP_QUOTA"),
    };
    if size <= most {
        return Vec::new();
    }
    let message =
        format!("the policy has {size} characters besides white space, and {most} are its quota");
    let start = subject.root.span.start;
    vec![Found::at(&(start..start + 1), message).called(code)]
}

/// The characters that IAM counts.
fn size(text: &str) -> usize {
    text.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// A trust policy of 2,100 characters.
const BIG: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ["arn:aws:iam::111122223300:role/deployer-of-team-00","arn:aws:iam::111122223301:role/deployer-of-team-01","arn:aws:iam::111122223302:role/deployer-of-team-02","arn:aws:iam::111122223303:role/deployer-of-team-03","arn:aws:iam::111122223304:role/deployer-of-team-04","arn:aws:iam::111122223305:role/deployer-of-team-05","arn:aws:iam::111122223306:role/deployer-of-team-06","arn:aws:iam::111122223307:role/deployer-of-team-07","arn:aws:iam::111122223308:role/deployer-of-team-08","arn:aws:iam::111122223309:role/deployer-of-team-09","arn:aws:iam::111122223310:role/deployer-of-team-10","arn:aws:iam::111122223311:role/deployer-of-team-11","arn:aws:iam::111122223312:role/deployer-of-team-12","arn:aws:iam::111122223313:role/deployer-of-team-13","arn:aws:iam::111122223314:role/deployer-of-team-14","arn:aws:iam::111122223315:role/deployer-of-team-15","arn:aws:iam::111122223316:role/deployer-of-team-16","arn:aws:iam::111122223317:role/deployer-of-team-17","arn:aws:iam::111122223318:role/deployer-of-team-18","arn:aws:iam::111122223319:role/deployer-of-team-19","arn:aws:iam::111122223320:role/deployer-of-team-20","arn:aws:iam::111122223321:role/deployer-of-team-21","arn:aws:iam::111122223322:role/deployer-of-team-22","arn:aws:iam::111122223323:role/deployer-of-team-23","arn:aws:iam::111122223324:role/deployer-of-team-24","arn:aws:iam::111122223325:role/deployer-of-team-25","arn:aws:iam::111122223326:role/deployer-of-team-26","arn:aws:iam::111122223327:role/deployer-of-team-27","arn:aws:iam::111122223328:role/deployer-of-team-28","arn:aws:iam::111122223329:role/deployer-of-team-29","arn:aws:iam::111122223330:role/deployer-of-team-30","arn:aws:iam::111122223331:role/deployer-of-team-31","arn:aws:iam::111122223332:role/deployer-of-team-32","arn:aws:iam::111122223333:role/deployer-of-team-33","arn:aws:iam::111122223334:role/deployer-of-team-34","arn:aws:iam::111122223335:role/deployer-of-team-35","arn:aws:iam::111122223336:role/deployer-of-team-36","arn:aws:iam::111122223337:role/deployer-of-team-37","arn:aws:iam::111122223338:role/deployer-of-team-38","arn:aws:iam::111122223339:role/deployer-of-team-39","arn:aws:iam::111122223340:role/deployer-of-team-40","arn:aws:iam::111122223341:role/deployer-of-team-41","arn:aws:iam::111122223342:role/deployer-of-team-42","arn:aws:iam::111122223343:role/deployer-of-team-43","arn:aws:iam::111122223344:role/deployer-of-team-44","arn:aws:iam::111122223345:role/deployer-of-team-45","arn:aws:iam::111122223346:role/deployer-of-team-46","arn:aws:iam::111122223347:role/deployer-of-team-47"]}}]}"#;
