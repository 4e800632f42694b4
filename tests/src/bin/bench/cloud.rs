//! The local cloud: how many calls a second it answers, and what a warm invocation costs beyond the handler.
use super::bounds::Bounds;
use super::load::{self, Connection, request};
use super::{Failure, machine, print};
use base64::Engine as _;
use cutover_emulator::{Config, Server, Settings, World};
use std::fmt::Write as _;

/// Functions that are there while calls are counted.
const FUNCTIONS: usize = 1_000;
const CALLS: usize = 50_000;
const INVOCATIONS: usize = 5_000;
const HANDLER: &[u8] = b"def handler(event, context):\n    return {'ok': True}\n";

/// Measures both.
pub(crate) fn run(bounds: &mut Bounds) -> Result<(), Failure> {
    // Server and client share the machine: the figure is what both together reach.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let server = Server::start(World::new(Settings::default()), Config::default()).await?;
        let host = server.url().trim_start_matches("http://").to_owned();
        for number in 0..FUNCTIONS {
            create(&host, &format!("f{number}")).await?;
        }
        print("| local cloud | a second | p50 ms | p99 ms |\n|---|---|---|---|");
        let get = request("GET", &host, "/2015-03-31/functions/f7", b"");
        let cpu = machine::own_seconds();
        let mut calls = load::run(&host, get, CALLS, 8, |status, _| status == 200).await?;
        let cpu = (machine::own_seconds() - cpu) * 1e6 / 50_000.0;
        told("GetFunction, 8 connections", &mut calls)?;
        bounds.at_least("local cloud, GetFunction a second", calls.rate(), 5_000.0);
        let invoke = request("POST", &host, "/2015-03-31/functions/f7/invocations", b"{}");
        // The first ones start the worker.
        load::run(&host, invoke.clone(), 50, 1, answered).await?;
        let mut warm = load::run(&host, invoke, INVOCATIONS, 1, answered).await?;
        told("Invoke, warm, 1 connection", &mut warm)?;
        bounds.at_most(
            "local cloud, warm invocation, p50 ms with the handler",
            warm.percentile(50),
            1.0,
        );
        print(&format!(
            "\nA GetFunction costs {cpu:.0} µs of processor, the client's part included.\n"
        ));
        server.stop().await;
        Ok(())
    })
}

/// Whether an invocation was answered by its function.
pub(crate) fn answered(status: u16, head: &str) -> bool {
    status == 200 && !head.to_ascii_lowercase().contains("x-amz-function-error")
}

fn told(name: &str, outcome: &mut load::Outcome) -> Result<(), Failure> {
    if let Some(problem) = &outcome.problem {
        return Err(format!(
            "{name}: {} answers of another kind, the first: {problem}",
            outcome.problems
        )
        .into());
    }
    let (rate, half, most) = (outcome.rate(), outcome.percentile(50), outcome.percentile(99));
    print(&format!("| {name} | {rate:.0} | {half:.2} | {most:.2} |"));
    Ok(())
}

/// Makes a role and a function that answers at once, and waits until it is active.
pub(crate) async fn create(host: &str, name: &str) -> Result<(), Failure> {
    let mut connection = Connection::open(host).await?;
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let encoded = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
            out
        })
    };
    let form = format!(
        "Action=CreateRole&Version=2010-05-08&RoleName=bench&AssumeRolePolicyDocument={}",
        encoded(trust)
    );
    let head = format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-www-form-urlencoded\r\nauthorization: AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/iam/aws4_request\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    // A second role of this name is refused, which is as good.
    connection.ask(head.as_bytes()).await?;
    let body = serde_json::json!({
        "FunctionName": name, "Runtime": "python3.12", "Handler": "app.handler",
        "Role": "arn:aws:iam::000000000000:role/bench",
        "Code": {"ZipFile": base64::prelude::BASE64_STANDARD.encode(zipped("app.py", HANDLER))},
    });
    let create = request("POST", host, "/2015-03-31/functions", body.to_string().as_bytes());
    let (status, _, answer) = connection.ask(&create).await?;
    if status != 201 {
        return Err(format!("CreateFunction: {}", String::from_utf8_lossy(&answer)).into());
    }
    let path = format!("/2015-03-31/functions/{name}");
    let look = request("GET", host, &path, b"");
    for _ in 0..200 {
        let (_, _, answer) = connection.ask(&look).await?;
        let told: serde_json::Value = serde_json::from_slice(&answer)?;
        if told.pointer("/Configuration/State").and_then(|state| state.as_str()) == Some("Active") {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    Err(format!("{name} never became active").into())
}

/// A zip of one file that is stored as it is.
fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let (size, length) =
        (u32::try_from(content.len()).unwrap_or(0), u16::try_from(name.len()).unwrap_or(0));
    let sum = crc32(content).to_le_bytes();
    let sizes = [size.to_le_bytes(), size.to_le_bytes()].concat();
    // Version 2.0, no flags, stored, 1 January 1980.
    let common =
        [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..], &sum, &sizes, &length.to_le_bytes(), &[0, 0]]
            .concat();
    let local = [&b"PK\x03\x04"[..], &common, name.as_bytes(), content].concat();
    let entry = [
        &b"PK\x01\x02\x14\x00"[..],
        &common,
        &[0; 6],
        &[0, 0, 0xa4, 0x81],
        &[0; 4],
        name.as_bytes(),
    ]
    .concat();
    let counts = [1, 0, 1, 0];
    let (entry_size, start) =
        (u32::try_from(entry.len()).unwrap_or(0), u32::try_from(local.len()).unwrap_or(0));
    let end = [
        &b"PK\x05\x06\0\0\0\0"[..],
        &counts,
        &entry_size.to_le_bytes(),
        &start.to_le_bytes(),
        &[0, 0],
    ]
    .concat();
    [local, entry, end].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    let fold = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    };
    !bytes.iter().fold(u32::MAX, fold)
}
