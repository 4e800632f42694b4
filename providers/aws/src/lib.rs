//! cutover-aws.
