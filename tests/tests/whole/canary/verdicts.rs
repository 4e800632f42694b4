//! What a canary comes to.
use super::{NAME, RATE, Shop, alone, rolling, warmed};
use cutover_tests::load::Answers;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

/// Rolls a second version out under load; answers how `apply` ended and what the callers saw.
#[track_caller]
fn rolled(shop: &Shop<'_>, name: &str, fault: &str, exit: i32) -> (String, Answers) {
    let load = shop.load();
    warmed(&load, RATE * 3);
    shop.code(name, fault);
    let ended = shop.apply().is(exit);
    (ended.stderr, load.end())
}

fn bad(answers: &Answers) -> u32 {
    answers.iter().filter(|((status, _), _)| *status >= 500).map(|(_, times)| times).sum()
}

/// The stable version serves alone, and the content does not come back by itself.
#[track_caller]
fn went_back(shop: &Shop<'_>) {
    assert_eq!(shop.serving(), alone("1"));
    let again = shop.apply().is(4);
    assert!(again.stderr.contains("this very content was taken back"), "{}", again.stderr);
}

#[test]
fn a_version_that_throws_is_aborted_and_pinned() {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    let (told, answers) = rolled(&shop, "two", "1 / (number % 3)", 5);
    assert!(told.contains("rolled_back"), "{told}");
    went_back(&shop);
    // Every failed request is an error of the candidate itself: none was lost to the shifting.
    let errors = shop.witness(&["errors", NAME]);
    assert!(bad(&answers) > 0, "{answers:?}");
    assert_eq!(errors, json!({"2": bad(&answers)}), "{answers:?}");
    // Another content passes, and so does this one once somebody says so.
    shop.run(&["unpin", "function.web", "--reason", "it was the test"]).is(0);
    let plan = shop.run(&["plan", "--detailed-exitcode"]).is(2);
    assert!(plan.stdout.contains("as written"), "{}", plan.stdout);
}

#[test]
fn a_version_that_answers_500_is_aborted_by_what_its_log_says() {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    let (told, answers) = rolled(&shop, "two", "status = 500 if number % 3 else 200", 5);
    assert!(told.contains("the spec's own signal"), "{told}");
    went_back(&shop);
    let others = answers.keys().filter(|(status, _)| *status >= 500).any(|(_, body)| body != "two");
    assert!(bad(&answers) > 0 && !others, "{answers:?}");
    assert_eq!(shop.witness(&["errors", NAME]), json!({}), "Lambda has counted no error");
}

#[test]
fn a_slow_version_is_aborted() {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    let (told, answers) = rolled(&shop, "two", "time.sleep(0.2)", 5);
    assert!(told.contains("rolled_back"), "{told}");
    assert_eq!(bad(&answers), 0, "{answers:?}");
    went_back(&shop);
}

#[test]
fn a_version_no_worse_is_promoted() {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    let (told, answers) = rolled(&shop, "two", "pass", 0);
    for words in ["shifting", "20%", "50%", "flipping", "promoted"] {
        assert!(told.contains(words), "no `{words}`\n{told}");
    }
    assert_eq!((shop.serving(), bad(&answers)), (alone("2"), 0), "{answers:?}");
    is_reported(&shop);
    // Nothing changed: no version, no rollout. A setting that no version has rolls nothing out either.
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    shop.stack.edit(
        "stack.hcl",
        "timeout     = \"1s\"",
        "timeout     = \"1s\"\n  concurrency { reserved = 5 }",
    );
    let told = shop.apply().is(0).stderr;
    assert!(!told.contains(">>"), "{told}");
    assert_eq!(shop.serving(), alone("2"));
    shop.stack.edit("stack.hcl", "timeout     = \"1s\"", "memory = 256\n  timeout     = \"1s\"");
    let plan = shop.run(&["plan"]).is(0).stdout;
    assert!(plan.contains("canary, as written"), "{plan}");
}

/// The page of what has just been promoted shows its curves and counts.
#[track_caller]
fn is_reported(shop: &Shop<'_>) {
    let file = shop.stack.path().join("rollouts.html");
    let told = shop.run(&["rollout", "status", "--html", file.to_str().unwrap()]).is(0).stdout;
    assert!(told.contains("No rollout is under way"), "{told}");
    let page = std::fs::read_to_string(&file).unwrap();
    for words in [
        ">promoted</p>",
        "canary: 20% for 3s, 50% for 5s",
        "evidence over time",
        "aborted at 20",
        "promoted at 5 % or less",
        "fails at most",
        "log lines",
        "in at most 5% of such applies",
    ] {
        assert!(page.contains(words), "no `{words}`\n{page}");
    }
    assert!(page.matches("<circle").count() > 4, "{page}");
}

#[test]
fn without_traffic_it_is_held_until_a_person_decides() {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    shop.code("two", "pass");
    let told = shop.apply().is(6).stderr;
    assert!(told.contains("held (inconclusive)"), "{told}");
    assert_eq!(shop.serving()["weights"], json!({"2": 0.5}));
    let status = shop.run(&["rollout", "status", "--format", "json"]).is(0).json();
    assert_eq!(status["rollouts"][0]["verdict"], "inconclusive", "{status}");
    shop.run(&["rollout", "watch"]).is(6);
    shop.run(&["rollout", "promote", "--reason", "looks good"]).is(0);
    assert_eq!(shop.serving(), alone("2"));
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
}

#[test]
fn an_outage_of_both_versions_is_no_verdict() {
    let venv = need!(venv());
    let (shop, load, apply) = rolling(venv);
    shop.stack.write("outage", "");
    let told = apply.wait().is(9).stderr;
    assert!(told.contains("held (baseline-unhealthy)"), "{told}");
    assert_eq!(shop.serving()["version"], "1");
    shop.run(&["rollout", "abort"]).is(0);
    assert_eq!(shop.serving(), alone("1"));
    drop(load);
}
