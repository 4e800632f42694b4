//! Checks whole stacks beside the conversation, and tells the editor what is wrong.
//!
//! A check of a large stack takes longer than the time between two keys. So it waits until nobody has
//! typed for a moment, and what is found of a text that has changed meanwhile is thrown away.
use super::files;
use super::places::Places;
use crate::args::Global;
use crate::journey::{World, source};
use cutover_editor::{Encoding, FileId, Lines};
use cutover_language::{Request, Source};
use cutover_schemas::diagnostic::{Diagnostic, Place, Severity};
use lsp_server::{Message, Notification};
use lsp_types::notification::{Notification as _, PublishDiagnostics};
use lsp_types::{
    DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    PublishDiagnosticsParams, Range, Uri,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
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
    /// What the editor has open: by name its address and version.
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
    /// Files of which problems were told, by stack.
    told: BTreeMap<String, BTreeSet<String>>,
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
        };
        cutover_editor::problems(&request, &World::of(Path::new(&job.stack)))
    }

    /// Tells the problems of each file, and of files that had some that they have none.
    fn tell(&mut self, job: &Job, found: &[Diagnostic]) {
        let first = job.sources.first().map(|source| source.name.clone()).unwrap_or_default();
        let mut by_file: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
        for problem in found {
            let file = problem.place.as_ref().map_or(&first, |place| &place.file);
            by_file.entry(file.clone()).or_default().push(problem);
        }
        let told = by_file.keys().cloned().collect();
        for file in self.told.insert(job.stack.clone(), told).into_iter().flatten() {
            by_file.entry(file).or_default();
        }
        let mut shown = Shown { job, encoding: self.means.encoding, files: BTreeMap::new() };
        for (file, problems) in by_file {
            let Some(uri) = shown.uri(&file) else { continue };
            let diagnostics = problems.iter().filter_map(|one| shown.problem(&file, one)).collect();
            let version = job.open.get(&file).map(|(_, version)| *version);
            let params = PublishDiagnosticsParams { uri, diagnostics, version };
            let message = Notification::new(PublishDiagnostics::METHOD.to_owned(), params);
            (self.means.send)(Message::Notification(message));
        }
    }
}

/// The files of a job, as the editor counts in them.
struct Shown<'j> {
    job: &'j Job,
    encoding: Encoding,
    files: BTreeMap<String, (String, Lines)>,
}

impl Shown<'_> {
    fn uri(&self, file: &str) -> Option<Uri> {
        match self.job.open.get(file) {
            Some((uri, _)) => Some(uri.clone()),
            None => files::uri(&FileId { stack: self.job.stack.clone(), name: file.to_owned() }),
        }
    }

    fn load(&mut self, file: &str) {
        if self.files.contains_key(file) {
            return;
        }
        let source = self.job.sources.iter().find(|source| source.name == file);
        let text = if let Some(source) = source {
            String::from_utf8_lossy(&source.text).into_owned()
        } else {
            let id = FileId { stack: self.job.stack.clone(), name: file.to_owned() };
            files::text(&id).unwrap_or_default()
        };
        let lines = Lines::of(&text);
        self.files.insert(file.to_owned(), (text, lines));
    }

    fn places(&mut self, file: &str) -> Option<Places<'_>> {
        self.load(file);
        let (text, lines) = self.files.get(file)?;
        Some(Places { text, lines, encoding: self.encoding })
    }

    fn range(&mut self, place: &Place) -> Option<Range> {
        Some(self.places(&place.file)?.range(&(place.start..place.end)))
    }

    fn problem(&mut self, file: &str, one: &Diagnostic) -> Option<lsp_types::Diagnostic> {
        let range = match &one.place {
            Some(place) => self.range(place)?,
            None => Range::default(),
        };
        let mut related = Vec::new();
        for other in &one.related {
            let Some(uri) = self.uri(&other.place.file) else { continue };
            let range = self.range(&other.place)?;
            let location = Location { uri, range };
            related.push(DiagnosticRelatedInformation { location, message: other.label.clone() });
        }
        let places = self.places(file)?;
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
