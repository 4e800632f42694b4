//! How a command ends: the exit codes that scripts rely on.

/// The end of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exit {
    /// Done, or nothing to do, or no finding at or above the threshold.
    Done,
    /// The user's side: bad spec, protected, wrong account, answered no.
    User,
    /// Only with `--detailed-exitcode` or `fmt --check`: there are changes.
    Changes,
    /// The cloud's side: a call failed for good. What was done is recorded; run again to go on.
    Cloud,
    /// A conflict: a live holder, moved since the plan, a foreign owner, a blocked change.
    Conflict,
    /// The rollout was aborted and traffic is back on the stable version.
    Aborted,
    /// The rollout is held: inconclusive, waiting for approval, or paused by a person.
    Held,
    /// Audit findings at or above the threshold.
    Findings,
    /// A rollout is in progress.
    InProgress,
    /// The rollout is held: the baseline is unhealthy.
    BaselineUnhealthy,
    /// Unknown flag or command, missing argument.
    Usage,
    /// A broken invariant inside cutover: please report.
    Internal,
    /// Interrupted by Ctrl-C; safe to run again.
    Interrupted,
    /// Terminated by SIGTERM; safe to run again.
    Terminated,
}

/// Every end, the gravest first: the order in which several at once are reported.
///
/// A usage error or a refusal ends a command before its first mutating call, so that they never
/// meet the others; they stand above "changes" so that nothing hides them if they do.
pub const BY_GRAVITY: [Exit; 14] = [
    Exit::Internal,
    Exit::Terminated,
    Exit::Interrupted,
    Exit::Cloud,
    Exit::Conflict,
    Exit::Aborted,
    Exit::BaselineUnhealthy,
    Exit::Held,
    Exit::InProgress,
    Exit::Findings,
    Exit::Usage,
    Exit::User,
    Exit::Changes,
    Exit::Done,
];

impl Exit {
    /// The number that the shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::User => 1,
            Self::Changes => 2,
            Self::Cloud => 3,
            Self::Conflict => 4,
            Self::Aborted => 5,
            Self::Held => 6,
            Self::Findings => 7,
            Self::InProgress => 8,
            Self::BaselineUnhealthy => 9,
            Self::Usage => 64,
            Self::Internal => 70,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// What the number means, for people.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => {
                "done; nothing to do; no finding at or above the threshold; an asked-for abort carried out"
            }
            Self::User => {
                "the user's side: bad spec, refused (protected, wrong account, answered no)"
            }
            Self::Changes => "only with `--detailed-exitcode` or `fmt --check`: there are changes",
            Self::Cloud => {
                "the cloud's side: a call failed for good; what was done is recorded; run again to go on"
            }
            Self::Conflict => {
                "conflict: a live holder, moved since the plan, a foreign rollout, blocked changes"
            }
            Self::Aborted => "the rollout was aborted and traffic is back on the stable version",
            Self::Held => {
                "the rollout is held: inconclusive, waiting for approval, or paused by a person"
            }
            Self::Findings => "audit findings at or above `--fail-on`",
            Self::InProgress => "a rollout is in progress",
            Self::BaselineUnhealthy => "the rollout is held: the baseline is unhealthy",
            Self::Usage => "usage: unknown flag or command, missing argument",
            Self::Internal => "a broken invariant inside cutover: please report",
            Self::Interrupted => "interrupted; safe to run again",
            Self::Terminated => "terminated; safe to run again",
        }
    }

    /// The one to report when several happened at once.
    pub fn gravest(ends: impl IntoIterator<Item = Self>) -> Self {
        let rank = |end: Self| BY_GRAVITY.iter().position(|one| *one == end);
        ends.into_iter().min_by_key(|end| rank(*end)).unwrap_or(Self::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_ends_report_the_gravest() {
        // 70 > 130/143 > 3 > 4 > 5 > 9 > 6 > 8 > 7 > 2, as documented.
        let documented = [70, 143, 130, 3, 4, 5, 9, 6, 8, 7, 64, 1, 2, 0];
        assert_eq!(BY_GRAVITY.map(Exit::code), documented);
        for (at, grave) in BY_GRAVITY.iter().enumerate() {
            for light in &BY_GRAVITY[at..] {
                assert_eq!(Exit::gravest([*light, *grave]), *grave);
            }
        }
        assert_eq!(Exit::gravest([]), Exit::Done);
    }
}
