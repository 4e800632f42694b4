//! cutover-emulator.
