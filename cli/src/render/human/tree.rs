//! Things within things: a line each, joined by branches, with facts in a column of their own.
use crate::render::push;
use crate::style::{Style, Tone};
use std::collections::BTreeMap;

/// Labels longer than this push their facts aside instead of everybody's.
const WIDEST: usize = 52;

/// A level of the tree.
#[derive(Debug, Default)]
pub struct Tree {
    facts: String,
    below: BTreeMap<String, Tree>,
}

impl Tree {
    /// Puts facts under the labels of each level, from the outermost in.
    pub fn put(&mut self, levels: &[String], facts: String) {
        match levels.split_first() {
            None => self.facts = facts,
            Some((first, rest)) => self.below.entry(first.clone()).or_default().put(rest, facts),
        }
    }

    /// Adds the lines: what stands outermost has no branch.
    pub fn lines(&self, out: &mut String, style: &Style) {
        let mut lines = Vec::new();
        for (label, tree) in &self.below {
            lines.push(Line {
                branch: "  ".to_owned(),
                label,
                facts: &tree.facts,
                outermost: true,
            });
            tree.branches("  ", &mut lines);
        }
        let widths = lines.iter().map(Line::width);
        let width = widths.filter(|width| *width <= WIDEST).max().unwrap_or_default();
        for line in &lines {
            line.write(out, width, style);
        }
    }

    fn branches<'a>(&'a self, before: &str, lines: &mut Vec<Line<'a>>) {
        let last = self.below.len().saturating_sub(1);
        for (at, (label, tree)) in self.below.iter().enumerate() {
            let (own, deeper) = if at == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let branch = format!("{before}{own}");
            lines.push(Line { branch, label, facts: &tree.facts, outermost: false });
            tree.branches(&format!("{before}{deeper}"), lines);
        }
    }
}

struct Line<'a> {
    branch: String,
    label: &'a str,
    facts: &'a str,
    outermost: bool,
}

impl Line<'_> {
    fn width(&self) -> usize {
        self.branch.chars().count() + self.label.chars().count()
    }

    fn write(&self, out: &mut String, width: usize, style: &Style) {
        let (branch, label) = if self.outermost {
            (self.branch.clone(), style.paint(Tone::Strong, self.label))
        } else {
            (style.paint(Tone::Faint, &self.branch), self.label.to_owned())
        };
        let gap = " ".repeat(width.saturating_sub(self.width()) + 2);
        let gap = if self.facts.is_empty() { "" } else { &gap };
        push(out, &[&branch, &label, gap, self.facts]);
    }
}
