//! Packing the code of every function and layer, each directory once.
use super::spec::Loaded;
use crate::error::CliError;
use cutover_package::Package;
use cutover_plan::{Artifact, Artifacts};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Packed code, by digest and by who asked for it.
#[derive(Clone, Debug, Default)]
pub struct Code {
    artifacts: Artifacts,
    zips: BTreeMap<String, Arc<[u8]>>,
}

/// What becomes of code that a build has yet to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unbuilt {
    /// It is left out: the spec is sound without it.
    Leave,
    /// It is a problem: it is needed now.
    Refuse,
}

impl Code {
    /// Packs what the functions and layers of the stack name.
    pub(super) fn pack(
        directory: &Path,
        loaded: &Loaded,
        unbuilt: Unbuilt,
    ) -> Result<Self, CliError> {
        Self::pack_those(directory, loaded, unbuilt, |_| true)
    }

    /// The same of those whose path is wanted.
    pub(super) fn pack_those(
        directory: &Path,
        loaded: &Loaded,
        unbuilt: Unbuilt,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, CliError> {
        let mut code = Self::default();
        let mut packed: BTreeMap<String, Result<Artifact, Unfit>> = BTreeMap::new();
        let mut problems = Vec::new();
        for (block, path) in asking(&loaded.spec).filter(|(_, path)| wanted(path)) {
            let from = directory.join(path);
            if let Some(build) = loaded.spec.build_of(path).filter(|_| !from.exists()) {
                if unbuilt == Unbuilt::Refuse {
                    problems.push(not_built(block, build, path));
                }
                continue;
            }
            let sent_along = loaded.spec.stage.artifacts.is_none();
            let artifact =
                packed.entry(path.to_owned()).or_insert_with(|| code.one(&from, sent_along));
            match artifact {
                Ok(artifact) => {
                    code.artifacts.insert(block.address.clone(), artifact.clone());
                }
                Err(unfit) => problems.push(unfit.told(block)),
            }
        }
        if problems.is_empty() {
            Ok(code)
        } else {
            Err(CliError::spec(problems, loaded.texts.clone()))
        }
    }

    fn one(&mut self, path: &Path, sent_along: bool) -> Result<Artifact, Unfit> {
        let package = cutover_package::pack(path).map_err(|error| Unfit::Bad(error.to_string()))?;
        if sent_along {
            package.check_inline(path).map_err(|error| Unfit::Large(error.to_string()))?;
        }
        let Package { zip, digest, unzipped, .. } = package;
        let size = u64::try_from(zip.len()).unwrap_or(u64::MAX);
        self.zips.insert(digest.clone(), zip.into());
        Ok(Artifact { digest, size, unzipped })
    }

    /// What the planner knows of it.
    pub(super) fn artifacts(&self) -> &Artifacts {
        &self.artifacts
    }
}

/// The blocks that ask for code to be packed, each with the path that it names.
pub(super) fn asking(spec: &Spec) -> impl Iterator<Item = (&Declared, &str)> {
    let packs = |block: &&Declared| matches!(block.word.as_str(), "function" | "layer");
    let named = |block| Some((block, Declared::attr(block, "code").as_text()?));
    spec.blocks.values().filter(packs).filter_map(named)
}

/// Why code can't be used.
enum Unfit {
    /// It can't be packed.
    Bad(String),
    /// It is too large to be sent along, and there is nowhere to put it.
    Large(String),
}

impl Unfit {
    fn told(&self, block: &Declared) -> Diagnostic {
        let whose = &block.address;
        let told = match self {
            Self::Bad(why) => Diagnostic::error(
                "spec/code-unusable",
                format!("the code of `{whose}` can't be packed: {why}"),
            ),
            Self::Large(why) => Diagnostic::error(
                "spec/code-too-large",
                format!("the code of `{whose}` can't be sent along: {why}"),
            )
            .help("give the stage a bucket to put it into, `artifacts = \"BUCKET\"`, or leave files out with `.cutoverignore`"),
        };
        told.at(block.place_of("code"))
    }
}

fn not_built(block: &Declared, build: &Declared, path: &str) -> Diagnostic {
    Diagnostic::error(
        "build/not-built",
        format!("`{}` has not made `{path}`, the code of `{}`", build.address, block.address),
    )
    .at(block.place_of("code"))
    .label("not built")
    .related(build.place.clone(), "made by this")
    .help("run `cutover build`, or this command with `--build`")
}

impl cutover_driver::Artifacts for Code {
    fn code(&self, digest: &str) -> Option<Arc<[u8]>> {
        self.zips.get(digest).cloned()
    }
}
