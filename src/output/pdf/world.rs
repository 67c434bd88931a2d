//! The files and fonts Typst may see: virtual files made from the document, and the faces in the
//! binary. Nothing here touches a disk or a clock.

use super::listing;
use crate::diag::Span;
use crate::fonts;
use crate::yaml::Text;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Binding, Bytes, Datetime, Duration, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_kit::fonts::FontStore;

/// Where the house style lives.
pub const STYLE_PATH: &str = "/folio/style.typ";
/// Where compilation begins.
pub const MAIN_PATH: &str = "/main.typ";
/// Where code stands that is only read and not set.
const SNIPPET_PATH: &str = "/snippet.typ";

/// One library for the whole process: its hash is part of every key of Typst's caches, so a second
/// one would make every compilation cold.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let mut library = Library::default();
    // WebAssembly plugins have neither fuel nor a limit on memory.
    if let Some(plugin) = library.global.scope_mut().get_mut("plugin") {
        *plugin = Binding::detached(Value::None);
    }
    library.global.scope_mut().define_elem::<listing::ListingElem>();
    listing::register(&mut library.rules);
    library.std = Binding::detached(library.global.clone());
    LazyHash::new(library)
});

/// Our faces first, then the ones Typst brings for other scripts, mathematics and code.
static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut store = FontStore::new();
    store.extend(fonts::FACES.iter().filter_map(|face| {
        let font = Font::new(Bytes::new(face.bytes), 0)?;
        // The files name families of their own ("IBM Plex Sans SmBld"); weights belong together.
        let info = FontInfo { family: fonts::FAMILY.to_string(), ..font.info().clone() };
        Some((font, info))
    }));
    store.extend(typst_kit::fonts::embedded());
    store
});

/// The house style, parsed once.
static STYLE: LazyLock<Source> =
    LazyLock::new(|| Source::new(file_id(STYLE_PATH), include_str!("style.typ").to_string()));

/// The fonts every report can use.
pub fn fonts() -> &'static FontStore {
    &FONTS
}

/// The families every report can use, each once.
pub fn families() -> Vec<&'static str> {
    let mut names: Vec<&str> = FONTS.book().families().map(|(name, _)| name).collect();
    names.dedup();
    names
}

/// The names Typst code can use.
pub fn global_names() -> impl Iterator<Item = &'static str> {
    LIBRARY.global.scope().iter().map(|(name, _)| name.as_str())
}

/// What a virtual file was made from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// Our own glue for a block; a mistake in it is ours.
    Block(Span),
    /// Typst code of the author's own.
    Code(Text),
    /// A picture of the author's own.
    Picture(Span),
    /// Words around the blocks, written at any of these places.
    Words(Vec<Span>),
}

impl Origin {
    /// Where the block was written.
    pub fn span(&self) -> Span {
        match self {
            Origin::Block(span) | Origin::Picture(span) => *span,
            Origin::Code(code) => code.span(),
            Origin::Words(spans) => spans.first().copied().unwrap_or(Span::nowhere()),
        }
    }
}

/// The virtual files of one document, by path.
#[derive(Debug, Default)]
pub struct Files {
    /// Typst code.
    pub code: BTreeMap<String, String>,
    /// Data and pictures.
    pub data: BTreeMap<String, Bytes>,
    /// What they were made from.
    pub origins: BTreeMap<String, Origin>,
    /// Whether the numbers behind charts may be attached.
    pub attaches: bool,
    /// The charts, in reading order.
    pub exhibits: Vec<Exhibit>,
}

/// A chart as it stands on the pages.
#[derive(Debug)]
pub struct Exhibit {
    /// The author's own name of its block.
    pub name: Option<String>,
    /// Its title in plain words; empty when it has none.
    pub title: String,
    /// What it shows, in words.
    pub alt: String,
    /// Width of its column.
    pub width_pt: f64,
    /// Where it was written.
    pub span: Span,
    /// Name of the block among all blocks.
    pub key: String,
    /// What `style.typ` draws.
    pub data: serde_json::Value,
}

impl Files {
    /// One piece of code of the author's own.
    pub fn of_code(code: &Text) -> Files {
        let path = SNIPPET_PATH.to_string();
        Files {
            code: BTreeMap::from([(path.clone(), code.as_str().to_string())]),
            data: BTreeMap::new(),
            exhibits: Vec::new(),
            attaches: false,
            origins: BTreeMap::from([(path, Origin::Code(code.clone()))]),
        }
    }
}

/// A document as Typst sees it.
pub struct Pages {
    sources: BTreeMap<String, Source>,
    data: BTreeMap<String, Bytes>,
    origins: BTreeMap<String, Origin>,
}

impl Pages {
    /// Parses the code among the files.
    pub fn new(files: Files) -> Pages {
        let source = |(path, text): (String, String)| {
            let source = Source::new(file_id(&path), text);
            (path, source)
        };
        let mut sources: BTreeMap<_, _> = files.code.into_iter().map(source).collect();
        sources.insert(STYLE_PATH.to_string(), STYLE.clone());
        Pages { sources, data: files.data, origins: files.origins }
    }

    /// The code of [`Files::of_code`].
    pub fn snippet(&self) -> Option<&Source> {
        self.sources.get(SNIPPET_PATH)
    }

    /// What a file was made from.
    pub fn origin(&self, file: FileId) -> Option<&Origin> {
        self.origins.get(path(file))
    }
}

impl typst::World for Pages {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        file_id(MAIN_PATH)
    }

    fn source(&self, file: FileId) -> FileResult<Source> {
        self.sources.get(path(file)).cloned().ok_or_else(|| missing(file))
    }

    fn file(&self, file: FileId) -> FileResult<Bytes> {
        self.data.get(path(file)).cloned().ok_or_else(|| missing(file))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    // A report has one time, its run time, and that is handed in as data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn path(file: FileId) -> &'static str {
    match file.root() {
        VirtualRoot::Project => file.get().vpath().get_with_slash(),
        // Packages are not ours: no path of ours is empty.
        VirtualRoot::Package(_) => "",
    }
}

fn missing(file: FileId) -> FileError {
    if let VirtualRoot::Package(package) = file.root() {
        return FileError::Package(PackageError::NotFound(package.clone()));
    }
    FileError::NotFound(file.vpath().get_without_slash().into())
}

/// Typst numbers files with 16 bits and never forgets one, so paths must stay the same from one
/// compilation to the next.
pub fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("our paths have no `..` and no odd characters");
    RootedPath::new(VirtualRoot::Project, path).intern()
}
