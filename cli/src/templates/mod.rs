//! Starter stacks that `init` writes: the examples of this repository, embedded file by file.
use crate::error::CliError;
use std::io::Write as _;
use std::path::Path;

/// A starter stack.
#[derive(Debug)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// What to do after writing it.
    pub next: &'static str,
    /// Files by their path in the stack's directory.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! files { ($folder:literal: $($file:literal),+ $(,)?) => {
    &[$(($file, include_str!(concat!("../../../examples/", $folder, "/", $file)))),+]
} }

/// Every template.
pub static TEMPLATES: &[Template] = &[
    Template {
        name: "hello",
        next: "cutover apply --local, then open the address that it prints",
        files: files!("hello": "README.md", "stack.hcl", "src/hello/app.py"),
    },
    Template {
        name: "http-api",
        next: "cutover apply --local -s dev, then read README.md",
        files: files!(
            "http-api": "README.md", "stack.hcl", "functions.hcl",
            "src/create_order/create_order.py", "src/read/catalogue.py", "src/read/get_product.py",
            "src/read/health.py", "src/read/list_products.py", "src/read/reply.py",
        ),
    },
    Template {
        name: "canary",
        next: "cutover apply --local, then read README.md: show.py keeps a load on it and rolls out a bad and a good release",
        files: files!("canary": "README.md", "stack.hcl", "show.py", "src/app.py"),
    },
];

impl Template {
    /// The template with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.name == name)
    }
}

/// Writes a file that must not exist yet, with the folders on its way.
pub fn write_new(path: &Path, text: &str) -> Result<(), CliError> {
    let failed = |error| CliError::file("write", path, &error);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = std::fs::File::create_new(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command};
    use crate::context::Context;
    use crate::output::Output;
    use std::collections::BTreeSet;
    use std::ffi::OsString;
    use std::path::PathBuf;

    fn example(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
    }

    fn files(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.path().is_dir() && name != ".cutover" && name != "__pycache__" {
                files(&entry.path(), &format!("{prefix}{name}/"), found);
            } else if entry.path().is_file() {
                found.insert(format!("{prefix}{name}"));
            }
        }
    }

    #[test]
    fn a_template_is_its_whole_example() {
        for template in TEMPLATES {
            let mut found = BTreeSet::new();
            files(&example(template.name), "", &mut found);
            let listed = template.files.iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(found, listed, "{}", template.name);
        }
    }

    #[test]
    fn every_template_is_a_sound_stack() {
        for template in TEMPLATES {
            let words = ["cutover", "validate", "-C"].map(OsString::from);
            let words: Vec<_> = words.into_iter().chain([example(template.name).into()]).collect();
            let cli = Cli::read(&words).unwrap();
            assert!(matches!(cli.command, Command::Validate(_)));
            let output = Output::decide(cli.global.color, cli.global.format);
            let context = Context::new(cli.global, output);
            let (_, warnings, _) = crate::journey::validate(&context).unwrap();
            assert!(warnings.is_empty(), "{}: {warnings:?}", template.name);
        }
    }

    /// Calls a handler as Lambda would and gives back what it printed.
    fn call(folder: &str, module: &str, event: &str) -> String {
        let script = format!(
            "import sys, json; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1])\n\
             import {module}\n{module}.send = lambda url, message: None\n\
             print(json.dumps({module}.handler(json.loads(sys.argv[2]), None)))"
        );
        let python = std::process::Command::new("python3")
            .args(["-c", &script])
            .arg(example(folder))
            .arg(event)
            .env("JOBS_URL", "https://sqs.example/jobs")
            .env("STAGE", "dev")
            .output()
            .unwrap();
        assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
        String::from_utf8(python.stdout).unwrap()
    }

    fn check(folder: &str, module: &str, event: &str, expect: &[&str]) {
        let answer = call(folder, module, event);
        for part in expect {
            assert!(answer.contains(part), "{module} {event}: {answer}");
        }
    }

    #[test]
    fn the_functions_of_the_examples_answer() {
        let (shop, orders) = ("http-api/src/read", "http-api/src/create_order");
        check("hello/src/hello", "app", r#"{"pathParameters": {"name": "ann"}}"#, &["Hello, ann!"]);
        check("hello/src/hello", "app", "{}", &["200", "Hello, world!"]);
        check(shop, "health", "{}", &["200", "dev"]);
        check(shop, "list_products", "{}", &["coffee", "tea"]);
        check(shop, "get_product", r#"{"pathParameters": {"id": "tea"}}"#, &["200", "650"]);
        check(shop, "get_product", "{}", &["404"]);
        let order = r#"{"body": "{\"product\": \"tea\", \"count\": 2}"}"#;
        check(orders, "create_order", order, &["202", "tea"]);
        check(orders, "create_order", r#"{"body": "{\"product\": \"gold\"}"}"#, &["422"]);
        check(orders, "create_order", r#"{"body": "nonsense"}"#, &["400"]);
    }
}
