//! Everything that a program left on disk.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Every regular file below `folder`, with its contents; links are not followed.
///
/// A file that vanishes while it is being read is left out: programs are still running.
///
/// # Panics
/// When a file is there and cannot be read, as a search that skips it would prove nothing.
#[must_use]
pub fn files_under(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Some(entries) = unless_gone(fs::read_dir(&folder), &folder) else {
            continue;
        };
        for entry in entries {
            let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let path = entry.path();
            let Some(kind) = unless_gone(entry.file_type(), &path) else {
                continue;
            };
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file()
                && let Some(bytes) = unless_gone(fs::read(&path), &path)
            {
                files.push((path, bytes));
            }
        }
    }
    files.sort();
    files
}

fn unless_gone<T>(outcome: io::Result<T>, path: &Path) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_nested_and_hidden_files_and_no_links() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let deep = folder.path().join("a/.b");
        fs::create_dir_all(&deep).expect("folders");
        fs::write(deep.join(".c"), "hidden").expect("a file");
        fs::write(folder.path().join("d"), "plain").expect("a file");
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link")).expect("a link");
        let names: Vec<_> = files_under(folder.path())
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(names, [deep.join(".c"), folder.path().join("d")]);
    }

    #[test]
    fn a_missing_folder_holds_nothing() {
        assert!(files_under(Path::new("/nonexistent/keyrack")).is_empty());
    }
}
