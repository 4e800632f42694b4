//! Escalation: each published path granted, with one of its actions missing, denied, or cut by a boundary.
use cutover_audit::contain::Options;
use cutover_audit::escalation::{Answer, PATHS, find};
use cutover_audit::evaluate::decide;
use cutover_audit::policy::Policy;
use cutover_audit::request::Layers;
use cutover_audit::table::Table;
use serde_json::{Value, json as made};

fn policy(statements: &Value) -> Policy {
    crate::pairs::policy(&made!({ "Version": "2012-10-17", "Statement": statements }))
}

pub(crate) fn measure(data: &Value, misses: bool) -> bool {
    let paths = data["paths"].as_array().map(Vec::as_slice).unwrap_or_default();
    let (table, options) = (Table::embedded(), Options { link: false, ..Options::default() });
    let (mut right, mut wrong) = (0, 0);
    let mut count = |is_right: bool, id: &str, what: &str| {
        if is_right {
            right += 1;
        } else {
            wrong += 1;
            if misses {
                println!("    {id}: {what}");
            }
        }
    };
    for one in paths {
        let id = one.get("id").and_then(Value::as_str).unwrap_or_default();
        let required: Vec<&str> = one
            .get("required")
            .and_then(Value::as_array)
            .map(|all| all.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let Some(path) = PATHS.iter().find(|path| path.id == id) else {
            count(false, id, "not in the catalogue");
            continue;
        };
        let allow =
            |actions: &[&str]| made!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
        let all = policy(&made!([allow(&required)]));
        let layers = Layers::identity([&all]);
        let found = match find(path, &layers, table, &options) {
            Answer::Open(requests) => requests.iter().all(|one| decide(&layers, one).is_allowed()),
            Answer::Closed | Answer::Undecided(_) => false,
        };
        count(found, id, "granted, missed");
        for action in &required {
            let rest: Vec<&str> = required.iter().copied().filter(|one| one != action).collect();
            let missing = policy(&made!([allow(&rest)]));
            let deny = made!({ "Effect": "Deny", "Action": action, "Resource": "*" });
            let denied = policy(&made!([allow(&required), deny]));
            let bounded = Layers { boundary: Some(&missing), ..Layers::identity([&all]) };
            let cases = [
                ("missing", Layers::identity([&missing])),
                ("denied", Layers::identity([&denied])),
                ("cut", bounded),
            ];
            for (what, layers) in cases {
                let closed = find(path, &layers, table, &options) == Answer::Closed;
                count(closed, id, &format!("{what} {action}, found all the same"));
            }
        }
    }
    println!("escalation: {} paths, {right} answers right, {wrong} wrong", paths.len());
    wrong == 0 && right > 0
}
