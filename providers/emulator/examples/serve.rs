//! Serves a local cloud: `cargo run -p cutover-emulator --example serve -- [PORT] [SETTINGS] [FOLDER]`.
//!
//! Settings are JSON, such as `{"auth": "On", "clock": {"Virtual": {"start_ms": 0}}}`.

use std::io::Write as _;
use std::path::Path;

use cutover_emulator::{Config, Server, Settings, World};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let port = args.next().and_then(|port| port.parse().ok()).unwrap_or(0);
    let config = Config { port, ..Config::default() };
    let settings: Settings = match args.next() {
        Some(text) => serde_json::from_str(&text)?,
        None => Settings::default(),
    };
    let server = match args.next() {
        Some(dir) => Server::open(Path::new(&dir), settings, config).await?,
        None => Server::start(World::new(settings), config).await?,
    };
    writeln!(std::io::stdout(), "{}", server.url())?;
    tokio::signal::ctrl_c().await?;
    server.stop().await;
    Ok(())
}
