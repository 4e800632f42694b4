//! Functions that shift together.
use super::{RATE, Shop, says, warmed};
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::{Value, json};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Five functions in one group, each behind a route of its own.
fn stack() -> String {
    let mut text =
        super::STACK.replace("quiet    = \"canary\"", "quiet = \"canary\"\n  group = \"shop\"");
    text.truncate(text.find("function \"web\"").unwrap());
    let functions = NAMES.map(|name| {
        format!(
            "function \"{name}\" {{\n  code = \"src/{name}\"\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n  timeout = \"1s\"\n  environment = {{ OUTAGE = \"OUTAGE_FILE\" }}\n  rollout = rollout.careful\n}}\n"
        )
    });
    let routes = NAMES.map(|name| format!("  route \"GET /{name}\" {{ to = function.{name} }}\n"));
    let main = "  route \"GET /\" { to = function.c }\n";
    text + &functions.concat()
        + &format!(
            "api \"web\" {{\n{main}{}}}\noutput \"url\" {{ value = api.web.url }}\n",
            routes.concat()
        )
}

fn write(shop: &Shop<'_>, release: &str, bad: Option<&str>) {
    for name in NAMES {
        let fault = if bad == Some(name) { "1 / (number % 2)" } else { "pass" };
        shop.stack.write(&format!("src/{name}/app.py"), &super::code(release, fault));
    }
}

fn serving(shop: &Shop<'_>) -> Vec<Value> {
    let each = NAMES.map(|name| shop.witness(&["serving", &format!("shop-default-{name}")]));
    each.into_iter().map(|one| json!([one["version"], one["weights"]])).collect()
}

#[test]
fn one_bad_function_takes_its_whole_group_back() {
    let venv = need!(venv());
    let shop = Shop::of_group(venv, &stack(), |shop| write(shop, "one", None));
    assert!(serving(&shop).iter().all(|one| *one == json!(["1", {}])));
    let load = shop.load();
    warmed(&load, RATE);
    write(&shop, "two", Some("c"));
    let mut apply = shop.start();
    says(&mut apply, "baking");
    let shares = serving(&shop);
    assert!(shares.iter().all(|one| *one == shares[0]), "{shares:?}");
    let told = apply.wait().is(5).stderr;
    assert!(told.contains("with group shop"), "{told}");
    assert_eq!(serving(&shop), vec![json!(["1", {}]); 5]);
    write(&shop, "three", None);
    shop.run(&["apply", "--yes", "--no-wait"]).is(8);
    let shares = serving(&shop);
    assert!(shares.iter().all(|one| one[1] == json!({"3": 0.2})), "{shares:?}");
    shop.run(&["rollout", "promote"]).is(0);
    assert_eq!(serving(&shop), vec![json!(["3", {}]); 5]);
    drop(load);
}
