//! The whole product against real endpoints: the embedded local cloud, and servers that others wrote.
mod aws;
mod sweep;
