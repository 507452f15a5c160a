//! What an import says of itself to those parts that all imports share.

use app::{
    access::Permission,
    boards::types::BoardEntry,
    form::Answers,
    ids::ImportId,
    imports::{
        forms::field,
        kind::Kind,
        types::{InTheWay, SentFile},
        views::{Frame, UploadView},
    },
    layout::Page,
};
use axum::http::StatusCode;
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, Related};

use crate::{
    db::entities::person, error::PageError, extract::SignedIn, render::Message, sheets::Export,
    state::AppState,
};

/// A file of one kind on its way in, and what is done with it alone. The tables of
/// every kind have the columns of a [`SentFile`] by the same names.
pub trait Imported: Sized + Send + Sync + 'static {
    /// Where its pages are, and what they say.
    const KIND: &'static Kind;
    /// Who may import it.
    const MAY: Permission;
    /// What the trail calls it.
    const SUBJECT: &'static str;
    /// What is said once a file was taken over, and once it was undone.
    const APPLIED: Message;
    const UNDONE: Message;
    /// Its files, and their rows.
    type Files: EntityTrait + Related<person::Entity>;
    type Rows: EntityTrait;
    /// What the page of a file shows.
    type View: Send + Sync;

    fn file(&self) -> &SentFile;

    /// The file of an identifier. Whoever asks has yet to be checked.
    fn find(
        db: &DatabaseConnection,
        id: ImportId,
    ) -> impl Future<Output = Result<Option<Self>, DbErr>> + Send;

    /// Draws the page where a file is sent.
    fn draw_upload(view: &UploadView) -> Page;

    /// Keeps a file that has come, or says why it is not taken.
    fn keep(
        state: &AppState,
        me: &SignedIn,
        board: &BoardEntry,
        new: Arrived<'_>,
    ) -> impl Future<Output = Result<Result<(), String>, PageError>> + Send;

    /// What its page shows in a frame, where rows of the verdict `asked` are looked for.
    fn view(
        self,
        state: &AppState,
        frame: Frame,
        asked: Option<&str>,
    ) -> impl Future<Output = Result<Self::View, PageError>> + Send;

    /// Draws its page.
    fn draw(view: &Self::View) -> Page;

    /// Every row as it came, with what becomes of it.
    fn rows(&self, state: &AppState) -> impl Future<Output = Result<Export, PageError>> + Send;

    /// Takes it over, as a form asks that was written against it as it is now.
    fn apply(
        &self,
        state: &AppState,
        me: &SignedIn,
        answers: &Answers,
    ) -> impl Future<Output = Result<Outcome, PageError>> + Send;

    /// Undoes it.
    fn undo(
        &self,
        state: &AppState,
        me: &SignedIn,
    ) -> impl Future<Output = Result<Outcome, PageError>> + Send;
}

/// A file that has come.
pub struct Arrived<'a> {
    /// The key that its import will have.
    pub id: ImportId,
    pub name: &'a str,
    pub bytes: Vec<u8>,
}

/// What came of taking a file over, or of undoing it.
pub enum Outcome {
    /// It is so: now, or before by a second click or somebody else.
    Done,
    /// It goes on while nobody waits for it.
    Begun,
    /// Somebody else was faster.
    OutOfDate,
    /// Nothing was written.
    Refused(Refusal),
}

/// Why nothing was written.
pub struct Refusal {
    pub status: StatusCode,
    /// Where the summary of errors leads.
    pub field: &'static str,
    pub words: String,
    pub in_the_way: Vec<InTheWay>,
}

impl Outcome {
    /// The form asks for what cannot be.
    pub fn refused(field: &'static str, words: impl Into<String>) -> Self {
        Self::Refused(Refusal {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            field,
            words: words.into(),
            in_the_way: Vec::new(),
        })
    }

    /// It cannot be undone.
    pub fn not_undone(words: &str, in_the_way: Vec<InTheWay>) -> Self {
        Self::Refused(Refusal {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            field: field::UNDO,
            words: words.to_owned(),
            in_the_way,
        })
    }
}
