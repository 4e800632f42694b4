//! Buckets and their settings.

use cutover_emulator::{Config, Server, Settings, World};

use crate::call::{bucket, call, code, elements, put, versioning};
use crate::functions::{pass, server};
use crate::support::virtual_settings;

#[tokio::test]
async fn names_are_checked_shared_and_one_owners_own() {
    let server = server().await;
    let made = call(&server, "PUT", "/pictures").ok().await;
    assert_eq!(made.header("location"), "/pictures");
    assert_eq!(made.header("x-amz-bucket-arn"), "arn:aws:s3:::pictures");
    assert!(!made.header("x-amz-request-id").is_empty() && !made.header("x-amz-id-2").is_empty());
    // In the oldest region the owner may make it again.
    call(&server, "PUT", "/pictures").ok().await;
    for (path, wanted) in [
        ("/No", code(400, "InvalidBucketName")),
        ("/examplebucket", code(409, "BucketAlreadyExists")),
    ] {
        assert_eq!(call(&server, "PUT", path).refused().await, wanted, "{path}");
    }
    let listed = call(&server, "GET", "/").ok().await;
    assert_eq!(elements(&listed, "Name"), ["pictures"]);
    assert_eq!(
        call(&server, "HEAD", "/pictures").ok().await.header("x-amz-bucket-region"),
        "us-east-1"
    );
    let gone = call(&server, "HEAD", "/none-such").send().await;
    assert_eq!((gone.status, gone.text.as_str()), (404, ""));
    assert_eq!(call(&server, "GET", "/none-such").refused().await, code(404, "NoSuchBucket"));
    let other = call(&server, "HEAD", "/pictures").header("x-amz-expected-bucket-owner", "1");
    assert_eq!(other.send().await.status, 403);
}

#[tokio::test]
async fn a_regions_endpoint_makes_buckets_of_its_own_region() {
    let settings = Settings { region: "eu-west-1".to_owned(), ..virtual_settings() };
    let server = Server::start(World::new(settings), Config::default()).await.unwrap();
    let constraint = |region: &str| {
        format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        )
    };
    let create = |text: String| call(&server, "PUT", "/pictures").body(text);
    let illegal = code(400, "IllegalLocationConstraintException");
    assert_eq!(create(String::new()).refused().await, illegal);
    assert_eq!(create(constraint("us-west-2")).refused().await, illegal);
    create(constraint("eu-west-1")).ok().await;
    assert_eq!(
        create(constraint("eu-west-1")).refused().await,
        code(409, "BucketAlreadyOwnedByYou")
    );
    let place = call(&server, "GET", "/pictures?location").ok().await;
    assert!(place.text.ends_with(">eu-west-1</LocationConstraint>"), "{}", place.text);
    assert_eq!(create("<Wrong/>".to_owned()).refused().await, code(400, "MalformedXML"));
}

#[tokio::test]
async fn a_bucket_that_holds_anything_stays_and_its_name_cools_down() {
    let server = server().await;
    server.with_world(|world| world.settings_mut().windows.bucket_name_ms = 60_000);
    bucket(&server, "pictures").await;
    put(&server, "/pictures/a", "x").await;
    let full = code(409, "BucketNotEmpty");
    assert_eq!(call(&server, "DELETE", "/pictures").refused().await, full);
    versioning(&server, "pictures", "Enabled").await;
    call(&server, "DELETE", "/pictures/a").ok().await;
    assert_eq!(call(&server, "DELETE", "/pictures").refused().await, full);
    let versions = call(&server, "GET", "/pictures?versions").ok().await;
    for id in elements(&versions, "VersionId") {
        call(&server, "DELETE", &format!("/pictures/a?versionId={id}")).ok().await;
    }
    assert_eq!(call(&server, "DELETE", "/pictures").ok().await.status, 204);
    assert_eq!(call(&server, "PUT", "/pictures").refused().await, code(409, "OperationAborted"));
    pass(&server, 60_000);
    bucket(&server, "pictures").await;
}

#[tokio::test]
async fn a_new_bucket_is_private_encrypted_and_without_lists() {
    let server = server().await;
    bucket(&server, "pictures").await;
    let shown = |query: &str| call(&server, "GET", &format!("/pictures?{query}"));
    assert_eq!(shown("publicAccessBlock").ok().await.element("BlockPublicPolicy"), "true");
    assert_eq!(shown("encryption").ok().await.element("SSEAlgorithm"), "AES256");
    assert_eq!(
        shown("ownershipControls").ok().await.element("ObjectOwnership"),
        "BucketOwnerEnforced"
    );
    assert!(!shown("versioning").ok().await.text.contains("Status"));
    for (query, wanted) in [
        ("tagging", "NoSuchTagSet"),
        ("policy", "NoSuchBucketPolicy"),
        ("lifecycle", "NoSuchLifecycleConfiguration"),
        ("cors", "NoSuchCORSConfiguration"),
        ("website", "NoSuchWebsiteConfiguration"),
        ("replication", "ReplicationConfigurationNotFoundError"),
    ] {
        assert_eq!(shown(query).refused().await, code(404, wanted), "{query}");
    }
    assert_eq!(shown("inventory").refused().await, code(501, "NotImplemented"));
    let public = call(&server, "PUT", "/pictures/a").header("x-amz-acl", "public-read");
    assert_eq!(public.refused().await, code(400, "AccessControlListNotSupported"));
}

#[tokio::test]
async fn settings_are_checked_kept_and_taken_away() {
    let server = server().await;
    bucket(&server, "pictures").await;
    let tags = |pairs: &str| format!("<Tagging><TagSet>{pairs}</TagSet></Tagging>");
    let pair = "<Tag><Key>team</Key><Value>a/b</Value></Tag>";
    let put = |query: &'static str| call(&server, "PUT", &format!("/pictures?{query}"));
    let bare = put("tagging").body(tags(pair));
    assert_eq!(bare.refused().await, code(400, "InvalidRequest"));
    put("tagging").document(&tags(pair)).ok().await;
    let kept = call(&server, "GET", "/pictures?tagging").ok().await;
    assert_eq!(kept.element("Value"), "a/b");
    let twice = tags(&pair.repeat(2));
    assert_eq!(put("tagging").document(&twice).refused().await, code(400, "InvalidTag"));
    let cors = |method: &str| {
        format!(
            "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>{method}</AllowedMethod>\
             </CORSRule></CORSConfiguration>"
        )
    };
    put("cors").document(&cors("GET")).ok().await;
    assert_eq!(put("cors").document(&cors("PATCH")).refused().await, code(400, "InvalidRequest"));
    call(&server, "DELETE", "/pictures?cors").ok().await;
    assert_eq!(
        call(&server, "GET", "/pictures?cors").refused().await,
        code(404, "NoSuchCORSConfiguration")
    );
    let key = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms\
               </SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>";
    put("encryption").document(key).ok().await;
    let object = call(&server, "PUT", "/pictures/a").ok().await;
    assert_eq!(object.header("x-amz-server-side-encryption"), "aws:kms");
    call(&server, "DELETE", "/pictures?encryption").ok().await;
    let usual = call(&server, "GET", "/pictures?encryption").ok().await;
    assert_eq!(usual.element("SSEAlgorithm"), "AES256");
}

#[tokio::test]
async fn a_public_policy_is_kept_out_until_the_block_is_gone() {
    let server = server().await;
    bucket(&server, "pictures").await;
    let policy = |resource: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"{resource}"}}]}}"#
        )
    };
    let put = |text: String| call(&server, "PUT", "/pictures?policy").body(text);
    let open = policy("arn:aws:s3:::pictures/*");
    assert_eq!(put(open.clone()).refused().await, code(403, "AccessDenied"));
    let other = policy("arn:aws:s3:::other/*");
    assert_eq!(put(other).refused().await, code(400, "MalformedPolicy"));
    call(&server, "DELETE", "/pictures?publicAccessBlock").ok().await;
    put(open.clone()).ok().await;
    assert_eq!(call(&server, "GET", "/pictures?policy").ok().await.text, open);
    let status = call(&server, "GET", "/pictures?policyStatus").ok().await;
    assert_eq!(status.element("IsPublic"), "true");
}

#[tokio::test]
async fn lifecycle_rules_expire_objects_at_midnight() {
    let server = server().await;
    bucket(&server, "pictures").await;
    let rule = |days: &str| {
        format!(
            "<LifecycleConfiguration><Rule><Filter><Prefix>old/</Prefix></Filter><Status>Enabled</Status>\
             <Expiration><Days>{days}</Days></Expiration></Rule></LifecycleConfiguration>"
        )
    };
    let rules = |days: &str| call(&server, "PUT", "/pictures?lifecycle").document(&rule(days));
    assert_eq!(rules("0").refused().await, code(400, "InvalidArgument"));
    rules("1").ok().await;
    let kept = call(&server, "GET", "/pictures?lifecycle").ok().await;
    assert_eq!(kept.element("ID").len(), 48);
    pass(&server, 3_600_000);
    put(&server, "/pictures/old/a", "x").await;
    put(&server, "/pictures/new/a", "x").await;
    pass(&server, 24 * 3_600_000);
    call(&server, "HEAD", "/pictures/old/a").ok().await;
    pass(&server, 24 * 3_600_000);
    assert_eq!(call(&server, "GET", "/pictures/old/a").refused().await, code(404, "NoSuchKey"));
    call(&server, "HEAD", "/pictures/new/a").ok().await;
}
