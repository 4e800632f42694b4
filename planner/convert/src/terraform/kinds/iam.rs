//! Roles and policies.
use crate::terraform::shape::Shape::{Document, Each, Name, Value};
use crate::terraform::shape::Type;

pub(super) const TYPES: &[Type] = &[
    Type {
        name: "aws_iam_role",
        kind: "AWS::IAM::Role",
        rows: &[
            ("name", "RoleName", Value),
            ("description", "Description", Value),
            ("path", "Path", Value),
            ("max_session_duration", "MaxSessionDuration", Value),
            ("permissions_boundary", "PermissionsBoundary", Value),
            ("assume_role_policy", "AssumeRolePolicyDocument", Document),
            ("managed_policy_arns", "ManagedPolicyArns", Value),
            (
                "inline_policy",
                "Policies",
                Each(&[("name", "PolicyName", Value), ("policy", "PolicyDocument", Document)]),
            ),
            ("tags", "Tags", Value),
        ],
        computed: &["force_detach_policies", "role_last_used"],
    },
    Type {
        name: "aws_iam_role_policy",
        kind: "AWS::IAM::Policy",
        rows: &[
            ("name", "PolicyName", Value),
            ("policy", "PolicyDocument", Document),
            ("role", "Roles", Name("aws_iam_role")),
        ],
        computed: &[],
    },
    Type {
        name: "aws_iam_policy",
        kind: "AWS::IAM::ManagedPolicy",
        rows: &[("policy", "PolicyDocument", Document)],
        computed: &[
            "name",
            "description",
            "path",
            "policy_id",
            "attachment_count",
            "tags",
            "delay_after_policy_creation_in_ms",
        ],
    },
];
