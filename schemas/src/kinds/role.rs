//! IAM roles, their inline policies and their attachments of managed policies.
use crate::operations::Operation;
use crate::table::{
    ArnText, Literal, PolicyDocument, Seconds, by, by_clearing, computed, immutable, kind,
};
use std::collections::BTreeMap;

kind! {
    /// An IAM role.
    Role = "role" {
        /// Physical name, 1 to 64 characters, unique in the account.
        name: String = immutable().range(1, 64);
        /// Path that groups a deployment's roles.
        path: String = immutable().range(1, 512);
        /// Who may assume it.
        trust: PolicyDocument = by(Operation::UpdateAssumeRolePolicy);
        /// Words for people.
        description: String = by(Operation::UpdateRole).or(Literal::Text("")).range(0, 1_000);
        /// Longest session.
        max_session: Seconds = by(Operation::UpdateRole).or(Literal::Int(3_600)).range(3_600, 43_200);
        /// ARN of the policy that bounds what the role can ever do.
        permissions_boundary: Option<ArnText> =
            by_clearing(Operation::PutRolePermissionsBoundary, Operation::DeleteRolePermissionsBoundary).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagRole, Operation::UntagRole).or(Literal::NoEntries);
        /// ARN, known from account, path and name.
        arn: Option<ArnText> = computed().predictable();
        /// The unique id that changes when the role is made anew.
        role_id: Option<String> = computed();
    }
    create &[Operation::CreateRole];
    update &[
        Operation::UpdateAssumeRolePolicy, Operation::UpdateRole, Operation::PutRolePermissionsBoundary,
        Operation::DeleteRolePermissionsBoundary, Operation::TagRole, Operation::UntagRole,
    ];
    delete &[Operation::DeleteRole];
    with { rank: 30 }
}

kind! {
    /// An inline policy of a role.
    RolePolicy = "role_policy" {
        /// The role's name.
        role: String = immutable();
        /// The policy's name in the role.
        name: String = immutable().range(1, 128);
        /// What it allows.
        document: PolicyDocument = by(Operation::PutRolePolicy);
    }
    create &[Operation::PutRolePolicy];
    update &[Operation::PutRolePolicy];
    delete &[Operation::DeleteRolePolicy];
    // IAM refuses to delete a role that still has policies, so these never go by themselves.
    with { rank: 40, natural_key: &["role", "name"] }
}

kind! {
    /// A managed policy attached to a role.
    RoleAttachment = "role_attachment" {
        /// The role's name.
        role: String = immutable();
        /// The managed policy.
        policy_arn: ArnText = immutable();
    }
    create &[Operation::AttachRolePolicy];
    update &[];
    delete &[Operation::DetachRolePolicy];
    with { rank: 40, natural_key: &["role", "policy_arn"] }
}
