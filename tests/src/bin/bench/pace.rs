//! A first apply at AWS's pace: the local cloud throttles, delays and propagates as AWS does, and the client's limiter is on.
use super::bounds::Bounds;
use super::{Failure, machine, print};
use cutover_emulator::{Called, Config, Server, Settings, World};
use cutover_tests::many;
use serde_json::Value;
use std::ffi::OsString;
use std::path::Path;
use std::time::Instant;

/// How many functions are made, unless sizes are named.
const FUNCTIONS: usize = 300;

/// Words of a refusal for going too fast.
const TOO_FAST: &[&str] = &["Throttl", "TooManyRequests", "Rate exceeded", "SlowDown"];

/// Plans and applies a stack of each size.
pub(crate) fn run(sizes: &[usize], bounds: &mut Bounds) -> Result<(), Failure> {
    let sizes = if sizes.is_empty() { &[FUNCTIONS] } else { sizes };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    print(
        "| functions | lower bound s | apply s | calls | throttled | surfaced |\n|---|---|---|---|---|---|",
    );
    for size in sizes {
        let folder = tempfile::tempdir()?;
        many::write(folder.path(), *size, "1")?;
        let config = Config { journal: 1, ..Config::default() };
        let world = World::new(Settings::default().at_aws_pace());
        let server = runtime.block_on(Server::start(world, config))?;
        let row = first_apply(folder.path(), &server)?;
        print(&format!(
            "| {size} | {:.0} | {:.0} | {} | {} | {} |",
            row.least, row.seconds, row.calls, row.throttled, row.surfaced
        ));
        #[expect(clippy::cast_precision_loss, reason = "hopefully none")]
        let surfaced = row.surfaced as f64;
        bounds.at_most(
            &format!("first apply of {size} functions, surfaced throttles"),
            surfaced,
            0.0,
        );
        runtime.block_on(server.stop());
    }
    print("");
    Ok(())
}

struct Row {
    /// The plan's own lower bound, in seconds.
    least: f64,
    seconds: f64,
    calls: u64,
    /// Calls that the cloud refused for going too fast.
    throttled: u64,
    /// Those of them that a person was told of.
    surfaced: usize,
}

fn first_apply(dir: &Path, server: &Server) -> Result<Row, Failure> {
    let plan: Value = serde_json::from_str(&command(dir, server, &["plan"])?)?;
    let least = plan.pointer("/budget/lower_bound_seconds").and_then(Value::as_f64);
    let sum = |count: fn(&Called) -> u64| server.called().iter().map(count).sum::<u64>();
    let (calls, throttled) = (sum(|one| one.times), sum(|one| one.throttled));
    let began = Instant::now();
    let told = command(dir, server, &["apply", "--yes", "--rate", "100%"])?;
    Ok(Row {
        least: least.ok_or("the plan has no lower bound")?,
        seconds: began.elapsed().as_secs_f64(),
        calls: sum(|one| one.times) - calls,
        throttled: sum(|one| one.throttled) - throttled,
        surfaced: told
            .lines()
            .filter(|line| TOO_FAST.iter().any(|word| line.contains(word)))
            .count(),
    })
}

fn command(dir: &Path, server: &Server, words: &[&str]) -> Result<String, Failure> {
    let url = server.url();
    let place = ["--region", "us-east-1", "--format", "json", "--endpoint-url", &url];
    let here = ["-C".into(), dir.as_os_str().to_owned()];
    let words: Vec<OsString> = place.iter().chain(words).map(OsString::from).collect();
    Ok(machine::measured(dir, &[&here[..], &words].concat())?.0)
}
