//! A plan in the files that were asked for, and in the job summary of CI.
use crate::context::Context;
use crate::error::CliError;
use crate::output::into_file;
use crate::render::{html, markdown};
use cutover_schemas::plan::Plan;

/// Writes the Markdown and the page, where asked for, and the job summary, where there is one.
pub(super) fn write(context: &Context, plan: &Plan) -> Result<(), CliError> {
    if let Some(path) = &context.global.markdown_into {
        into_file(path, &markdown::plan(plan))?;
    }
    if let Some(path) = &context.global.html {
        into_file(path, &html::plan(plan))?;
    }
    if context.output.github {
        context.output.job_summary(&markdown::plan(plan))?;
    }
    Ok(())
}
