//! `graph`: shows the graph of resources.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey;
use crate::output::into_file;
use crate::render::dot::dot;
use crate::render::human::graph::graph;
use crate::render::picture::picture;
use crate::render::svg::svg;
use crate::render::words;
use cutover_schemas::documents::graph::GraphDocument;
use std::path::PathBuf;

/// Options of `graph`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// As a Graphviz file
    #[arg(long, conflicts_with = "svg")]
    pub dot: bool,
    /// As a picture, into this file
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
}

/// Builds the graph without calling anything, and shows it.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let (identity, desired) = journey::offline_graph(context)?;
    let document = GraphDocument::from(&desired);
    if options.dot {
        context.output.answer(&dot(&document));
        return Ok(Exit::Done);
    }
    let Some(file) = &options.svg else {
        context.answer(|| document.clone(), |style| graph(&document, style))?;
        return Ok(Exit::Done);
    };
    let drawn = picture(&document);
    into_file(file, &svg(&drawn, &format!("{} / {}", identity.stack, identity.stage)))?;
    let (blocks, arrows) = (
        words::count(drawn.cards.len(), "block", "blocks"),
        words::count(drawn.arrows.len(), "arrow", "arrows"),
    );
    let said = format!("{}: {blocks}, {arrows}\n", file.display());
    context.answer(|| document, |_| said)?;
    Ok(Exit::Done)
}
