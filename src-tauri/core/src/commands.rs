//! The command table: everything the window can ask for, declared once.
//!
//! [`command_table!`] hands the table to a macro; the shell makes its handlers and permissions of
//! it, and [`typescript`] the window's types.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use crate::error::Operation;
use crate::events::Event;
use crate::view::*;

include!("commands/table.rs");

macro_rules! describe {
    ($( $(#[doc = $doc:literal])* $name:ident ( $( $arg:ident : $ty:ty ),* ) -> $ret:ty; )*) => {
        /// The window's TypeScript types: every view type, and `Commands` with the arguments and
        /// the result of every command.
        pub fn typescript() -> String {
            let config = Config::default();
            let mut types = Types::new(&config);
            types.visit::<Event>();
            types.visit::<ErrorView>();
            $( $( types.visit::<$ty>(); )* types.visit::<$ret>(); )*
            let mut text = String::from(
                "// Written by `make types` from src-tauri/core; do not edit.\n\n",
            );
            for declaration in types.found.values() {
                text.push_str("export ");
                text.push_str(declaration);
                text.push_str("\n\n");
            }
            text.push_str("export interface Commands {\n");
            $(
                let arguments: Vec<String> = vec![
                    $( format!("{}: {}", camel(stringify!($arg)), <$ty as TS>::name(&config)) ),*
                ];
                text.push_str(&format!(
                    "  {}: {{ args: {{ {} }}; result: {} }};\n",
                    stringify!($name),
                    arguments.join("; "),
                    <$ret as TS>::name(&config),
                ));
            )*
            text.push_str("}\n");
            text
        }
    };
}

command_table!(describe);

/// Tauri's convention for argument names on the window's side.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        camel.push_str(&first.to_uppercase());
        camel.push_str(rest);
    }
    camel
}

/// Collects the declaration of every type that is mentioned, by name.
struct Types<'a> {
    config: &'a Config,
    found: BTreeMap<String, String>,
}

impl<'a> Types<'a> {
    fn new(config: &'a Config) -> Self {
        Self {
            config,
            found: BTreeMap::new(),
        }
    }
}

impl TypeVisitor for Types<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            T::visit_generics(self);
            return;
        }
        let name = T::name(self.config);
        if !self.found.contains_key(&name) {
            self.found.insert(name, T::decl(self.config));
            T::visit_dependencies(self);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `make types` sets `KEYRACK_WRITE_TYPES` to write the file instead of checking it.
    #[test]
    fn the_windows_types_are_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/ipc/types.ts");
        let expected = typescript();
        if std::env::var_os("KEYRACK_WRITE_TYPES").is_some() {
            std::fs::write(path, &expected).expect("ui/src/ipc is there");
        }
        let found = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            found == expected,
            "ui/src/ipc/types.ts is out of date: run `make types`"
        );
    }
}
