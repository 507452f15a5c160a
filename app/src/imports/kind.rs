//! What tells one import from another on the pages that all have.

use crate::{ids::ImportId, paths};

/// What is imported: where its pages are, and what they say of it.
pub struct Kind {
    /// The list of a board that the rows go into, and its name.
    pub list: fn(&str) -> String,
    pub list_name: &'static str,
    /// The words of a link to the list.
    pub see_list: &'static str,
    /// Where files of a board are sent.
    pub uploads: fn(&str) -> String,
    /// Where whoever has sent a file goes on.
    pub goes_on: fn(ImportId) -> String,
    /// The page of a file, and what is done with it.
    pub page: fn(ImportId) -> String,
    pub rows: fn(ImportId) -> String,
    pub file: fn(ImportId) -> String,
    pub apply: fn(ImportId) -> String,
    pub undo: fn(ImportId) -> String,
    pub discard: fn(ImportId) -> String,
    /// What files are called that are taken away, after the board.
    pub downloads: &'static str,
    /// The heading of the page where a file is sent.
    pub heading: &'static str,
    /// What may be sent, and the button that sends it.
    pub takes: &'static str,
    pub send: &'static str,
    pub none_yet: &'static str,
    /// The words of a link to all files of a board.
    pub all_files: &'static str,
    /// Why a file may be discarded.
    pub discarding: &'static str,
    /// What undoing does, what is confirmed for it, and what is said without that.
    pub undoing: &'static str,
    pub undo_yes: &'static str,
    pub unconfirmed: &'static str,
    /// Why an import cannot be undone: followed by what changed, or another came.
    pub in_the_way: &'static str,
    pub overtaken: &'static str,
    pub undone: &'static str,
}

/// Members of a board.
pub const MEMBERS: Kind = Kind {
    list: |board| paths::members(board),
    list_name: "Members",
    see_list: "See the members of the board",
    uploads: |board| paths::import_members(board),
    goes_on: |id| paths::import(id),
    page: |id| paths::import(id),
    rows: |id| paths::import_rows(id),
    file: |id| paths::import_file(id),
    apply: |id| paths::apply_import(id),
    undo: |id| paths::undo_import(id),
    discard: |id| paths::discard_import(id),
    downloads: "members",
    heading: "Import members from a file",
    takes: "CSV, XLSX or ODS, smaller than 10MB, up to 10,000 rows",
    send: "Check the file",
    none_yet: "No file of members has been uploaded for this board yet.",
    all_files: "All files of this board",
    discarding: "Nothing of it was imported, so no member changes. The history of the board keeps \
                 who sent it and who discarded it.",
    undoing: "Undoing it takes away the appointments and seats that it made, and gives those who \
              were replaced their seats back. The people stay known. It cannot be undone once one \
              of its seats has changed.",
    undo_yes: "Yes, take away what this import made",
    unconfirmed: "Confirm that what this import made is to be taken away",
    in_the_way: "It cannot be undone, because these seats have changed since:",
    overtaken: "It can no longer be undone, because another file was imported after it.",
    undone: "What it had made has been taken away.",
};

/// Actions of the log that a board kept before.
pub const ACTIONS: Kind = Kind {
    list: |board| paths::action_log(board),
    list_name: "Action log",
    see_list: "See the action log",
    uploads: |board| paths::import_actions(board),
    goes_on: |id| paths::action_import_columns(id),
    page: |id| paths::action_import(id),
    rows: |id| paths::action_import_rows(id),
    file: |id| paths::action_import_file(id),
    apply: |id| paths::apply_action_import(id),
    undo: |id| paths::undo_action_import(id),
    discard: |id| paths::discard_action_import(id),
    downloads: "action-log",
    heading: "Import an action log",
    takes: "CSV, XLSX or ODS, smaller than 10MB, up to 2,000 rows",
    send: "Upload the log",
    none_yet: "No action log has been uploaded for this board yet.",
    all_files: "All logs of this board",
    discarding: "Nothing of it was imported, so no action changes. The history of the board keeps \
                 who sent it and who discarded it.",
    undoing: "Undoing it takes its actions away. Nobody gets their references again. It cannot be \
              undone once somebody has updated, changed or commented on one of them.",
    undo_yes: "Yes, take the actions of this import away",
    unconfirmed: "Confirm that the actions of this import are to be taken away",
    in_the_way: "It cannot be undone, because these actions have changed since:",
    overtaken: "It can no longer be undone, because another log was imported after it.",
    undone: "Its actions have been taken away.",
};
