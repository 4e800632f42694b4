//! The local cloud of a stack: found when it runs, started when it doesn't.
//!
//! Its world lives in `.cutover/local/` beside the spec. `local up` writes where it answers into the
//! file `endpoint` of that folder; the folder's lock, not the file, says whether it still does. The
//! file `port` keeps the last port, so that addresses of APIs stay what they were.
mod http;
pub mod notes;

use crate::context::Context;
use crate::error::CliError;
use cutover_emulator::{Config, Faults, Server, Settings, World};
use serde_json::Value as Json;
use std::io;
use std::path::{Path, PathBuf};
use tokio::signal::unix::{SignalKind, signal};

pub use http::{get, post, put};

/// Where `local up` answers unless told otherwise.
pub const DEFAULT_PORT: u16 = 4580;

const ENDPOINT_FILE: &str = "endpoint";
const PORT_FILE: &str = "port";
const LOCK_FILE: &str = "lock";

/// The folder of this stack's local cloud.
pub fn folder(context: &Context) -> PathBuf {
    context.hidden_folder().join("local")
}

/// A local cloud that this command can use: one that runs already, or its own.
#[derive(Debug)]
pub struct LocalCloud {
    endpoint: String,
    own: Option<Own>,
}

#[derive(Debug)]
struct Own {
    server: Server,
    announced: Option<PathBuf>,
}

impl LocalCloud {
    /// Uses the running cloud of the folder, or starts one for as long as this command runs. Such
    /// a short-lived one is not announced: it would end under the feet of whoever found it.
    pub async fn attach(folder: &Path) -> Result<Self, CliError> {
        match running(folder).await {
            Some(endpoint) => Ok(Self { endpoint, own: None }),
            None => Self::start(folder, None, &Settings::default()).await,
        }
    }

    /// Starts a cloud that others may use, and announces it in its folder.
    pub async fn serve(
        folder: &Path,
        port: Option<u16>,
        settings: &Settings,
        faults: Option<Faults>,
    ) -> Result<Self, CliError> {
        let mut cloud = Self::start(folder, port, settings).await?;
        if let (Some(own), Some(faults)) = (&cloud.own, faults) {
            own.server.set_faults(faults);
        }
        let announced = folder.join(ENDPOINT_FILE);
        std::fs::write(&announced, &cloud.endpoint)
            .map_err(|error| CliError::file("write", &announced, &error))?;
        if let Some(own) = &mut cloud.own {
            own.announced = Some(announced);
        }
        Ok(cloud)
    }

    async fn start(
        folder: &Path,
        port: Option<u16>,
        settings: &Settings,
    ) -> Result<Self, CliError> {
        let ports = match port {
            Some(port) => vec![port],
            None => last_port(folder).into_iter().chain([DEFAULT_PORT, 0]).collect(),
        };
        let mut failed = None;
        for port in ports {
            let config = Config { port, worker: Some(worker_words()?), ..Config::default() };
            match Server::open(folder, settings.clone(), config).await {
                Ok(server) => {
                    let endpoint = server.url();
                    keep_port(folder, &endpoint);
                    return Ok(Self { endpoint, own: Some(Own { server, announced: None }) });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    failed = Some(cannot_serve(folder, port, &error));
                }
                Err(error) => return Err(cannot_serve(folder, port, &error)),
            }
        }
        Err(failed.unwrap_or_else(|| CliError::internal("no port was tried")))
    }

    /// Where it answers.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Whether it ends with this command: then its API addresses do, too.
    pub fn ends_with_command(&self) -> bool {
        self.own.is_some()
    }

    /// Stops it, if it is this command's own.
    pub async fn stop(self) {
        if let Some(own) = self.own {
            if let Some(announced) = own.announced {
                // A leftover file does no harm: whoever reads it looks at the lock first.
                let _ = std::fs::remove_file(announced);
            }
            own.server.stop().await;
        }
    }
}

/// Where the cloud of this folder answers, if it runs.
pub async fn running(folder: &Path) -> Option<String> {
    let announced = std::fs::read_to_string(folder.join(ENDPOINT_FILE)).ok()?;
    let endpoint = announced.trim().to_owned();
    if !is_served(folder) {
        return None;
    }
    get(&endpoint, "/_cutover/health").await.ok()?;
    Some(endpoint)
}

/// Whether some process holds the folder: after a crash the announced address may be another
/// folder's cloud by now.
fn is_served(folder: &Path) -> bool {
    std::fs::File::open(folder.join(LOCK_FILE)).is_ok_and(|lock| lock.try_lock().is_err())
}

fn last_port(folder: &Path) -> Option<u16> {
    std::fs::read_to_string(folder.join(PORT_FILE)).ok()?.trim().parse().ok()
}

fn keep_port(folder: &Path, endpoint: &str) {
    if let Some((_, port)) = endpoint.rsplit_once(':') {
        // Without it the next address is another one: a nuisance, no failure.
        let _ = std::fs::write(folder.join(PORT_FILE), port);
    }
}

/// What the world of a folder holds while nothing serves it; `null` when nothing was ever kept.
pub fn kept_world(folder: &Path) -> Result<Json, CliError> {
    if !folder.exists() {
        return Ok(Json::Null);
    }
    let kept = Server::kept(folder).map_err(|error| cannot_serve(folder, 0, &error))?;
    Ok(kept.unwrap_or_else(|| World::new(Settings::default())).status())
}

/// Empties the world of a folder that nothing serves.
pub async fn empty(folder: &Path) -> Result<(), CliError> {
    if !folder.exists() {
        return Ok(());
    }
    let config = Config { dir: Some(folder.to_owned()), ..Config::default() };
    let server = Server::start(World::new(Settings::default()), config)
        .await
        .map_err(|error| cannot_serve(folder, 0, &error))?;
    server.stop().await;
    Ok(())
}

/// Removes the ledger that tells of the world of a folder.
pub fn forget_ledger(folder: &Path) -> Result<(), CliError> {
    let ledger = folder.join("ledger");
    match std::fs::remove_dir_all(&ledger) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(CliError::file("remove", &ledger, &error))
        }
        _ => Ok(()),
    }
}

/// Reads the fault rules of a file.
pub fn faults(file: &Path) -> Result<Faults, CliError> {
    let text =
        std::fs::read_to_string(file).map_err(|error| CliError::file("read", file, &error))?;
    serde_json::from_str(&text).map_err(|error| {
        let text = format!("`{}` holds no fault rules: {error}", file.display());
        CliError::user("local/bad-faults", text).hint(
            r#"for example {"seed": 1, "rules": [{"trigger": {"chance": 0.1}, "injury": "throttle"}]}"#,
        )
    })
}

/// Returns at Ctrl-C or SIGTERM.
pub async fn until_told_to_stop() -> Result<(), CliError> {
    let failed = |error: io::Error| CliError::internal(format!("can't listen to signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    tokio::select! {
        told = tokio::signal::ctrl_c() => told.map_err(failed),
        _ = terminate.recv() => Ok(()),
    }
}

fn worker_words() -> Result<Vec<String>, CliError> {
    let program = std::env::current_exe()
        .ok()
        .and_then(|path| path.to_str().map(str::to_owned))
        .ok_or_else(|| CliError::internal("the program's own path is not known"))?;
    Ok(vec![program, "__worker".to_owned()])
}

fn cannot_serve(folder: &Path, port: u16, error: &io::Error) -> CliError {
    match error.kind() {
        io::ErrorKind::AddrInUse => CliError::user("local/port", format!("port {port} is in use"))
            .hint("name another one with `--port`, or `--port 0` for any that is free"),
        io::ErrorKind::WouldBlock => CliError::conflict("local/busy", error.to_string())
            .hint("wait for the command that uses it, or stop it"),
        _ => CliError::user(
            "local/world",
            format!("can't open the local cloud in `{}`: {error}", folder.display()),
        )
        .hint("`cutover local reset` makes it anew"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(work)
    }

    #[test]
    fn a_running_cloud_is_found_and_used_and_a_dead_one_is_not() {
        block_on(async {
            let folder = tempfile::tempdir().unwrap();
            assert_eq!(running(folder.path()).await, None);
            let first = LocalCloud::serve(folder.path(), Some(0), &Settings::default(), None)
                .await
                .unwrap();
            let second = LocalCloud::attach(folder.path()).await.unwrap();
            assert!(first.ends_with_command() && !second.ends_with_command());
            assert_eq!(first.endpoint(), second.endpoint());
            let endpoint = first.endpoint().to_owned();
            first.stop().await;
            let other = tempfile::tempdir().unwrap();
            let third =
                LocalCloud::serve(other.path(), Some(0), &Settings::default(), None).await.unwrap();
            // A leftover that names somebody else's cloud must not be believed.
            std::fs::write(folder.path().join(ENDPOINT_FILE), third.endpoint()).unwrap();
            assert_eq!(running(folder.path()).await, None);
            let again = LocalCloud::attach(folder.path()).await.unwrap();
            assert_eq!(again.endpoint(), endpoint, "the port is kept");
        });
    }

    #[test]
    fn a_world_is_told_and_emptied_while_nothing_serves_it() {
        block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let world = kept_world(folder.path()).unwrap();
            assert_eq!(world["region"], "us-east-1");
            empty(folder.path()).await.unwrap();
            let gone = folder.path().join("none");
            assert_eq!(kept_world(&gone).unwrap(), Json::Null);
        });
    }
}
