//! The auditor against what it could be wrong about: every request of a small world, and itself.
mod brute;
mod chance;
