//! Secrets of functions: names that become environment variables.
use super::{is_set, of};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for function in of(spec, "function") {
        let secrets = function.attr("secrets").as_map();
        let environment = function.attr("environment").as_map();
        for name in secrets.into_iter().flat_map(|secrets| secrets.keys()) {
            let place = || function.place_of(&format!("secrets.{name}"));
            let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !letters || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                problems.push(
                    Diagnostic::error(
                        "spec/bad-environment",
                        format!("`{name}_ARN` is no name of an environment variable"),
                    )
                    .at(place())
                    .help("names begin with a letter and hold letters, digits and `_`"),
                );
            }
            if environment.is_some_and(|entries| entries.contains_key(&format!("{name}_ARN"))) {
                problems.push(
                    Diagnostic::error(
                        "spec/bad-environment",
                        format!("`{name}_ARN` is both in `environment` and made by `secrets`"),
                    )
                    .at(place())
                    .help("leave it out of `environment`: the secret's ARN is put there"),
                );
            }
        }
        let extended = is_set(function, "secrets_extension");
        let none = secrets.is_none_or(cutover_schemas::value::Attrs::is_empty);
        if none && extended {
            problems.push(
                Diagnostic::error(
                    "spec/bad-package",
                    format!(
                        "`{}` has the extension for secrets and no `secrets`",
                        function.address
                    ),
                )
                .at(function.place_of("secrets_extension"))
                .help("name the secrets, or leave the extension out"),
            );
        }
        if extended && is_set(function, "image") {
            problems.push(
                Diagnostic::error(
                    "spec/bad-package",
                    format!(
                        "`{}` is an image, which takes no layers and so no extension",
                        function.address
                    ),
                )
                .at(function.place_of("secrets_extension"))
                .help("copy the extension into the image when it is built"),
            );
        }
    }
}
