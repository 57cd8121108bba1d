//! An account whose names are meant to deceive.
