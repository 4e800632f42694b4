//! `docs/language.md`: every block and attribute from the block table, every function from the language.
use super::{check, table};
use cutover_schemas::blocks::{
    BLOCKS, Block, EXISTING_KINDS, NOT_YET, RUNTIMES, triggers::TRIGGERS,
};
use cutover_schemas::table::{Absent, Attr, Literal, Type};
use cutover_schemas::units::print_seconds;

const INTRODUCTION: &str = include_str!("language.head.md");

#[test]
fn the_language() {
    let mut body = format!("{INTRODUCTION}\n## Blocks\n");
    for block in BLOCKS {
        describe(&mut body, &[], None, block);
    }
    for (kind, block) in TRIGGERS {
        describe(&mut body, &[], Some(kind), block);
    }
    let code = |words: &[&str]| {
        words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
    };
    body += &format!(
        "\n`existing` takes {} as its first label.\n\nRuntimes that Lambda takes for new functions: {}. Others get a warning.\n\nWords that have no meaning yet: {}.\n",
        code(EXISTING_KINDS),
        code(RUNTIMES),
        code(NOT_YET)
    );
    let functions = cutover_language::functions();
    assert!(functions.len() > 50);
    let rows =
        functions.iter().map(|(_, usage, doc)| vec![format!("`{usage}`"), (*doc).to_owned()]);
    body += &format!(
        "\n## Functions\n\nResults are those of Terraform; [language-differences.md](language-differences.md) lists the few that are not.\n\n{}",
        table(&["function", "result"], rows)
    );
    check("language.md", &body);
}

/// A block, the objects among its attributes, and the blocks inside it.
fn describe(body: &mut String, above: &[&str], kind: Option<&str>, block: &Block) {
    let labels: String = block
        .labels
        .iter()
        .map(|label| match kind.filter(|_| *label == "kind") {
            Some(kind) => format!(" \"{kind}\""),
            None => format!(" \"{}\"", label.to_uppercase()),
        })
        .collect();
    let title = format!("{}{labels}", block.word);
    let inside = above.last().map_or_else(String::new, |word| format!(" in `{word}`"));
    let level = "#".repeat(3 + above.len());
    *body += &format!("\n{level} `{title}`{inside}\n\n{}\n", block.doc);
    if block.resource {
        *body += "\nIt also takes `for_each`, `count` and `depends_on`.\n";
    }
    let written = written_by_hand(block.word);
    if !written.is_empty() {
        *body += &format!("\n{written}\n");
    }
    if !block.attrs.is_empty() {
        *body += &format!("\n{}", attributes(block.attrs));
    }
    for attr in block.attrs {
        objects(body, attr.name, &attr.ty);
    }
    let mut path = above.to_vec();
    path.push(block.word);
    for inner in block.blocks {
        describe(body, &path, None, inner);
    }
    if !block.fields.is_empty() {
        let labels = if block.labels.len() > 1 { "KIND.NAME" } else { "NAME" };
        let rows = block.fields.iter().map(|(field, doc)| {
            vec![format!("`{}.{labels}.{field}`", block.word), (*doc).to_owned()]
        });
        *body += &format!("\n{}", table(&["reference", "value"], rows));
    }
}

/// What the table can't say about a block.
fn written_by_hand(word: &str) -> &'static str {
    match word {
        "locals" => {
            "Its attributes have any name: `locals { prefix = \"x\" }` is read as `local.prefix`."
        }
        "defaults" => {
            "It takes what the blocks of that kind take. What a block says itself wins; `environment` and `tags` are merged by key, where\n\
             `null` takes an entry away; `access` adds up."
        }
        _ => "",
    }
}

/// The rows of every object that an attribute holds.
fn objects(body: &mut String, path: &str, ty: &Type) {
    match ty {
        Type::Object(rows) => {
            *body += &format!("\n`{path} = {{ ... }}`\n\n{}", attributes(rows));
            for row in *rows {
                objects(body, &format!("{path}.{}", row.name), &row.ty);
            }
        }
        Type::List(item) | Type::Set(item) | Type::Map(item) => objects(body, path, item),
        Type::Either(types) => types.iter().for_each(|one| objects(body, path, one)),
        _ => {}
    }
}

fn attributes(rows: &[Attr]) -> String {
    let rows = rows.iter().map(|row| {
        let range = row.flags.range.map_or_else(String::new, |range| limits(&row.ty, range));
        vec![
            format!("`{}`", row.name),
            kind_of(&row.ty),
            absent(row),
            range,
            row.doc.trim().to_owned(),
        ]
    });
    table(&["attribute", "type", "default", "limits", "meaning"], rows)
}

fn kind_of(ty: &Type) -> String {
    let words = |words: &[&str]| {
        words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" or ")
    };
    match ty {
        Type::Bool => "bool".into(),
        Type::Int => "whole number".into(),
        Type::Number => "number".into(),
        Type::Text => "text".into(),
        Type::Enum(allowed) => words(allowed),
        Type::Duration => "duration".into(),
        Type::Share => "share".into(),
        Type::Arn => "ARN or reference".into(),
        Type::Document(_) => "JSON".into(),
        Type::List(item) => format!("list of {}", kind_of(item)),
        Type::Set(item) => format!("set of {}", kind_of(item)),
        Type::Map(item) => format!("map of {}", kind_of(item)),
        Type::Object(_) => "object".into(),
        Type::Reference(blocks) => {
            blocks.iter().map(|block| format!("`{block}.NAME`")).collect::<Vec<_>>().join(" or ")
        }
        Type::Either(types) => types.iter().map(kind_of).collect::<Vec<_>>().join(" or "),
        Type::Any => "any".into(),
    }
}

fn absent(row: &Attr) -> String {
    match row.flags.absent {
        Absent::Required => "required".into(),
        Absent::Is(literal) => literal_of(&row.ty, literal),
        Absent::From(_) => "follows from the others".into(),
        Absent::Unmanaged => "left alone".into(),
    }
}

fn literal_of(ty: &Type, literal: Literal) -> String {
    match (literal, ty) {
        (Literal::Null, _) => String::new(),
        (Literal::Int(seconds), Type::Duration) => format!("`\"{}\"`", print_seconds(seconds)),
        (Literal::Int(number), _) => format!("`{number}`"),
        (Literal::Bool(truth), _) => format!("`{truth}`"),
        (Literal::Text(text), _) => format!("`\"{text}\"`"),
        (Literal::Texts(texts), _) => {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            format!("`[{}]`", texts.join(", "))
        }
        (Literal::NoEntries, _) => "`{}`".into(),
    }
}

fn limits(ty: &Type, (least, most): (i64, i64)) -> String {
    match ty {
        Type::Duration if least >= 0 => {
            format!("{} to {}", print_seconds(least), print_seconds(most))
        }
        Type::Text if least == most => format!("{most} characters"),
        Type::Text => format!("{least} to {most} characters"),
        _ => format!("{least} to {most}"),
    }
}

#[test]
fn limits_and_defaults_read_as_written_in_a_spec() {
    assert_eq!(limits(&Type::Duration, (0, 43_200)), "0s to 12h");
    assert_eq!(limits(&Type::Text, (12, 12)), "12 characters");
    assert_eq!(limits(&Type::Int, (1, 10)), "1 to 10");
    assert_eq!(literal_of(&Type::Duration, Literal::Int(345_600)), "`\"4d\"`");
    assert_eq!(literal_of(&Type::Int, Literal::Int(30)), "`30`");
}
