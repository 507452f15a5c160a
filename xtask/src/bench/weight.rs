//! What a page makes a browser load.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::client::{COMPRESSED, Visitor};

/// Bytes of everything a page loads, compressed.
#[derive(Clone, Copy, Default)]
pub struct Weight {
    pub html: usize,
    pub css: usize,
    pub js: usize,
    pub icon: usize,
    pub wasm: usize,
}

impl Weight {
    pub fn of(visitor: &mut Visitor, address: &str) -> Result<Self> {
        let mut weight = Self {
            html: visitor.fetch(&visitor.get(address, COMPRESSED))?.body.len(),
            ..Self::default()
        };
        let mut to_load = files(&visitor.read(address)?, "");
        let mut loaded = BTreeSet::new();
        while let Some(file) = to_load.pop() {
            if !loaded.insert(file.clone()) {
                continue;
            }
            let bytes = visitor.fetch(&visitor.get(&file, COMPRESSED))?;
            if bytes.status != 200 {
                bail!("{file} was answered with {}", bytes.status);
            }
            let bytes = bytes.body.len();
            let path = file.split('?').next().unwrap_or_default();
            match path.rsplit('.').next() {
                Some("css") => weight.css += bytes,
                Some("js") => {
                    weight.js += bytes;
                    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    to_load.extend(files(&visitor.read(&file)?, folder));
                }
                Some("wasm") => weight.wasm += bytes,
                _ => weight.icon += bytes,
            }
        }
        Ok(weight)
    }

    /// Without wasm, which no page waits for.
    pub fn first_visit(self) -> usize {
        self.html + self.css + self.js + self.icon
    }
}

/// Files of ours that a page names, or that a script in `folder` imports.
fn files(text: &str, folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut before = "";
    for part in text.split('"') {
        let is_import = before.ends_with("from ") || before.ends_with("import ");
        if part.starts_with("/pkg/") || part.starts_with("/assets/") {
            files.push(part.to_owned());
        } else if is_import && let Some(file) = part.strip_prefix("./") {
            files.push(format!("{folder}/{file}"));
        }
        before = part;
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_imports_is_loaded_too() {
        let script = r#"import { Button } from "./govuk-frontend.min.js"; let x = "./no.js";"#;
        assert_eq!(files(script, "/assets"), ["/assets/govuk-frontend.min.js"]);
        assert_eq!(
            files(r#"<link href="/pkg/portal.css?v=1">"#, ""),
            ["/pkg/portal.css?v=1"]
        );
    }
}
