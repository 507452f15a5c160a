//! Whether a step can be left out: its inputs *and* its outputs have the
//! contents that they had after the last run. Times and places of files say
//! nothing here, because several clones may share one target directory.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use anyhow::{Context, Result};

use crate::progress::Outcome;

/// A hash over names and contents.
#[derive(Default)]
pub struct Fingerprint(DefaultHasher);

impl Fingerprint {
    /// Adds a word, such as the version of a tool.
    pub fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.0);
        self
    }

    /// Adds a file, or everything in a folder except what npm installed there.
    /// A missing file has a fingerprint too.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        if path.is_dir() {
            let mut entries = Vec::new();
            for entry in
                fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?
            {
                entries.push(entry?.file_name());
            }
            entries.sort();
            for name in entries.iter().filter(|name| *name != "node_modules") {
                name.hash(&mut self.0);
                self = self.path(&path.join(name))?;
            }
            Ok(self)
        } else {
            let contents = match fs::read(path) {
                Ok(contents) => Some(contents),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                Err(error) => {
                    return Err(error).with_context(|| format!("reading {}", path.display()));
                }
            };
            contents.hash(&mut self.0);
            Ok(self)
        }
    }

    pub fn finish(self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

/// Does `make` unless `outputs` are what it made of the same inputs; the file
/// `stamp` remembers.
pub fn unless_unchanged(
    stamp: &Path,
    inputs: Fingerprint,
    outputs: &[&Path],
    make: impl FnOnce() -> Result<()>,
) -> Result<Outcome> {
    let inputs = inputs.finish();
    let remembered = fs::read_to_string(stamp).unwrap_or_default();
    if remembered == format!("{inputs} {}", of(outputs)?) {
        return Ok(Outcome::Unchanged);
    }
    make()?;
    let folder = stamp.parent().context("a stamp stands in a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(stamp, format!("{inputs} {}", of(outputs)?))
        .with_context(|| format!("writing {}", stamp.display()))?;
    Ok(Outcome::Done)
}

fn of(paths: &[&Path]) -> Result<String> {
    let mut fingerprint = Fingerprint::default();
    for path in paths {
        fingerprint = fingerprint.path(path)?;
    }
    Ok(fingerprint.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with `in.txt`, and a step that copies it to `out.txt`.
    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            let folder = Self(tempfile::tempdir().unwrap());
            folder.write("in.txt", "one");
            folder
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.0.path().join(name), text).unwrap();
        }

        fn copies(&self) -> bool {
            let (from, to) = (self.0.path().join("in.txt"), self.0.path().join("out.txt"));
            let inputs = Fingerprint::default().path(&from).unwrap();
            let outcome =
                unless_unchanged(&self.0.path().join("stamps/copy"), inputs, &[&to], || {
                    fs::copy(&from, &to)?;
                    Ok(())
                });
            matches!(outcome.unwrap(), Outcome::Done)
        }
    }

    #[test]
    fn a_step_is_left_out_when_nothing_changed() {
        let folder = Folder::new();
        assert!(folder.copies());
        assert!(!folder.copies());
    }

    #[test]
    fn a_step_is_done_again_when_an_input_changed() {
        let folder = Folder::new();
        folder.copies();
        folder.write("in.txt", "two");
        assert!(folder.copies());
    }

    #[test]
    fn a_step_is_done_again_when_another_clone_changed_its_output() {
        let folder = Folder::new();
        folder.copies();
        folder.write("out.txt", "something else");
        assert!(folder.copies());
        fs::remove_file(folder.0.path().join("out.txt")).unwrap();
        assert!(folder.copies());
    }

    #[test]
    fn a_failed_step_is_not_remembered() {
        let folder = Folder::new();
        let stamp = folder.0.path().join("stamp");
        let failed = unless_unchanged(&stamp, Fingerprint::default(), &[], || anyhow::bail!("no"));
        assert!(failed.is_err());
        assert!(!stamp.exists());
    }

    #[test]
    fn a_folder_counts_names_and_contents_but_no_installed_packages() {
        let folder = Folder::new();
        let fingerprint = || {
            Fingerprint::default()
                .path(folder.0.path())
                .unwrap()
                .finish()
        };
        let before = fingerprint();
        fs::create_dir(folder.0.path().join("node_modules")).unwrap();
        folder.write("node_modules/package.js", "");
        assert_eq!(before, fingerprint());
        fs::rename(
            folder.0.path().join("in.txt"),
            folder.0.path().join("on.txt"),
        )
        .unwrap();
        assert_ne!(before, fingerprint());
    }
}
