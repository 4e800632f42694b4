//! `audit` of a stack: its roles against what its edges need, and the rules over all of its policies.
use super::{Options, tell};
use crate::commands::waiting;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{self, Audited, Opening, PlanOptions, Session};
use cutover_audit::table::Table;
use cutover_plan::audit::{Judged, judge, lint, waivable, waive};
use cutover_schemas::address::Address;
use cutover_schemas::finding::Finding;
use cutover_schemas::value::Attrs;
use std::collections::BTreeMap;

/// Judges what is planned, or what is live.
pub(super) fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let (audited, live) = if options.live {
        let mut seen = None;
        waiting(async {
            seen = Some(look(context).await?);
            Ok(Exit::Done)
        })?;
        let Some((audited, live)) = seen else {
            return Err(CliError::internal("a look at the cloud ended without an answer"));
        };
        (audited, Some(live))
    } else {
        (journey::audited(context)?, None)
    };
    let judged = Judged { graph: &audited.graph, needs: &audited.needs, live: live.as_ref() };
    let findings = waive(found(&judged), &audited.spec, &rules(), journey::today());
    tell(context, options, &findings, &audited.texts, &|file| context.in_repository(file))
}

fn found(judged: &Judged<'_>) -> Vec<Finding> {
    let mut findings = judge(judged, Table::embedded());
    findings.extend(lint(judged));
    let place = |finding: &Finding| {
        let place = finding.place.as_ref();
        place.map(|place| (place.file.clone(), place.line, place.column))
    };
    findings.sort_by_cached_key(|finding| {
        (place(finding), finding.address.clone(), finding.rule.clone())
    });
    findings
}

/// What the deployment's roles and policies are at this moment.
async fn look(context: &Context) -> Result<(Audited, BTreeMap<Address, Attrs>), CliError> {
    let session = Session::open(context, Opening::default()).await?;
    let seen = session.plan(&PlanOptions { full: true, ..PlanOptions::default() }).await;
    session.target.close().await;
    let present = seen?.present;
    Ok((journey::audited_as(context, &session.identity)?, present))
}

/// Rules that may be waived.
fn rules() -> Vec<&'static str> {
    cutover_audit::rules::RULES.iter().map(|rule| rule.code).chain(waivable()).collect()
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "reads the examples")]
mod tests {
    use super::*;
    use crate::args::{Color, Format, Global};
    use crate::output::Output;
    use cutover_schemas::date::Date;
    use cutover_schemas::kinds::KindName;
    use cutover_schemas::value::Value;
    use std::path::{Path, PathBuf};

    fn examples() -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut folders: Vec<PathBuf> =
            entries.filter(|path| path.join("stack.hcl").is_file()).collect();
        folders.sort();
        folders
    }

    /// An example in the first stage that has a name of its own.
    fn audited(folder: &Path) -> Audited {
        let stack = std::fs::read_to_string(folder.join("stack.hcl")).unwrap();
        let named =
            stack.lines().filter_map(|line| line.strip_prefix("stage \"")?.split('"').next());
        let stage = named.filter(|name| !name.contains('*')).map(str::to_owned).next();
        let global = Global { directory: Some(folder.to_owned()), stage, ..Global::default() };
        let context = Context::new(global, Output::decide(Color::Never, Format::Human));
        journey::audited(&context).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    }

    /// Every way to change one part of a statement: to take it away or to make it wider.
    fn changes(statement: &Value) -> Vec<(String, Option<Value>)> {
        let fields = statement.as_map().unwrap();
        let with = |name: &str, value: Option<Value>| {
            let mut changed = fields.clone();
            match value {
                Some(value) => changed.insert(name.to_owned(), value),
                None => changed.remove(name),
            };
            Some(Value::Map(changed))
        };
        let mut all = vec![("without the statement".to_owned(), None)];
        if !fields.get("Condition").is_none_or(Value::is_null) {
            all.push(("without its condition".to_owned(), with("Condition", None)));
        }
        for name in ["Action", "Resource"] {
            let whole = || vec![fields[name].clone()];
            let parts = fields[name].as_list().map_or_else(whole, <[Value]>::to_vec);
            for (at, part) in parts.iter().enumerate() {
                let mut fewer = parts.clone();
                fewer.remove(at);
                if !fewer.is_empty() {
                    all.push((format!("without {part:?}"), with(name, Some(Value::List(fewer)))));
                }
                let Some(text) = part.as_text().filter(|text| *text != "*") else { continue };
                let wider = match text.split_once(':') {
                    Some((service, _)) if name == "Action" => {
                        vec![format!("{service}:*"), format!("{text}*")]
                    }
                    _ => vec!["*".to_owned(), format!("{text}*")],
                };
                for wider in wider.into_iter().filter(|wider| !text.ends_with('*') || wider == "*")
                {
                    let mut parts = parts.clone();
                    parts[at] = Value::text(wider.clone());
                    all.push((format!("{wider} for {text}"), with(name, Some(Value::List(parts)))));
                }
            }
        }
        all
    }

    /// What is found in a stack whose function runs as a role that allows what nothing needs.
    fn found_with(waiver: &str, today: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let stack = format!(
            r#"stack "s" {{}}
function "f" {{
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  role    = role.wide
}}
role "wide" {{
  allow "logs" {{
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["*"]
  }}
  allow "more" {{
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::reports/*"]
  }}
}}
audit {{
{waiver}
}}
"#
        );
        std::fs::write(folder.path().join("stack.hcl"), stack).unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/app.py"), "").unwrap();
        let audited = audited(folder.path());
        let judged = Judged { graph: &audited.graph, needs: &audited.needs, live: None };
        let found = waive(found(&judged), &audited.spec, &rules(), Date::parse(today));
        found
            .into_iter()
            .map(|one| one.rule)
            .filter(|rule| rule != "audit/wildcard-resource")
            .collect()
    }

    #[test]
    fn what_is_waived_passes_until_its_day_is_over() {
        let all = ["audit/wider-grant", "audit/unneeded-grant"];
        assert_eq!(found_with("", "2026-11-27"), all);
        let waiver = |rule: &str, until: &str| {
            format!(
                "  waive \"{rule}\" {{\n    address = role.wide\n    reason  = \"so it is\"\n    until   = \"{until}\"\n  }}"
            )
        };
        let one = waiver("audit/unneeded-grant", "2026-12-01");
        assert_eq!(found_with(&one, "2026-12-01"), ["audit/wider-grant"]);
        let over = found_with(&one, "2026-12-02");
        assert_eq!(over, ["audit/wider-grant", "audit/unneeded-grant", "audit/expired-waiver"]);
        let slip = found_with(&waiver("audit/uneeded-grant", "2026-12-01"), "2026-11-27");
        assert_eq!(slip, ["audit/wider-grant", "audit/unneeded-grant", "audit/unknown-waiver"]);
    }

    #[test]
    fn the_examples_need_what_they_have() {
        for folder in examples() {
            let audited = audited(&folder);
            let judged = Judged { graph: &audited.graph, needs: &audited.needs, live: None };
            let found = judge(&judged, Table::embedded());
            assert!(found.is_empty(), "{}: {found:#?}", folder.display());
        }
    }

    #[test]
    fn whatever_is_changed_in_a_role_is_noticed() {
        let mut tried = 0;
        let mut unnoticed = Vec::new();
        for folder in examples() {
            let audited = audited(&folder);
            let policies = audited.graph.resources.values();
            for policy in policies.filter(|one| one.kind == KindName::RolePolicy) {
                let statements =
                    policy.attrs["document"].as_map().unwrap()["Statement"].as_list().unwrap();
                for (at, statement) in statements.iter().enumerate() {
                    for (what, changed) in changes(statement) {
                        let mut statements = statements.to_vec();
                        match changed {
                            Some(changed) => statements[at] = changed,
                            None => {
                                statements.remove(at);
                            }
                        }
                        let mut live: BTreeMap<Address, Attrs> = audited
                            .graph
                            .resources
                            .values()
                            .map(|one| (one.address.clone(), one.attrs.clone()))
                            .collect();
                        let mut document = policy.attrs["document"].as_map().unwrap().clone();
                        document.insert("Statement".into(), Value::List(statements));
                        live.get_mut(&policy.address)
                            .unwrap()
                            .insert("document".into(), Value::Map(document));
                        let judged = Judged {
                            graph: &audited.graph,
                            needs: &audited.needs,
                            live: Some(&live),
                        };
                        tried += 1;
                        let found = judge(&judged, Table::embedded());
                        let about = |one: &Finding| {
                            one.address
                                .as_deref()
                                .is_some_and(|address| policy.address.as_str().starts_with(address))
                        };
                        if !found.iter().any(|one| about(one) && one.rule != "audit/undecided") {
                            unnoticed.push(format!("{} {what}: {found:?}", policy.address));
                        }
                    }
                }
            }
        }
        assert!(tried > 200, "{tried}");
        assert!(unnoticed.is_empty(), "{} of {tried}:\n{}", unnoticed.len(), unnoticed.join("\n"));
    }
}
