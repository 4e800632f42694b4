//! cutover-package.
