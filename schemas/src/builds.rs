//! Which build makes which path: told by the paths alone, so that it doesn't matter how a path was written.
use crate::spec::{Declared, Spec};

impl Spec {
    /// The build that makes what is at this path.
    pub fn build_of(&self, path: &str) -> Option<&Declared> {
        let makes = |build: &&Declared| {
            build.attr("output").as_text().is_some_and(|output| holds(output, path))
        };
        self.builds.values().find(makes)
    }
}

/// Whether a path is a folder, or something in it. Neither counts when it leads out of the stack's directory.
pub fn holds(folder: &str, path: &str) -> bool {
    match (steps(folder), steps(path)) {
        (Some(folder), Some(path)) => path.starts_with(&folder),
        _ => false,
    }
}

/// The names on the way to a path, from the stack's directory; `None` when it leads out of it.
pub fn steps(path: &str) -> Option<Vec<&str>> {
    if path.starts_with('/') {
        return None;
    }
    let mut steps = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            name => steps.push(name),
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::{holds, steps};

    #[test]
    fn paths_are_compared_name_by_name() {
        for (folder, path, inside) in [
            ("dist", "dist/api", true),
            ("./dist/", "dist", true),
            ("dist", "src/../dist/api", true),
            ("dist", "dist2/api", false),
            ("dist/api", "dist", false),
            ("dist", "../dist", false),
            ("dist", "/dist", false),
        ] {
            assert_eq!(holds(folder, path), inside, "{folder} {path}");
        }
        assert_eq!(steps("a/./b/../c"), Some(vec!["a", "c"]));
        assert_eq!(steps("a/../.."), None);
        assert_eq!(steps("."), Some(vec![]));
    }
}
