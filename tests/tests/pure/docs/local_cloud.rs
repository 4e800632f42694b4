//! `docs/local-cloud.md`: what the local cloud is, and what it models.
use super::{check, table};
use cutover_emulator::{Row, Status, fidelity};
use std::collections::BTreeMap;

const INTRODUCTION: &str = include_str!("local-cloud.head.md");

#[test]
fn local_cloud() {
    let mut services: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for row in fidelity() {
        services.entry(row.service).or_default().push(row);
    }
    let count = |status: Status| fidelity().iter().filter(|row| row.status == status).count();
    let mut body = format!(
        "{INTRODUCTION}\n## Operations\n\n{} operations are modelled, {} in part, and {} that a deployment might want are answered as unknown. An operation that \
         isn't listed is\nanswered as unknown as well.\n",
        count(Status::Modelled),
        count(Status::Partly),
        count(Status::Not)
    );
    for (service, rows) in services {
        let rows = rows.into_iter().map(|row| {
            let status = match (row.status, row.note) {
                (Status::Modelled, _) => "modelled".to_owned(),
                (Status::Partly, note) => format!("in part: {note}"),
                (Status::Not, _) => "not".to_owned(),
            };
            vec![format!("`{}`", row.operation), status]
        });
        body += &format!("\n### {service}\n\n{}", table(&["operation", "as on AWS"], rows));
    }
    check("local-cloud.md", &body);
}
