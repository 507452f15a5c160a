//! What every agenda starts from, kept.

use app::{
    access::Permission,
    boards::types::BoardEntry,
    form::{FormState, THEN},
    ids::BoardId,
    meetings::{
        forms::{self, field},
        types::TemplateItem,
        views::{TemplateView, template_page},
    },
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use crate::{
    boards,
    error::PageError,
    extract::{Posted, QueryPairs, Said, Segment, SignedIn},
    meetings::template,
    membership::seats::Changed,
    render::{Message, Renderer},
    state::AppState,
};

/// Whose template a page keeps, and whether the reader may change it.
struct Kept {
    board: Option<BoardEntry>,
    may_change: bool,
}

impl Kept {
    /// The national core: read by everybody, kept by the national secretariat.
    fn core(me: &SignedIn) -> Self {
        Self {
            board: None,
            may_change: me.access.may_everywhere(Permission::KeepRegister),
        }
    }

    async fn of_board(state: &AppState, me: &SignedIn, slug: &str) -> Result<Self, PageError> {
        let board = boards::of_address(state, me, slug, Permission::SeeMeetings).await?;
        Ok(Self {
            may_change: me.access.may(Permission::ManageMeetings, board.id, None),
            board: Some(board),
        })
    }

    fn id(&self) -> Option<BoardId> {
        self.board.as_ref().map(|board| board.id)
    }

    fn path(&self) -> String {
        match &self.board {
            Some(board) => paths::board_agenda_template(&board.slug),
            None => paths::AGENDA_TEMPLATE.to_owned(),
        }
    }

    async fn items(&self, state: &AppState) -> Result<Vec<TemplateItem>, PageError> {
        let db = state.db.reader();
        Ok(match self.id() {
            Some(board) => template::of(db, board).await?,
            None => template::core(db).await?,
        })
    }

    /// The page. A form is shown to who may change something; a row that is
    /// not there, or is not theirs, is a new one.
    async fn view(
        &self,
        state: &AppState,
        form: Option<FormState>,
        row: Option<Uuid>,
    ) -> Result<TemplateView, PageError> {
        let items = self.items(state).await?;
        let item = items
            .iter()
            .find(|item| Some(item.id) == row && item.board == self.id());
        let is_change = item.is_some();
        let form = self.may_change.then(|| {
            form.unwrap_or_else(|| match item {
                Some(item) => forms::filled_template(item),
                None => forms::blank_template(state.random.id(state.clock.now())),
            })
        });
        Ok(TemplateView {
            board: self
                .board
                .as_ref()
                .map(|board| (board.name.clone(), board.slug.clone())),
            items,
            form,
            is_change,
            happened: None,
        })
    }

    async fn page(
        self,
        state: &AppState,
        me: &SignedIn,
        said: Said,
        pairs: &QueryPairs,
    ) -> Result<Response, PageError> {
        let row = pairs
            .last(field::ROW)
            .and_then(|text| Uuid::parse_str(text).ok());
        let view = self.view(state, None, row).await?;
        let answer = Renderer::for_person(state, me)
            .saying(said.words())
            .page(|| template_page(&view));
        Ok(said.once(&state.cookies, answer))
    }

    async fn save(
        self,
        state: &AppState,
        me: &SignedIn,
        form: FormState,
    ) -> Result<Response, PageError> {
        if !self.may_change {
            return Err(PageError::NotAllowed);
        }
        let removes = form.answers.text(THEN) == field::REMOVE;
        let row = form.key(field::ROW);
        let item = match forms::template_item(form.answers, self.id()) {
            Ok(item) => item,
            Err(form) => {
                let view = self.view(state, Some(form), row).await?;
                return Ok(Renderer::for_person(state, me)
                    .answer(StatusCode::UNPROCESSABLE_ENTITY, || template_page(&view)));
            }
        };
        let tx = state.db.begin().await?;
        let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
        let outcome = if removes {
            let there = self
                .items(state)
                .await?
                .into_iter()
                .find(|there| there.id == item.id && there.board == item.board)
                .map(|there| TemplateItem {
                    version: item.version,
                    ..there
                });
            match there {
                Some(there) => template::remove(&tx, random, &actor, now, &there).await?,
                None => Changed::OutOfDate,
            }
        } else {
            template::save(&tx, random, &actor, now, &item).await?
        };
        if outcome == Changed::OutOfDate {
            tx.rollback().await?;
            let view = TemplateView {
                happened: Some(
                    "Somebody else has changed this item. Nothing was saved. This is what is there now.",
                ),
                ..self.view(state, None, row).await?
            };
            return Ok(Renderer::for_person(state, me)
                .answer(StatusCode::CONFLICT, || template_page(&view)));
        }
        tx.commit().await?;
        let back = Redirect::to(&self.path());
        Ok((Message::AgendaTemplateChanged.set(&state.cookies), back).into_response())
    }
}

/// `GET /agenda-template`
pub async fn get_core(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    Kept::core(&me).page(&state, &me, said, &pairs).await
}

/// `POST /agenda-template`
pub async fn post_core(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let form = FormState::new(answers);
    Kept::core(&me).save(&state, &me, form).await
}

/// `GET /boards/{slug}/agenda-template`
pub async fn get_of_board(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let kept = Kept::of_board(&state, &me, &slug).await?;
    kept.page(&state, &me, said, &pairs).await
}

/// `POST /boards/{slug}/agenda-template`
pub async fn post_of_board(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let kept = Kept::of_board(&state, &me, &slug).await?;
    kept.save(&state, &me, FormState::new(answers)).await
}
