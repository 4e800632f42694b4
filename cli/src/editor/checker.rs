//! Checks whole stacks beside the conversation, and tells the editor what is wrong.
//!
//! A check of a large stack takes longer than the time between two keys. So it waits until nobody has
//! typed for a moment, and what is found of a text that has changed meanwhile is thrown away.
use super::files;
use super::places::Places;
use crate::args::Global;
use crate::journey::{World, source};
use cutover_editor::{Encoding, Lines};
use cutover_language::{Request, Source};
use cutover_schemas::diagnostic::{Diagnostic, Place, Related, Severity};
use lsp_server::{Message, Notification};
use lsp_types::notification::{Notification as _, PublishDiagnostics};
use lsp_types::{
    DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    PublishDiagnosticsParams, Range, Uri,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// How long nobody types before a stack is checked.
const QUIET: Duration = Duration::from_millis(150);
/// Decoding nests as deeply as the spec does.
const STACK: usize = 64 * 1024 * 1024;

/// What a check needs besides the files.
pub(super) struct Means {
    pub(super) global: Global,
    pub(super) encoding: Encoding,
    /// Sends a message to the editor.
    pub(super) send: Box<dyn Fn(Message) + Send>,
}

/// A stack to check.
#[derive(Debug, Default)]
pub(super) struct Job {
    /// Its directory.
    pub(super) stack: String,
    /// Its files; without any, all that was told of the stack is taken back.
    pub(super) sources: Vec<Source>,
    /// Whether only the shape of the files can be checked, because the directory is no stack.
    pub(super) shape_only: bool,
    /// What the editor has open: by path its address and version.
    pub(super) open: BTreeMap<String, (Uri, i32)>,
}

/// The thread that checks.
#[derive(Debug)]
pub(super) struct Checker {
    jobs: Sender<Job>,
}

impl Checker {
    pub(super) fn start(means: Means) -> std::io::Result<Self> {
        let (jobs, incoming) = mpsc::channel();
        let work =
            move || Work { means, waiting: BTreeMap::new(), told: BTreeMap::new() }.run(&incoming);
        std::thread::Builder::new().name("checks".to_owned()).stack_size(STACK).spawn(work)?;
        Ok(Self { jobs })
    }

    /// Asks for a check, some time soon.
    pub(super) fn check(&self, job: Job) {
        // Without the thread the editor goes without checks.
        let _ = self.jobs.send(job);
    }
}

struct Work {
    means: Means,
    waiting: BTreeMap<String, Job>,
    /// What was told of each file, by the stack whose check found it.
    told: BTreeMap<String, BTreeMap<String, Vec<lsp_types::Diagnostic>>>,
}

impl Work {
    fn run(mut self, incoming: &Receiver<Job>) {
        while let Ok(job) = incoming.recv() {
            self.take(job);
            while !self.waiting.is_empty() {
                match incoming.recv_timeout(QUIET) {
                    Ok(job) => self.take(job),
                    Err(RecvTimeoutError::Timeout) => self.next(incoming),
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        }
    }

    fn take(&mut self, job: Job) {
        self.waiting.insert(job.stack.clone(), job);
    }

    fn next(&mut self, incoming: &Receiver<Job>) {
        let Some((stack, job)) = self.waiting.pop_first() else { return };
        let found = self.problems(&job);
        for job in incoming.try_iter() {
            self.take(job);
        }
        if !self.waiting.contains_key(&stack) {
            self.tell(&job, &found);
        }
    }

    fn problems(&self, job: &Job) -> Vec<Diagnostic> {
        if job.sources.is_empty() {
            return Vec::new();
        }
        if job.shape_only {
            return cutover_editor::shape_problems(&job.sources);
        }
        let global = &self.means.global;
        let read = |path| source(path, path.display().to_string()).ok();
        let var_files: Vec<Source> =
            global.var_files.iter().filter_map(|path| read(path.as_path())).collect();
        let request = Request {
            sources: &job.sources,
            stage: global.stage.as_deref(),
            variables: &global.vars,
            var_files: &var_files,
            local: global.local,
            account: None,
            region: global.region.as_deref(),
            found: None,
        };
        cutover_editor::problems(&request, &World::of(Path::new(&job.stack)))
    }

    /// Tells the problems of each file, and of files that had some that they have none. A module's file may
    /// have problems in several stacks.
    fn tell(&mut self, job: &Job, found: &[Diagnostic]) {
        let mut shown = Shown { job, encoding: self.means.encoding, files: BTreeMap::new() };
        let mut fresh: BTreeMap<String, Vec<lsp_types::Diagnostic>> = BTreeMap::new();
        for problem in found {
            let path =
                problem.place.as_ref().map_or_else(|| job.first(), |place| job.path(&place.file));
            let one = shown.problem(&path, problem);
            fresh.entry(path).or_default().extend(one);
        }
        for (path, told) in &self.told {
            if told.contains_key(&job.stack) {
                fresh.entry(path.clone()).or_default();
            }
        }
        for (path, diagnostics) in fresh {
            let Some(uri) = job.uri(&path) else { continue };
            let told = self.told.entry(path.clone()).or_default();
            told.insert(job.stack.clone(), diagnostics);
            let mut all: Vec<lsp_types::Diagnostic> = Vec::new();
            for one in told.values().flatten() {
                if !all.contains(one) {
                    all.push(one.clone());
                }
            }
            let version = job.open.get(&path).map(|(_, version)| *version);
            let params = PublishDiagnosticsParams { uri, diagnostics: all, version };
            let message = Notification::new(PublishDiagnostics::METHOD.to_owned(), params);
            (self.means.send)(Message::Notification(message));
        }
        self.told.retain(|_, told| {
            told.retain(|_, diagnostics| !diagnostics.is_empty());
            !told.is_empty()
        });
    }
}

impl Job {
    /// The path of a file, as problems name it.
    fn path(&self, file: &str) -> String {
        if file.starts_with('/') {
            file.to_owned()
        } else {
            cutover_editor::join(&self.stack, file)
        }
    }

    /// The file that has the problems without a place.
    fn first(&self) -> String {
        self.path(self.sources.first().map_or("stack.hcl", |source| &source.name))
    }

    fn uri(&self, path: &str) -> Option<Uri> {
        self.open.get(path).map(|(uri, _)| uri.clone()).or_else(|| files::uri(Path::new(path)))
    }
}

/// The files of a job, as the editor counts in them.
struct Shown<'j> {
    job: &'j Job,
    encoding: Encoding,
    files: BTreeMap<String, (String, Lines)>,
}

impl Shown<'_> {
    fn load(&mut self, path: &str) {
        if self.files.contains_key(path) {
            return;
        }
        let source = self.job.sources.iter().find(|source| self.job.path(&source.name) == path);
        let text = match source {
            Some(source) => String::from_utf8_lossy(&source.text).into_owned(),
            None => files::text(Path::new(path)).unwrap_or_default(),
        };
        let lines = Lines::of(&text);
        self.files.insert(path.to_owned(), (text, lines));
    }

    fn places(&mut self, path: &str) -> Option<Places<'_>> {
        self.load(path);
        let (text, lines) = self.files.get(path)?;
        Some(Places { text, lines, encoding: self.encoding })
    }

    fn range(&mut self, place: &Place) -> Option<Range> {
        Some(self.places(&self.job.path(&place.file))?.range(&(place.start..place.end)))
    }

    fn related(&mut self, other: &Related) -> Option<DiagnosticRelatedInformation> {
        let uri = self.job.uri(&self.job.path(&other.place.file))?;
        let location = Location { uri, range: self.range(&other.place)? };
        Some(DiagnosticRelatedInformation { location, message: other.label.clone() })
    }

    fn problem(&mut self, path: &str, one: &Diagnostic) -> Option<lsp_types::Diagnostic> {
        let range = match &one.place {
            Some(place) => self.range(place)?,
            None => Range::default(),
        };
        let related: Vec<_> = one.related.iter().filter_map(|other| self.related(other)).collect();
        let places = self.places(path)?;
        let data = cutover_editor::fix(places.text, one).map(|fix| {
            let wrong = places.text.get(fix.span.clone()).unwrap_or_default();
            json!({ "title": fix.title, "range": places.range(&fix.span), "wrong": wrong, "text": fix.text })
        });
        let help = one.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        Some(lsp_types::Diagnostic {
            range,
            severity: Some(match one.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
            }),
            code: Some(NumberOrString::String(one.code.clone())),
            source: Some("cutover".to_owned()),
            message: format!("{}{help}", one.message),
            related_information: Some(related).filter(|related| !related.is_empty()),
            data,
            ..lsp_types::Diagnostic::default()
        })
    }
}
