//! Templates: `${...}`, `%{ if }`, `%{ for }`, `~`, and heredocs.
//!
//! `~` takes spaces away as Terraform does: in texts of several lines up to and including one line
//! end, in quoted texts all of them. A `<<-` heredoc loses the indentation of its least indented
//! line everywhere, also inside directives, which the parser leaves alone.
use super::splice::Splice;
use super::{Binding, Evaluated, Machine, Reported, Scope, remark, unmark};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::value::Value;
use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::template::{
    Directive, Element, ForDirective, HeredocTemplate, IfDirective, StringTemplate, Strip, Template,
};

/// How literal text is treated.
#[derive(Clone, Copy)]
struct Layout {
    /// Whether text has lines, so that `~` stops at a line's end.
    lines: bool,
    /// Spaces to take from the start of lines at the top level and inside directives.
    restore: usize,
    dedent: usize,
}

/// Which sides of a run of elements lose spaces.
#[derive(Clone, Copy, Default)]
struct Edges {
    left: bool,
    right: bool,
}

impl Machine<'_> {
    pub(super) fn quoted_template(
        &self,
        scope: &Scope<'_>,
        template: &StringTemplate,
    ) -> Evaluated {
        // A lone `"${x}"` is `x` itself, whatever its type.
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return self.eval(scope, &only.expr);
        }
        let layout = Layout { lines: false, restore: 0, dedent: 0 };
        self.whole(scope, template, layout)
    }

    pub(super) fn heredoc(&self, scope: &Scope<'_>, heredoc: &HeredocTemplate) -> Evaluated {
        // The parser measured the top level only and has taken that away already.
        let taken = heredoc.indent().unwrap_or(0);
        let nested = least_indent_nested(&heredoc.template).unwrap_or(taken);
        let dedent = taken.min(nested);
        let layout = Layout { lines: true, restore: taken - dedent, dedent };
        self.whole(scope, &heredoc.template, layout)
    }

    /// The text of a template file.
    pub(crate) fn bare_template(&self, scope: &Scope<'_>, template: &Template) -> Evaluated {
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return self.eval(scope, &only.expr);
        }
        let layout = Layout { lines: true, restore: 0, dedent: 0 };
        self.whole(scope, template, layout)
    }

    fn whole(&self, scope: &Scope<'_>, template: &Template, layout: Layout) -> Evaluated {
        let mut out = Splice::default();
        self.run(scope, template, layout, 0, Edges::default(), &mut out)?;
        let place = || scope.origin.place(template.span());
        self.charge(out.finish(), place)
    }

    fn run(
        &self,
        scope: &Scope<'_>,
        template: &Template,
        layout: Layout,
        level: u32,
        edges: Edges,
        out: &mut Splice,
    ) -> Result<(), Reported> {
        let elements: Vec<&Element> = template.iter().collect();
        let mut line_start = true;
        for (at, element) in elements.iter().enumerate() {
            if let Element::Literal(literal) = element {
                let before = at.checked_sub(1).and_then(|at| elements.get(at));
                let left = before.map_or(edges.left, |element| strips(element).1);
                let right = elements.get(at + 1).map_or(edges.right, |element| strips(element).0);
                // The parser leaves the escapes of a quoted text alone inside directives.
                let raw = level > 0 && !layout.lines;
                let text = if raw { unescape(literal.value()) } else { literal.value().to_owned() };
                let indented = indent(&text, layout, level, line_start);
                line_start = literal.ends_with('\n');
                out.push_text(trim(&indented, left, right, layout.lines));
                continue;
            }
            line_start = false;
            match element {
                Element::Literal(_) => {}
                Element::Interpolation(interpolation) => {
                    self.interpolate(scope, &interpolation.expr, out)?;
                }
                Element::Directive(directive) => match directive.as_ref() {
                    Directive::If(inner) => {
                        self.if_directive(scope, inner, layout, level, out)?;
                    }
                    Directive::For(inner) => {
                        self.for_directive(scope, inner, layout, level, out)?;
                    }
                },
            }
        }
        Ok(())
    }

    fn interpolate(
        &self,
        scope: &Scope<'_>,
        expression: &Expression,
        out: &mut Splice,
    ) -> Result<(), Reported> {
        let value = self.eval(scope, expression)?;
        out.push(&value).map_err(|what| {
            let help = match unmark(value.clone()).0 {
                Value::Reference(address) => {
                    format!("name one of its fields, as in `${{{address}.arn}}`")
                }
                Value::Null => "give it a value with `coalesce(x, \"\")`".to_owned(),
                _ => "turn it into text with `jsonencode(x)` or `join(\",\", x)`".to_owned(),
            };
            self.report(
                Diagnostic::error("spec/wrong-type", format!("{what} can't be part of a text"))
                    .at(scope.origin.place(expression.span()))
                    .help(help),
            )
        })
    }

    fn if_directive(
        &self,
        scope: &Scope<'_>,
        directive: &IfDirective,
        layout: Layout,
        level: u32,
        out: &mut Splice,
    ) -> Result<(), Reported> {
        let (truth, marked) = self.condition(scope, &directive.if_expr.cond_expr)?;
        if marked {
            out.mark_secret();
        }
        let end = directive.endif_expr.strip;
        let (template, edges) = match (&directive.else_expr, truth) {
            (Some(other), true) => {
                (&directive.if_expr.template, between(directive.if_expr.strip, other.strip))
            }
            (None, true) => (&directive.if_expr.template, between(directive.if_expr.strip, end)),
            (Some(other), false) => (&other.template, between(other.strip, end)),
            (None, false) => return Ok(()),
        };
        self.run(scope, template, layout, level + 1, edges, out)
    }

    fn for_directive(
        &self,
        scope: &Scope<'_>,
        directive: &ForDirective,
        layout: Layout,
        level: u32,
        out: &mut Splice,
    ) -> Result<(), Reported> {
        let intro = &directive.for_expr;
        let (collection, marked) = unmark(self.eval(scope, &intro.collection_expr)?);
        if marked {
            out.mark_secret();
        }
        let edges = between(intro.strip, directive.endfor_expr.strip);
        let place = || scope.origin.place(intro.collection_expr.span());
        for (key, value) in self.pairs(&collection, place())? {
            self.spend(8, place)?;
            let outer = Binding {
                name: intro.key_var.as_ref().map_or("", |name| name.as_str()),
                value: remark(key, marked),
                next: scope.bound,
            };
            let value = remark(value, marked);
            let inner = Binding { name: intro.value_var.as_str(), value, next: Some(&outer) };
            let scope = Scope { bound: Some(&inner), ..*scope };
            self.run(&scope, &intro.template, layout, level + 1, edges, out)?;
        }
        Ok(())
    }
}

/// Whether an element takes spaces from the text before and after it.
fn strips(element: &Element) -> (bool, bool) {
    match element {
        Element::Literal(_) => (false, false),
        Element::Interpolation(inner) => (starts(inner.strip), ends(inner.strip)),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(inner) => (starts(inner.if_expr.strip), ends(inner.endif_expr.strip)),
            Directive::For(inner) => (starts(inner.for_expr.strip), ends(inner.endfor_expr.strip)),
        },
    }
}

fn starts(strip: Strip) -> bool {
    matches!(strip, Strip::Start | Strip::Both)
}

fn ends(strip: Strip) -> bool {
    matches!(strip, Strip::End | Strip::Both)
}

fn between(open: Strip, close: Strip) -> Edges {
    Edges { left: ends(open), right: starts(close) }
}

/// The text that a text in quotes means; what is no escape stays as it is.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let read = |digits: usize| {
            let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
            Some((char::from_u32(code)?, 2 + digits))
        };
        let meant = match rest.chars().nth(1) {
            Some('n') => Some(('\n', 2)),
            Some('r') => Some(('\r', 2)),
            Some('t') => Some(('\t', 2)),
            Some(c @ ('"' | '\\')) => Some((c, 2)),
            Some('u') => read(4),
            Some('U') => read(8),
            _ => None,
        };
        let (c, length) = meant.unwrap_or(('\\', 1));
        out.push(c);
        rest = rest.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn trim(text: &str, left: bool, right: bool, lines: bool) -> &str {
    let mut text = text;
    if left {
        let first = text.find('\n').map_or(text.len(), |at| at + 1);
        let kept = text.trim_start();
        let most = text.get(first..).unwrap_or_default();
        text = if lines && kept.len() < most.len() { most } else { kept };
    }
    if right {
        let body = text.strip_suffix('\n').unwrap_or(text);
        let last = body.rfind('\n').map_or(0, |at| at + 1);
        let kept = text.trim_end();
        let most = text.get(..last).unwrap_or_default();
        text = if lines && kept.len() < most.len() { most } else { kept };
    }
    text
}

/// Lines of a `<<-` heredoc: too much was taken at the top level, nothing yet inside directives.
fn indent(text: &str, layout: Layout, level: u32, line_start: bool) -> String {
    let (add, take) = if level == 0 { (layout.restore, 0) } else { (0, layout.dedent) };
    if add == 0 && take == 0 {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split_inclusive('\n').enumerate() {
        // A directive's body begins behind the directive, in the middle of a line.
        let begins = at > 0 || (line_start && level == 0);
        if !begins || line.trim().is_empty() && line.ends_with('\n') {
            out.push_str(line);
            continue;
        }
        let spaces = line.chars().take_while(|c| c.is_whitespace()).count();
        out.push_str(&" ".repeat(add));
        out.extend(line.chars().skip(take.min(spaces)));
    }
    out
}

/// The least indentation of the lines inside directives.
fn least_indent_nested(template: &Template) -> Option<usize> {
    let bodies = template.iter().filter_map(|element| match element {
        Element::Directive(directive) => Some(directive.as_ref()),
        _ => None,
    });
    bodies
        .flat_map(|directive| match directive {
            Directive::If(inner) => {
                let mut both = vec![&inner.if_expr.template];
                both.extend(inner.else_expr.as_ref().map(|other| &other.template));
                both
            }
            Directive::For(inner) => vec![&inner.for_expr.template],
        })
        .filter_map(|body| {
            let own = body.iter().filter_map(|element| match element {
                Element::Literal(text) => text
                    .split_inclusive('\n')
                    .skip(1)
                    .filter(|line| !(line.trim().is_empty() && line.ends_with('\n')))
                    .map(|line| line.chars().take_while(|c| c.is_whitespace()).count())
                    .min(),
                _ => None,
            });
            own.min().into_iter().chain(least_indent_nested(body)).min()
        })
        .min()
}
