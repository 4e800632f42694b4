//! Something that exists is found by its name or its ARN.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;
use cutover_schemas::value::Value;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for existing in of(spec, "existing") {
        let absent = |name| existing.attrs.get(name).is_some_and(Value::is_null);
        if absent("name") && absent("arn") {
            let message =
                format!("`existing {}` is not told how to be found", existing.labels.join("."));
            problems.push(
                Diagnostic::error("spec/missing-attribute", message)
                    .at(existing.place.clone())
                    .label("neither `name` nor `arn`")
                    .help("give its physical `name`, or its `arn`"),
            );
        }
    }
}
