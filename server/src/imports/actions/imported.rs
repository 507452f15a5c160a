//! What an earlier log does in the places of every import.

use app::{
    access::Permission,
    boards::types::BoardEntry,
    form::Answers,
    ids::ImportId,
    imports::{
        actions::{
            forms::field,
            types::{LogImport, LogRow, LogVerdict, Outlook},
            views::{self, LogImportView},
        },
        forms::STALE,
        kind::{ACTIONS, Kind},
        types::{ImportState, InTheWay, SentFile},
        views::{Frame, UploadView},
    },
    layout::Page,
    paths, wording,
};
use axum::http::StatusCode;
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    apply::{self, Applied, Undone},
    check, handlers, reading, store,
};
use crate::{
    db::entities::{action_import, action_import_row},
    error::PageError,
    extract::SignedIn,
    imports::{
        handlers::shown,
        imported::{Arrived, Imported, Outcome, Refusal},
        store::{NewFile, hold},
    },
    render::Message,
    sheets::Export,
    state::AppState,
};

/// Rows on a page.
const PAGE: usize = 50;

impl Imported for LogImport {
    const KIND: &'static Kind = &ACTIONS;
    const MAY: Permission = Permission::CloseAction;
    const SUBJECT: &'static str = "action_import";
    const APPLIED: Message = Message::LogImported;
    const UNDONE: Message = Message::LogUndone;
    type Files = action_import::Entity;
    type Rows = action_import_row::Entity;
    type View = LogImportView;

    fn file(&self) -> &SentFile {
        &self.file
    }

    async fn find(db: &DatabaseConnection, id: ImportId) -> Result<Option<Self>, DbErr> {
        store::find(db, id).await
    }

    fn draw_upload(view: &UploadView) -> Page {
        views::upload_page(view)
    }

    /// Keeps the table of the file that is most like a log.
    async fn keep(
        state: &AppState,
        me: &SignedIn,
        board: &BoardEntry,
        new: Arrived<'_>,
    ) -> Result<Result<(), String>, PageError> {
        let Arrived { id, name, bytes } = new;
        let (sheets, bytes) = match reading::sheets(state, name, bytes).await? {
            Ok(read) => read,
            Err(refusal) => return Ok(Err(refusal.to_string())),
        };
        let tx = state.db.begin().await?;
        let is_there = hold::<Self>(&tx, board.id, id).await?;
        if is_there.ok_or(PageError::NotFound)? {
            tx.rollback().await?;
            return Ok(Ok(()));
        }
        let memory = store::memory(&tx, board.id).await?;
        let (sheet, header_row) = reading::likeliest(&sheets, &memory.remembered);
        let table = match reading::table(&sheets, &sheet, header_row) {
            Ok(table) => table,
            Err(why) => {
                tx.rollback().await?;
                return Ok(Err(why.to_owned()));
            }
        };
        let new = NewFile {
            id,
            board: board.id,
            name,
            bytes,
            rows: table.1.len() as u64,
        };
        let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
        store::add(&tx, random, &actor, now, new, &table, &memory).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    async fn view(
        self,
        state: &AppState,
        frame: Frame,
        asked: Option<&str>,
    ) -> Result<LogImportView, PageError> {
        let (rows, outlook) = judged(state, &self).await?;
        Ok(LogImportView {
            frame,
            seal: check::seal(&outlook),
            most: PAGE,
            shown: shown(asked, LogVerdict::from_code, outlook.most_urgent()),
            rows,
            outlook,
            import: self,
        })
    }

    fn draw(view: &LogImportView) -> Page {
        views::import_page(view)
    }

    async fn rows(&self, state: &AppState) -> Result<Export, PageError> {
        let (rows, outlook) = judged(state, self).await?;
        Ok(handlers::verdicts(self, &rows, &outlook))
    }

    async fn apply(
        &self,
        state: &AppState,
        me: &SignedIn,
        answers: &Answers,
    ) -> Result<Outcome, PageError> {
        let seal = answers.text(field::SEEN);
        if seal.is_empty() {
            return Ok(Outcome::refused(field::ROWS, STALE));
        }
        let on = self.file.board;
        let post = |led_by| me.post_on(on, led_by);
        Ok(
            match apply::apply(state, &me.actor(), &post, self, seal).await? {
                Applied::Saved | Applied::Already => Outcome::Done,
                Applied::OutOfDate => Outcome::OutOfDate,
                Applied::Otherwise => Outcome::Refused(Refusal {
                    status: StatusCode::CONFLICT,
                    field: field::ROWS,
                    words:
                        "What would be imported has changed since you opened the page. Nothing was \
                        imported. Look at the rows as they are now"
                            .to_owned(),
                    in_the_way: Vec::new(),
                }),
                Applied::NotReady => not_ready(&judged(state, self).await?.1),
            },
        )
    }

    async fn undo(&self, state: &AppState, me: &SignedIn) -> Result<Outcome, PageError> {
        Ok(match apply::undo(state, &me.actor(), self).await? {
            Undone::Saved | Undone::Already => Outcome::Done,
            Undone::OutOfDate => Outcome::OutOfDate,
            Undone::InTheWay(touched) => {
                let touched = touched.into_iter().map(|(reference, title)| InTheWay {
                    link: Some((paths::action(&reference), reference)),
                    words: title,
                });
                let why = "This import cannot be undone, because some of its actions have changed";
                Outcome::not_undone(why, touched.collect())
            }
        })
    }
}

/// The rows of a log, and what is to become of them: nothing once it was taken over.
async fn judged(state: &AppState, import: &LogImport) -> Result<(Vec<LogRow>, Outlook), DbErr> {
    let db = state.db.reader();
    let rows = store::rows(db, import.file.id).await?;
    let outlook = match import.file.state {
        ImportState::Checked => check::outlook(db, import, &rows, state.clock.today()).await?,
        _ => Outlook::default(),
    };
    Ok((rows, outlook))
}

/// Why a log is not taken over as it is.
fn not_ready(outlook: &Outlook) -> Outcome {
    let bad = outlook.count(LogVerdict::Bad);
    if bad > 0 {
        let rows = wording::count(bad, "row needs", "rows need");
        let words = format!("{rows} correcting. Nothing was imported");
        return Outcome::refused(field::ROWS, words);
    }
    if !outlook.questions.is_empty() {
        let words = "Answer the questions first. Nothing was imported";
        return Outcome::refused(field::QUESTIONS, words);
    }
    Outcome::refused(field::ROWS, "There is nothing to import")
}
