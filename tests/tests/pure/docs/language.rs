//! `docs/language.md`: every block and attribute from the block table, every function from the language.
use super::{check, table};
use cutover_schemas::blocks::{
    BLOCKS, Block, EXISTING_KINDS, NOT_YET, RUNTIMES, triggers::TRIGGERS,
};
use cutover_schemas::describe;
use cutover_schemas::table::{Attr, Type};

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
        vec![
            format!("`{}`", row.name),
            describe::type_of(&row.ty),
            describe::absent(row),
            describe::limits(row),
            row.doc.trim().to_owned(),
        ]
    });
    table(&["attribute", "type", "default", "limits", "meaning"], rows)
}
