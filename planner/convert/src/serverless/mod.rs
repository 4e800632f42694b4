//! stub
use crate::model::Model;
use crate::Request;
use cutover_schemas::diagnostic::Diagnostic;
pub(crate) fn read(_: &Request<'_>) -> Result<Model, Box<Diagnostic>> { Ok(Model::default()) }
