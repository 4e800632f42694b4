//! Tokens to laid-out text: indentation, spaces, and columns that line up.
//!
//! A line has up to three cells: its lead, an assignment from `=` on when its brackets close on
//! the line, and a comment at its end. Assignments of neighbouring lines line up, and so do their
//! comments. This is `format` of <https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go>.
//! Only spaces and tabs between tokens change.
use super::space::{Seen, change, space_after};
use super::token::{Kind, Token, tokens};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

const INDENT: usize = 2;

/// A line of tokens: lead up to `assign`, assignment up to `comment`, comment up to `end`.
#[derive(Debug)]
struct Line {
    start: usize,
    assign: usize,
    comment: usize,
    end: usize,
}

impl Line {
    fn lead(&self) -> Range<usize> {
        self.start..self.assign
    }
    fn assignment(&self) -> Range<usize> {
        self.assign..self.comment
    }
}

struct Layout<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// Spaces before each token.
    spaces: Vec<usize>,
}

/// The text with canonical spaces.
pub(super) fn lay_out(text: &str) -> String {
    let tokens = tokens(text);
    let spaces = vec![0; tokens.len()];
    let mut layout = Layout { text, tokens, spaces };
    let lines = layout.lines();
    layout.indent(&lines);
    layout.space(&lines);
    layout.line_up(&lines, |line| (line.assign, line.comment), Line::lead);
    layout.line_up(&lines, |line| (line.comment, line.end), |line| line.start..line.comment);
    layout.write()
}

impl Layout<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn text_of(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|token| self.text.get(token.span.clone())).unwrap_or_default()
    }

    fn net(&self, range: Range<usize>) -> i32 {
        self.tokens.get(range).unwrap_or_default().iter().map(|token| change(token.kind)).sum()
    }

    fn ends_line(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Newline) => true,
            Some(Kind::Comment) => self.text_of(at).ends_with('\n'),
            _ => false,
        }
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut start = 0;
        for at in 0..self.tokens.len() {
            if self.ends_line(at) {
                lines.push(self.line(start..at + 1));
                start = at + 1;
            }
        }
        lines.push(self.line(start..self.tokens.len()));
        lines
    }

    fn line(&self, tokens: Range<usize>) -> Line {
        let Range { start, end } = tokens;
        let ends_in_comment = end > start + 1 && self.kind(end - 1) == Some(Kind::Comment);
        let comment = if ends_in_comment { end - 1 } else { end };
        let equal = (start + 1..comment).find(|&at| self.kind(at) == Some(Kind::Equal));
        // Brackets that stay open begin a value of several lines, which lines up with nothing.
        let assign = equal.filter(|&at| self.net(at..comment) == 0).unwrap_or(comment);
        Line { start, assign, comment, end }
    }

    /// A line that opens brackets indents those after it by one step, however many it opens.
    fn indent(&mut self, lines: &[Line]) {
        let mut open: Vec<i32> = Vec::new();
        for line in lines {
            if line.lead().is_empty() || self.kind(line.start) == Some(Kind::Newline) {
                continue;
            }
            let heredoc = line.lead().find(|&at| self.kind(at) == Some(Kind::OpenHeredoc));
            let lead = line.start..heredoc.unwrap_or(line.assign);
            let net = self.net(lead) + self.net(line.assignment());
            if net < 0 {
                close(&mut open, -net);
            }
            if let Some(spaces) = self.spaces.get_mut(line.start) {
                *spaces = INDENT * open.len();
            }
            if net > 0 {
                open.push(net);
            }
        }
    }

    fn space(&mut self, lines: &[Line]) {
        for line in lines {
            self.space_cell(line.lead());
            if let (false, Some(spaces)) =
                (line.assignment().is_empty(), self.spaces.get_mut(line.assign))
            {
                *spaces = 1;
            }
            self.space_cell(line.assignment());
        }
    }

    fn space_cell(&mut self, cell: Range<usize>) {
        let mut before = None;
        for at in cell.start..cell.end.saturating_sub(1) {
            let (Some(kind), Some(after)) = (self.kind(at), self.kind(at + 1)) else { return };
            let token = Seen { kind, is_in: self.text_of(at) == "in" };
            let spaces = usize::from(space_after(token, before, after));
            if let Some(slot) = self.spaces.get_mut(at + 1) {
                *slot = spaces;
            }
            before = Some(kind);
        }
    }

    /// Lines up one cell of neighbouring lines that all have it.
    fn line_up(
        &mut self,
        lines: &[Line],
        cell: impl Fn(&Line) -> (usize, usize),
        before: impl Fn(&Line) -> Range<usize>,
    ) {
        let has = |line: &Line| cell(line).0 < cell(line).1;
        for chain in lines.chunk_by(|one, next| has(one) && has(next)) {
            if !chain.iter().all(has) {
                continue;
            }
            let widths: Vec<usize> = chain.iter().map(|line| self.columns(before(line))).collect();
            let widest = widths.iter().copied().max().unwrap_or(0);
            for (line, width) in chain.iter().zip(widths) {
                if let Some(spaces) = self.spaces.get_mut(cell(line).0) {
                    *spaces = widest - width + 1;
                }
            }
        }
    }

    /// The width of tokens with the spaces before them, counted in what people see as characters.
    fn columns(&self, range: Range<usize>) -> usize {
        range
            .map(|at| {
                let text = self.text_of(at);
                let plain = text.is_ascii() && !text.contains('\r');
                let width = if plain { text.len() } else { text.graphemes(true).count() };
                self.spaces.get(at).copied().unwrap_or(0) + width
            })
            .sum()
    }

    fn write(&self) -> String {
        let mut out = String::with_capacity(self.text.len() * 5 / 4);
        for (at, spaces) in self.spaces.iter().enumerate() {
            out.extend(std::iter::repeat_n(' ', *spaces));
            out.push_str(self.text_of(at));
        }
        out
    }
}

/// Takes `count` closed brackets from the lines that opened them.
fn close(open: &mut Vec<i32>, mut count: i32) {
    while let Some(last) = open.last_mut().filter(|_| count > 0) {
        let taken = count.min(*last);
        *last -= taken;
        count -= taken;
        if *last == 0 {
            open.pop();
        }
    }
}
