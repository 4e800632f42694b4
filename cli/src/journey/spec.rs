//! From files to a decoded spec.
use super::builds;
use super::files::{self, World};
use super::pack::{Code, Unbuilt};
use crate::context::Context;
use crate::error::{CliError, Sources};
use cutover_language::{Decoded, Inputs, Outline, Request, Source, UNSEEN};
use cutover_plan::audit::Need;
use cutover_schemas::diagnostic::{Diagnostic, Severity};
use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::lookup::Found;
use cutover_schemas::spec::Spec;

/// A stack that decodes.
#[derive(Debug)]
pub struct Loaded {
    /// The spec.
    pub spec: Spec,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// Texts for excerpts.
    pub texts: Sources,
}

/// What decides how expressions are read besides the files.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'a> {
    pub(super) account: Option<&'a str>,
    pub(super) region: Option<&'a str>,
    /// What was looked up of things that are not managed here.
    pub(super) found: Option<&'a Found>,
}

/// Decodes the stack of the directory in the stage that was asked for.
pub fn load(context: &Context) -> Result<Loaded, CliError> {
    load_with(context, context.global.stage.as_deref(), Known::default())
}

pub(super) fn load_with(
    context: &Context,
    stage: Option<&str>,
    known: Known<'_>,
) -> Result<Loaded, CliError> {
    let (decoded, texts) = decode(context, stage, known, cutover_language::decode)?;
    whole(decoded, texts)
}

/// Decodes the stack as it is before its builds have run.
pub(super) fn load_before_builds(context: &Context) -> Result<Loaded, CliError> {
    let (stage, how) = (context.global.stage.as_deref(), cutover_language::decode_before_builds);
    let (decoded, texts) = decode(context, stage, Known::default(), how)?;
    whole(decoded, texts)
}

fn whole(decoded: Decoded, texts: Sources) -> Result<Loaded, CliError> {
    match decoded.spec {
        Some(spec) => Ok(Loaded { spec, warnings: decoded.diagnostics, texts }),
        None => Err(CliError::spec(decoded.diagnostics, texts)),
    }
}

/// What the stack is and what has to be looked up for it, also where nothing else can be decoded before that.
pub(super) fn outline(context: &Context, known: Known<'_>) -> Result<(Outline, Sources), CliError> {
    let (decoded, texts) =
        decode(context, context.global.stage.as_deref(), known, cutover_language::decode)?;
    let waits = only_waits(&decoded);
    match decoded.outline {
        Some(outline) if decoded.spec.is_some() || waits => Ok((outline, texts)),
        _ => Err(CliError::spec(decoded.diagnostics, texts)),
    }
}

/// Whether all that is wrong is that something must be looked up first.
fn only_waits(decoded: &Decoded) -> bool {
    let mut errors = decoded.diagnostics.iter().filter(|one| one.is_error());
    decoded.outline.as_ref().is_some_and(|outline| !outline.lookups.is_empty())
        && errors.all(|one| one.code == UNSEEN)
}

fn decode(
    context: &Context,
    stage: Option<&str>,
    known: Known<'_>,
    how: fn(&Request<'_>, &dyn Inputs) -> Decoded,
) -> Result<(Decoded, Sources), CliError> {
    let sources = files::sources(context.directory())?;
    let var_files = var_files(context)?;
    let request = Request {
        sources: &sources,
        stage,
        variables: &context.global.vars,
        var_files: &var_files,
        local: context.global.local,
        account: known.account,
        region: known.region.or(context.global.region.as_deref()),
        found: known.found,
    };
    let decoded = how(&request, &World::of(context.directory()));
    let texts = files::texts(sources.iter().chain(&var_files).chain(&decoded.module_files));
    Ok((decoded, texts))
}

fn var_files(context: &Context) -> Result<Vec<Source>, CliError> {
    context
        .global
        .var_files
        .iter()
        .map(|path| files::source(path, path.display().to_string()))
        .collect()
}

/// Checks the stack without calling anything: in the stage that was asked for, or in every stage
/// whose name is no glob. Answers the names of the stages, the warnings and the texts.
pub fn validate(context: &Context) -> Result<(Vec<String>, Vec<Diagnostic>, Sources), CliError> {
    let stages = match &context.global.stage {
        Some(stage) => vec![Some(stage.clone())],
        None => cutover_editor::stages(&files::sources(context.directory())?),
    };
    let (mut warnings, mut errors, mut texts) = (Vec::new(), Vec::new(), Sources::new());
    let mut names = Vec::new();
    for stage in stages {
        match check(context, stage.as_deref()) {
            Ok(checked) => {
                names.push(checked.stage);
                warnings.extend(checked.warnings);
                texts.extend(checked.texts);
            }
            Err(error) if !error.diagnostics.is_empty() => {
                errors.extend(error.diagnostics);
                texts.extend(error.sources);
            }
            Err(error) => return Err(error),
        }
    }
    distinct(&mut warnings);
    distinct(&mut errors);
    if errors.is_empty() {
        Ok((names, warnings, texts))
    } else {
        Err(CliError::spec(errors, texts))
    }
}

/// A stage without errors.
struct Checked {
    stage: String,
    warnings: Vec<Diagnostic>,
    texts: Sources,
}

/// Decodes one stage and builds its graph for an account that stands for any.
fn check(context: &Context, stage: Option<&str>) -> Result<Checked, CliError> {
    let (decoded, texts) = decode(context, stage, Known::default(), cutover_language::decode)?;
    if let (None, true, Some(outline)) = (&decoded.spec, only_waits(&decoded), &decoded.outline) {
        // What can't be computed without looking is no mistake; the rest was checked.
        let stage = outline.stage.name.clone();
        let warning = |one| Diagnostic { severity: Severity::Warning, ..one };
        let warnings = decoded.diagnostics.into_iter().map(warning).collect();
        return Ok(Checked { stage, warnings, texts });
    }
    let mut loaded = whole(decoded, texts)?;
    let identity = stand_in(&loaded.spec, context);
    let code = Code::pack(context.directory(), &loaded, Unbuilt::Leave)?;
    let (_, diagnostics) = graph(&loaded, &identity, &code, None)?;
    builds::look(context.directory(), &mut loaded)?;
    loaded.warnings.extend(diagnostics);
    let Loaded { spec, warnings, texts } = loaded;
    Ok(Checked { stage: spec.stage.name, warnings, texts })
}

/// The graph without calling anything, for an account that stands for any.
pub fn offline_graph(context: &Context) -> Result<(Identity, Graph), CliError> {
    let identity = stand_in(&load(context)?.spec, context);
    let (graph, _) = desired(context, &identity, None)?;
    Ok((identity, graph))
}

/// A stack as the auditor sees it.
#[derive(Debug)]
pub struct Audited {
    /// The spec, with its waivers.
    pub spec: Spec,
    /// What should exist.
    pub graph: Graph,
    /// What each function must be allowed.
    pub needs: Vec<Need>,
    /// Texts for excerpts.
    pub texts: Sources,
}

/// The stack without calling anything, for an account that stands for any.
pub fn audited(context: &Context) -> Result<Audited, CliError> {
    let identity = stand_in(&load(context)?.spec, context);
    audited_as(context, &identity)
}

/// The stack for one account and region. Code that isn't built yet changes no policy.
pub fn audited_as(context: &Context, identity: &Identity) -> Result<Audited, CliError> {
    let known =
        Known { account: Some(&identity.account), region: Some(&identity.region), found: None };
    let loaded = load_with(context, context.global.stage.as_deref(), known)?;
    let code = Code::pack(context.directory(), &loaded, Unbuilt::Leave)?;
    let desired = cutover_plan::desire(&loaded.spec, identity, code.artifacts(), None);
    if desired.diagnostics.iter().any(Diagnostic::is_error) {
        let all = loaded.warnings.into_iter().chain(desired.diagnostics).collect();
        return Err(CliError::spec(all, loaded.texts));
    }
    let (graph, needs) = (desired.graph, desired.needs);
    Ok(Audited { spec: loaded.spec, graph, needs, texts: loaded.texts })
}

/// The graph and the packed code of the stack for one account and region.
pub fn desired(
    context: &Context,
    identity: &Identity,
    owner: Option<&str>,
) -> Result<(Graph, Code), CliError> {
    let known =
        Known { account: Some(&identity.account), region: Some(&identity.region), found: None };
    let loaded = load_with(context, context.global.stage.as_deref(), known)?;
    let code = Code::pack(context.directory(), &loaded, Unbuilt::Leave)?;
    let (graph, _) = graph(&loaded, identity, &code, owner)?;
    Ok((graph, code))
}

/// The identity that stands for any, where nothing is called.
pub(super) fn stand_in(spec: &Spec, context: &Context) -> Identity {
    let region = context.global.region.clone().or_else(|| spec.stage.region.clone());
    Identity {
        stack: spec.stack.clone(),
        stage: spec.stage.name.clone(),
        partition: "aws".into(),
        account: spec.stage.account.clone().unwrap_or_else(|| "000000000000".into()),
        region: region.unwrap_or_else(|| super::target::LOCAL_REGION.into()),
        caller: String::new(),
    }
}

/// The graph that a spec asks for; its errors end the command, its warnings come back.
pub(super) fn graph(
    loaded: &Loaded,
    identity: &Identity,
    code: &Code,
    owner: Option<&str>,
) -> Result<(Graph, Vec<Diagnostic>), CliError> {
    let desired = cutover_plan::desire(&loaded.spec, identity, code.artifacts(), owner);
    if desired.diagnostics.iter().any(Diagnostic::is_error) {
        let all = loaded.warnings.iter().chain(&desired.diagnostics).cloned().collect();
        return Err(CliError::spec(all, loaded.texts.clone()));
    }
    Ok((desired.graph, desired.diagnostics))
}

/// The same problem of a shared block shows in every stage: once is enough.
fn distinct(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: Vec<Diagnostic> = Vec::new();
    diagnostics.retain(|one| {
        let new = !seen.contains(one);
        if new {
            seen.push(one.clone());
        }
        new
    });
}
