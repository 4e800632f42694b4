//! Whole applications in a cloud that is not kind: callers with no right too many, request rates, faults by the dice.
mod deployer;
mod faults;
mod limits;
