//! Tokens to an outline. It never fails: brackets match already, and what fits nowhere is left out.
use crate::outline::{
    Attribute, Block, Body, Call, Entry, Expr, Group, Item, Name, Object, Part, Path, Step, Text,
};
use crate::tokens::{self, Kind, Token, Tokens};
use std::ops::Range;

/// The outline of a file, and the places of its comments.
pub(crate) fn outline(text: &str) -> (Body, Vec<Range<usize>>) {
    let Tokens { tokens, comments } = tokens::read(text);
    let mut reader = Reader { text, tokens: &tokens, next: 0 };
    let mut body = reader.body(0);
    body.span = 0..text.len();
    (body, comments)
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    next: usize,
}

/// Where a value ends besides at the bracket around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// At a comma or the end of the line.
    Line,
    /// At a comma.
    Comma,
    /// At the bracket only.
    Bracket,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<Kind> {
        self.tokens.get(self.next).map(|token| token.kind)
    }

    fn peek_second(&self) -> Option<Kind> {
        self.tokens.get(self.next + 1).map(|token| token.kind)
    }

    /// Where the next token begins.
    fn here(&self) -> usize {
        self.tokens.get(self.next).map_or(self.text.len(), |token| token.span.start)
    }

    /// Where the last token ended.
    fn behind(&self) -> usize {
        let last = self.next.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(0, |token| token.span.end)
    }

    fn slice(&self, span: Range<usize>) -> &'t str {
        self.text.get(span).unwrap_or_default()
    }

    /// Takes the next token as a name.
    fn name(&mut self) -> Name {
        let span = self.tokens.get(self.next).map_or(0..0, |token| token.span.clone());
        self.next += 1;
        Name { text: self.slice(span.clone()).to_owned(), span }
    }

    /// Takes tokens of these kinds.
    fn skip(&mut self, kinds: &[Kind]) {
        while self.peek().is_some_and(|kind| kinds.contains(&kind)) {
            self.next += 1;
        }
    }

    /// Takes a closing token and says where it began.
    fn close(&mut self) -> usize {
        let end = self.here();
        if self.peek() == Some(Kind::Close) {
            self.next += 1;
        }
        end
    }

    fn body(&mut self, start: usize) -> Body {
        let mut items = Vec::new();
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Close => break,
                Kind::Word => items.push(self.item()),
                Kind::Open(_) | Kind::Text => drop(self.part()),
                _ => self.next += 1,
            }
        }
        Body { span: start..self.here(), items }
    }

    fn item(&mut self) -> Item {
        let name = self.name();
        if self.peek() == Some(Kind::Equals) {
            self.next += 1;
            let equals = self.behind();
            let value = self.value(Ends::Line);
            let span = name.span.start..value.span.end;
            return Item::Attribute(Attribute { name, equals: Some(equals), value, span });
        }
        let mut labels = Vec::new();
        loop {
            match self.peek() {
                Some(Kind::Text) => labels.push(self.label()),
                Some(Kind::Word) if self.peek_second() != Some(Kind::Equals) => {
                    labels.push(self.name());
                }
                _ => break,
            }
        }
        let start = name.span.start;
        if self.peek() == Some(Kind::Open('{')) {
            self.next += 1;
            let body = self.body(self.behind());
            self.close();
            let span = start..self.behind();
            return Item::Block(Block { word: name, labels, body: Some(body), span });
        }
        let span = start..self.behind();
        if labels.is_empty() {
            let value = Expr { span: span.end..span.end, parts: Vec::new() };
            return Item::Attribute(Attribute { name, equals: None, value, span });
        }
        Item::Block(Block { word: name, labels, body: None, span })
    }

    fn label(&mut self) -> Name {
        let text = self.text();
        Name { text: text.plain.unwrap_or_default(), span: text.span }
    }

    /// A value up to where it ends, blanks included.
    fn value(&mut self, ends: Ends) -> Expr {
        let start = self.behind();
        let mut parts = Vec::new();
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Newline if ends == Ends::Line => break,
                Kind::Comma if ends != Ends::Bracket => break,
                Kind::Close | Kind::EndText => break,
                // Steps behind something that is no path lead nowhere that could be named.
                Kind::Dot => {
                    self.next += 1;
                    if matches!(self.peek(), Some(Kind::Word | Kind::Number)) {
                        self.next += 1;
                    }
                }
                Kind::Word | Kind::Text | Kind::Open(_) => parts.push(self.part()),
                _ => self.next += 1,
            }
        }
        Expr { span: start..self.here(), parts }
    }

    fn part(&mut self) -> Part {
        match self.peek() {
            Some(Kind::Text) => Part::Text(self.text()),
            Some(Kind::Open('{')) => Part::Object(self.object()),
            Some(Kind::Open('[')) => Part::List(self.group()),
            Some(Kind::Open(_)) => Part::Group(self.group()),
            _ => self.path_or_call(),
        }
    }

    fn text(&mut self) -> Text {
        self.next += 1;
        let start = self.behind();
        let (mut plain, mut interpolated) = (String::new(), Vec::new());
        while let Some(kind) = self.peek() {
            match kind {
                Kind::EndText => break,
                Kind::Interpolation => {
                    self.next += 1;
                    interpolated.push(self.value(Ends::Bracket));
                    self.close();
                }
                _ => {
                    let span = self.tokens.get(self.next).map_or(0..0, |token| token.span.clone());
                    plain.push_str(self.slice(span));
                    self.next += 1;
                }
            }
        }
        let span = start..self.here();
        self.skip_one(Kind::EndText);
        let plain = interpolated.is_empty().then_some(plain);
        Text { span, plain, interpolated }
    }

    fn skip_one(&mut self, kind: Kind) {
        if self.peek() == Some(kind) {
            self.next += 1;
        }
    }

    /// Whether the next token is this word.
    fn at_word(&self, word: &str) -> bool {
        self.tokens
            .get(self.next)
            .is_some_and(|token| token.kind == Kind::Word && self.slice(token.span.clone()) == word)
    }

    /// `for a, b in`, as far as it is there: the names that it binds.
    fn binds(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        let begins = self.at_word("for")
            && !matches!(self.peek_second(), Some(Kind::Equals | Kind::Colon | Kind::Dot));
        if !begins {
            return names;
        }
        self.next += 1;
        while matches!(self.peek(), Some(Kind::Word | Kind::Comma)) && !self.at_word("in") {
            if self.peek() == Some(Kind::Word) {
                names.push(self.name().text);
            } else {
                self.next += 1;
            }
        }
        if self.at_word("in") {
            self.next += 1;
        }
        names
    }

    fn group(&mut self) -> Group {
        self.next += 1;
        let start = self.behind();
        self.skip(&[Kind::Newline]);
        let binds = self.binds();
        let mut items = Vec::new();
        loop {
            items.push(self.value(Ends::Comma));
            if self.peek() != Some(Kind::Comma) {
                break;
            }
            self.next += 1;
        }
        let span = start..self.close();
        Group { span, items, binds }
    }

    fn object(&mut self) -> Object {
        self.next += 1;
        let start = self.behind();
        self.skip(&[Kind::Newline]);
        let binds = self.binds();
        let (mut entries, mut rest) = (Vec::new(), Vec::new());
        if !binds.is_empty() {
            rest.push(self.value(Ends::Bracket));
        }
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Close | Kind::EndText => break,
                Kind::Newline | Kind::Comma => self.next += 1,
                _ => entries.push(self.entry()),
            }
        }
        let span = start..self.close();
        Object { span, entries, binds, rest }
    }

    fn entry(&mut self) -> Entry {
        let start = self.here();
        let (mut key, mut computed) = (None, None);
        match self.peek() {
            Some(Kind::Word) => key = Some(self.name()),
            Some(Kind::Text) => {
                let text = self.text();
                if let Some(plain) = &text.plain {
                    key = Some(Name { text: plain.clone(), span: text.span });
                } else {
                    let span = text.span.clone();
                    computed = Some(Expr { span, parts: vec![Part::Text(text)] });
                }
            }
            Some(Kind::Open('(')) => {
                let group = self.group();
                let span = group.span.clone();
                computed = Some(Expr { span, parts: vec![Part::Group(group)] });
            }
            // Whatever this is, it is over with this token.
            Some(Kind::Open(_)) => drop(self.part()),
            _ => self.next += 1,
        }
        let equals = matches!(self.peek(), Some(Kind::Equals | Kind::Colon)).then(|| {
            self.next += 1;
            self.behind()
        });
        let value = self.value(Ends::Line);
        let span = start..value.span.end;
        Entry { key, computed, equals, value, span }
    }

    fn path_or_call(&mut self) -> Part {
        let root = self.name();
        let opens = self.peek() == Some(Kind::Open('(')) && self.here() == root.span.end;
        if opens {
            return Part::Call(Call { name: root, args: self.group() });
        }
        let mut steps = Vec::new();
        let start = root.span.start;
        loop {
            let adjacent = self.here() == self.behind();
            match self.peek() {
                Some(Kind::Dot) if adjacent => {
                    self.next += 1;
                    steps.push(self.step());
                }
                Some(Kind::Open('[')) if adjacent => {
                    self.next += 1;
                    let star = self.peek() == Some(Kind::Star);
                    let index = self.value(Ends::Bracket);
                    self.close();
                    steps.push(if star { Step::Splat } else { Step::Index(index) });
                }
                _ => break,
            }
        }
        Part::Path(Path { root, steps, span: start..self.behind() })
    }

    /// What stands behind a dot.
    fn step(&mut self) -> Step {
        let end = self.behind();
        let adjacent = self.here() == end;
        match self.peek() {
            Some(Kind::Word | Kind::Number) if adjacent => Step::Name(self.name()),
            Some(Kind::Star) if adjacent => {
                self.next += 1;
                Step::Splat
            }
            _ => Step::Name(Name { text: String::new(), span: end..end }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expr(value: &Expr) -> String {
        value.parts.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    fn exprs(values: &[Expr]) -> String {
        values.iter().map(expr).collect::<Vec<_>>().join(", ")
    }

    fn part(part: &Part) -> String {
        match part {
            Part::Text(text) => match &text.plain {
                Some(plain) => format!("'{plain}'"),
                None => format!("'${{{}}}'", exprs(&text.interpolated)),
            },
            Part::Object(object) => {
                let one = |entry: &Entry| {
                    let key = entry.key.as_ref().map_or("?", |key| key.text.as_str());
                    let sign = if entry.equals.is_some() { "=" } else { "" };
                    format!("{key}{sign}{}", expr(&entry.value))
                };
                let entries: Vec<String> = object.entries.iter().map(one).collect();
                format!(
                    "{{{}{}{}}}",
                    object.binds.join(","),
                    exprs(&object.rest),
                    entries.join("; ")
                )
            }
            Part::List(group) => format!("[{}{}]", group.binds.join(","), exprs(&group.items)),
            Part::Group(group) => format!("({})", exprs(&group.items)),
            Part::Call(call) => format!("{}({})", call.name.text, exprs(&call.args.items)),
            Part::Path(path) => path.steps.iter().fold(path.root.text.clone(), |out, step| {
                out + &match step {
                    Step::Name(name) => format!(".{}", name.text),
                    Step::Index(index) => format!("[{}]", expr(index)),
                    Step::Splat => ".*".to_owned(),
                }
            }),
        }
    }

    fn body(inner: &Body) -> String {
        let one = |item: &Item| match item {
            Item::Attribute(attribute) => {
                let sign = if attribute.equals.is_some() { "=" } else { "" };
                format!("{}{sign}{}", attribute.name.text, expr(&attribute.value))
            }
            Item::Block(block) => {
                let labels: Vec<&str> = block.labels.iter().map(|one| one.text.as_str()).collect();
                let inside = block.body.as_ref().map_or("-".to_owned(), body);
                format!("{}<{}>{{{inside}}}", block.word.text, labels.join(","))
            }
        };
        inner.items.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_is_there_is_told_whatever_is_missing() {
        for (text, expected) in [
            (
                "queue \"a\" {\n  dead_letter = { queue = queue.b, max_receive = 5 }\n}\n",
                "queue<a>{dead_letter={queue=queue.b; max_receive=}}",
            ),
            ("a = x ? [b.c[0].d, e(f.g)] : null", "a=x [b.c[].d, e(f.g)] null"),
            ("a = [for k, v in b : v.c if d]", "a=[k,vb v.c if d]"),
            ("a = { for x in b : x => x.y }", "a={xb x x.y}"),
            ("a = \"${b.c}-${d(\"e\")}\"", "a='${b.c, d('e')}'"),
            ("a = \"plain\"", "a='plain'"),
            ("a = [b.c][0].d", "a=[b.c] []"),
            ("a = b.*.c[*].d", "a=b.*.c.*.d"),
            // While it is typed.
            ("que", "que"),
            ("queue \"a", "queue<a>{-}"),
            ("a = queue.\nb = 1", "a=queue.; b="),
            ("a =\nb = c", "a=; b=c"),
            ("f \"x\" {\n  a = {\n    b\n  }\n", "f<x>{a={b}}"),
            ("f \"x\" {\n  a = [b.\n\nqueue \"y\" {}", "f<x>{a=[b.]}; queue<y>{}"),
            ("f \"x\" {\n  memo\n  b = 1\n}", "f<x>{memo; b=}"),
            ("f {\n a = \"${b.\n}\n", "f<>{a='${b.}'}"),
        ] {
            assert_eq!(body(&outline(text).0), expected, "{text}");
        }
    }
}
