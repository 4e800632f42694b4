use super::*;

/// One minute: the candidate's invocations and failures, the stable version's; a version without invocations has no point.
type Minute = (f64, f64, f64, f64);

fn points(minutes: &[Minute]) -> Vec<Point> {
    let arm = |total, bad| (total > 0.0).then_some(Arm { total, bad });
    let point = |(at, (total, bad, stable, stable_bad)): (i64, &Minute)| Point {
        at: Timestamp(at * PERIOD),
        candidate: arm(*total, *bad),
        stable: arm(*stable, *stable_bad),
    };
    (0..).zip(minutes).map(point).collect()
}

/// What a rule says after each minute, the last of which ends a share step.
fn checks(mut rule: Rule, minutes: &[Minute]) -> Vec<Check> {
    let check = |known: usize| {
        let functions = [points(&minutes[..known])];
        let step_ends = known == minutes.len();
        rule.check(&Seen { functions: &functions, began: Timestamp(0), step_ends })
    };
    (1..=minutes.len()).map(check).collect()
}

fn aborts_after(rule: Rule, minutes: &[Minute]) -> Option<usize> {
    checks(rule, minutes).iter().position(|check| *check == Check::Abort).map(|at| at + 1)
}

fn argo() -> Rule {
    Rule::Argo(argo::Argo::default())
}

fn flagger() -> Rule {
    Rule::Flagger(flagger::Flagger::default())
}

const NOTHING: Minute = (0.0, 0.0, 100.0, 0.0);
const WELL: Minute = (100.0, 0.0, 100.0, 0.0);
const BADLY: Minute = (100.0, 2.0, 100.0, 0.0);

#[test]
fn argo_passes_without_data_and_aborts_at_the_fourth_failure() {
    assert_eq!(aborts_after(argo(), &[NOTHING; 30]), None);
    assert_eq!(aborts_after(argo(), &[WELL; 30]), None);
    assert_eq!(aborts_after(argo(), &[BADLY; 30]), Some(4));
}

#[test]
fn flagger_fails_without_data_and_counts_every_failure() {
    assert_eq!(aborts_after(flagger(), &[NOTHING; 30]), Some(10));
    assert_eq!(aborts_after(flagger(), &[WELL; 30]), None);
    let every_other: Vec<Minute> = [BADLY, WELL].repeat(15);
    assert_eq!(aborts_after(flagger(), &every_other), Some(19));
    assert_eq!(checks(flagger(), &[WELL, BADLY]), [Check::Pass, Check::Halt]);
}

#[test]
fn the_alarm_on_the_alias_counts_the_old_versions_errors() {
    let old = (5.0, 0.0, 95.0, 1.0);
    assert_eq!(aborts_after(Rule::Codedeploy, &[old, WELL, old, WELL]), None);
    assert_eq!(aborts_after(Rule::Codedeploy, &[WELL, old, old, WELL]), Some(3));
    // A minute without any invocation is left out for an older one.
    assert_eq!(aborts_after(Rule::Codedeploy, &[old, (0.0, 0.0, 0.0, 0.0), old]), Some(3));
}

#[test]
fn kayenta_judges_at_the_end_of_a_step() {
    let worse: Vec<Minute> =
        (0..10).map(|n| (100.0, 10.0 + f64::from(n), 100.0, f64::from(n % 3))).collect();
    assert_eq!(aborts_after(Rule::Kayenta, &worse), Some(10));
    assert_eq!(aborts_after(Rule::Kayenta, &[WELL; 10]), None);
    assert_eq!(aborts_after(Rule::Kayenta, &[NOTHING; 10]), None);
    let same: Vec<Minute> =
        (0..10).map(|n| (100.0, f64::from(n % 4), 100.0, f64::from(n % 3))).collect();
    assert_eq!(aborts_after(Rule::Kayenta, &same), None);
}
