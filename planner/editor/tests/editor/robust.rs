//! Whatever is typed: no question panics, and every answer lies inside of the text it is about.
use crate::file;
use cutover_editor::{
    Encoding, FileId, Location, Symbol, Workspace, complete, definition, hover, references, rename,
    renameable, symbols,
};
use std::ops::Range;
use std::path::Path;

/// A small generator, so that every run tries the same inputs.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides.max(1) as u64)).unwrap()
    }
}

const PIECES: &[&str] = &[
    "\"",
    "${",
    "}",
    "{",
    "[",
    "]",
    "(",
    ")",
    "%{ if x }",
    "<<EOT\n",
    "<<-EOT\n",
    "\nEOT\n",
    "=",
    " = ",
    ".",
    "..",
    "[*]",
    ".*",
    ".0",
    "null",
    "\\",
    "#",
    "/*",
    "*/",
    "//",
    "\r\n",
    "\u{feff}",
    "é",
    "𐐀",
    "queue \"x\" {\n",
    "trigger \"",
    "var.",
    "queue.",
    "existing.secret.",
    "for x in ",
    "{ for k, v in ",
    " => ",
    "\n",
    "\n\n",
    "locals {\n",
    "vars = {",
    "module \"m\" {\n  source = \"./m\"\n",
    "module.m.",
    ",",
    ":",
    "? ",
];

fn seeds() -> Vec<String> {
    #[allow(clippy::disallowed_methods, reason = "its cases are files")]
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let examples = [
        "hello/stack.hcl",
        "http-api/stack.hcl",
        "http-api/functions.hcl",
        "order-system/stack.hcl",
    ];
    let mut all: Vec<String> =
        examples.iter().map(|one| read(&root.join("examples").join(one))).collect();
    all.push(read(&root.join("tests/specs/good/full/2_functions.hcl")));
    all
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap()
}

fn edit(dice: &mut Dice, text: &mut String) {
    let at = boundary(text, dice.roll(text.len() + 1));
    let end = boundary(text, at + dice.roll(40)).max(at);
    match dice.roll(4) {
        0 => text.replace_range(at..end, ""),
        1 => text.insert_str(at, PIECES[dice.roll(PIECES.len())]),
        2 => text.replace_range(at..end, PIECES[dice.roll(PIECES.len())]),
        _ => {
            let copied = text[at..end].to_owned();
            let to = boundary(text, dice.roll(text.len() + 1));
            text.insert_str(to, &copied);
        }
    }
}

fn inside(text: &str, span: &Range<usize>) {
    assert!(text.get(span.clone()).is_some(), "{span:?} of {}", text.len());
}

fn tree(text: &str, all: &[Symbol]) {
    for one in all {
        inside(text, &one.whole);
        assert!(one.whole.start <= one.head.start && one.head.end <= one.whole.end, "{one:?}");
        tree(text, &one.inside);
    }
}

fn places(workspace: &Workspace, all: &[Location]) {
    for one in all {
        inside(workspace.text(&one.file).unwrap().0, &one.span);
    }
}

fn ask(workspace: &Workspace, id: &FileId, offset: usize) {
    let (text, lines) = workspace.text(id).unwrap();
    for encoding in [Encoding::Utf8, Encoding::Utf16] {
        let position = lines.position(text, offset, encoding);
        // Nothing stands between the two bytes that end a line.
        let within_end = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
        assert_eq!(lines.offset(text, position, encoding), offset - usize::from(within_end));
    }
    for proposal in complete(workspace, id, offset) {
        inside(text, &proposal.replaces);
        assert!(proposal.replaces.start <= offset && offset <= proposal.replaces.end);
    }
    if let Some(hover) = hover(workspace, id, offset) {
        inside(text, &hover.span);
    }
    places(workspace, &definition(workspace, id, offset));
    places(workspace, &references(workspace, id, offset, true));
    if let Ok((span, name)) = renameable(workspace, id, offset) {
        assert_eq!(&text[span], name);
        let all = rename(workspace, id, offset, "other_name").unwrap_or_default();
        for place in &all {
            assert_eq!(workspace.text(&place.file).unwrap().0[place.span.clone()], name);
        }
    }
}

#[test]
fn no_edit_and_no_question_is_too_odd() {
    let seeds = seeds();
    let mut dice = Dice(0x5eed_ed17_0a11_0001);
    let ids = [file("a.hcl"), file("b.hcl"), file("c.vars.hcl")];
    let mut workspace = Workspace::default();
    let mut texts: Vec<String> = (0..ids.len()).map(|at| seeds[at].clone()).collect();
    for round in 0..2_000 {
        let at = dice.roll(ids.len());
        if texts[at].len() > 30_000 || dice.roll(40) == 0 {
            texts[at] = seeds[dice.roll(seeds.len())].clone();
        }
        for _ in 0..=dice.roll(3) {
            edit(&mut dice, &mut texts[at]);
        }
        workspace.set(&ids[at], texts[at].clone());
        tree(&texts[at], &symbols(&workspace, &ids[at]));
        for _ in 0..4 {
            let offset = boundary(&texts[at], dice.roll(texts[at].len() + 1));
            ask(&workspace, &ids[at], offset);
        }
        if round % 100 == 99 {
            workspace.remove(&ids[dice.roll(ids.len())]);
        }
        for (id, text) in ids.iter().zip(&texts) {
            if workspace.text(id).is_none() {
                workspace.set(id, text.clone());
            }
        }
    }
}
