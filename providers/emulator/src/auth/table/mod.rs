//! Which actions each operation needs, on which resources, by service.
//!
//! After the service authorization reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
//! An operation without a row is refused to all but the account itself, and a test walks all operations. Rows may
//! stand for operations that are not modelled.

mod apigateway;
mod autoscaling;
mod cloudwatch;
mod codedeploy;
mod dynamodb;
mod events;
mod iam;
mod kinesis;
mod lambda;
mod logs;
mod s3;
mod scheduler;
mod sns;
mod sqs;
mod ssm;
mod tagging;

use std::borrow::Cow;

use super::need::{Need, Row};
use crate::ops::{Operation, Service};

/// What an operation needs; `None` when nobody wrote it down.
pub(super) fn needs(service: &Service, operation: &Operation) -> Option<Cow<'static, [Need]>> {
    if service.name == "apigatewayv2" {
        return apigateway::needs(operation).map(Cow::Owned);
    }
    let rows: &'static [Row] = match service.name {
        "iam" => return iam::ROWS.iter().find_map(|rows| among(rows, operation)),
        "applicationautoscaling" => autoscaling::ROWS,
        "cloudwatch" => cloudwatch::ROWS,
        "codedeploy" => codedeploy::ROWS,
        "dynamodb" => dynamodb::ROWS,
        "dynamodbstreams" => dynamodb::STREAMS,
        "events" | "eventbridge" => events::ROWS,
        "kinesis" => kinesis::ROWS,
        "lambda" => lambda::ROWS,
        "logs" => logs::ROWS,
        "s3" => s3::ROWS,
        "scheduler" => scheduler::ROWS,
        "sns" => sns::ROWS,
        "sqs" => sqs::ROWS,
        "ssm" => ssm::ROWS,
        "sts" => iam::STS,
        "tagging" => tagging::ROWS,
        _ => &[],
    };
    among(rows, operation)
}

fn among(rows: &'static [Row], operation: &Operation) -> Option<Cow<'static, [Need]>> {
    let row = rows.iter().find(|row| row.operation == operation.name)?;
    Some(Cow::Borrowed(row.needs))
}

#[cfg(test)]
mod tests {
    use super::needs;
    use crate::ops::SERVICES;

    #[test]
    fn every_operation_says_what_it_needs() {
        let mut missing = Vec::new();
        for service in SERVICES {
            for operation in service.operations {
                match needs(service, operation) {
                    None => missing.push(format!("{}:{}", service.name, operation.name)),
                    Some(needs) => {
                        for need in needs.iter() {
                            let (vendor, name) = need.action.split_once(':').unwrap();
                            assert!(!vendor.is_empty() && !name.is_empty(), "{}", need.action);
                        }
                    }
                }
            }
        }
        assert!(missing.is_empty(), "operations without a row in auth/table: {missing:?}");
    }
}
