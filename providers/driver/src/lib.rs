//! cutover-driver.
