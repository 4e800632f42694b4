//! Emulators of AWS that nobody here wrote, as servers on loopback: one at a time, ended with all they started.
use crate::poll;
use crate::process::Running;
use crate::skip::Skip;
use crate::venv::{self, Venv};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

const STARTING: Duration = Duration::from_mins(1);

/// Which emulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Runs Lambda code and HTTP APIs.
    Ministack,
    /// The broadest; runs no code without Docker.
    Moto,
}

/// A running emulator; it and its children end when this is dropped.
#[derive(Debug)]
pub struct Peer {
    endpoint: String,
    /// Dropped first: its group is killed before its folder goes.
    _server: Running,
    _folder: TempDir,
    _turn: File,
}

impl Peer {
    /// Where it answers.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The path that empties it.
    pub fn reset(kind: Kind) -> &'static str {
        match kind {
            Kind::Ministack => "/_ministack/reset",
            Kind::Moto => "/moto-api/reset",
        }
    }

    /// Starts an emulator; waits while another one runs on this machine.
    pub fn start(kind: Kind) -> Result<Self, Skip> {
        let venv = venv::venv()?;
        let turn = turn().map_err(|error| Skip(format!("no turn for {kind:?}: {error}")))?;
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut server = Running::start(&mut command(kind, venv, port, &folder));
        let ready = poll::within(STARTING, || {
            healthy(kind, port).then_some(true).or_else(|| (!server.alive()).then_some(false))
        });
        // It is installed, so that it doesn't start is a failure and not a gap of this machine.
        assert_eq!(ready, Some(true), "{kind:?} doesn't answer\n{}", server.look());
        let endpoint = format!("http://127.0.0.1:{port}");
        Ok(Self { endpoint, _server: server, _folder: folder, _turn: turn })
    }
}

/// A lock on this machine: two emulators at once are more than two cores carry.
fn turn() -> std::io::Result<File> {
    let turn = File::create(crate::workspace().join("target/peers.lock"))?;
    turn.lock()?;
    Ok(turn)
}

fn command(kind: Kind, venv: &Venv, port: u16, folder: &TempDir) -> Command {
    let port = port.to_string();
    let program = match kind {
        Kind::Ministack => "ministack",
        Kind::Moto => "moto_server",
    };
    let mut command = Command::new(venv.programs().join(program));
    command.env_clear().current_dir(folder).env("HOME", folder.path());
    command.env("PATH", format!("{}:/usr/bin:/bin", venv.programs().display()));
    match kind {
        Kind::Ministack => {
            // It listens everywhere, and on more ports, unless told not to.
            command.envs([("BIND_HOST", "127.0.0.1"), ("GATEWAY_PORT", &port)]);
            command.envs([
                ("SFTP_ENABLED", "0"),
                ("IOT_MTLS_ENABLED", "0"),
                ("LOG_LEVEL", "WARNING"),
            ]);
            command.env("S3_DATA_DIR", folder.path().join("s3"));
        }
        Kind::Moto => {
            command.args(["-H", "127.0.0.1", "-p", &port]);
            // The account of the others.
            command.env("MOTO_ACCOUNT_ID", "000000000000");
        }
    }
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn healthy(kind: Kind, port: u16) -> bool {
    let path = match kind {
        Kind::Ministack => "/_ministack/health",
        Kind::Moto => "/moto-api/data.json",
    };
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\n\r\n")?;
        let mut answer = [0; 16];
        stream.read_exact(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    ask().is_ok_and(|answer| answer.contains(" 200"))
}
