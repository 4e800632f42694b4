//! Layers of functions: how many, each once, from the same region, and made for what runs
//! (<https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html>).
use super::{is_set, of, plain};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

/// Most layers of a function (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const MOST: usize = 5;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for function in of(spec, "function") {
        let layers = function.attr("layers").as_list().unwrap_or_default();
        number(function, layers, problems);
        once(function, layers, problems);
        for layer in layers {
            if let Some(arn) = plain(layer) {
                region(spec, function, arn, problems);
            }
            if let Value::Output { address, .. } = layer {
                fits(spec, function, address, problems);
            }
        }
    }
}

/// The extension for secrets is a layer as well.
fn number(function: &Declared, layers: &[Value], problems: &mut Vec<Diagnostic>) {
    let extension = usize::from(is_set(function, "secrets_extension"));
    let all = layers.len() + extension;
    if all <= MOST {
        return;
    }
    let counted = if extension == 1 { ", the extension for secrets included" } else { "" };
    let message = format!("`{}` has {all} layers{counted}; Lambda takes {MOST}", function.address);
    problems.push(
        Diagnostic::error("spec/over-limit", message)
            .at(function.place_of("layers"))
            .help("put the contents of several layers into one, or into the code"),
    );
}

/// Two versions of one layer exclude each other.
fn once(function: &Declared, layers: &[Value], problems: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for layer in layers {
        let name = match layer {
            Value::Output { address, .. } => address.to_string(),
            Value::Text(arn) => {
                arn.rsplit_once(':').map_or(arn.as_str(), |(name, _)| name).to_owned()
            }
            _ => continue,
        };
        if !seen.insert(name.clone()) {
            problems.push(
                Diagnostic::error(
                    "spec/bad-layer",
                    format!("`{}` has the layer `{name}` twice", function.address),
                )
                .at(function.place_of("layers"))
                .help("a function takes one version of a layer: keep one of them"),
            );
        }
    }
}

fn region(spec: &Spec, function: &Declared, arn: &str, problems: &mut Vec<Diagnostic>) {
    let (Some(there), Some(here)) = (arn.split(':').nth(3), spec.stage.region.as_deref()) else {
        return;
    };
    if there == here || there.is_empty() {
        return;
    }
    problems.push(
        Diagnostic::error("spec/bad-layer", format!("a layer of {there} can't be used in {here}"))
            .at(function.place_of("layers"))
            .help("name the layer's version of the function's own region"),
    );
}

/// What a layer says it is for; Lambda takes it all the same, and the code then fails.
fn fits(spec: &Spec, function: &Declared, layer: &Address, problems: &mut Vec<Diagnostic>) {
    let Some(layer) = spec.blocks.get(layer).filter(|block| block.word == "layer") else { return };
    for (its, own) in [("runtimes", "runtime"), ("architectures", "architecture")] {
        let Some(word) = plain(function.attr(own)) else { continue };
        let all = layer.attr(its).as_list().unwrap_or_default();
        if all.is_empty() || all.iter().filter_map(plain).any(|one| one == word) {
            continue;
        }
        let message = format!(
            "`{}` runs `{word}`, for which `{}` is not made",
            function.address, layer.address
        );
        problems.push(
            Diagnostic::warning("spec/layer-mismatch", message)
                .at(function.place_of("layers"))
                .related(layer.place_of(its), "what it is made for")
                .help(format!(
                    "add `{word}` to the layer's `{its}` if it works there, or use another layer"
                )),
        );
    }
}
