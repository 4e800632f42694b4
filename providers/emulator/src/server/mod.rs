//! The loopback server: accepts connections, answers calls, keeps the journal, stops cleanly.

mod admin;
mod connection;
pub(crate) mod hook;
pub(crate) mod journal;
mod live;
mod notes;
mod page;
pub(crate) mod shared;
mod stranger;
pub(crate) mod traffic;

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::auth::Asked;
use crate::faults::Faults;
use crate::runtime;
use crate::store::{self, Store};
use crate::world::World;
use crate::world::settings::Settings;
use hook::Hook;
use journal::Exchange;
use shared::Shared;

/// How a server runs. It never listens anywhere but on loopback.
#[derive(Debug, Clone)]
pub struct Config {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The folder the world is kept in; `None` keeps it in memory.
    pub dir: Option<PathBuf>,
    /// The words that start a worker: the program and its first arguments, to which the worker's own command is
    /// added. They must end in [`crate::worker_main`]. `None` starts workers directly: they may outlive a killed server.
    pub worker: Option<Vec<String>>,
    /// How many calls the journal remembers.
    pub journal: usize,
}

impl Default for Config {
    fn default() -> Config {
        Config { port: 0, dir: None, worker: None, journal: 10_000 }
    }
}

/// How often an operation was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called {
    /// The service's name.
    pub service: &'static str,
    /// The operation's name.
    pub operation: &'static str,
    /// Whether it may change the world.
    pub mutating: bool,
    /// How often.
    pub times: u64,
    /// How often of these it was refused for going too fast; what fault rules do is not counted.
    pub throttled: u64,
}

/// A running local cloud.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Serves a world. With a folder, the folder's world is replaced by this one.
    pub async fn start(world: World, config: Config) -> io::Result<Server> {
        let store = config.dir.as_deref().map(Store::open).transpose()?;
        let mut world = world;
        if let Some(store) = &store {
            store.replace(&mut world)?;
        }
        Server::serve(world, store, config).await
    }

    /// Serves the world kept in a folder, or a new one of these settings where there is none.
    ///
    /// A kept world keeps its account, region and seed; delays, windows, page caps and the clock are as given.
    pub async fn open(dir: &Path, settings: Settings, config: Config) -> io::Result<Server> {
        let store = Store::open(dir)?;
        let world = match store.load()? {
            Some(mut world) => {
                let kept = world.settings().clone();
                *world.settings_mut() = Settings {
                    account: kept.account,
                    region: kept.region,
                    seed: kept.seed,
                    ..settings
                };
                if world.settings().draws.is_some() {
                    world.draw_anew();
                }
                world
            }
            None => World::new(settings),
        };
        Server::serve(world, Some(store), Config { dir: Some(dir.to_owned()), ..config }).await
    }

    /// The world kept in a folder, without serving it: nothing in it runs. Refused while a server runs there.
    pub fn kept(dir: &Path) -> io::Result<Option<World>> {
        Store::open(dir)?.load()
    }

    /// Deletes the world kept in a folder, whatever its format. Refused while a server runs there.
    pub fn erase(dir: &Path) -> io::Result<()> {
        store::erase(dir)
    }

    async fn serve(world: World, store: Option<Store>, config: Config) -> io::Result<Server> {
        let listener =
            TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, config.port))).await?;
        let shared = Arc::new(Shared::new(world, store, config, listener.local_addr()?));
        shared.wake();
        let accepting = tokio::spawn(connection::accept(Arc::clone(&shared), listener));
        let background = tokio::spawn(runtime::background(Arc::clone(&shared)));
        Ok(Server { shared, tasks: vec![accepting, background] })
    }

    /// Where the server listens: `http://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// A deep copy of the present world.
    pub fn fork(&self) -> World {
        self.shared.with(|world| world.clone())
    }

    /// Works on the living world; what changed is saved.
    pub fn with_world<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        self.shared.with(work)
    }

    /// Moves a virtual clock to `ms`: everything due until then happens at its time and runs to its end, functions
    /// included, before this returns. On real time, which moves by itself, nothing is done.
    pub async fn advance(&self, ms: u64) {
        self.shared.advance(ms).await;
    }

    /// The calls so far, oldest first, as many as the journal remembers.
    pub fn journal(&self) -> Vec<Exchange> {
        self.shared.journal.read()
    }

    /// What callers' policies were asked since this was last called, each thing once; nothing with `Auth::Off`.
    pub fn take_asked(&self) -> BTreeSet<Asked> {
        self.shared.with(|world| world.asked.take())
    }

    /// How often each operation was called since the server began, throttled and failed calls included.
    pub fn called(&self) -> Vec<Called> {
        self.shared.called()
    }

    /// Forgets the calls so far.
    pub fn clear_journal(&self) {
        self.shared.journal.clear();
    }

    /// Sets or removes what is asked before and after every call.
    pub fn set_hook(&self, hook: Option<Hook>) {
        self.shared.set_hook(hook);
    }

    /// How many calls went wrong by the present fault rules.
    pub fn struck(&self) -> u64 {
        self.shared.struck()
    }

    /// Sets the fault rules; the default has none.
    pub fn set_faults(&self, faults: Faults) {
        self.shared.set_faults(faults);
    }

    /// Ends the workers, closes every connection, and waits for both.
    pub async fn stop(mut self) {
        self.shared.stop();
        runtime::shut_down(&self.shared).await;
        for task in std::mem::take(&mut self.tasks) {
            // A task that ended by itself has nothing more to do.
            let _ = task.await;
        }
        self.shared.close();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop();
        self.shared.close();
        for task in &self.tasks {
            task.abort();
        }
    }
}
