//! What is fuzzed: one function a target. A function takes any bytes and panics when a promise does
//! not hold for them.
//!
//! The fuzzer (`make fuzz`) and the tests call the same functions: the tests with the committed seeds
//! and with pieces of them put together at random.

pub mod commands;
mod identify;
mod log;
mod random;
mod store;
mod times;
mod wire;
mod words;
mod world;

pub use random::Random;

/// A function that may be given any bytes.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its folder of seeds.
pub const TARGETS: [(&str, Target); 7] = [
    ("commands", commands::run),
    ("identify", identify::run),
    ("log", log::run),
    ("names", words::run),
    ("store", store::run),
    ("times", times::run),
    ("wire", wire::run),
];

/// Runs what needs nothing but a thread to its end, and then what that set off.
fn wait<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime on this thread");
    }
    RUNTIME.with(|runtime| {
        runtime.block_on(async {
            let done = work.await;
            tokio::task::yield_now().await;
            done
        })
    })
}
