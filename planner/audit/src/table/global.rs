//! Condition keys that every service may have
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>).
use super::{KeyKind, is_key};

/// Name, what its values are, and whether a request may carry several.
type Row = (&'static str, KeyKind, bool);

const fn one(name: &'static str, kind: KeyKind) -> Row {
    (name, kind, false)
}

const fn many(name: &'static str, kind: KeyKind) -> Row {
    (name, kind, true)
}

/// Every global key, by name.
pub static GLOBAL_KEYS: &[Row] = &[
    many("aws:CalledVia", KeyKind::String),
    one("aws:CalledViaFirst", KeyKind::String),
    one("aws:CalledViaLast", KeyKind::String),
    one("aws:AssumedRoot", KeyKind::Bool),
    one("aws:ChatbotSourceArn", KeyKind::Arn),
    one("aws:CurrentTime", KeyKind::Date),
    one("aws:Ec2InstanceSourcePrivateIPv4", KeyKind::IpAddress),
    one("aws:Ec2InstanceSourceVpc", KeyKind::String),
    one("aws:EpochTime", KeyKind::Date),
    one("aws:FederatedProvider", KeyKind::String),
    one("aws:IsMcpServiceAction", KeyKind::Bool),
    one("aws:MultiFactorAuthAge", KeyKind::Numeric),
    one("aws:MultiFactorAuthPresent", KeyKind::Bool),
    one("aws:PrincipalAccount", KeyKind::String),
    one("aws:PrincipalArn", KeyKind::Arn),
    one("aws:PrincipalIsAWSService", KeyKind::Bool),
    one("aws:PrincipalOrgID", KeyKind::String),
    many("aws:PrincipalOrgPaths", KeyKind::String),
    one("aws:PrincipalServiceName", KeyKind::String),
    many("aws:PrincipalServiceNamesList", KeyKind::String),
    one("aws:PrincipalTag/${TagKey}", KeyKind::String),
    one("aws:PrincipalType", KeyKind::String),
    one("aws:Referer", KeyKind::String),
    one("aws:RequestTag/${TagKey}", KeyKind::String),
    one("aws:RequestedRegion", KeyKind::String),
    one("aws:ResourceAccount", KeyKind::String),
    one("aws:ResourceOrgID", KeyKind::String),
    many("aws:ResourceOrgPaths", KeyKind::String),
    one("aws:ResourceTag/${TagKey}", KeyKind::String),
    one("aws:SecureTransport", KeyKind::Bool),
    one("aws:SignInSessionArn", KeyKind::Arn),
    one("aws:SourceAccount", KeyKind::String),
    one("aws:SourceArn", KeyKind::Arn),
    one("aws:SourceIdentity", KeyKind::String),
    one("aws:SourceIp", KeyKind::IpAddress),
    one("aws:SourceOrgID", KeyKind::String),
    many("aws:SourceOrgPaths", KeyKind::String),
    one("aws:SourceVpc", KeyKind::String),
    one("aws:SourceVpcArn", KeyKind::Arn),
    one("aws:SourceVpce", KeyKind::String),
    many("aws:TagKeys", KeyKind::String),
    one("aws:TokenIssueTime", KeyKind::Date),
    one("aws:UserAgent", KeyKind::String),
    one("aws:ViaAWSMCPService", KeyKind::Bool),
    one("aws:ViaAWSService", KeyKind::Bool),
    one("aws:VpcSourceIp", KeyKind::IpAddress),
    one("aws:VpceAccount", KeyKind::String),
    one("aws:VpceOrgID", KeyKind::String),
    many("aws:VpceOrgPaths", KeyKind::String),
    one("aws:userid", KeyKind::String),
    one("aws:username", KeyKind::String),
];

/// The global key with this name, in any case; `aws:PrincipalTag/team` is of a family.
pub fn global_key(name: &str) -> Option<&'static Row> {
    GLOBAL_KEYS.iter().find(|(key, ..)| is_key(key, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_have_members() {
        assert!(global_key("AWS:principaltag/team").is_some());
        assert!(global_key("aws:PrincipalTag/").is_none());
        assert!(global_key("aws:Principal").is_none());
        assert_eq!(global_key("aws:TagKeys").map(|row| row.2), Some(true));
    }
}
