//! Tells Tauri the commands of the table, so that each needs a permission of its own.

macro_rules! names {
    ($( $(#[doc = $doc:literal])* $name:ident ( $( $arg:ident : $ty:ty ),* ) -> $ret:ty; )*) => {
        const COMMANDS: &[&str] = &[$(stringify!($name)),*];
    };
}

include!("core/src/commands/table.rs");
command_table!(names);

fn main() {
    println!("cargo:rerun-if-changed=core/src/commands/table.rs");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the Tauri configuration is not usable: {error:#}");
    }
}
