//! The doubles, asked over HTTP, as their callers will.

mod capgo;
mod codacy;
mod codedig;
mod codepushgo;
mod documented;
mod faults;
mod support;
mod worlds;
