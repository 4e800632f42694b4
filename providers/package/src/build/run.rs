//! Running builds: those that don't wait for each other side by side, those that are up to date not at all.
use super::stamp::{self, Stamp};
use super::{Build, BuildError, Place, State, order, state};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long a command that was asked to end may take before it is made to.
const GRACE: Duration = Duration::from_secs(3);

/// How builds are run.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Run also what is up to date.
    pub again: bool,
    /// How many at once.
    pub at_once: usize,
    /// Becomes true when somebody asks to stop.
    pub stop: watch::Receiver<bool>,
}

/// What is told while builds run.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A command starts.
    Starts(&'a Build),
    /// A build has ended.
    Ends(&'a Build, &'a Ended),
}

/// How a build ended.
#[derive(Debug)]
pub struct Ended {
    /// Whether its output is good.
    pub result: Result<End, BuildError>,
    /// How long it took.
    pub took: Duration,
}

/// How a build ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// There was nothing to do.
    UpToDate,
    /// The command ran.
    Built {
        /// What it wrote.
        log: String,
    },
}

/// Runs builds and answers how each ended, in the order of the list.
pub async fn run(
    place: &Place,
    builds: &[Build],
    terms: &Terms,
    tell: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Vec<Ended> {
    let before = match order::of(builds) {
        Ok(before) => before,
        Err((at, circle)) => return in_a_circle(builds, at, circle),
    };
    let mut ended: BTreeMap<usize, Ended> = BTreeMap::new();
    let mut started = BTreeSet::new();
    let mut work = JoinSet::new();
    let (told, mut starts) = tokio::sync::mpsc::unbounded_channel();
    while ended.len() < builds.len() {
        for (at, build) in builds.iter().enumerate() {
            let waits = before.get(&at).into_iter().flatten();
            let mut waits = waits.filter(|one| !ended.contains_key(one));
            if started.contains(&at) || work.len() >= terms.at_once || waits.next().is_some() {
                continue;
            }
            started.insert(at);
            let failed = before
                .get(&at)
                .into_iter()
                .flatten()
                .find(|one| ended.get(one).is_some_and(|ended| ended.result.is_err()));
            let skipped = failed.and_then(|one| Some(builds.get(*one)?.name.clone()));
            let (place, build, terms, told) =
                (place.clone(), build.clone(), terms.clone(), told.clone());
            work.spawn(async move {
                let began = Instant::now();
                let result = match skipped {
                    Some(on) => Err(BuildError::Skipped { on }),
                    None => {
                        one(&place, &build, &terms, || {
                            let _ = told.send(at);
                        })
                        .await
                    }
                };
                (at, Ended { result, took: began.elapsed() })
            });
        }
        tokio::select! {
            biased;
            Some(at) = starts.recv() => {
                if let Some(build) = builds.get(at) {
                    tell(Progress::Starts(build));
                }
            }
            joined = work.join_next() => {
                // Without work, or when it broke off, there is nothing left to wait for.
                let Some(Ok((at, end))) = joined else { break };
                if let Some(build) = builds.get(at) {
                    tell(Progress::Ends(build, &end));
                }
                ended.insert(at, end);
            }
        }
    }
    let broken_off = || Ended { result: Err(BuildError::Stopped), took: Duration::ZERO };
    (0..builds.len()).map(|at| ended.remove(&at).unwrap_or_else(broken_off)).collect()
}

/// Nobody in a circle can begin, and neither can those who wait for it: none is run.
fn in_a_circle(builds: &[Build], at: usize, circle: BuildError) -> Vec<Ended> {
    let mut circle = Some(circle);
    let end = |(one, _): (usize, &Build)| {
        let on = builds.get(at).map(|build| build.name.clone()).unwrap_or_default();
        let error = circle.take_if(|_| one == at).unwrap_or(BuildError::Skipped { on });
        Ended { result: Err(error), took: Duration::ZERO }
    };
    builds.iter().enumerate().map(end).collect()
}

async fn one(
    place: &Place,
    build: &Build,
    terms: &Terms,
    starts: impl FnOnce(),
) -> Result<End, BuildError> {
    if *terms.stop.borrow() {
        return Err(BuildError::Stopped);
    }
    let (state, inputs) = state(place, build)?;
    if let Some(pattern) = inputs.empty.first() {
        return Err(BuildError::NoInputs { pattern: pattern.clone() });
    }
    if state == State::Fresh && !terms.again {
        return Ok(End::UpToDate);
    }
    // Before it runs: what changes meanwhile makes it due again.
    let digest = inputs.digest(build)?;
    stamp::remove(place, &build.name)?;
    starts();
    let log = command(place, build, terms.stop.clone()).await?;
    if !place.root.join(&build.output).exists() {
        let (shown, output) = (build.shown.clone(), build.output.clone());
        return Err(BuildError::NothingMade { shown, output, log });
    }
    // What it made may match its own inputs only now that it is there.
    super::find(&place.root, build)?;
    stamp::write(place, &build.name, &Stamp::new(digest))?;
    Ok(End::Built { log })
}

/// Runs the command to its end and answers what it wrote.
async fn command(
    place: &Place,
    build: &Build,
    mut stop: watch::Receiver<bool>,
) -> Result<String, BuildError> {
    let log = Log::new(place, build)?;
    let mut child = start(place, build, &log)?;
    let ended = tokio::select! {
        ended = child.wait() => ended,
        () = asked(&mut stop) => {
            end(&mut child).await;
            return Err(BuildError::Stopped);
        }
    };
    let program = || build.command.first().cloned().unwrap_or_default();
    let status = ended.map_err(|source| BuildError::Start { program: program(), source })?;
    let text = log.read();
    if status.success() {
        return Ok(text);
    }
    Err(BuildError::Failed { shown: build.shown.clone(), how: how(status), log: text })
}

/// Returns once somebody asks to stop; never when nobody can ask any more.
async fn asked(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn start(place: &Place, build: &Build, log: &Log) -> Result<Child, BuildError> {
    let program = build.command.first().cloned().unwrap_or_default();
    let failed = |source| BuildError::Start { program: program.clone(), source };
    let directory = place.root.join(&build.directory);
    let directory = fs::canonicalize(&directory)
        .map_err(|source| BuildError::file("enter", &directory, source))?;
    // A program with a `/` is looked for from where it runs, whatever the system would do.
    let found =
        if program.contains('/') { directory.join(&program) } else { program.clone().into() };
    Command::new(found)
        .args(build.command.iter().skip(1))
        .current_dir(directory)
        .envs(&build.environment)
        .stdin(Stdio::null())
        .stdout(log.handle().map_err(failed)?)
        .stderr(log.handle().map_err(failed)?)
        // A group of its own, so that all that it starts can be ended with it.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)
}

/// Asks a command and all that it started to end, and after a while makes them.
async fn end(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    let signal = |signal| {
        if let Some(group) = group {
            let _ = kill_process_group(group, signal);
        }
    };
    signal(Signal::TERM);
    let _ = tokio::time::timeout(GRACE, child.wait()).await;
    signal(Signal::KILL);
    let _ = child.wait().await;
}

fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "failed".to_owned(),
    }
}

/// A file for what a command writes to both its outputs, in the order in which it writes; gone when this is dropped.
struct Log {
    path: std::path::PathBuf,
    file: File,
}

impl Log {
    fn new(place: &Place, build: &Build) -> Result<Self, BuildError> {
        let folder = stamp::folder(place);
        let path = folder.join(format!("{}.log", stamp::file_name(&build.name)));
        let file = fs::create_dir_all(folder).and_then(|()| File::create(&path));
        match file {
            Ok(file) => Ok(Self { path, file }),
            Err(source) => Err(BuildError::file("write", &path, source)),
        }
    }

    fn handle(&self) -> std::io::Result<File> {
        self.file.try_clone()
    }

    fn read(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.path).unwrap_or_default()).into_owned()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
