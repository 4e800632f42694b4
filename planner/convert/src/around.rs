//! Where the new stack will be, and what is there.

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File,
    /// A directory.
    Dir,
    /// Nothing.
    Missing,
}

/// The surroundings of the new spec.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Path from the stack's directory to that of the source file; empty where they are the same.
    pub base: &'a str,
    /// What is at a path, seen from the stack's directory.
    pub found: &'a dyn Fn(&str) -> Found,
    /// The text of a file, seen from the stack's directory: `serverless.yml` may be in parts.
    pub text: &'a dyn Fn(&str) -> Option<String>,
}

impl std::fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Around").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Around<'_> {
    /// A path of the source, seen from the stack's directory.
    pub(crate) fn path(&self, of_source: &str) -> String {
        if of_source.starts_with('/') {
            return of_source.to_owned();
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in self.base.split('/').chain(of_source.split('/')) {
            match (part, parts.last()) {
                ("" | ".", _) => {}
                ("..", Some(before)) if *before != ".." => {
                    parts.pop();
                }
                (part, _) => parts.push(part),
            }
        }
        if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_new_stack() {
        let check = |base, path, expected| {
            let around = Around { base, found: &|_| Found::Missing, text: &|_| None };
            assert_eq!(around.path(path), expected, "{base} {path}");
        };
        check("", "src/", "src");
        check("", "./", ".");
        check("../app", "./src/../lib", "../app/lib");
        check("..", "../x", "../../x");
        check("..", "/x", "/x");
    }
}
