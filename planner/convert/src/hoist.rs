//! What every function says alike becomes `defaults "function"`.
use crate::hcl::{Block, Expr};

/// Attributes that are worth saying once.
const ALIKE: &[&str] = &[
    "code",
    "runtime",
    "architecture",
    "memory",
    "timeout",
    "storage",
    "tracing",
    "vpc",
    "logs",
    "layers",
    "role",
    "key",
    "rollout",
];

/// Maps that are merged by key.
const MERGED: &[&str] = &["environment", "tags"];

/// Moves what all functions have in common into a block of defaults.
pub(crate) fn hoist(blocks: &mut [Block]) -> Option<Block> {
    let mut functions: Vec<&mut Block> =
        blocks.iter_mut().filter(|block| block.word == "function").collect();
    if functions.len() < 2 || functions.iter().any(|one| one.get("image").is_some()) {
        return None;
    }
    let first = functions.first()?.attrs.clone();
    let mut defaults = Block::new("defaults", &["function"]);
    for (name, value) in first {
        if ALIKE.contains(&name.as_str())
            && functions.iter().all(|one| one.get(&name) == Some(&value))
        {
            for function in &mut functions {
                function.attrs.retain(|(there, _)| *there != name);
            }
            defaults.set(&name, value);
        } else if let (true, Expr::Object(entries)) = (MERGED.contains(&name.as_str()), &value) {
            for (key, entry) in entries {
                if functions.iter().all(|one| entry_of(one, &name, key) == Some(entry)) {
                    for function in &mut functions {
                        take_entry(function, &name, key);
                    }
                    defaults.entry(&name, key, entry.clone());
                }
            }
        }
    }
    // What every function may do alike is said once: `access` of the defaults adds to each function's own.
    let access = |block: &Block| block.blocks.iter().find(|one| one.word == "access").cloned();
    let shared = functions.first().and_then(|first| access(first));
    if let Some(shared) =
        shared.filter(|shared| functions.iter().all(|one| access(one).as_ref() == Some(shared)))
    {
        for function in &mut functions {
            function.blocks.retain(|one| one.word != "access");
        }
        defaults.blocks.push(shared);
    }
    (!defaults.attrs.is_empty() || !defaults.blocks.is_empty()).then_some(defaults)
}

fn entry_of<'b>(block: &'b Block, name: &str, key: &str) -> Option<&'b Expr> {
    match block.get(name)? {
        Expr::Object(entries) => {
            entries.iter().find(|(there, _)| there == key).map(|(_, value)| value)
        }
        _ => None,
    }
}

fn take_entry(block: &mut Block, name: &str, key: &str) {
    for (there, value) in &mut block.attrs {
        if let (true, Expr::Object(entries)) = (there == name, value) {
            entries.retain(|(there, _)| there != key);
        }
    }
    block.attrs.retain(|(there, value)| there != name || *value != Expr::Object(Vec::new()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_say_is_said_once() {
        let function = |name: &str, own: &str| {
            let mut block = Block::new("function", &[name]);
            block.set("runtime", Expr::text("python3.12"));
            block.set("handler", Expr::text(own));
            block.entry("environment", "STAGE", Expr::text("dev"));
            block.entry("environment", "OWN", Expr::text(own));
            block
        };
        let mut blocks = [function("a", "a.x"), function("b", "b.x")];
        let defaults = hoist(&mut blocks).unwrap();
        assert_eq!(defaults.get("runtime"), Some(&Expr::text("python3.12")));
        assert_eq!(entry_of(&defaults, "environment", "STAGE"), Some(&Expr::text("dev")));
        assert_eq!(blocks[0].get("runtime"), None);
        assert_eq!(entry_of(&blocks[1], "environment", "OWN"), Some(&Expr::text("b.x")));
        assert_eq!(entry_of(&blocks[1], "environment", "STAGE"), None);
        assert!(hoist(&mut blocks[..1]).is_none());
    }
}
