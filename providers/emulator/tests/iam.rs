//! Roles and policies: what is refused, what is rewritten, what must be cleaned up first.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use percent_encoding::percent_decode_str;
use support::{POLICY, START_MS, TRUST, iam, iam_refusal, virtual_server};

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

#[tokio::test]
async fn a_role_is_created_read_and_its_document_is_encoded() {
    let server = virtual_server().await;
    let created = iam(
        &server,
        "CreateRole",
        &[
            ("RoleName", "r"),
            ("Path", "/cutover/s/"),
            ("AssumeRolePolicyDocument", TRUST),
            ("Tags.member.1.Key", "k"),
            ("Tags.member.1.Value", "v"),
        ],
    )
    .await;
    assert_eq!(created.status, 200, "{}", created.text);
    assert!(!created.text.contains("MaxSessionDuration"));
    assert!(created.element("RoleId").starts_with("AROA") && created.element("RoleId").len() == 21);
    let role = iam(&server, "GetRole", &[("RoleName", "r")]).await;
    assert_eq!(role.element("Arn"), "arn:aws:iam::000000000000:role/cutover/s/r");
    assert_eq!(role.element("MaxSessionDuration"), "3600");
    assert_eq!(role.element("CreateDate"), "2026-01-01T00:00:00Z");
    assert!(role.element("AssumeRolePolicyDocument").starts_with("%7B%22Version%22"));
    assert_eq!(decoded(role.element("AssumeRolePolicyDocument")), TRUST);
    let list = iam(&server, "ListRoles", &[("PathPrefix", "/cutover/")]).await;
    assert!(list.text.contains("<RoleName>r</RoleName>") && !list.text.contains("<Tags>"));
}

#[tokio::test]
async fn what_iam_refuses_is_refused() {
    let server = virtual_server().await;
    iam(&server, "CreateRole", &[("RoleName", "r"), ("AssumeRolePolicyDocument", TRUST)]).await;
    let stranger = TRUST.replace(
        r#""Service":"lambda.amazonaws.com""#,
        r#""AWS":"arn:aws:iam::000000000000:role/none""#,
    );
    let long = "x".repeat(65);
    let huge = POLICY.replace("s3:GetObject", &format!("s3:{}", "x".repeat(10_240)));
    for (action, parameters, code) in [
        (
            "CreateRole",
            vec![("RoleName", "r"), ("Path", "/other/"), ("AssumeRolePolicyDocument", TRUST)],
            "EntityAlreadyExists",
        ),
        (
            "CreateRole",
            vec![("RoleName", "a b"), ("AssumeRolePolicyDocument", TRUST)],
            "ValidationError",
        ),
        (
            "CreateRole",
            vec![("RoleName", &long), ("AssumeRolePolicyDocument", TRUST)],
            "ValidationError",
        ),
        ("CreateRole", vec![("AssumeRolePolicyDocument", TRUST)], "ValidationError"),
        (
            "CreateRole",
            vec![("RoleName", "s"), ("AssumeRolePolicyDocument", "{")],
            "MalformedPolicyDocument",
        ),
        (
            "CreateRole",
            vec![("RoleName", "s"), ("AssumeRolePolicyDocument", &stranger)],
            "MalformedPolicyDocument",
        ),
        (
            "CreateRole",
            vec![
                ("RoleName", "s"),
                ("AssumeRolePolicyDocument", TRUST),
                ("MaxSessionDuration", "60"),
            ],
            "ValidationError",
        ),
        (
            "PutRolePolicy",
            vec![("RoleName", "r"), ("PolicyName", "p"), ("PolicyDocument", TRUST)],
            "MalformedPolicyDocument",
        ),
        (
            "PutRolePolicy",
            vec![("RoleName", "r"), ("PolicyName", "p"), ("PolicyDocument", &huge)],
            "LimitExceeded",
        ),
        (
            "PutRolePolicy",
            vec![("RoleName", "none"), ("PolicyName", "p"), ("PolicyDocument", POLICY)],
            "NoSuchEntity",
        ),
        ("GetRolePolicy", vec![("RoleName", "r"), ("PolicyName", "none")], "NoSuchEntity"),
        (
            "AttachRolePolicy",
            vec![("RoleName", "r"), ("PolicyArn", "arn:aws:iam::aws:policy/NoSuchPolicy")],
            "NoSuchEntity",
        ),
        ("ListRoles", vec![("MaxItems", "1001")], "ValidationError"),
        ("ListPolicies", vec![("Scope", "Everywhere")], "ValidationError"),
        ("ListPolicies", vec![("PolicyUsageFilter", "None")], "ValidationError"),
        (
            "UpdateAccessKey",
            vec![("UserName", "u"), ("AccessKeyId", "AKIAABCDEFGHIJKLMNOP"), ("Status", "Odd")],
            "ValidationError",
        ),
        ("ListRoles", vec![("Marker", "junk")], "ValidationError"),
    ] {
        assert_eq!(
            iam_refusal(&server, action, &parameters).await,
            code,
            "{action} {parameters:?}"
        );
    }
}

#[tokio::test]
async fn a_role_is_deleted_only_when_nothing_hangs_on_it() {
    let server = virtual_server().await;
    let basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    iam(&server, "CreateRole", &[("RoleName", "r"), ("AssumeRolePolicyDocument", TRUST)]).await;
    iam(&server, "AttachRolePolicy", &[("RoleName", "r"), ("PolicyArn", basic)]).await;
    iam(
        &server,
        "PutRolePolicy",
        &[("RoleName", "r"), ("PolicyName", "p"), ("PolicyDocument", POLICY)],
    )
    .await;
    assert_eq!(iam_refusal(&server, "DeleteRole", &[("RoleName", "r")]).await, "DeleteConflict");
    iam(&server, "DetachRolePolicy", &[("RoleName", "r"), ("PolicyArn", basic)]).await;
    assert_eq!(iam_refusal(&server, "DeleteRole", &[("RoleName", "r")]).await, "DeleteConflict");
    iam(&server, "DeleteRolePolicy", &[("RoleName", "r"), ("PolicyName", "p")]).await;
    assert_eq!(iam(&server, "DeleteRole", &[("RoleName", "r")]).await.status, 200);
    assert_eq!(iam_refusal(&server, "DeleteRole", &[("RoleName", "r")]).await, "NoSuchEntity");
}

#[tokio::test]
async fn principals_are_rewritten_as_iam_rewrites_them() {
    let server = virtual_server().await;
    let trusting = |principal: &str| {
        TRUST.replace(r#""Service":"lambda.amazonaws.com""#, &format!(r#""AWS":"{principal}""#))
    };
    iam(
        &server,
        "CreateRole",
        &[("RoleName", "a"), ("AssumeRolePolicyDocument", &trusting("123456789012"))],
    )
    .await;
    let role = iam(&server, "GetRole", &[("RoleName", "a")]).await;
    assert!(
        decoded(role.element("AssumeRolePolicyDocument"))
            .contains("arn:aws:iam::123456789012:root")
    );
    let arn = role.element("Arn").to_owned();
    iam(&server, "CreateRole", &[("RoleName", "b"), ("AssumeRolePolicyDocument", &trusting(&arn))])
        .await;
    iam(&server, "DeleteRole", &[("RoleName", "a")]).await;
    let trust = decoded(
        iam(&server, "GetRole", &[("RoleName", "b")]).await.element("AssumeRolePolicyDocument"),
    );
    assert!(trust.contains(role.element("RoleId")) && !trust.contains(&arn), "{trust}");
}

#[tokio::test]
async fn an_update_without_a_duration_resets_it() {
    let server = virtual_server().await;
    iam(
        &server,
        "CreateRole",
        &[
            ("RoleName", "r"),
            ("AssumeRolePolicyDocument", TRUST),
            ("MaxSessionDuration", "7200"),
            ("Description", "d"),
        ],
    )
    .await;
    iam(&server, "UpdateRole", &[("RoleName", "r")]).await;
    let role = iam(&server, "GetRole", &[("RoleName", "r")]).await;
    assert_eq!((role.element("MaxSessionDuration"), role.element("Description")), ("3600", "d"));
}

#[tokio::test]
async fn a_policy_has_five_versions_and_stays_while_it_is_used() {
    let server = virtual_server().await;
    let created = iam(
        &server,
        "CreatePolicy",
        &[("PolicyName", "p"), ("Path", "/x/"), ("PolicyDocument", POLICY)],
    )
    .await;
    let arn = created.element("Arn").to_owned();
    assert_eq!(arn, "arn:aws:iam::000000000000:policy/x/p");
    assert_eq!(
        iam_refusal(&server, "CreatePolicy", &[("PolicyName", "p"), ("PolicyDocument", POLICY)])
            .await,
        "EntityAlreadyExists"
    );
    for _ in 0..4 {
        iam(
            &server,
            "CreatePolicyVersion",
            &[("PolicyArn", &arn), ("PolicyDocument", POLICY), ("SetAsDefault", "true")],
        )
        .await;
    }
    assert_eq!(
        iam_refusal(
            &server,
            "CreatePolicyVersion",
            &[("PolicyArn", &arn), ("PolicyDocument", POLICY)]
        )
        .await,
        "LimitExceeded"
    );
    assert_eq!(
        iam(&server, "GetPolicy", &[("PolicyArn", &arn)]).await.element("DefaultVersionId"),
        "v5"
    );
    assert_eq!(
        iam_refusal(&server, "DeletePolicyVersion", &[("PolicyArn", &arn), ("VersionId", "v5")])
            .await,
        "DeleteConflict"
    );
    iam(&server, "DeletePolicyVersion", &[("PolicyArn", &arn), ("VersionId", "v1")]).await;
    let next =
        iam(&server, "CreatePolicyVersion", &[("PolicyArn", &arn), ("PolicyDocument", POLICY)])
            .await;
    assert_eq!((next.element("VersionId"), next.element("IsDefaultVersion")), ("v6", "false"));
    iam(&server, "CreateRole", &[("RoleName", "r"), ("AssumeRolePolicyDocument", TRUST)]).await;
    iam(&server, "AttachRolePolicy", &[("RoleName", "r"), ("PolicyArn", &arn)]).await;
    assert_eq!(
        iam(&server, "ListEntitiesForPolicy", &[("PolicyArn", &arn)]).await.element("RoleName"),
        "r"
    );
    assert_eq!(
        iam_refusal(&server, "DeletePolicy", &[("PolicyArn", &arn)]).await,
        "DeleteConflict"
    );
    iam(&server, "DetachRolePolicy", &[("RoleName", "r"), ("PolicyArn", &arn)]).await;
    assert_eq!(
        iam_refusal(&server, "DeletePolicy", &[("PolicyArn", &arn)]).await,
        "DeleteConflict"
    );
    for version in ["v2", "v3", "v4", "v6"] {
        iam(&server, "DeletePolicyVersion", &[("PolicyArn", &arn), ("VersionId", version)]).await;
    }
    assert_eq!(iam(&server, "DeletePolicy", &[("PolicyArn", &arn)]).await.status, 200);
}

#[tokio::test]
async fn the_account_is_read_in_bulk_page_by_page() {
    let server = virtual_server().await;
    for number in 0..5 {
        let name = format!("r{number}");
        iam(&server, "CreateRole", &[("RoleName", &name), ("AssumeRolePolicyDocument", TRUST)])
            .await;
        iam(
            &server,
            "PutRolePolicy",
            &[("RoleName", &name), ("PolicyName", "p"), ("PolicyDocument", POLICY)],
        )
        .await;
    }
    iam(&server, "CreatePolicy", &[("PolicyName", "p"), ("PolicyDocument", POLICY)]).await;
    let filter =
        [("Filter.member.1", "Role"), ("Filter.member.2", "LocalManagedPolicy"), ("MaxItems", "4")];
    let first = iam(&server, "GetAccountAuthorizationDetails", &filter).await;
    assert_eq!(first.element("IsTruncated"), "true");
    let marker = first.element("Marker").to_owned();
    let mut rest = filter.to_vec();
    rest.push(("Marker", &marker));
    let second = iam(&server, "GetAccountAuthorizationDetails", &rest).await;
    assert_eq!(second.element("IsTruncated"), "false");
    let text = format!("{}{}", first.text, second.text);
    assert_eq!(text.matches("<RoleId>").count(), 5);
    assert_eq!(text.matches("<PolicyId>").count(), 1);
    assert_eq!(text.matches("<RolePolicyList><member>").count(), 5);
}

#[tokio::test]
async fn a_new_role_is_not_found_until_the_window_has_passed() {
    let server = virtual_server().await;
    server.with_world(|world| world.settings_mut().windows.role_visible_ms = 3_000);
    iam(&server, "CreateRole", &[("RoleName", "r"), ("AssumeRolePolicyDocument", TRUST)]).await;
    assert_eq!(iam_refusal(&server, "GetRole", &[("RoleName", "r")]).await, "NoSuchEntity");
    server.with_world(|world| world.advance_to(START_MS + 3_000));
    assert_eq!(iam(&server, "GetRole", &[("RoleName", "r")]).await.status, 200);
}

#[tokio::test]
async fn users_hold_keys_and_policies_and_go_when_they_hold_nothing() {
    let server = support::virtual_server().await;
    let ann = ("UserName", "ann");
    let created = iam(&server, "CreateUser", &[ann, ("Path", "/team/")]).await;
    assert_eq!(created.element("Arn"), "arn:aws:iam::000000000000:user/team/ann");
    assert_eq!(
        iam_refusal(&server, "CreateUser", &[("UserName", "ANN")]).await,
        "EntityAlreadyExists"
    );
    let key = iam(&server, "CreateAccessKey", &[ann]).await;
    assert!(key.element("AccessKeyId").starts_with("AKIA"));
    assert_eq!(key.element("SecretAccessKey").len(), 40);
    iam(&server, "CreateAccessKey", &[ann]).await;
    assert_eq!(iam_refusal(&server, "CreateAccessKey", &[ann]).await, "LimitExceeded");
    let listed = iam(&server, "ListAccessKeys", &[ann]).await;
    assert_eq!(listed.text.matches("<AccessKeyId>").count(), 2);
    assert!(!listed.text.contains("SecretAccessKey"), "a secret is shown once");
    let policy = [ann, ("PolicyName", "p"), ("PolicyDocument", support::POLICY)];
    assert_eq!(iam(&server, "PutUserPolicy", &policy).await.status, 200);
    let read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    assert_eq!(iam(&server, "AttachUserPolicy", &[ann, ("PolicyArn", read)]).await.status, 200);
    let users = iam(&server, "ListEntitiesForPolicy", &[("PolicyArn", read)]).await;
    assert_eq!(users.element("UserName"), "ann");
    let whole =
        iam(&server, "GetAccountAuthorizationDetails", &[("Filter.member.1", "User")]).await;
    assert!(whole.text.contains("<UserPolicyList>") && whole.text.contains("<UserName>ann"));
    assert_eq!(iam_refusal(&server, "DeleteUser", &[ann]).await, "DeleteConflict");
    for id in listed.text.split("<AccessKeyId>").skip(1).map(|rest| &rest[..20]) {
        assert_eq!(iam(&server, "DeleteAccessKey", &[ann, ("AccessKeyId", id)]).await.status, 200);
    }
    assert_eq!(iam_refusal(&server, "DeleteUser", &[ann]).await, "DeleteConflict");
    iam(&server, "DetachUserPolicy", &[ann, ("PolicyArn", read)]).await;
    iam(&server, "DeleteUserPolicy", &[ann, ("PolicyName", "p")]).await;
    assert_eq!(iam(&server, "DeleteUser", &[ann]).await.status, 200);
    assert_eq!(iam_refusal(&server, "GetUser", &[ann]).await, "NoSuchEntity");
    server.stop().await;
}
