//! The command line: global options and the list of commands. Options of one command are declared
//! next to it, in `commands/`.
use crate::commands;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Deploys serverless stacks on AWS Lambda and moves traffic onto them without drama.
#[derive(Debug, Parser)]
#[command(name = "cutover", version, max_term_width = 100, propagate_version = false)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// For people or for programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text.
    #[default]
    Human,
    /// One JSON document, or one a line for events.
    Json,
}

/// When to write colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options that every command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Directory of the stack; the current one without it
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,
    /// Work from the ledger alone, on the stack of this name
    #[arg(
        long,
        value_name = "STACK",
        requires = "ledger",
        conflicts_with = "directory",
        global = true
    )]
    pub stack: Option<String>,
    /// The ledger, with --stack: `file:DIR` or `s3://BUCKET/PREFIX`
    #[arg(long, value_name = "URL", requires = "stack", global = true)]
    pub ledger: Option<String>,
    /// Stage, such as `dev` or `pr-17`
    #[arg(short, long, env = "CUTOVER_STAGE", value_name = "STAGE", global = true)]
    pub stage: Option<String>,
    /// Value of a variable; again for more
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment, global = true)]
    pub vars: Vec<(String, String)>,
    /// File with values of variables; again for more
    #[arg(long = "var-file", value_name = "FILE", global = true)]
    pub var_files: Vec<PathBuf>,
    /// Profile of the AWS configuration
    #[arg(long, value_name = "PROFILE", global = true)]
    pub profile: Option<String>,
    /// Region; beats the spec's
    #[arg(long, value_name = "REGION", global = true)]
    pub region: Option<String>,
    /// Use the embedded local cloud: no account, no network
    #[arg(long, conflicts_with_all = ["endpoint_url", "profile"], global = true)]
    pub local: bool,
    /// Any AWS-compatible endpoint; beats AWS_ENDPOINT_URL
    #[arg(long, value_name = "URL", global = true)]
    pub endpoint_url: Option<String>,
    /// Format of the answer on stdout
    #[arg(long, value_enum, default_value_t, global = true)]
    pub format: Format,
    /// Also write the JSON document to this file
    #[arg(long, value_name = "FILE", global = true)]
    pub json_into: Option<PathBuf>,
    /// Also write the answer as Markdown to this file, fit for a comment
    #[arg(long, value_name = "FILE", global = true)]
    pub markdown_into: Option<PathBuf>,
    /// Also write the answer as a page to this file
    #[arg(long, value_name = "FILE", global = true)]
    pub html: Option<PathBuf>,
    /// When to write colours
    #[arg(long, value_enum, default_value_t, global = true)]
    pub color: Color,
    /// Say more; twice for every call
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
}

/// A strategy that takes the place of the spec's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Flip, done.
    AllAtOnce,
    /// Flip, watch, and flip back when it fails.
    BlueGreen,
}

/// Reads the name of a strategy.
pub fn strategy(text: &str) -> Result<Strategy, String> {
    match text {
        "all_at_once" => Ok(Strategy::AllAtOnce),
        "blue_green" => Ok(Strategy::BlueGreen),
        _ => Err("`all_at_once` or `blue_green`: shares are the spec's".to_owned()),
    }
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a starter stack into the directory
    Init(commands::init::Options),
    /// Check the spec; calls nothing
    Validate(commands::validate::Options),
    /// Lay the spec's files out in the canonical way
    Fmt(commands::fmt::Options),
    /// Run the builds of the stack that are not up to date
    Build(commands::build::Options),
    /// Show what would change; changes nothing
    Plan(commands::plan::Options),
    /// Make live equal to the spec
    Apply(commands::apply::Options),
    /// Take the deployment down, and nothing but it
    Destroy(commands::destroy::Options),
    /// Show what was changed behind the spec's back
    Drift(commands::drift::Options),
    /// Stop a trigger now, until it is resumed
    Pause(commands::pause::Options),
    /// Let a paused trigger go on
    Resume(commands::pause::ResumeOptions),
    /// Find what is wrong with IAM policies, or prove what they allow
    Audit(commands::audit::Options),
    /// Show where the deployment stands
    Status(commands::status::Options),
    /// Show the runs of the deployment
    History(commands::history::Options),
    /// Bring the version back that served before, and keep this one from coming back
    Rollback(commands::rollback::Options),
    /// Let content come again that was rolled back
    Unpin(commands::unpin::Options),
    /// Show the outputs of the stack
    Output(commands::output::Options),
    /// Print the JSON Schema of a document
    Schema(commands::schema::Options),
    /// Show the graph of resources
    Graph(commands::graph::Options),
    /// Call a function through its alias
    Invoke(commands::invoke::Options),
    /// Show the log of a function
    Logs(commands::logs::Options),
    /// Explain a code or an exit status
    Explain(commands::explain::Options),
    /// Answer the questions of an editor
    Lsp(commands::lsp::Options),
    /// Print the completion script of a shell
    Completions(commands::completions::Options),
    /// Print the version
    Version,
    /// Watch and steer how traffic moves to new versions, or try it out
    #[command(subcommand)]
    Rollout(commands::rollout::Command),
    /// Run, look at or empty the local cloud of this directory
    #[command(subcommand)]
    Local(commands::local::Command),
}

impl Cli {
    /// Reads a command line, the program's name included.
    pub fn read(args: &[OsString]) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(args)?;
        Self::from_arg_matches(&matches)
    }
}

/// Colour and format as far as they can be told from a command line that doesn't parse: its
/// refusal should look as asked for.
pub fn before_parsing(args: &[OsString]) -> (Color, Format) {
    let value = |flag: &str| {
        let mut words = args.iter().filter_map(|word| word.to_str());
        words.find_map(|word| {
            let rest = word.strip_prefix(flag)?;
            rest.strip_prefix('=').map(str::to_owned).or_else(|| {
                let next = args.iter().skip_while(|one| *one != flag).nth(1);
                next.and_then(|next| next.to_str()).map(str::to_owned)
            })
        })
    };
    let color = value("--color").and_then(|word| Color::from_str(&word, true).ok());
    let format = value("--format").and_then(|word| Format::from_str(&word, true).ok());
    (color.unwrap_or_default(), format.unwrap_or_default())
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or("it is written NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Reads an address of the command line.
pub fn address(text: &str) -> Result<cutover_schemas::address::Address, String> {
    cutover_schemas::address::Address::parse(text).map_err(|bad| bad.to_string())
}

/// Reads `5%` or `0.05` as ten-thousandths.
pub fn share(text: &str) -> Result<i64, String> {
    cutover_schemas::units::share(text)
        .filter(|share| *share > 0)
        .ok_or_else(|| "it is a share such as `25%` or `0.25`".to_owned())
}

/// Reads `10m`, `4h` and the like as milliseconds.
pub fn duration(text: &str) -> Result<i64, String> {
    cutover_schemas::units::duration_millis(text)
        .ok_or_else(|| "it is a duration such as `30s`, `10m`, `4h` or `2d`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Cli, clap::Error> {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        Cli::read(&words)
    }

    #[test]
    fn the_declarations_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        for line in
            ["cutover -C shop -s dev --var a=b=c plan", "cutover plan -C shop -s dev --var a=b=c"]
        {
            let global = read(line).unwrap().global;
            assert_eq!(global.directory, Some(PathBuf::from("shop")));
            assert_eq!(global.stage.as_deref(), Some("dev"));
            assert_eq!(global.vars, [("a".to_owned(), "b=c".to_owned())]);
        }
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        for line in [
            "cutover plan --local --endpoint-url http://x",
            "cutover status --stack shop",
            "cutover plan --var =x",
            "cutover apply saved.plan --expect abc",
            "cutover apply --rate 0%",
            "cutover plan --only nonsense",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn near_misses_are_suggested() {
        let text = read("cutover plam").unwrap_err().to_string();
        assert!(text.contains("'plan'"), "{text}");
        let text = read("cutover plan --detailed-exitcod").unwrap_err().to_string();
        assert!(text.contains("'--detailed-exitcode'"), "{text}");
    }

    #[test]
    fn a_refusal_looks_as_asked_for() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(
            before_parsing(&words("cutover plam --format=json --color never")),
            (Color::Never, Format::Json)
        );
        assert_eq!(before_parsing(&words("cutover --formal")), (Color::Auto, Format::Human));
    }
}
