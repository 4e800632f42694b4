//! Provisioned concurrency through a canary: the stable version keeps its own, the candidate has its part before its share.
use super::{STACK, Shop};
use cutover_tests::need;
use cutover_tests::venv::{Venv, venv};
use serde_json::json;

fn warm(venv: &Venv) -> Shop<'_> {
    let own = "timeout     = \"1s\"\n  concurrency { provisioned = 4 }";
    let shop = Shop::of(venv, &STACK.replace("timeout     = \"1s\"", own));
    assert_eq!(shop.serving()["warm"], json!({"1": [4, "READY"]}));
    shop.code("two", "pass");
    shop.run(&["apply", "--yes", "--no-wait"]).is(8);
    // Half of the traffic is the most that it gets before all of it.
    let serving = shop.serving();
    assert_eq!(serving["weights"], json!({"2": 0.2}));
    assert_eq!(serving["warm"], json!({"1": [4, "READY"], "2": [2, "READY"]}));
    shop
}

#[test]
fn a_promoted_version_is_warm_and_nothing_else_is() {
    let venv = need!(venv());
    let shop = warm(venv);
    shop.run(&["rollout", "promote"]).is(0);
    let expect = json!({"version": "2", "weights": {}, "warm": {"2": [4, "READY"]}});
    assert_eq!(shop.serving(), expect);
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
}

#[test]
fn an_aborted_version_is_not_kept_warm() {
    let venv = need!(venv());
    let shop = warm(venv);
    shop.run(&["rollout", "abort"]).is(0);
    let expect = json!({"version": "1", "weights": {}, "warm": {"1": [4, "READY"]}});
    assert_eq!(shop.serving(), expect);
}
