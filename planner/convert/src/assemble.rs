//! Puts the files together: variables, locals, defaults, blocks in the order that people read them, outputs.
use crate::draft::Draft;
use crate::fit;
use crate::hcl::{self, Block, Expr};
use crate::hoist;
use crate::kinds;
use crate::model::{Output, Parameter, Ty};
use crate::names;
use crate::node::Node;
use cutover_schemas::documents::conversion::LeftDocument;
use std::collections::BTreeMap;

/// Blocks of other files than `main.hcl`, once a stack is large.
const AREAS: &[(&str, &[&str])] = &[
    ("functions.hcl", &["function", "layer", "role", "rollout"]),
    ("resources.hcl", &["api", "queue", "topic", "table", "bucket", "bus", "stream", "alarm"]),
    ("triggers.hcl", &["trigger"]),
];

/// More blocks than this are read more easily in several files.
const LARGE: usize = 14;

/// The file with the values that only people know.
pub(crate) const VALUES: &str = "values.vars.hcl";

/// Everything to write, by path.
pub(crate) fn files(draft: &mut Draft<'_>) -> BTreeMap<String, String> {
    for parameter in &draft.model.parameters {
        draft.reserve(&names::snake(&parameter.name));
    }
    kinds::write(draft);
    draft.told();
    fit::fit(draft);
    let outputs = outputs(draft);
    let locals = locals(draft, &outputs);
    let defaults = hoist::hoist(&mut draft.blocks);
    let mut stack = Block::new("stack", &[&draft.model.stack]);
    stack.set_maybe("region", draft.model.region.as_ref().map(Expr::text));
    let mut head = vec![stack];
    head.extend(variables(draft));
    head.extend(locals);
    head.extend(defaults);
    let blocks = std::mem::take(&mut draft.blocks);
    let existing = std::mem::take(&mut draft.existing);
    let mut files: BTreeMap<String, String> = std::mem::take(&mut draft.files);
    let mut rest = blocks;
    if rest.len() > LARGE {
        for (name, words) in AREAS {
            let (mine, others): (Vec<Block>, Vec<Block>) =
                rest.into_iter().partition(|block| words.contains(&block.word.as_str()));
            rest = others;
            if !mine.is_empty() {
                files.insert((*name).to_owned(), hcl::blocks(&in_order(mine)));
            }
        }
    }
    head.extend(in_order(rest));
    head.extend(existing);
    head.extend(outputs);
    files.insert("main.hcl".to_owned(), hcl::blocks(&head));
    if let Some(text) = values(draft) {
        files.insert(VALUES.to_owned(), text);
    }
    files
}

/// A function with what calls it, then what they share.
fn in_order(mut blocks: Vec<Block>) -> Vec<Block> {
    const ORDER: &[&str] = &[
        "function", "api", "trigger", "queue", "topic", "table", "bucket", "bus", "stream",
        "layer", "role", "rollout", "alarm",
    ];
    blocks.sort_by_key(|block| ORDER.iter().position(|word| *word == block.word));
    blocks
}

fn text_of(ty: Ty) -> &'static str {
    match ty {
        Ty::Text => "string",
        Ty::Number => "number",
        Ty::Texts => "list(string)",
    }
}

fn variables(draft: &mut Draft<'_>) -> Vec<Block> {
    let model = draft.model;
    let mut all = Vec::new();
    for parameter in &model.parameters {
        let made = variable(draft, parameter);
        all.push(made);
    }
    let needs = std::mem::take(&mut draft.needs);
    for need in &needs {
        let mut block = Block::new("variable", &[&need.name]);
        block.set("type", Expr::reference(text_of(need.ty)));
        block.set("description", Expr::text(first_line(&need.why)));
        if need.sensitive {
            block.set("sensitive", Expr::Bool(true));
        }
        draft.needed(&need.name, &need.why, need.sensitive);
        all.push(block);
    }
    draft.needs = needs;
    all
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

fn variable(draft: &mut Draft<'_>, parameter: &Parameter) -> Block {
    let name = names::snake(&parameter.name);
    let mut block = Block::new("variable", &[&name]);
    block.set("type", Expr::reference(text_of(parameter.ty)));
    let default = parameter.default.as_ref().map(|node| default_of(parameter.ty, node));
    if let Some(value) = default.filter(|_| !parameter.sensitive) {
        block.set("default", value);
    } else {
        let why =
            if parameter.why.is_empty() { "its source has no default" } else { &parameter.why };
        draft.needed(&name, why, parameter.sensitive);
    }
    if !parameter.description.is_empty() {
        block.set("description", Expr::text(first_line(&parameter.description)));
    }
    if parameter.sensitive {
        block.set("sensitive", Expr::Bool(true));
    }
    if !parameter.allowed.is_empty() {
        let allowed: Vec<Expr> =
            parameter.allowed.iter().map(|node| default_of(parameter.ty, node)).collect();
        let words: Vec<&str> = parameter.allowed.iter().filter_map(Node::as_text).collect();
        let mut check = Block::new("validation", &[]);
        check.set(
            "condition",
            Expr::Call(
                "contains",
                vec![Expr::List(allowed), Expr::reference(format!("var.{name}"))],
            ),
        );
        check.set("error", Expr::text(format!("{name} is one of: {}", words.join(", "))));
        block.blocks.push(check);
    }
    block
}

fn default_of(ty: Ty, node: &Node) -> Expr {
    let text = |node: &Node| {
        Expr::text(node.as_text().map_or_else(
            || node.as_bool().map(|b| b.to_string()).unwrap_or_default(),
            str::to_owned,
        ))
    };
    match ty {
        Ty::Number => node.as_text().map_or(Expr::int(0), |text| Expr::Number(text.to_owned())),
        Ty::Texts => match node.items() {
            [] => {
                let parts = node.as_text().unwrap_or_default().split(',').map(str::trim);
                Expr::List(parts.filter(|part| !part.is_empty()).map(Expr::text).collect())
            }
            items => Expr::List(items.iter().map(text).collect()),
        },
        Ty::Text => text(node),
    }
}

/// Mappings and conditions that something uses.
fn locals(draft: &mut Draft<'_>, outputs: &[Block]) -> Option<Block> {
    let model = draft.model;
    let mut block = Block::new("locals", &[]);
    let named = model.mappings.iter().chain(&model.conditions);
    for (name, node) in named {
        match draft.value(node) {
            Ok(value) => block.set(&names::snake(name), value),
            Err(why) => draft.report.not_carried.push(LeftDocument {
                source: name.clone(),
                path: String::new(),
                line: crate::draft::line(node.line),
                what: format!("`{name}`"),
                why,
                todo: format!("say `local.{}` by hand", names::snake(name)),
            }),
        }
    }
    // One that nothing uses says nothing; one may use another.
    loop {
        let all = draft
            .blocks
            .iter()
            .chain(&draft.existing)
            .chain(outputs)
            .flat_map(every_reference)
            .chain(block.attrs.iter().flat_map(|(_, value)| owned(value)));
        let used: Vec<String> = all.collect();
        let before = block.attrs.len();
        block.attrs.retain(|(name, _)| used.contains(&format!("local.{name}")));
        if block.attrs.len() == before {
            break;
        }
    }
    (!block.attrs.is_empty()).then_some(block)
}

fn owned(value: &Expr) -> Vec<String> {
    value.references().into_iter().map(str::to_owned).collect()
}

fn every_reference(block: &Block) -> Vec<String> {
    let own = block.attrs.iter().flat_map(|(_, value)| owned(value));
    own.chain(block.blocks.iter().flat_map(every_reference)).collect()
}

fn outputs(draft: &mut Draft<'_>) -> Vec<Block> {
    let model = draft.model;
    model.outputs.iter().filter_map(|output| self::output(draft, output)).collect()
}

fn output(draft: &mut Draft<'_>, output: &Output) -> Option<Block> {
    let mut block = Block::new("output", &[&names::snake(&output.name)]);
    let value = draft.value(&output.value);
    let there: Vec<String> = draft.blocks.iter().map(Block::address).collect();
    let known = |value: &Expr| {
        value.references().iter().all(|text| {
            let word = text.split('.').next().unwrap_or_default();
            let parts = if word == "trigger" { 3 } else { 2 };
            let address = text.split('.').take(parts).collect::<Vec<_>>().join(".");
            matches!(word, "var" | "local" | "stack" | "existing") || there.contains(&address)
        })
    };
    let value = value.and_then(|value| {
        if known(&value) { Ok(value) } else { Err("what it shows was not carried over".to_owned()) }
    });
    match value {
        Ok(value) => {
            let secret = model_secrets(draft);
            let hidden = output.sensitive
                || value.references().iter().any(|text| secret.iter().any(|name| name == text));
            block.set("value", value);
            if !output.description.is_empty() {
                block.set("description", Expr::text(first_line(&output.description)));
            }
            if hidden {
                block.set("sensitive", Expr::Bool(true));
            }
            Some(block)
        }
        Err(why) => {
            draft.report.not_carried.push(LeftDocument {
                source: output.source.clone(),
                path: String::new(),
                line: crate::draft::line(output.value.line),
                what: "an output".to_owned(),
                why,
                todo: "write the `output` by hand".to_owned(),
            });
            None
        }
    }
}

/// Variables that hold secrets.
fn model_secrets(draft: &Draft<'_>) -> Vec<String> {
    let given = draft
        .model
        .parameters
        .iter()
        .filter(|one| one.sensitive)
        .map(|one| names::snake(&one.name));
    let made = draft.needs.iter().filter(|one| one.sensitive).map(|one| one.name.clone());
    given.chain(made).map(|name| format!("var.{name}")).collect()
}

/// The values that only people know, to be filled in.
fn values(draft: &Draft<'_>) -> Option<String> {
    let ty = |name: &str| {
        let given = draft
            .model
            .parameters
            .iter()
            .find(|one| names::snake(&one.name) == name)
            .map(|one| (one.ty, one.allowed.first().cloned()));
        given.or_else(|| draft.needs.iter().find(|one| one.name == name).map(|one| (one.ty, None)))
    };
    let mut out = String::from(
        "# Values that the source did not say. Replace each, then plan with `--var-file values.vars.hcl`.\n# Keep the file out of version control once it holds a secret.\n",
    );
    for need in &draft.report.needed {
        let value = match ty(&need.variable) {
            Some((ty, Some(first))) => default_of(ty, &first),
            Some((Ty::Number, None)) => Expr::int(0),
            Some((Ty::Texts, None)) => Expr::List(vec![placeholder(&need.variable)]),
            _ => placeholder(&need.variable),
        };
        crate::text::add(
            &mut out,
            format_args!(
                "\n# {}\n{} = {}\n",
                first_line(&need.why),
                need.variable,
                hcl::expression(&value)
            ),
        );
    }
    (!draft.report.needed.is_empty()).then_some(out)
}

/// A value of the right form that is plainly none.
fn placeholder(variable: &str) -> Expr {
    if variable.ends_with("_image") {
        return Expr::text(kinds::placeholder_image());
    }
    if variable.ends_with("_issuer") {
        return Expr::text("https://issuer.invalid/change-me");
    }
    if variable.split('_').any(|word| matches!(word, "arn" | "arns")) {
        return Expr::text("arn:aws:iam::000000000000:role/change-me");
    }
    let words: Vec<&str> = variable.split('_').collect();
    if words.iter().any(|word| matches!(*word, "subnet" | "subnets")) {
        return Expr::text("subnet-00000000");
    }
    if words.contains(&"sg") || words.contains(&"security") {
        return Expr::text("sg-00000000");
    }
    Expr::text("change-me")
}
