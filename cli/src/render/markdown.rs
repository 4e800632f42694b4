//! A plan as a comment on a pull request: short at the top, details folded, never too long.
use super::reading::{self, Field, Group, Shown};
use super::{push, words};
use cutover_schemas::plan::{Action, Change, Plan};

/// Longest comment that GitHub takes, in characters.
pub const LIMIT: usize = 65_536;

/// Kept free for the words about what was left out.
const RESERVE: usize = 400;

/// The plan as Markdown, at most [`LIMIT`] characters; what had to be left out is said.
pub fn plan(plan: &Plan) -> String {
    let foot = foot(plan);
    let mut out = head(plan);
    let mut room =
        LIMIT.saturating_sub(RESERVE).saturating_sub(out.chars().count() + foot.chars().count());
    let groups = reading::groups(plan);
    let rows: Vec<String> =
        groups.iter().flat_map(|group| &group.changes).map(|change| row(change)).collect();
    let table = if rows.is_empty() {
        0
    } else {
        take(&mut out, &mut room, "| | resource | |\n|---|---|---|\n", &rows)
    };
    let details: Vec<String> = groups.iter().map(details).collect();
    let told = take(&mut out, &mut room, "\n", &details);
    if table < rows.len() || told < details.len() {
        let left = format!(
            "\n> [!WARNING]\n> This comment is cut to fit: {} of {} changes are listed and {} of {} blocks shown in full. The job's log has the whole plan.\n",
            table,
            rows.len(),
            told,
            details.len(),
        );
        out.push_str(&left);
    }
    out.push_str(&foot);
    out
}

/// Adds as many whole pieces as there is room for, and says how many that were.
fn take(out: &mut String, room: &mut usize, before: &str, pieces: &[String]) -> usize {
    let mut taken = 0;
    let mut need = before.chars().count();
    out.push_str(before);
    for piece in pieces {
        need += piece.chars().count();
        if need > *room {
            need -= piece.chars().count();
            break;
        }
        out.push_str(piece);
        taken += 1;
    }
    *room = room.saturating_sub(need);
    taken
}

fn head(plan: &Plan) -> String {
    let identity = &plan.identity;
    let mut out = String::new();
    let deployment = code(&format!("{}/{}", identity.stack, identity.stage));
    push(&mut out, &["### cutover plan for ", &deployment, "\n"]);
    let place = format!(
        "account `{}`, region `{}`, as {}",
        identity.account,
        identity.region,
        code(&identity.caller)
    );
    push(&mut out, &["**", &words::summary(plan), "**  \n", &place, "\n"]);
    let warnings = reading::warnings(plan);
    if !warnings.is_empty() {
        push(&mut out, &["> [!CAUTION]"]);
        for (_, warning) in warnings {
            push(&mut out, &["> ", &escaped(&warning), "  "]);
        }
        out.push('\n');
    }
    out
}

fn foot(plan: &Plan) -> String {
    let mut out = String::new();
    if !plan.rollouts.is_empty() {
        push(&mut out, &["\n**Rollouts**\n"]);
    }
    for forecast in plan.rollouts.iter().take(50) {
        let verdict = if forecast.feasible { "as written" } else { "**not as written**" };
        let foretold = forecast.detects.iter().flat_map(words::detects);
        let why: Vec<String> = forecast.why.iter().cloned().chain(foretold).collect();
        let why =
            if why.is_empty() { String::new() } else { format!(": {}", escaped(&why.join("; "))) };
        push(
            &mut out,
            &[
                "- ",
                &code(forecast.function.as_str()),
                " ",
                &escaped(&forecast.strategy.replace('_', " ")),
                ", ",
                verdict,
                &why,
            ],
        );
    }
    if plan.rollouts.len() > 50 {
        push(&mut out, &["- and ", &(plan.rollouts.len() - 50).to_string(), " more"]);
    }
    let access = reading::access(plan);
    if !access.is_empty() {
        push(&mut out, &["\n**New access**\n"]);
    }
    for line in access.iter().take(50) {
        push(&mut out, &["- ", &escaped(line)]);
    }
    if access.len() > 50 {
        push(&mut out, &["- and ", &(access.len() - 50).to_string(), " more"]);
    }
    let unseen = [
        (plan.unreadable.len(), "could not be read"),
        (plan.not_looked_at.len(), "compared with the ledger only"),
    ];
    for (number, words) in unseen.iter().filter(|(number, _)| *number > 0) {
        push(
            &mut out,
            &["\n", &super::words::count(*number, "resource", "resources"), " ", words, "."],
        );
    }
    if !plan.is_empty() {
        push(
            &mut out,
            &[
                "\n<sub>",
                &words::cost(plan.steps.len(), &plan.budget),
                " Digest ",
                &code(&plan.digest),
                "</sub>",
            ],
        );
    }
    out
}

fn row(change: &Change) -> String {
    let sign = code(words::sign(change.action));
    let verb = words::verb(change.action);
    let verb = match change.action {
        Action::Delete | Action::Replace | Action::Blocked => {
            format!("**{}**", verb.to_uppercase())
        }
        Action::Create | Action::Update | Action::Adopt | Action::None => verb.to_owned(),
    };
    let reasons = reading::reasons(change).join("; ");
    let told = if reasons.is_empty() { verb } else { format!("{verb}: {}", cell(&reasons)) };
    format!("| {sign} | {} | {told} |\n", cell_code(change.address.as_str()))
}

fn details(group: &Group<'_>) -> String {
    let mut lines = String::new();
    for change in &group.changes {
        push(
            &mut lines,
            &[
                words::sign(change.action),
                " ",
                change.address.as_str(),
                "  ",
                words::verb(change.action),
            ],
        );
        for field in reading::fields(change) {
            field_lines(&mut lines, &field);
        }
    }
    let fence = fence(&lines);
    let count = words::count(group.changes.len(), "change", "changes");
    format!(
        "<details><summary><code>{}</code>: {count}</summary>\n\n{fence}diff\n{lines}{fence}\n\n</details>\n",
        html_escaped(group.block.as_str())
    )
}

/// In a `diff` fence the first character colours the line.
fn field_lines(out: &mut String, field: &Field) {
    let note = if field.replaces { "  # replaces" } else { "" };
    match &field.shown {
        Shown::Set(after) => push(out, &["+     ", &field.path, " = ", after, note]),
        Shown::Removed(before) => push(out, &["-     ", &field.path, " = ", before, note]),
        Shown::Changed(before, after) => {
            push(out, &["-     ", &field.path, " = ", before]);
            push(out, &["+     ", &field.path, " = ", after, note]);
        }
        Shown::Lines(lines) => {
            push(out, &["      ", &field.path, note]);
            for line in lines {
                push(out, &[line.sign.mark(), "       ", &line.text]);
            }
        }
    }
}

/// A fence longer than any run of backticks inside.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

/// Inline code, whatever is in it.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{space}{}{space}{ticks}", text.replace('\n', " "))
}

fn cell_code(text: &str) -> String {
    code(text).replace('|', "\\|")
}

fn cell(text: &str) -> String {
    escaped(text).replace('|', "\\|")
}

/// Text that must not turn into markup, mentions or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '*' | '_' | '[' | ']' | '\\' | '#' | '~' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            _ => out.push(c),
        }
    }
    out
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn a_plan_is_a_comment() {
        insta::assert_snapshot!(plan(&fixture::plan()));
    }

    #[test]
    fn a_huge_plan_is_cut_honestly() {
        let mut huge = fixture::plan();
        let change = huge.changes[0].clone();
        for at in 0..2_000 {
            let mut one = change.clone();
            one.address =
                cutover_schemas::address::Address::parse(&format!("queue.q{at}")).unwrap();
            huge.changes.push(one);
        }
        let text = plan(&huge);
        assert!(text.chars().count() <= LIMIT, "{}", text.chars().count());
        assert!(text.contains("This comment is cut to fit"));
        assert!(text.ends_with("</sub>\n"));
    }

    #[test]
    fn nothing_of_the_user_becomes_markup() {
        assert_eq!(escaped("*a* @all <b>"), "\\*a\\* &#64;all &lt;b&gt;");
        assert_eq!((code("a`b"), fence("x ```` y")), ("``a`b``".into(), "`````".into()));
    }
}
