//! Things that are not managed here and that only the cloud can tell: found by their tags, or by what they hold.
use crate::address::Address;
use crate::diagnostic::Place;
use crate::value::Attrs;
use std::collections::BTreeMap;

/// What was found: attributes by address.
pub type Found = BTreeMap<Address, Attrs>;

/// A question about an `existing` thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// Whose.
    pub address: Address,
    /// Its kind, such as `queue`.
    pub kind: String,
    /// Tags that it carries, all of them; none where its name or ARN is written.
    pub tags: BTreeMap<String, String>,
    /// A parameter's name, where it is written.
    pub name: Option<String>,
    /// Whether a parameter's value is asked for.
    pub value: bool,
    /// The block's head.
    pub place: Place,
}

/// Kinds that the tagging API knows: the service in ARNs, what stands before the name or id there, and whether that may
/// hold `/` or `:` itself.
const TAGGED: &[(&str, &str, &str, bool)] = &[
    ("function", "lambda", "function:", false),
    ("api", "apigateway", "/apis/", false),
    ("queue", "sqs", "", false),
    ("topic", "sns", "", false),
    ("table", "dynamodb", "table/", false),
    ("bucket", "s3", "", false),
    ("bus", "events", "event-bus/", true),
    ("stream", "kinesis", "stream/", false),
    ("secret", "secretsmanager", "secret:", true),
    ("parameter", "ssm", "parameter/", true),
    ("key", "kms", "key/", false),
    ("certificate", "acm", "certificate/", false),
    ("user_pool", "cognito-idp", "userpool/", false),
    ("zone", "route53", "hostedzone/", false),
    ("vpc", "ec2", "vpc/", false),
    ("subnets", "ec2", "subnet/", false),
    ("security_group", "ec2", "security-group/", false),
    ("alarm", "cloudwatch", "alarm:", true),
];

/// The service of a kind's things in ARNs; none for kinds that have no tags, or whose tags can't be searched.
pub fn service(kind: &str) -> Option<&'static str> {
    TAGGED.iter().find(|row| row.0 == kind).map(|row| row.1)
}

/// The name or id in the ARN of a thing of this kind; none when the ARN is of something else.
pub fn of_kind<'a>(kind: &str, arn: &'a str) -> Option<&'a str> {
    let (_, service, before, deep) = TAGGED.iter().find(|row| row.0 == kind)?;
    let mut parts = arn.splitn(6, ':');
    let (of, resource) = (parts.nth(2)?, parts.nth(2)?);
    let rest = resource.strip_prefix(before).filter(|_| of == *service)?;
    (!rest.is_empty() && (*deep || !rest.contains(['/', ':']))).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_told_from_those_of_other_kinds() {
        let check = |kind: &str, arn: &str, name: Option<&str>| {
            assert_eq!(of_kind(kind, arn), name, "{kind} {arn}");
        };
        check("function", "arn:aws:lambda:eu-west-1:1:function:f", Some("f"));
        check("function", "arn:aws:lambda:eu-west-1:1:event-source-mapping:u", None);
        check("api", "arn:aws:apigateway:eu-west-1::/apis/a1", Some("a1"));
        check("api", "arn:aws:apigateway:eu-west-1::/apis/a1/stages/s", None);
        check("queue", "arn:aws:sqs:eu-west-1:1:q", Some("q"));
        check("topic", "arn:aws:sqs:eu-west-1:1:q", None);
        check("topic", "arn:aws:sns:eu-west-1:1:t:5f2c", None);
        check("bucket", "arn:aws:s3:::b", Some("b"));
        check("parameter", "arn:aws:ssm:eu-west-1:1:parameter/a/b", Some("a/b"));
        check("subnets", "arn:aws:ec2:eu-west-1:1:subnet/subnet-1", Some("subnet-1"));
        check("vpc", "arn:aws:ec2:eu-west-1:1:subnet/subnet-1", None);
        assert_eq!((service("role"), service("layer")), (None, None));
    }
}
