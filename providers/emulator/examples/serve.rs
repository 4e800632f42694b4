//! Serves an empty local cloud: `cargo run -p cutover-emulator --example serve -- [PORT] [FOLDER]`.

use std::io::Write as _;
use std::path::Path;

use cutover_emulator::{Config, Server, Settings, World};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let port = args.next().and_then(|port| port.parse().ok()).unwrap_or(0);
    let config = Config { port, ..Config::default() };
    let server = match args.next() {
        Some(dir) => Server::open(Path::new(&dir), Settings::default(), config).await?,
        None => Server::start(World::new(Settings::default()), config).await?,
    };
    writeln!(std::io::stdout(), "{}", server.url())?;
    tokio::signal::ctrl_c().await?;
    server.stop().await;
    Ok(())
}
