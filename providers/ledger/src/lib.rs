//! cutover-ledger.
