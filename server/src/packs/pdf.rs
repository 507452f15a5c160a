//! The agenda of a meeting as a tagged PDF, set by Typst: a compiler that reads one
//! document of ours, no other file, no package and no font of the machine.

use std::sync::LazyLock;

use app::packs::types::Contents;
use serde_json::json;
use typst::{
    Library, LibraryExt, World, comemo,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Dict, Duration, Smart, Str, Value},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const DOCUMENT: &str = include_str!("pack.typ");

/// The letters of Latin, Greek, Cyrillic, Arabic and Hebrew.
static FONTS: LazyLock<(LazyHash<FontBook>, Vec<Font>)> = LazyLock::new(|| {
    let fonts: Vec<Font> = [dejavu::sans::regular(), dejavu::sans::bold()]
        .into_iter()
        .flat_map(|file| Font::iter(Bytes::new(file)))
        .collect();
    (LazyHash::new(FontBook::from_fonts(&fonts)), fonts)
});

/// The whole world of the compiler.
struct Press {
    library: LazyHash<Library>,
    document: Source,
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.0
    }

    fn main(&self) -> FileId {
        self.document.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.document.id() {
            Ok(self.document.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.1.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets contents as a PDF. Takes the processor for a while. The same contents give
/// the same bytes.
///
/// # Errors
/// The document cannot be set.
pub fn of(contents: &Contents) -> anyhow::Result<Vec<u8>> {
    let document = set(contents);
    // What the compiler remembers for the next document holds the words of this one.
    comemo::evict(0);
    let document = document?;
    let accessible = PdfStandards::new(&[PdfStandard::Ua_1]);
    let accessible = accessible.map_err(|error| anyhow::anyhow!("{}", error.message()))?;
    // PDF/UA wants a letter for each sign. Who typed one that the fonts lack still
    // gets a tagged document.
    written(&document, accessible)
        .or_else(|_| written(&document, PdfStandards::default()))
        .map_err(|errors| in_words(&errors))
}

fn set(contents: &Contents) -> anyhow::Result<PagedDocument> {
    let items = contents.items.iter().map(|item| {
        let papers = item.papers.iter().map(|paper| paper.in_words());
        json!({
            "number": item.number, "depth": item.depth, "title": item.title,
            "lines": item.lines, "actions": item.actions,
            "papers": papers.collect::<Vec<_>>(),
        })
    });
    let data = json!({
        "title": contents.title, "boards": contents.boards, "when": contents.when,
        "place": contents.place, "version": contents.version, "marking": contents.marking,
        "items": items.collect::<Vec<_>>(), "actions": contents.actions,
    });
    let mut inputs = Dict::new();
    inputs.insert("contents".into(), Value::Str(Str::from(data.to_string())));
    let path = VirtualPath::new("pack.typ");
    let path = path.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    let press = Press {
        library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
        document: Source::new(id, DOCUMENT.to_owned()),
    };
    let outcome = typst::compile::<PagedDocument>(&press);
    outcome.output.map_err(|errors| in_words(&errors))
}

fn written(
    document: &PagedDocument,
    standards: PdfStandards,
) -> Result<Vec<u8>, typst::ecow::EcoVec<SourceDiagnostic>> {
    let options = PdfOptions {
        creator: Smart::Custom(None),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options)
}

/// What went wrong, without a word of what was to be set.
fn in_words(errors: &[SourceDiagnostic]) -> anyhow::Error {
    anyhow::anyhow!("a document could not be set: {} errors", errors.len())
}
