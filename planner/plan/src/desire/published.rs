//! Published outputs: each is a parameter of its own, written after what it names.
use super::{Asked, Build, arns};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::value::{Attrs, Part, Value};
use std::collections::BTreeSet;

/// Adds a parameter for every output that is published.
pub(super) fn expand(build: &mut Build<'_>) {
    let spec = build.spec;
    for (name, output) in &spec.outputs {
        let Some(text) = &output.published else { continue };
        let Ok(block) = Address::new("output", name) else { continue };
        let address = block.with_part("parameter");
        let parameter = build.identity.parameter(name);
        let attrs = Attrs::from([
            ("arn".into(), Value::text(arns::parameter(build.identity, &parameter))),
            ("name".into(), Value::text(parameter)),
            ("value".into(), as_text(text)),
            ("tags".into(), build.own_tags(&address)),
        ]);
        let asked = Asked { place: &output.place, depends_on: &BTreeSet::new() };
        build.put(address, KindName::Parameter, &asked, attrs, None, BTreeSet::new());
    }
}

/// A field that is known later, put in as text whatever it is.
fn as_text(value: &Value) -> Value {
    match value {
        Value::Output { address, field } => {
            Value::Template(vec![Part::Output { address: address.clone(), field: field.clone() }])
        }
        text => text.clone(),
    }
}
