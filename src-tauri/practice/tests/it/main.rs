//! The doubles, asked over HTTP, as their callers will.

mod axiomo;
mod capgo;
mod codacy;
mod codedig;
mod codepushgo;
mod control;
mod dgidgi;
mod documented;
mod examples;
mod faults;
mod revocation;
mod shape;
mod support;
mod worlds;
