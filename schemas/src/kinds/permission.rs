//! Statements of a function alias's resource policy: who may invoke it.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, immutable, kind};

kind! {
    /// A permission to invoke a function through its alias.
    Permission = "permission" {
        /// The function's name.
        function: String = immutable();
        /// The alias it is on.
        qualifier: String = immutable();
        /// Statement id, derived from the content so that a change never has a gap.
        sid: String = immutable().range(1, 100);
        /// What is allowed.
        action: String = immutable().or(Literal::Text("lambda:InvokeFunction"));
        /// The service that may.
        principal: String = immutable();
        /// From which resource.
        source_arn: Option<ArnText> = immutable().optional();
        /// For function URLs: whom the URL asks for a signature, `NONE` or `AWS_IAM`.
        url_auth: Option<String> = immutable().optional();
        /// Whether it holds only for calls through the function's URL.
        through_url: bool = immutable().or(Literal::Bool(false));
        /// From which account, where the source's ARN has none.
        source_account: Option<String> = immutable().optional();
    }
    create &[Operation::AddPermission];
    update &[];
    delete &[Operation::RemovePermission];
    with { rank: 80, dies_with_parent: true, natural_key: &["function", "qualifier", "sid"] }
}
