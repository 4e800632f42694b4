//! Where code goes that is too large to be sent along with a call: by its digest, so that putting it there once more
//! changes nothing.
use super::Build;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cutover_schemas::kinds::function::ZIP_LIMIT;

pub(super) fn of(build: &mut Build<'_>) {
    let Some(folder) = &build.spec.stage.artifacts else { return };
    let large = build.artifacts.iter().filter(|(_, code)| code.size > ZIP_LIMIT);
    for (address, code) in large {
        let digest = STANDARD.decode(&code.digest).unwrap_or_default();
        let key = format!(
            "{}/{}/code/{}.zip",
            build.identity.stack,
            build.identity.stage,
            hex::encode(digest)
        );
        build.graph.uploads.insert(address.clone(), folder.url(&key));
    }
}
