//! `layer`: one version of a layer, for what its directory holds now.
use super::{Build, copied};
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let mut attrs = copied(block, &["description", "runtimes", "architectures", "license"]);
    let code = build.artifacts.get(&block.address);
    attrs.insert("code".into(), code.map_or(Value::Null, |code| Value::text(code.digest.clone())));
    attrs.insert("name".into(), Value::text(build.name_of(&block.address)));
    build.add(block.address.clone(), KindName::LayerVersion, block, attrs, None, BTreeSet::new());
}
