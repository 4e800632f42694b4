//! What a function is made of: code with a runtime and a handler, or an image by digest; and what goes with which
//! (<https://docs.aws.amazon.com/lambda/latest/dg/images-create.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html>).
use super::{autoscale, is_set, of, plain};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};

/// Attributes of functions made of code, and of those made of an image.
const OF_CODE: &[&str] = &["runtime", "handler", "layers", "snap_start"];
const OF_IMAGES: &[&str] = &["entry_point", "command", "workdir"];
/// Megabytes of `/tmp` that a snapshot can have.
const SNAPSHOT_STORAGE: i64 = 512;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for function in of(spec, "function") {
        match (is_set(function, "code"), is_set(function, "image")) {
            (true, false) => code(function, problems),
            (false, true) => image(function, problems),
            // What is wrong with a value that could not be read has been said already.
            (false, false) if written(function) => {}
            (both, _) => {
                let said =
                    if both { "both `code` and `image`" } else { "neither `code` nor `image`" };
                let message = format!("`{}` has {said}", function.address);
                problems.push(
                    Diagnostic::error("spec/bad-package", message)
                        .at(function.place.clone())
                        .help("a function is made of one of them: a directory or `.zip`, or a container image"),
                );
            }
        }
        snapshots(function, problems);
    }
}

fn written(function: &Declared) -> bool {
    ["code", "image"].iter().any(|name| function.places.contains_key(name))
}

fn code(function: &Declared, problems: &mut Vec<Diagnostic>) {
    for name in ["runtime", "handler"] {
        if !is_set(function, name) {
            problems.push(
                Diagnostic::error(
                    "spec/missing-attribute",
                    format!("`{}` has code and no `{name}`", function.address),
                )
                .at(function.place.clone())
                .label(format!("`{name}` is missing"))
                .help("code needs a runtime, such as `python3.12`, and a handler, such as `app.handler`"),
            );
        }
    }
    stray(function, OF_IMAGES, "are for images; code has a `handler`", problems);
}

fn image(function: &Declared, problems: &mut Vec<Diagnostic>) {
    stray(function, OF_CODE, "go with code; an image brings its own", problems);
    let Some(uri) = plain(function.attr("image")) else { return };
    let digest = uri.split_once("@sha256:").map(|(_, digest)| digest);
    let whole = |digest: &str| {
        digest.len() == 64 && digest.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
    };
    if digest.is_some_and(whole) {
        return;
    }
    problems.push(
        Diagnostic::error("spec/bad-package", format!("`{uri}` names no image by its digest"))
            .at(function.place_of("image"))
            .label("`@sha256:` and 64 hex digits belong here")
            .help("a tag can mean another image tomorrow: `aws ecr describe-images` and `docker images --digests` tell the digest"),
    );
}

fn stray(function: &Declared, names: &[&str], why: &str, problems: &mut Vec<Diagnostic>) {
    for name in names.iter().filter(|name| is_set(function, name)) {
        problems.push(
            Diagnostic::error(
                "spec/bad-package",
                format!("`{name}` does not fit `{}`", function.address),
            )
            .at(function.place_of(name))
            .help(format!(
                "{} {why}",
                names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            )),
        );
    }
}

fn snapshots(function: &Declared, problems: &mut Vec<Diagnostic>) {
    if !is_set(function, "snap_start") {
        return;
    }
    let mut refuse = |message: String, at: &str, help: &str| {
        problems.push(
            Diagnostic::error("spec/bad-snapshot", message).at(function.place_of(at)).help(help),
        );
    };
    let warm = function.nested("concurrency").any(|nested| autoscale::warm(nested).is_some());
    if warm {
        refuse(
            format!("`{}` can't have both snapshots and provisioned concurrency", function.address),
            "snap_start",
            "one of the two makes starts short: leave out `snap_start`, or `provisioned`",
        );
    }
    if function.attr("storage").as_int().is_some_and(|size| size > SNAPSHOT_STORAGE) {
        refuse(
            format!("snapshots take at most {SNAPSHOT_STORAGE} MB of `/tmp`"),
            "storage",
            "leave out `snap_start`, or the larger `storage`",
        );
    }
    if let Some(runtime) = plain(function.attr("runtime")).filter(|runtime| !snaps(runtime)) {
        refuse(
            format!("`{runtime}` can't start from snapshots"),
            "snap_start",
            "snapshots are for Java 11, Python 3.12 and .NET 8 and what came after them",
        );
    }
}

/// Whether versions of this runtime can start from a snapshot.
fn snaps(runtime: &str) -> bool {
    let number = |prefix: &str| -> Option<u32> {
        runtime.strip_prefix(prefix)?.trim_end_matches(".x").parse().ok()
    };
    number("java").is_some_and(|number| number >= 11)
        || number("python3.").is_some_and(|number| number >= 12)
        || number("dotnet").is_some_and(|number| number >= 8)
}

#[cfg(test)]
mod tests {
    #[test]
    fn newer_java_python_and_dotnet_start_from_snapshots() {
        for runtime in ["java11", "java21", "python3.12", "python3.14", "dotnet8"] {
            assert!(super::snaps(runtime), "{runtime}");
        }
        for runtime in ["java8.al2", "python3.11", "nodejs22.x", "ruby3.3", "provided.al2023"] {
            assert!(!super::snaps(runtime), "{runtime}");
        }
    }
}
