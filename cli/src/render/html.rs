//! A plan as one page: no scripts, no other files, light and dark.
use super::reading::{self, Field, Group, Shown, Sign};
use super::words;
use cutover_schemas::plan::{Action, Change, Mode, Plan};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const LOOK: &str = include_str!("html.css");

/// The plan as a whole HTML document.
pub fn plan(plan: &Plan) -> String {
    let identity = &plan.identity;
    let title = format!("{}/{}", identity.stack, identity.stage);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "cutover plan: " (title) }
                style { (PreEscaped(LOOK)) }
            }
            body {
                header {
                    h1 { (title) }
                    p { "account " code { (identity.account) } ", region " code { (identity.region) } ", as " code { (identity.caller) } }
                    p.summary { (words::summary(plan)) }
                }
                main {
                    (warnings(plan))
                    @for group in reading::groups(plan) { (block(&group)) }
                    (outputs(plan))
                    (access(plan))
                    (rollouts(plan))
                    (unseen(plan))
                }
                footer {
                    @if !plan.steps.is_empty() { p { (words::cost(plan.steps.len(), &plan.budget)) } }
                    p { "Digest " code { (plan.digest) } }
                }
            }
        }
    }
    .into_string()
}

fn warnings(plan: &Plan) -> Markup {
    let said = reading::warnings(plan);
    html! {
        @if plan.mode == Mode::Destroy && !plan.is_empty() {
            p.warning.delete { "This takes the whole deployment down." }
        }
        @for (action, words) in said { p class={ "warning " (class(action)) } { (words) } }
    }
}

fn access(plan: &Plan) -> Markup {
    let lines = reading::access(plan);
    html! {
        @if !lines.is_empty() {
            section {
                h2 { "New access" }
                ul { @for line in &lines { li { (line) } } }
                @if let Some(example) = reading::example(plan) { p { (example) } }
            }
        }
    }
}

fn block(group: &Group<'_>) -> Markup {
    html! {
        section {
            h2 { (group.block) }
            @for one in &group.changes { (change(one)) }
        }
    }
}

fn change(change: &Change) -> Markup {
    // What goes or waits for a decision is open; the rest opens on a click.
    let open = matches!(
        change.action,
        Action::Delete | Action::Replace | Action::Blocked | Action::Update
    );
    html! {
        details class=(class(change.action)) open[open] {
            summary {
                span.sign { (words::sign(change.action)) }
                " " code { (change.address) } " "
                span.verb { (words::verb(change.action)) }
                @for remark in reading::remarks(change) { span.remark { (remark) } }
            }
            @let reasons = reading::reasons(change);
            @if !reasons.is_empty() {
                ul.reasons { @for reason in &reasons { li { (reason) } } }
            }
            (fields(&reading::fields(change)))
        }
    }
}

fn fields(fields: &[Field]) -> Markup {
    html! {
        @if !fields.is_empty() {
            table {
                @for field in fields {
                    tr {
                        th scope="row" { code { (field.path) } @if field.replaces { span.remark { "replaces" } } }
                        td { (shown(&field.shown)) }
                    }
                }
            }
        }
    }
}

fn shown(shown: &Shown) -> Markup {
    html! {
        @match shown {
            Shown::Set(after) => ins { code { (after) } },
            Shown::Removed(before) => del { code { (before) } },
            Shown::Changed(before, after) => { del { code { (before) } } " → " ins { code { (after) } } },
            Shown::Lines(lines) => pre {
                @for line in lines {
                    span class=(line_class(line.sign)) { (line.sign.mark()) " " (line.text) "\n" }
                }
            },
        }
    }
}

fn outputs(plan: &Plan) -> Markup {
    let all: Vec<Field> = plan.outputs.iter().map(reading::output).collect();
    html! {
        @if !all.is_empty() { section { h2 { "Outputs" } (fields(&all)) } }
    }
}

fn rollouts(plan: &Plan) -> Markup {
    html! {
        @if !plan.rollouts.is_empty() {
            section {
                h2 { "Rollouts" }
                ul {
                    @for one in &plan.rollouts {
                        li {
                            code { (one.function) } " " (one.strategy.replace('_', " ")) ", "
                            @if one.feasible { "as written" } @else { strong { "not as written" } }
                            @for why in &one.why { br; (why) }
                            @for why in one.detects.iter().flat_map(words::detects) { br; (why) }
                        }
                    }
                }
            }
        }
    }
}

fn unseen(plan: &Plan) -> Markup {
    html! {
        @if !plan.unreadable.is_empty() {
            section {
                h2 { "Could not be read" }
                ul { @for (address, action) in &plan.unreadable { li { code { (address) } ": " code { (action) } " was refused" } } }
            }
        }
        @if !plan.not_looked_at.is_empty() {
            section {
                h2 { "Compared with the ledger only" }
                details {
                    summary { (words::count(plan.not_looked_at.len(), "resource", "resources")) }
                    ul { @for address in &plan.not_looked_at { li { code { (address) } } } }
                }
            }
        }
        @if !plan.stubs.is_empty() {
            section {
                h2 { "Only pretended to by the local cloud" }
                ul { @for address in &plan.stubs { li { code { (address) } } } }
            }
        }
    }
}

const fn class(action: Action) -> &'static str {
    words::verb(action)
}

const fn line_class(sign: Sign) -> &'static str {
    match sign {
        Sign::Added => "added",
        Sign::Removed => "removed",
        Sign::Same => "same",
        Sign::Gap => "gap",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn the_page_stands_alone_and_shows_everything_but_secrets() {
        let page = plan(&fixture::plan());
        for needed in [
            "shop/prod",
            "222222222222",
            "queue.old",
            "-/+",
            "blue green",
            "sqs:SendMessage",
            "(known after apply)",
            "(sensitive)",
            "prefers-color-scheme: dark",
            "Plan: ",
        ] {
            assert!(page.contains(needed), "{needed}");
        }
        for foreign in ["<script", "http://", "https://cdn", fixture::SECRET] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }

    #[test]
    fn what_the_user_wrote_is_text() {
        let mut hostile = fixture::plan();
        hostile.changes[0].reasons = vec!["<script>alert(1)</script>".into()];
        assert!(plan(&hostile).contains("&lt;script&gt;alert(1)"));
    }
}
