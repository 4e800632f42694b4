//! `graph`: shows the graph of resources.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey;
use crate::render::dot::dot;
use crate::render::human::graph::graph;
use cutover_schemas::documents::graph::GraphDocument;

/// Options of `graph`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// As a Graphviz file
    #[arg(long)]
    pub dot: bool,
}

/// Builds the graph without calling anything, and shows it.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let (_, desired) = journey::offline_graph(context)?;
    let document = GraphDocument::from(&desired);
    if options.dot {
        context.output.answer(&dot(&document));
        return Ok(Exit::Done);
    }
    context.answer(|| document.clone(), |style| graph(&document, style))?;
    Ok(Exit::Done)
}
