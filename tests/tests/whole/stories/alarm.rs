//! `examples/alarm`: a function fails, and those who are to hear of it do.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;

#[test]
fn an_alarm_tells_a_topic_and_a_function() {
    let story = Story::begin(need!(venv()), "alarm");
    story.witness(&["post", "watched-default-order", "{}"]);
    let pager = story.run(&["output", "pager"]).is(0).stdout.trim().to_owned();
    let told = story.witness(&["receive", pager.rsplit('/').next().unwrap()]);
    assert_eq!(told["AlarmName"], "watched-default-errors", "{told}");
    assert_eq!(told["NewStateValue"], "ALARM", "{told}");
    story.logged("note", "alarm watched-default-errors is ALARM");

    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("above     = 2500.5", "above     = 3000", &[("update", "alarm.slow")]);
    edit("any_of      =", "all_of      =", &[("update", "alarm.bad_day")]);
    // A name can't change in place, and the alarm on it follows.
    edit(
        "alarm \"backlog\" {",
        "alarm \"backlog\" {\n  name = \"jobs-pile-up\"",
        &[("replace", "alarm.backlog"), ("update", "alarm.bad_day")],
    );
    story.end();
}
