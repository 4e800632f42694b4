//! Looking: the comparison at a share, and the watch after the flip.
use super::Machine;
use crate::command::{Command, Outcome};
use crate::judge::{self, Observed, Trial, Verdict, booking};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Count, Measurement, Series};
use cutover_schemas::plan::Member;
use cutover_schemas::progress::{At, Ending, Held, Stage};
use cutover_schemas::rollout::{Strategy, Unhealthy};

/// Seconds between two looks while nobody knows how long a metric period is.
pub(super) const LOOK_EVERY: i64 = 5;
/// Failed invocations below which a share means nothing: one failure of one call is not 100 %.
const LEAST_ERRORS: f64 = 3.0;
/// Milliseconds after the end of a period at which it is looked at: every rollout looks at the same moment, so that one
/// question serves all.
const AFTER_PERIOD: i64 = 3_000;

impl Machine {
    /// Begins to compare at a share.
    pub(super) fn bake(self, step: usize, now: Timestamp) -> Self {
        if self.progress.pausing {
            let why = "paused before this share baked".to_owned();
            return self.hold(Held::Paused, why, now, Some(step), 0);
        }
        let look = self.look_after(now);
        self.enter(Stage::Baking { step, since: now, look, due: false })
    }

    fn look_after(&self, now: Timestamp) -> Timestamp {
        match self.progress.period {
            Some(period) if period > 0 => {
                let begins = now.0.div_euclid(period) * period;
                Timestamp(begins + period + AFTER_PERIOD.min(period / 10))
            }
            _ => now.plus_seconds(LOOK_EVERY),
        }
    }

    /// What is counted now.
    pub(super) fn measure(&self) -> Command {
        let compares = matches!(self.progress.stage, Stage::Baking { .. });
        let from = match &self.progress.stage {
            Stage::Watching { since, .. } => *since,
            _ => self.progress.shifts.first().map_or(Timestamp(0), |shift| shift.at),
        };
        let both = self.members.iter().zip(&self.progress.members);
        let wanted = both.filter_map(|(member, progress)| {
            Some(Measurement {
                function: member.name.clone(),
                alias: member.alias_name.clone(),
                candidate: progress.candidate?,
                stable: member.stable.as_ref().map(|stable| stable.version).filter(|_| compares),
                log_group: member.habits.log_group.clone(),
                from,
                signals: if compares { self.counts(member) } else { vec![Count::Errors] },
            })
        });
        Command::Measure { wanted: wanted.collect(), alarms: self.policy.judge.alarms.clone() }
    }

    fn counts(&self, member: &Member) -> Vec<Count> {
        judge::counts_of(&self.policy.judge, member.habits.baseline.as_ref())
    }

    pub(super) fn watched(&self, outcome: &Outcome, now: Timestamp) -> Option<Self> {
        match (&self.progress.stage, outcome) {
            (Stage::Baking { step, since, look, due: false }, Outcome::Woke) => {
                Some(self.due(Stage::Baking { step: *step, since: *since, look: *look, due: true }))
            }
            (Stage::Watching { since, look, due: false }, Outcome::Woke) => {
                Some(self.due(Stage::Watching { since: *since, look: *look, due: true }))
            }
            (Stage::Baking { step, since, due: true, .. }, Outcome::Measured { series, red }) => {
                Some(self.judged(*step, *since, series, red, now))
            }
            (Stage::Baking { step, since, due: true, .. }, Outcome::NotMeasured(why)) => {
                Some(self.blind(*step, *since, why, now))
            }
            (Stage::Watching { since, due: true, .. }, Outcome::Measured { series, red }) => {
                Some(self.seen_after(*since, series, red, now))
            }
            (Stage::Watching { since, due: true, .. }, Outcome::NotMeasured(_)) => {
                Some(self.seen_after(*since, &[], &[], now))
            }
            _ => None,
        }
    }

    /// The same stage, a moment on: nobody else is at work on it.
    fn due(&self, stage: Stage) -> Self {
        let mut machine = self.clone();
        machine.progress.stage = stage;
        machine
    }

    /// Milliseconds after which a period's counts are whole.
    fn lag(&self, member: &Member) -> i64 {
        booking::lag(self.progress.period.unwrap_or(60_000), member.habits.timeout)
    }

    fn longest_lag(&self) -> i64 {
        self.members.iter().map(|member| self.lag(member)).max().unwrap_or_default()
    }

    /// What the judge makes of the counts.
    fn judged(
        &self,
        step: usize,
        since: Timestamp,
        series: &[Series],
        red: &[String],
        now: Timestamp,
    ) -> Self {
        let mut machine = self.clone();
        machine.progress.period =
            series.iter().map(|one| one.period).find(|period| *period > 0).or(self.progress.period);
        let Some(bake) = self.steps().get(step).map(|step| step.bake) else {
            let why = "its share is no step of the rollout any more".to_owned();
            return machine.hold(Held::Inconclusive, why, now, Some(step), now.0 - since.0);
        };
        let ends = since.plus_seconds(bake);
        let last = step + 1 == self.steps().len();
        let observed = machine.members.iter().zip(series).map(|(member, series)| Observed {
            series,
            tries: member.habits.tries.max(1),
            lag_ms: machine.lag(member),
            baseline: member.habits.baseline.as_ref(),
        });
        let observed: Vec<Observed<'_>> = observed.collect();
        let assessment = judge::look(&Trial {
            judge: &self.policy.judge,
            rollouts: self.rollouts,
            steps: self.steps().len(),
            extensions: self.progress.extensions,
            shifts: &self.progress.shifts,
            functions: &observed,
            alarms_red: !red.is_empty(),
            now,
            ends_at: last.then_some(ends),
        });
        machine.evidence = Some(assessment.evidence);
        match assessment.verdict {
            Verdict::Abort { why } => machine.restore(Ending::RolledBack { why, pin: true }),
            Verdict::BaselineUnhealthy { why } => machine.in_trouble(step, since, why, now),
            Verdict::Promote => machine.recovered(step, since, now).1.promote(),
            Verdict::Inconclusive { why } => {
                let baked = now.0 - since.0;
                machine.hold(Held::Inconclusive, why, now, Some(step), baked)
            }
            Verdict::Continue => machine.go_on(step, since, bake, last, now),
        }
    }

    /// The step goes on, or the next begins one lag after this one's end.
    fn go_on(self, step: usize, since: Timestamp, bake: i64, last: bool, now: Timestamp) -> Self {
        let (since, machine) = self.recovered(step, since, now);
        let leaves = since.plus_seconds(bake).plus_millis(machine.longest_lag());
        if !last && now >= leaves {
            return machine.shift(step + 1, now);
        }
        machine.look_again(step, since, now)
    }

    fn look_again(self, step: usize, since: Timestamp, now: Timestamp) -> Self {
        let look = self.look_after(now);
        self.enter(Stage::Baking { step, since, look, due: false }).overdue(now)
    }

    /// The time for which the stable version was in trouble doesn't count.
    fn recovered(mut self, step: usize, since: Timestamp, now: Timestamp) -> (Timestamp, Self) {
        let stood = self.progress.unhealthy.take().map_or(0, |from| (now.0 - from.0).max(0));
        let since = since.plus_millis(stood);
        if let Stage::Baking { step: at, since: begun, .. } = &mut self.progress.stage {
            (*at, *begun) = (step, since);
        }
        (since, self)
    }

    fn in_trouble(mut self, step: usize, since: Timestamp, why: String, now: Timestamp) -> Self {
        let from = *self.progress.unhealthy.get_or_insert(now);
        if now < from.plus_seconds(self.policy.judge.patience) {
            return self.look_again(step, since, now);
        }
        if self.policy.judge.on_baseline_unhealthy == Unhealthy::Promote {
            return self.promote();
        }
        let baked = from.0 - since.0;
        self.hold(Held::BaselineUnhealthy, why, now, Some(step), baked)
    }

    /// Metrics that can't be read don't decide, and are not waited for without end.
    fn blind(&self, step: usize, since: Timestamp, why: &str, now: Timestamp) -> Self {
        let bake = self.steps().get(step).map_or(0, |step| step.bake);
        let patience =
            since.plus_seconds(bake + self.policy.judge.patience).plus_millis(self.longest_lag());
        if now < patience {
            return self.clone().look_again(step, since, now);
        }
        let why = format!("the counts can't be read: {why}");
        self.clone().hold(Held::Inconclusive, why, now, Some(step), now.0 - since.0)
    }

    /// On to all traffic, with all of its warmth.
    pub(super) fn promote(self) -> Self {
        let lacks = self.members.iter().any(|member| self.lacks_warmth(member));
        if !lacks {
            return self.flip();
        }
        let full = self.clone();
        self.enter(Stage::Filling)
            .all_at(|member, _| if full.lacks_warmth(member) { At::Writing } else { At::Done })
    }

    /// After the flip there is nothing to compare with: a limit decides.
    fn seen_after(
        &self,
        since: Timestamp,
        series: &[Series],
        red: &[String],
        now: Timestamp,
    ) -> Self {
        let until = since.plus_seconds(self.bake_after());
        let alarm = red.first().map(|name| format!("the alarm {name} is red"));
        let why = self.over_limit(series).or(alarm.filter(|_| self.policy.judge.alarm_aborts));
        match why {
            Some(why) if self.members.iter().any(|member| member.stable.is_some()) => {
                self.restore(Ending::RolledBack { why, pin: true })
            }
            _ if now >= until => self.clone().drain(now),
            _ => {
                let look = now.plus_seconds(LOOK_EVERY).min(until);
                self.clone().enter(Stage::Watching { since, look, due: false })
            }
        }
    }

    fn over_limit(&self, series: &[Series]) -> Option<String> {
        let most = match self.policy.strategy {
            Strategy::BlueGreen { max_error_rate, .. } => max_error_rate,
            Strategy::Canary { .. } => self.policy.judge.limits.error_rate,
            Strategy::AllAtOnce => None,
        }?;
        let both = self.progress.members.iter().zip(series);
        let mut counted = both.map(|(progress, series)| (progress.candidate, totals(series)));
        counted.find_map(|(candidate, (total, bad))| {
            #[expect(clippy::cast_precision_loss, reason = "a share below 10,000")]
            let over = bad >= LEAST_ERRORS && bad * 10_000.0 > most as f64 * total;
            over.then(|| {
                format!(
                    "{bad:.0} of {total:.0} invocations of version {} failed during its bake",
                    candidate.unwrap_or_default()
                )
            })
        })
    }
}

/// Invocations of the candidate, and those that failed.
fn totals(series: &Series) -> (f64, f64) {
    let arms = series.signals.first().into_iter().flatten().filter_map(|point| point.candidate);
    arms.fold((0.0, 0.0), |(total, bad), arm| (total + arm.total, bad + arm.bad))
}
