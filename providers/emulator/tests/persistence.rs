//! The world on disk: after a stop, after a kill, by one server at a time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use cutover_emulator::{Config, Server, World};
use serde_json::json;
use support::{TRUST, iam, sqs, virtual_settings};

async fn open(dir: &Path) -> Server {
    Server::open(dir, virtual_settings(), Config::default()).await.unwrap()
}

async fn fill(server: &Server) {
    let url = sqs(server, "CreateQueue", json!({"QueueName": "a"})).await["QueueUrl"].clone();
    sqs(server, "SendMessage", json!({"QueueUrl": url, "MessageBody": "kept"})).await;
    iam(server, "CreateRole", &[("RoleName", "r"), ("AssumeRolePolicyDocument", TRUST)]).await;
    sqs(server, "CreateQueue", json!({"QueueName": "gone"})).await;
    sqs(server, "DeleteQueue", json!({"QueueUrl": "gone"})).await;
}

async fn check(server: &Server) {
    let list = sqs(server, "ListQueues", json!({})).await;
    assert_eq!(list["QueueUrls"], json!([format!("{}/000000000000/a", server.url())]));
    let received = sqs(server, "ReceiveMessage", json!({"QueueUrl": "a"})).await;
    assert_eq!(received["Messages"][0]["Body"], "kept");
    assert_eq!(iam(server, "GetRole", &[("RoleName", "r")]).await.status, 200);
}

#[tokio::test]
async fn a_world_survives_a_stop() {
    let dir = tempfile::tempdir().unwrap();
    let server = open(dir.path()).await;
    fill(&server).await;
    server.stop().await;
    check(&open(dir.path()).await).await;
}

#[tokio::test]
async fn a_world_survives_a_kill_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    let server = open(dir.path()).await;
    fill(&server).await;
    // What the kernel holds of the file now is what a killed server leaves behind.
    let left = tempfile::tempdir().unwrap();
    std::fs::copy(dir.path().join("world.redb"), left.path().join("world.redb")).unwrap();
    check(&open(left.path()).await).await;
}

#[tokio::test]
async fn a_folder_is_private_and_served_by_one_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let server = open(dir.path()).await;
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let second = Server::open(dir.path(), virtual_settings(), Config::default()).await;
    assert_eq!(second.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    server.stop().await;
    open(dir.path()).await;
}

#[tokio::test]
async fn starting_with_a_world_replaces_what_the_folder_held() {
    let dir = tempfile::tempdir().unwrap();
    let server = open(dir.path()).await;
    fill(&server).await;
    server.stop().await;
    let config = Config { dir: Some(dir.path().to_owned()), ..Config::default() };
    Server::start(World::new(virtual_settings()), config).await.unwrap().stop().await;
    let server = open(dir.path()).await;
    assert_eq!(sqs(&server, "ListQueues", json!({})).await, json!({}));
}

#[tokio::test]
async fn a_fork_does_not_see_what_happens_later() {
    let server = support::virtual_server().await;
    fill(&server).await;
    let fork = server.fork();
    sqs(&server, "CreateQueue", json!({"QueueName": "later"})).await;
    assert_eq!(fork.status()["services"]["sqs"]["queues"], 1);
    assert_eq!(server.fork().status()["services"]["sqs"]["queues"], 2);
    let other = Server::start(fork, Config::default()).await.unwrap();
    check(&other).await;
}

#[tokio::test]
async fn a_reset_empties_memory_and_disk() {
    let dir = tempfile::tempdir().unwrap();
    let server = open(dir.path()).await;
    fill(&server).await;
    let request = http::Request::post(format!("{}/_cutover/reset", server.url()))
        .body(http_body_util::Full::default())
        .unwrap();
    assert_eq!(support::send(request).await.unwrap().status, 200);
    assert_eq!(sqs(&server, "ListQueues", json!({})).await, json!({}));
    server.stop().await;
    assert_eq!(sqs(&open(dir.path()).await, "ListQueues", json!({})).await, json!({}));
}
