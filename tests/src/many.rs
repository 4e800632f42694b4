//! A stack of as many functions as wanted, as benchmarks and tests of pace need it: they each have a role, an alias, a log group, a permission and a route.
use std::fmt::Write as _;
use std::path::Path;

/// The routes are spread over so many APIs; one takes 300.
const APIS: usize = 4;

/// The stack's text. `first` is a setting of the first function: another one is one changed function.
pub fn text(functions: usize, first: &str) -> String {
    let mut text = String::from(
        "stack \"bench\" {}\n\ndefaults \"function\" {\n  code    = \"src\"\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n}\n\nqueue \"dead\" {}\n\nqueue \"jobs\" { dead_letter = { queue = queue.dead } }\n",
    );
    for number in 0..functions {
        let setting = if number == 0 { first } else { "1" };
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\nfunction \"f{number}\" {{\n  environment = {{ NUMBER = \"{number}\", SETTING = \"{setting}\", JOBS = queue.jobs.url }}\n  access {{ send = [queue.jobs] }}\n}}\n"
        );
    }
    let each = functions.div_ceil(APIS.max(functions.div_ceil(300)));
    for (api, first) in (0..functions).step_by(each.max(1)).enumerate() {
        let _ = writeln!(text, "\napi \"a{api}\" {{");
        for number in first..functions.min(first + each) {
            let _ = writeln!(text, "  route \"GET /f{number}\" {{ to = function.f{number} }}");
        }
        text.push_str("}\n");
    }
    text
}

/// Writes the stack into a directory.
pub fn write(dir: &Path, functions: usize, first: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(dir.join("src"))?;
    std::fs::write(
        dir.join("src/app.py"),
        "def handler(event, context):\n    return {\"statusCode\": 200, \"body\": \"ok\"}\n",
    )?;
    std::fs::write(dir.join("stack.hcl"), text(functions, first))
}
