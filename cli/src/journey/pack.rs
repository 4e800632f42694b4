//! Packing the code of every function and layer, each directory once.
use super::spec::Loaded;
use crate::error::CliError;
use cutover_plan::{Artifact, Artifacts};
use cutover_schemas::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Packed code, by digest and by who asked for it.
#[derive(Clone, Debug, Default)]
pub struct Code {
    artifacts: Artifacts,
    zips: BTreeMap<String, Arc<[u8]>>,
}

impl Code {
    /// Packs what the functions and layers of the stack name.
    pub(super) fn pack(directory: &Path, loaded: &Loaded) -> Result<Self, CliError> {
        let mut code = Self::default();
        let mut packed: BTreeMap<String, Result<Artifact, String>> = BTreeMap::new();
        let mut problems = Vec::new();
        let packs = |word: &str| matches!(word, "function" | "layer");
        for block in loaded.spec.blocks.values().filter(|block| packs(&block.word)) {
            let Some(path) = block.attr("code").as_text() else { continue };
            let artifact =
                packed.entry(path.to_owned()).or_insert_with(|| code.one(&directory.join(path)));
            match artifact {
                Ok(artifact) => {
                    code.artifacts.insert(block.address.clone(), artifact.clone());
                }
                Err(why) => problems.push(
                    Diagnostic::error(
                        "spec/code-unusable",
                        format!("the code of `{}` can't be packed: {why}", block.address),
                    )
                    .at(block.place_of("code")),
                ),
            }
        }
        if problems.is_empty() {
            Ok(code)
        } else {
            Err(CliError::spec(problems, loaded.texts.clone()))
        }
    }

    fn one(&mut self, path: &Path) -> Result<Artifact, String> {
        let package = cutover_package::pack(path).map_err(|error| error.to_string())?;
        let size = u64::try_from(package.zip.len()).unwrap_or(u64::MAX);
        self.zips.insert(package.digest.clone(), package.zip.into());
        Ok(Artifact { digest: package.digest, size, unzipped: package.unzipped })
    }

    /// What the planner knows of it.
    pub(super) fn artifacts(&self) -> &Artifacts {
        &self.artifacts
    }
}

impl cutover_driver::Artifacts for Code {
    fn code(&self, digest: &str) -> Option<Arc<[u8]>> {
        self.zips.get(digest).cloned()
    }
}
