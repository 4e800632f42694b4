//! Log lines, for `cutover logs`.
use crate::aws::Aws;
use crate::errors::Failure;
use cutover_cloud::cloud::CloudError;

/// One log line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When, in milliseconds since 1970.
    pub at_millis: i64,
    /// Its log stream.
    pub stream: String,
    /// The service's id of the line: the same line has the same id in every answer.
    pub id: String,
    /// The line without its end.
    pub message: String,
}

impl Aws {
    /// Lines of a group since a moment, oldest first; `filter` is a CloudWatch Logs filter pattern.
    ///
    /// A group that doesn't exist (yet) has no lines.
    pub async fn tail(
        &self,
        log_group: &str,
        since_millis: i64,
        filter: Option<&str>,
    ) -> Result<Vec<LogLine>, CloudError> {
        let found = self.lines(log_group, since_millis, filter).await;
        match found {
            Err(failure) if failure.is_missing() => Ok(Vec::new()),
            found => found.map_err(|failure| failure.cloud("logs:FilterLogEvents")),
        }
    }

    async fn lines(
        &self,
        group: &str,
        since: i64,
        filter: Option<&str>,
    ) -> Result<Vec<LogLine>, Failure> {
        let call = self.reads.logs.filter_log_events().log_group_name(group).start_time(since);
        let call = call.set_filter_pattern(filter.map(str::to_owned));
        let mut pages = call.into_paginator().send();
        let mut lines = Vec::new();
        while let Some(page) = pages.next().await {
            lines.extend(page?.events.unwrap_or_default().into_iter().map(|event| LogLine {
                at_millis: event.timestamp().unwrap_or_default(),
                stream: event.log_stream_name.unwrap_or_default(),
                id: event.event_id.unwrap_or_default(),
                message: event.message.unwrap_or_default().trim_end().to_owned(),
            }));
        }
        lines.sort_by_key(|line| line.at_millis);
        Ok(lines)
    }
}
