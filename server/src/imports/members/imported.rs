//! What a file of members does in the places of every import.

use app::{
    access::Permission,
    boards::types::BoardEntry,
    form::Answers,
    ids::ImportId,
    imports::{
        forms::{STALE, field},
        kind::{Kind, MEMBERS},
        members::{
            types::{MemberImport, Totals, Verdict},
            views::{self, ImportView},
        },
        types::{ImportState, InTheWay, SentFile},
        views::{Frame, UploadView},
    },
    layout::Page,
    wording,
};
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    apply::{self, Applied},
    check, handlers, store,
    undo::{self, Undone},
};
use crate::{
    db::entities::{import_row, member_import},
    error::PageError,
    extract::SignedIn,
    imports::{
        handlers::shown,
        imported::{Arrived, Imported, Outcome},
        store::{NewFile, hold},
    },
    render::Message,
    sheets::Export,
    state::AppState,
};

impl Imported for MemberImport {
    const KIND: &'static Kind = &MEMBERS;
    const MAY: Permission = Permission::ManageMembers;
    const SUBJECT: &'static str = "import";
    const APPLIED: Message = Message::ImportApplied;
    const UNDONE: Message = Message::ImportUndone;
    type Files = member_import::Entity;
    type Rows = import_row::Entity;
    type View = ImportView;

    fn file(&self) -> &SentFile {
        &self.file
    }

    async fn find(db: &DatabaseConnection, id: ImportId) -> Result<Option<Self>, DbErr> {
        store::find(db, id).await
    }

    fn draw_upload(view: &UploadView) -> Page {
        views::upload_page(view)
    }

    async fn keep(
        state: &AppState,
        me: &SignedIn,
        board: &BoardEntry,
        new: Arrived<'_>,
    ) -> Result<Result<(), String>, PageError> {
        let Arrived { id, name, bytes } = new;
        let (table, bytes) = match check::read(state, name, bytes).await? {
            Ok(read) => read,
            Err(refusal) => return Ok(Err(refusal.to_string())),
        };
        let rows = table.rows.len();
        let tx = state.db.begin().await?;
        let is_there = hold::<Self>(&tx, board.id, id).await?;
        if is_there.ok_or(PageError::NotFound)? {
            tx.rollback().await?;
            return Ok(Ok(()));
        }
        let new = NewFile {
            id,
            board: board.id,
            name,
            bytes,
            rows: rows as u64,
        };
        store::add(&tx, &state.random, &me.actor(), state.clock.now(), new).await?;
        tx.commit().await?;
        // A connection that breaks off does not break off the check.
        let check = check::begin(state, id, Some(table));
        if rows <= check::BATCH {
            // So few are checked before anybody could look.
            let _ = check.await;
        }
        Ok(Ok(()))
    }

    async fn view(
        self,
        state: &AppState,
        frame: Frame,
        asked: Option<&str>,
    ) -> Result<ImportView, PageError> {
        let (db, id) = (state.db.reader(), self.file.id);
        let totals = store::totals(db, id).await?;
        let urgent = totals.most_urgent();
        let urgent = urgent.filter(|_| self.file.state == ImportState::Checked);
        let verdict = shown(asked, Verdict::from_code, urgent);
        // Until somebody asks for others, what waits for a decision comes first.
        let undecided =
            asked.is_none() && totals.undecided > 0 && verdict.is_some_and(Verdict::needs_choice);
        let mut rows = store::rows_after(db, id, verdict, undecided, frame.after).await?;
        let has_more = rows.len() > store::PAGE;
        rows.truncate(store::PAGE);
        let more_after = rows.last().map(|row| row.number).filter(|_| has_more);
        let questions = match totals.of(Verdict::Unclear) {
            0 => Vec::new(),
            _ => store::questions(db, id).await?,
        };
        Ok(ImportView {
            frame,
            import: self,
            totals,
            shown: verdict,
            rows,
            questions,
            more_after,
        })
    }

    fn draw(view: &ImportView) -> Page {
        views::import_page(view)
    }

    async fn rows(&self, state: &AppState) -> Result<Export, PageError> {
        let rows = store::all_rows(state.db.reader(), self.file.id, None).await?;
        Ok(handlers::verdicts(&rows))
    }

    async fn apply(
        &self,
        state: &AppState,
        me: &SignedIn,
        _: &Answers,
    ) -> Result<Outcome, PageError> {
        let totals = store::totals(state.db.reader(), self.file.id).await?;
        if !totals.are_ready() {
            return Ok(Outcome::refused(field::ROWS, not_ready(&totals)));
        }
        if is_large(self) {
            let (working, actor, seen) = (state.clone(), me.actor(), self.clone());
            state.imports.work(self.file.id, async move {
                let outcome = apply::apply(&working, &actor, &seen).await?;
                Ok(outcome.failure())
            });
            return Ok(Outcome::Begun);
        }
        Ok(match apply::apply(state, &me.actor(), self).await? {
            Applied::Saved | Applied::Already => Outcome::Done,
            Applied::OutOfDate => Outcome::OutOfDate,
            against => Outcome::refused(field::ROWS, against.failure().unwrap_or(STALE)),
        })
    }

    async fn undo(&self, state: &AppState, me: &SignedIn) -> Result<Outcome, PageError> {
        if !is_large(self) {
            return Ok(outcome(undo::undo(state, &me.actor(), self).await?));
        }
        // Which seats stand in the way is only said here.
        let obstacle = undo::obstacle(state.db.reader(), &me.actor(), self).await?;
        if let Some(against) = obstacle {
            return Ok(outcome(against));
        }
        let (working, actor, seen) = (state.clone(), me.actor(), self.clone());
        state.imports.work(self.file.id, async move {
            let outcome = undo::undo(&working, &actor, &seen).await?;
            Ok(outcome.failure())
        });
        Ok(Outcome::Begun)
    }
}

/// Whether nobody waits until the rows are written.
fn is_large(import: &MemberImport) -> bool {
    import.file.rows > check::BATCH as u64
}

/// Why a file is not taken over as it is.
fn not_ready(totals: &Totals) -> String {
    let (bad, unclear) = (totals.of(Verdict::Bad), totals.of(Verdict::Unclear));
    if unclear > 0 {
        "Say first what the names mean that are not certain. Nothing was imported".to_owned()
    } else if bad > 0 {
        let rows = wording::count(bad, "row needs", "rows need");
        format!("{rows} correcting. Nothing was imported")
    } else if totals.undecided > 0 {
        let rows = wording::count(totals.undecided, "row waits", "rows wait");
        format!("{rows} for a decision. Nothing was imported")
    } else {
        apply::NOTHING.to_owned()
    }
}

fn outcome(undone: Undone) -> Outcome {
    let Some(why) = undone.failure() else {
        return Outcome::Done;
    };
    let seats = match undone {
        Undone::OutOfDate => return Outcome::OutOfDate,
        Undone::InTheWay(seats) => seats,
        _ => Vec::new(),
    };
    let seats = seats
        .into_iter()
        .map(|words| InTheWay { link: None, words });
    Outcome::not_undone(why, seats.collect())
}
