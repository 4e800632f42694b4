//! The machine's invariants: over every sequence of outcomes up to a bound, over random long ones, and each of them with
//! a deliberately broken machine that it finds.
mod crash;
mod every;
mod faults;
mod random;
mod setting;
mod stories;
mod walk;
mod world;
