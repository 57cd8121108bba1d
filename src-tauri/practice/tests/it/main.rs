//! The doubles, asked over HTTP, as their callers will.

mod capgo;
mod codepushgo;
mod documented;
mod faults;
mod support;
mod worlds;
