//! The builds of a stack: which of them are due, and running them.
use super::pack::{Code, Unbuilt, asking};
use super::spec::{self, Loaded};
use crate::context::Context;
use crate::error::CliError;
use cutover_driver::Artifacts as _;
use cutover_package::build::{
    self, Build, BuildError, End, Ended, Inputs, Place, Progress, State, Terms, Why,
};
use cutover_schemas::address::Address;
use cutover_schemas::builds::holds;
use cutover_schemas::diagnostic::{Diagnostic, did_you_mean};
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::build::{
    BuildDocument, BuildResult, BuiltDocument, PackedDocument,
};
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tokio::sync::watch;

/// Builds at once: at least two, as one often waits for a network, and not many, as another uses several processors.
const AT_ONCE: std::ops::RangeInclusive<usize> = 2..=4;

/// The builds of a stack.
#[derive(Debug)]
pub struct Builds {
    loaded: Loaded,
    place: Place,
    list: Vec<Build>,
}

/// How builds ended.
#[derive(Debug)]
pub struct BuildRun {
    /// All of it, as data.
    pub document: BuildDocument,
    /// Whether what they made can be packed.
    pub packed: Result<(), CliError>,
}

impl Builds {
    /// Reads the stack's builds. What they make may be missing.
    pub fn load(context: &Context) -> Result<Self, CliError> {
        let loaded = spec::load_before_builds(context)?;
        let list = loaded.spec.builds.values().map(as_build).collect();
        Ok(Self { loaded, place: Place::of(context.directory()), list })
    }

    /// Those of these addresses; all of them when none is named.
    pub fn only(self, wanted: &[Address]) -> Result<Self, CliError> {
        if wanted.is_empty() {
            return Ok(self);
        }
        let names: Vec<&str> = self.list.iter().map(|build| build.name.as_str()).collect();
        if let Some(unknown) = wanted.iter().find(|one| !names.contains(&one.as_str())) {
            let error = CliError::user("build/unknown", format!("there is no `{unknown}`"));
            let near = did_you_mean(unknown.as_str(), names.iter().copied());
            return Err(error.hint(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "the stack has no builds".to_owned(),
                None => format!("there are {}", names.join(", ")),
            }));
        }
        let list = self.list.into_iter();
        let list = list.filter(|build| wanted.iter().any(|one| one.as_str() == build.name));
        Ok(Self { list: list.collect(), ..self })
    }

    /// Runs those that are due, and packs what they made.
    pub async fn run(
        &self,
        force: bool,
        stop: watch::Receiver<bool>,
        tell: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<BuildRun, CliError> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let at_once = processors.clamp(*AT_ONCE.start(), *AT_ONCE.end());
        let terms = Terms { again: force, at_once, stop };
        let ended = build::run(&self.place, &self.list, &terms, tell).await;
        let mut builds: Vec<BuiltDocument> =
            self.list.iter().zip(&ended).map(|(build, ended)| told(build, ended)).collect();
        let packed = self.pack(&mut builds);
        Ok(BuildRun { document: BuildDocument { format: DOCUMENT_FORMAT, builds }, packed })
    }

    /// Packs the code that good builds made, keeps it by its digest, and tells of it.
    fn pack(&self, builds: &mut [BuiltDocument]) -> Result<(), CliError> {
        let spec = &self.loaded.spec;
        for one in builds {
            let good = matches!(one.result, BuildResult::Built | BuildResult::UpToDate);
            if !good {
                continue;
            }
            let made = |path: &str| holds(&one.output, path);
            let root = &self.place.root;
            let code = Code::pack_those(root, &self.loaded, Unbuilt::Refuse, made)?;
            let mut zips = BTreeMap::new();
            for (block, _) in asking(spec) {
                let Some(artifact) = code.artifacts().get(&block.address) else { continue };
                let Some(zip) = code.code(&artifact.digest) else { continue };
                zips.insert(artifact.digest.clone(), zip);
                one.code.push(PackedDocument {
                    address: block.address.to_string(),
                    digest: artifact.digest.clone(),
                    size: artifact.size,
                    file: String::new(),
                });
            }
            let kept: Vec<(&str, &[u8])> =
                zips.iter().map(|(digest, zip)| (digest.as_str(), &**zip)).collect();
            let files = build::keep(&self.place, &one.address, &kept).map_err(unkept)?;
            let files: BTreeMap<&String, String> =
                zips.keys().zip(files.iter().map(|file| shown(root, file))).collect();
            for packed in &mut one.code {
                packed.file = files.get(&packed.digest).cloned().unwrap_or_default();
            }
        }
        build::sweep(&self.place).map_err(unkept)
    }
}

impl BuildRun {
    /// Whether somebody stopped it.
    pub fn stopped(&self) -> bool {
        self.document.builds.iter().any(|one| one.result == BuildResult::Stopped)
    }

    /// The error of a build that did not end well.
    pub fn failure(&self, one: &BuiltDocument) -> CliError {
        let why = one.error.clone().unwrap_or_default();
        let error = CliError::user("build/failed", format!("`{}` failed: {why}", one.address));
        let skipped: Vec<&str> = self
            .document
            .builds
            .iter()
            .filter(|other| other.result == BuildResult::Skipped)
            .map(|other| other.address.as_str())
            .collect();
        if skipped.is_empty() {
            return error;
        }
        error.hint(format!("not run, because they work from its output: {}", skipped.join(", ")))
    }
}

fn shown(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string()
}

fn unkept(error: BuildError) -> CliError {
    CliError::user("build/unusable", error.to_string())
}

fn told(build: &Build, ended: &Ended) -> BuiltDocument {
    let result = match &ended.result {
        Ok(End::Built { .. }) => BuildResult::Built,
        Ok(End::UpToDate) => BuildResult::UpToDate,
        Err(BuildError::Skipped { .. }) => BuildResult::Skipped,
        Err(BuildError::Stopped) => BuildResult::Stopped,
        Err(_) => BuildResult::Failed,
    };
    let log = match &ended.result {
        Ok(End::Built { log }) => Some(log.as_str()),
        Ok(End::UpToDate) => None,
        Err(error) => error.log(),
    };
    BuiltDocument {
        address: build.name.clone(),
        result,
        output: build.output.clone(),
        seconds: (ended.took.as_secs_f64() * 1_000.0).round() / 1_000.0,
        error: ended.result.as_ref().err().map(ToString::to_string),
        log: log.map(str::to_owned),
        code: Vec::new(),
    }
}

/// A build as the runner takes it; the language has seen to it that all of it is known.
fn as_build(block: &Declared) -> Build {
    let text = |name: &str| block.attr(name).as_text().unwrap_or_default().to_owned();
    let texts = |name: &str| -> Vec<String> {
        let items = block.attr(name).as_list().unwrap_or_default().iter();
        items.filter_map(Value::as_text).map(str::to_owned).collect()
    };
    let environment = block.attr("environment").as_map().into_iter().flatten();
    let words = block.attr("command").as_list().unwrap_or_default().iter();
    let words: Vec<&str> = words
        .map(|word| if word.has_secret() { "****" } else { word.as_text().unwrap_or_default() })
        .collect();
    Build {
        name: block.address.to_string(),
        command: texts("command"),
        shown: words.join(" "),
        inputs: texts("inputs"),
        output: text("output"),
        directory: text("directory"),
        environment: environment
            .filter_map(|(name, value)| Some((name.clone(), value.as_text()?.to_owned())))
            .collect(),
    }
}

/// Adds what is to be said of the builds before they run: nothing is run here.
pub(super) fn look(directory: &Path, loaded: &mut Loaded) -> Result<(), CliError> {
    let place = Place::of(directory);
    let blocks = loaded.spec.builds.values();
    let found: Vec<Diagnostic> = blocks.flat_map(|block| of(&place, &loaded.spec, block)).collect();
    loaded.warnings.extend(found);
    if loaded.warnings.iter().any(Diagnostic::is_error) {
        return Err(CliError::spec(loaded.warnings.clone(), loaded.texts.clone()));
    }
    Ok(())
}

fn of(place: &Place, spec: &Spec, block: &Declared) -> Vec<Diagnostic> {
    let build = as_build(block);
    match build::state(place, &build) {
        Ok((state, inputs)) => {
            stale(block, &build, state).into_iter().chain(none(spec, block, &inputs)).collect()
        }
        Err(error) => vec![
            Diagnostic::error("build/unusable", format!("`{}`: {error}", block.address))
                .at(block.place_of("inputs"))
                .help("inputs are globs of files that the build works from, none of them made by itself"),
        ],
    }
}

fn stale(block: &Declared, build: &Build, state: State) -> Option<Diagnostic> {
    let State::Stale(why) = state else { return None };
    let (name, output) = (&build.name, &build.output);
    let (message, attribute) = match why {
        Why::Changed => (
            format!("stale build: the inputs of `{name}` changed since it made `{output}`"),
            "inputs",
        ),
        Why::NoRecord => {
            (format!("stale build: nothing here tells what `{name}` made `{output}` of"), "output")
        }
    };
    let told = Diagnostic::warning("build/stale", message).at(block.place_of(attribute));
    Some(told.help("run `cutover build`, or `plan` and `apply` with `--build`; until then its output is taken as it is"))
}

/// A glob that matches nothing is a slip, unless another build is to make what it matches.
fn none(spec: &Spec, block: &Declared, inputs: &Inputs) -> Vec<Diagnostic> {
    let made = |pattern: &&String| spec.build_of(pattern).is_none();
    let empty = inputs.empty.iter().filter(made);
    let told = |pattern: &String| {
        let message = format!("the input `{pattern}` of `{}` matches no file", block.address);
        Diagnostic::warning("build/no-inputs", message)
            .at(block.place_of("inputs"))
            .help("globs are relative to the stack's directory: `src/*.ts` stays in one folder, `src/**` doesn't")
    };
    empty.map(told).collect()
}
