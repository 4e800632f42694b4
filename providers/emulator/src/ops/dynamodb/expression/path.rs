//! Document paths: reading them, following them into an item, and cutting an item down to some of them.

use std::collections::BTreeMap;
use std::fmt;

use super::parser::{Mistake, Parser};
use crate::ops::dynamodb::attribute::{Attribute, Item};

/// A path into an item; the first step is an attribute's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Path(pub(super) Vec<Step>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Step {
    Name(String),
    Place(usize),
}

impl Path {
    /// The attribute that the path begins with.
    pub(in super::super) fn head(&self) -> &str {
        match self.0.first() {
            Some(Step::Name(name)) => name,
            Some(Step::Place(_)) | None => "",
        }
    }

    /// Whether it leads into an attribute.
    pub(in super::super) fn is_nested(&self) -> bool {
        self.0.len() > 1
    }

    /// What stands at the path's end.
    pub(super) fn find<'a>(&self, item: &'a Item) -> Option<&'a Attribute> {
        let mut steps = self.0.iter();
        let Some(Step::Name(name)) = steps.next() else { return None };
        steps.try_fold(item.get(name)?, |value, step| match (step, value) {
            (Step::Name(name), Attribute::Map(map)) => map.get(name),
            (Step::Place(place), Attribute::List(list)) => list.get(*place),
            _ => None,
        })
    }

    /// How two paths get in each other's way, if they do.
    pub(super) fn clash(&self, other: &Path) -> Option<String> {
        for (one, two) in self.0.iter().zip(&other.0) {
            match (one, two) {
                (Step::Name(_), Step::Place(_)) | (Step::Place(_), Step::Name(_)) => {
                    return Some(clash("conflict with", self, other));
                }
                (one, two) if one != two => return None,
                _ => {}
            }
        }
        Some(clash("overlap with", self, other))
    }
}

fn clash(verb: &str, one: &Path, two: &Path) -> String {
    format!(
        "Two document paths {verb} each other; must remove or rewrite one of these paths; path one: {one}, path two: {two}"
    )
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<String> = self
            .0
            .iter()
            .map(|step| match step {
                Step::Name(name) => name.clone(),
                Step::Place(place) => format!("[{place}]"),
            })
            .collect();
        write!(out, "[{}]", steps.join(", "))
    }
}

/// Paths with commas between them, none in another's way.
pub(super) fn list(parser: &mut Parser<'_>) -> Result<Vec<Path>, String> {
    let mut paths: Vec<Path> = Vec::new();
    loop {
        let path = parser.path()?;
        if let Some(told) = paths.iter().find_map(|earlier| earlier.clash(&path)) {
            parser.mistake(Mistake::Overlap, told);
        }
        paths.push(path);
        if !parser.take_mark(",") {
            return Ok(paths);
        }
    }
}

/// The item cut down to some paths.
pub(in super::super) fn project(item: &Item, paths: &[Path]) -> Item {
    let mut root = Branch::default();
    for path in paths {
        root.grow(&path.0);
    }
    item.iter()
        .filter_map(|(name, value)| {
            let branch = root.0.get(&Step::Name(name.clone()))?;
            Some((name.clone(), branch.cut(value)?))
        })
        .collect()
}

/// What to keep below a step; nothing below means everything.
#[derive(Debug, Default)]
struct Branch(BTreeMap<Step, Branch>);

impl Branch {
    fn grow(&mut self, steps: &[Step]) {
        if let Some((first, rest)) = steps.split_first() {
            self.0.entry(first.clone()).or_default().grow(rest);
        }
    }

    fn cut(&self, value: &Attribute) -> Option<Attribute> {
        if self.0.is_empty() {
            return Some(value.clone());
        }
        match value {
            Attribute::Map(map) => {
                let kept: Item = map
                    .iter()
                    .filter_map(|(name, value)| {
                        let branch = self.0.get(&Step::Name(name.clone()))?;
                        Some((name.clone(), branch.cut(value)?))
                    })
                    .collect();
                (!kept.is_empty()).then_some(Attribute::Map(kept))
            }
            Attribute::List(list) => {
                let kept: Vec<Attribute> = list
                    .iter()
                    .enumerate()
                    .filter_map(|(place, value)| self.0.get(&Step::Place(place))?.cut(value))
                    .collect();
                (!kept.is_empty()).then_some(Attribute::List(kept))
            }
            _ => None,
        }
    }
}
