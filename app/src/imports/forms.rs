//! What the forms of all imports share.

/// Names of the fields.
pub mod field {
    pub const FILE: &str = "file";
    /// The key that the import will have.
    pub const IMPORT: &str = "import";
    pub const VERSION: &str = "version";
    /// Where the summary of errors leads: the rows.
    pub const ROWS: &str = "rows";
    /// Where it leads when an import cannot be undone.
    pub const UNDO: &str = "undo";
    /// Whether whoever undoes an import means it.
    pub const CONFIRMED: &str = "confirmed";
}

/// What a form says whose page was out of date, or that nobody opened.
pub const STALE: &str =
    "Check what is there now and send it again. The page it came from was out of date";
