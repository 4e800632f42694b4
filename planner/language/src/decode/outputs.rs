//! Outputs: values to show, masked where they hold secrets.
use super::declare::attribute_place;
use super::decoder::Decoder;
use crate::eval::{Machine, Scope, secret};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Output;
use std::collections::BTreeMap;

impl Decoder<'_> {
    pub(crate) fn outputs(&self, machine: &Machine<'_>) -> BTreeMap<String, Output> {
        let mut outputs = BTreeMap::new();
        for (name, head) in &self.program.outputs {
            let scope = Scope::new(head.origin);
            let Some(attribute) = head.attribute("value") else {
                machine.report(
                    Diagnostic::error(
                        "spec/missing-attribute",
                        format!("`output \"{name}\"` lacks `value`"),
                    )
                    .at(head.place())
                    .help("add `value = ...`"),
                );
                continue;
            };
            let sensitive = match head.attribute("sensitive") {
                Some(flag) => machine.condition(&scope, &flag.value).map(|(truth, _)| truth),
                None => Ok(false),
            };
            let description = match head.attribute("description") {
                Some(words) => machine.eval(&scope, &words.value),
                None => Ok(cutover_schemas::value::Value::Null),
            };
            let (Ok(sensitive), Ok(description), Ok(value)) =
                (sensitive, description, machine.eval(&scope, &attribute.value))
            else {
                continue;
            };
            if value.has_secret() && !sensitive {
                machine.report(
                    Diagnostic::error(
                        "spec/secret-output",
                        format!("the output `{name}` would show a sensitive value"),
                    )
                    .at(attribute_place(&head.origin, attribute))
                    .label("holds something sensitive")
                    .help("add `sensitive = true` to the output, so that it is masked"),
                );
                continue;
            }
            outputs.insert(
                (*name).to_owned(),
                Output {
                    value: if sensitive { secret(value) } else { value },
                    description: description.as_text().unwrap_or_default().to_owned(),
                    place: head.place(),
                },
            );
        }
        outputs
    }
}
