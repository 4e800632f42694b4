//! cutover-language.
