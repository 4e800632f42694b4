//! Outputs: values to show, masked where they hold secrets.
use super::conditions::output_conditions;
use super::declare::attribute_place;
use super::decoder::Decoder;
use super::published::Publishing;
use crate::eval::{Machine, Scope};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Output;
use std::collections::BTreeMap;

impl Decoder<'_> {
    pub(crate) fn outputs(&self, machine: &Machine<'_>) -> BTreeMap<String, Output> {
        let mut outputs = BTreeMap::new();
        for (name, head) in &self.root.program.outputs {
            let scope = Scope::new(head.origin);
            output_conditions(machine, head);
            let sensitive = match head.attribute("sensitive") {
                Some(flag) => machine
                    .trying(true, || machine.condition(&scope, &flag.value))
                    .map(|(truth, _)| truth),
                None => Ok(false),
            };
            let description = match head.attribute("description") {
                Some(words) => machine.eval(&scope, &words.value),
                None => Ok(cutover_schemas::value::Value::Null),
            };
            let publish = match head.attribute("publish") {
                Some(flag) => machine.condition(&scope, &flag.value).map(|(truth, _)| truth),
                None => Ok(false),
            };
            let value = self.output_value(machine, &self.root, name, head);
            let (Ok(sensitive), Ok(description), Ok(publish), Ok(value)) =
                (sensitive, description, publish, value)
            else {
                continue;
            };
            let place = head
                .attribute("value")
                .map_or_else(|| head.place(), |attribute| attribute_place(&head.origin, attribute));
            let published = publish.then(|| {
                let place = place.clone();
                Publishing { name, value: &value, sensitive, place }.text(machine)
            });
            if value.has_secret() && !sensitive && !publish {
                machine.report(
                    Diagnostic::error(
                        "spec/secret-output",
                        format!("the output `{name}` would show a sensitive value"),
                    )
                    .at(place)
                    .label("holds something sensitive")
                    .help("add `sensitive = true` to the output, so that it is masked"),
                );
                continue;
            }
            outputs.insert(
                (*name).to_owned(),
                Output {
                    published: published.flatten(),
                    value,
                    description: description.as_text().unwrap_or_default().to_owned(),
                    place: head.place(),
                },
            );
        }
        outputs
    }
}
