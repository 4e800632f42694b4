//! `local`: the embedded cloud as a server of its own.
use crate::args::Global;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey;
use crate::local::{self, LocalCloud, notes};
use crate::render;
use crate::style::{Style, Tone};
use cutover_emulator::{Auth, Settings};
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::small::LocalDocument;
use serde_json::Value as Json;
use std::path::PathBuf;

/// Commands of `local`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Serve the local cloud until interrupted
    Up(UpOptions),
    /// Show what is there
    Status,
    /// Empty it
    Reset,
}

/// Options of `local up`.
#[derive(Debug, clap::Args)]
pub struct UpOptions {
    /// Port on loopback; 0 takes a free one; without it the last one again, or 4580
    #[arg(long)]
    pub port: Option<u16>,
    /// Also apply the stack of the directory to it
    #[arg(long)]
    pub apply: bool,
    /// Verify signatures and enforce IAM on every call; the account's own key is `test`, its secret `test`
    #[arg(long)]
    pub auth: bool,
    /// How fast callers may go and how long things take: `aws` for AWS's rates, delays and propagation
    #[arg(long, value_name = "WHOSE")]
    pub limits: Option<Pace>,
    /// Make calls go wrong by the rules of a file
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
    /// Draw versions by the weights of aliases from this seed on, the same in every run
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

/// Whose limits a local cloud keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Pace {
    /// AWS's published request rates, its delays and propagation windows
    Aws,
}

impl UpOptions {
    /// The settings of the cloud.
    fn settings(&self) -> Settings {
        let settings = match self.limits {
            Some(Pace::Aws) => Settings::default().at_aws_pace(),
            None => Settings::default(),
        };
        let auth = if self.auth { Auth::On } else { Auth::Off };
        Settings { auth, draws: self.seed, ..settings }
    }
}

/// Runs one of them.
pub async fn run(context: &Context, command: Command) -> Result<Exit, CliError> {
    match command {
        Command::Up(options) => up(context, &options).await,
        Command::Status => status(context).await,
        Command::Reset => reset(context).await,
    }
}

async fn up(context: &Context, options: &UpOptions) -> Result<Exit, CliError> {
    let faults = options.faults.as_deref().map(local::faults).transpose()?;
    let settings = options.settings();
    let folder = local::folder(context);
    let cloud = LocalCloud::serve(&folder, options.port, &settings, faults).await?;
    let document = document(context, Some(cloud.endpoint()), Json::Null);
    context.answer(|| document, |style| greeting(&cloud, style))?;
    for (place, view) in journey::local_ledgers(context)? {
        notes::leave_known(cloud.endpoint(), &place, &view).await;
    }
    if options.apply {
        apply(context).await?;
    }
    local::until_told_to_stop().await?;
    cloud.stop().await;
    Ok(Exit::Done)
}

/// Applies the stack to the cloud that this command serves. A stack that can't be applied is told
/// about and doesn't end the cloud: the next `apply --local` may go better.
async fn apply(context: &Context) -> Result<(), CliError> {
    let global = Global { local: true, ..context.global.clone() };
    let local = Context::new(global, context.output);
    let options = super::apply::Options { yes: true, ..super::apply::Options::default() };
    if let Err(error) = super::apply::run(&local, &options).await {
        context.failure(&error);
    }
    Ok(())
}

async fn status(context: &Context) -> Result<Exit, CliError> {
    let folder = local::folder(context);
    let endpoint = local::running(&folder).await;
    let world = match &endpoint {
        Some(endpoint) => local::get(endpoint, "/_cutover/status").await?,
        None => local::kept_world(&folder)?,
    };
    let document = document(context, endpoint.as_deref(), world);
    context.answer(|| document.clone(), |style| told(&document, style))?;
    Ok(Exit::Done)
}

async fn reset(context: &Context) -> Result<Exit, CliError> {
    let folder = local::folder(context);
    let endpoint = local::running(&folder).await;
    match &endpoint {
        Some(endpoint) => {
            local::post(endpoint, "/_cutover/reset").await?;
        }
        None => local::empty(&folder).await?,
    }
    local::forget_ledger(&folder)?;
    let document = document(context, endpoint.as_deref(), Json::Null);
    context
        .answer(|| document, |_| "The local cloud is empty, and so is its ledger.\n".to_owned())?;
    Ok(Exit::Done)
}

fn document(context: &Context, endpoint: Option<&str>, world: Json) -> LocalDocument {
    LocalDocument {
        format: DOCUMENT_FORMAT,
        folder: local::folder(context).display().to_string(),
        endpoint: endpoint.map(str::to_owned),
        world,
    }
}

fn greeting(cloud: &LocalCloud, style: &Style) -> String {
    let mut out = String::new();
    let endpoint = style.paint(Tone::Strong, cloud.endpoint());
    render::push(&mut out, &["The local cloud answers at ", &endpoint]);
    render::push(&mut out, &["  cutover plan --local          uses it from this directory"]);
    let page = format!("  {}/_cutover/  shows it in a browser", cloud.endpoint());
    render::push(&mut out, &[&page]);
    let any = format!("  aws --endpoint-url {} sqs list-queues", cloud.endpoint());
    render::push(&mut out, &[&any]);
    render::push(&mut out, &[&style.paint(Tone::Faint, "Ctrl-C stops it; its world is kept.")]);
    out
}

fn told(document: &LocalDocument, style: &Style) -> String {
    let mut out = String::new();
    match &document.endpoint {
        Some(endpoint) => {
            render::push(&mut out, &["running at ", &style.paint(Tone::Strong, endpoint)]);
        }
        None => render::push(&mut out, &["not running; world in ", &document.folder]),
    }
    if document.world.is_null() {
        render::push(&mut out, &["nothing was ever kept"]);
        return out;
    }
    lines(&mut out, 1, &document.world);
    out
}

fn lines(out: &mut String, depth: usize, value: &Json) {
    let Json::Object(entries) = value else {
        return;
    };
    let indent = "  ".repeat(depth);
    for (key, value) in entries {
        if value.is_object() {
            render::push(out, &[&indent, key]);
            lines(out, depth + 1, value);
        } else {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            render::push(out, &[&indent, key, ": ", &text]);
        }
    }
}
