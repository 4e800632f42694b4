//! Token buckets per rate limit of AWS, served in order of urgency.
//!
//! One task owns every bucket; callers send it a question and wait for their turn. The arithmetic is
//! in [`Tank`], which is told the time. The rates are those of the operation table and of
//! <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.
use crate::requests::Named;
use cutover_schemas::operations::Bucket;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// Who goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Priority {
    /// Putting an alias back.
    Restore,
    /// Any other change.
    Write,
    /// A read that something waits for.
    Wait,
    /// Any other read.
    Read,
}

/// One rate limit: the table's buckets for writes, and those that only reads use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// A limit of the operation table; Lambda's and API Gateway's hold for reads too.
    Table(Bucket),
    /// `GetFunction`, 100 a second.
    LambdaGetFunction,
    /// `GetPolicy`, 15 a second.
    LambdaGetPolicy,
    /// Reads of IAM.
    IamRead,
    /// Reads of CloudWatch Logs.
    LogsRead,
    /// Reads of SQS.
    SqsRead,
    /// Reads of S3's settings.
    S3Read,
    /// Reads of SNS.
    SnsRead,
    /// Reads of Parameter Store, 40 a second.
    SsmRead,
    /// The tagging API.
    Tagging,
    /// Everything else: metrics, STS.
    Other,
}

impl Lane {
    /// The limit that a request counts against.
    pub(crate) fn of(named: &Named) -> Self {
        match (named.service.as_str(), named.operation.as_str(), named.mutating) {
            ("lambda", "GetFunction", _) => Self::LambdaGetFunction,
            ("lambda", "GetPolicy", _) => Self::LambdaGetPolicy,
            ("lambda", "Invoke", _) => Self::Table(Bucket::LambdaInvoke),
            ("lambda", ..) => Self::Table(Bucket::LambdaRest),
            ("apigateway", ..) => Self::Table(Bucket::ApiGateway),
            ("iam", _, true) => Self::Table(Bucket::IamWrite),
            ("iam", _, false) => Self::IamRead,
            ("logs", _, true) => Self::Table(Bucket::Logs),
            ("logs", _, false) => Self::LogsRead,
            ("sqs", _, true) => Self::Table(Bucket::Sqs),
            ("sqs", _, false) => Self::SqsRead,
            ("s3", _, false) => Self::S3Read,
            ("dynamodb", _, true) => Self::Table(Bucket::DynamoDb),
            ("kinesis", ..) => Self::Table(Bucket::Kinesis),
            ("monitoring", _, true) => Self::Table(Bucket::CloudWatch),
            ("events", _, true) => Self::Table(Bucket::Events),
            ("application-autoscaling", ..) => Self::Table(Bucket::AutoScaling),
            ("scheduler", _, true) => Self::Table(Bucket::Scheduler),
            ("ssm", _, true) => Self::Table(Bucket::Ssm),
            ("ssm", _, false) => Self::SsmRead,
            ("sns", _, true) => Self::Table(Bucket::Sns),
            ("sns", _, false) => Self::SnsRead,
            ("tagging", ..) => Self::Tagging,
            _ => Self::Other,
        }
    }

    fn rate(self) -> f64 {
        match self {
            Self::Table(bucket) => bucket.rate(),
            Self::LambdaGetFunction | Self::SqsRead | Self::S3Read => 100.0,
            Self::LambdaGetPolicy | Self::IamRead | Self::Tagging => 15.0,
            Self::LogsRead => 10.0,
            Self::SnsRead => 30.0,
            Self::SsmRead => 40.0,
            Self::Other => 50.0,
        }
    }

    /// Calls that may come at once; elsewhere AWS publishes no burst, so a second's worth.
    fn burst(self) -> f64 {
        ROOM * match self {
            Self::Table(Bucket::ApiGateway) => 40.0,
            other => other.rate(),
        }
    }
}

/// The part of a burst that is used. Calls that leave at the right moments arrive late or early, the late ones together
/// with those behind them: the rest is left for calls that are under way for up to 0.3 s longer than others.
const ROOM: f64 = 0.7;

/// A handle on the task that owns the buckets.
#[derive(Clone, Debug)]
pub(crate) struct Limiter(mpsc::UnboundedSender<Message>);

#[derive(Debug)]
enum Message {
    Turn(Lane, Priority, oneshot::Sender<()>),
    Throttled(Lane),
}

impl Limiter {
    /// Starts the task; `share` is the part of AWS's limits to use.
    pub(crate) fn start(share: f64) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(serve(receiver, share));
        Self(sender)
    }

    /// Returns when a call may go out.
    pub(crate) async fn turn(&self, lane: Lane, priority: Priority) {
        let (sender, receiver) = oneshot::channel();
        if self.0.send(Message::Turn(lane, priority, sender)).is_ok() {
            // An error means that the task is gone with its runtime: nothing is left to pace.
            let _ = receiver.await;
        }
    }

    /// Slows a lane down after a refusal: somebody else is calling too.
    pub(crate) fn throttled(&self, lane: Lane) {
        let _ = self.0.send(Message::Throttled(lane));
    }
}

async fn serve(mut receiver: mpsc::UnboundedReceiver<Message>, share: f64) {
    let mut tanks: BTreeMap<Lane, Tank> = BTreeMap::new();
    loop {
        let now = Instant::now();
        let wait = tanks.values_mut().filter_map(|tank| tank.serve(now)).min();
        let message = match wait {
            None => receiver.recv().await,
            Some(wait) => match tokio::time::timeout(wait, receiver.recv()).await {
                Ok(message) => message,
                Err(_) => continue,
            },
        };
        let now = Instant::now();
        let (lane, change) = match message {
            None => return,
            Some(Message::Turn(lane, priority, turn)) => (lane, Some((priority, turn))),
            Some(Message::Throttled(lane)) => (lane, None),
        };
        let tank = tanks.entry(lane).or_insert_with(|| Tank::new(lane, share, now));
        match change {
            Some((priority, turn)) => tank.queue(priority, turn),
            None => tank.slow(now),
        }
    }
}

/// One bucket of tokens and who waits for them.
#[derive(Debug)]
struct Tank {
    rate: f64,
    burst: f64,
    level: f64,
    filled: Instant,
    /// From 1 down to a tenth after refusals; comes back by a tenth of the rate each second.
    pace: f64,
    waiting: BTreeMap<(Priority, u64), oneshot::Sender<()>>,
    number: u64,
}

const SLOWEST: f64 = 0.1;
const RECOVERY_PER_SECOND: f64 = 0.1;

impl Tank {
    fn new(lane: Lane, share: f64, now: Instant) -> Self {
        let burst = (lane.burst() * share).max(1.0);
        Self {
            rate: lane.rate() * share,
            burst,
            level: burst,
            filled: now,
            pace: 1.0,
            waiting: BTreeMap::new(),
            number: 0,
        }
    }

    fn queue(&mut self, priority: Priority, turn: oneshot::Sender<()>) {
        self.number += 1;
        self.waiting.insert((priority, self.number), turn);
    }

    fn slow(&mut self, now: Instant) {
        self.fill(now);
        self.pace = (self.pace / 2.0).max(SLOWEST);
        self.level = self.level.min(0.0);
    }

    fn fill(&mut self, now: Instant) {
        let seconds = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = now;
        self.level = (self.level + seconds * self.rate * self.pace).min(self.burst);
        self.pace = (self.pace + seconds * RECOVERY_PER_SECOND).min(1.0);
    }

    /// Lets through who may go; answers how long the next one must wait.
    fn serve(&mut self, now: Instant) -> Option<Duration> {
        self.fill(now);
        while self.level >= 1.0 {
            let (_, turn) = self.waiting.pop_first()?;
            if turn.send(()).is_ok() {
                self.level -= 1.0;
            }
        }
        let missing = (1.0 - self.level).max(0.0) / (self.rate * self.pace).max(0.01);
        (!self.waiting.is_empty()).then(|| Duration::from_secs_f64(missing.clamp(0.001, 10.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(tank: &mut Tank, priority: Priority) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        tank.queue(priority, sender);
        receiver
    }

    fn went(turns: &mut [oneshot::Receiver<()>]) -> usize {
        turns.iter_mut().map(|turn| turn.try_recv().is_ok()).filter(|went| *went).count()
    }

    #[test]
    fn calls_beyond_the_burst_come_at_the_rate() {
        let start = Instant::now();
        let mut tank = Tank::new(Lane::LogsRead, 1.0, start);
        let mut turns: Vec<_> = (0..25).map(|_| ask(&mut tank, Priority::Read)).collect();
        tank.serve(start);
        // Of a second's worth, with room for those that come late.
        assert_eq!(went(&mut turns), 7);
        tank.serve(start + Duration::from_millis(500));
        assert_eq!(went(&mut turns), 5);
    }

    #[test]
    fn the_urgent_goes_first_and_who_gave_up_costs_nothing() {
        let start = Instant::now();
        let mut tank = Tank::new(Lane::LogsRead, 0.1, start);
        let mut read = ask(&mut tank, Priority::Read);
        drop(ask(&mut tank, Priority::Write));
        let mut restore = ask(&mut tank, Priority::Restore);
        tank.serve(start);
        assert!(restore.try_recv().is_ok() && read.try_recv().is_err());
        tank.serve(start + Duration::from_millis(1_001));
        assert!(read.try_recv().is_ok());
    }

    #[test]
    fn a_refusal_slows_the_lane_and_time_heals_it() {
        let start = Instant::now();
        let mut tank = Tank::new(Lane::LogsRead, 1.0, start);
        tank.slow(start);
        let mut turns: Vec<_> = (0..100).map(|_| ask(&mut tank, Priority::Read)).collect();
        tank.serve(start + Duration::from_secs(1));
        assert_eq!(went(&mut turns), 5);
        tank.fill(start + Duration::from_secs(20));
        assert!((tank.pace - 1.0).abs() < f64::EPSILON);
    }
}
