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
            "src/catalogue.py", "src/create_order.py", "src/get_product.py", "src/health.py",
            "src/list_products.py", "src/reply.py",
        ),
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
