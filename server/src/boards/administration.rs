//! Starting boards and sub-groups, and changing what the register says of them.

use app::{
    access::Permission,
    boards::{
        forms::{self, ChangeBoard, field},
        types::{BoardEntry, BoardKind, NameConfidence},
        views::{
            ChangeView, StartView, ToStart, change_page, check_change_page, check_start_page,
            start_page,
        },
    },
    form::{Answers, FormState, Then},
    ids::{BoardId, OrganisationId},
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::store::{self, BoardChange, Clash, NewBoard, Started, StartingBoard};
use crate::{
    error::PageError,
    extract::{Posted, Segment, SignedIn},
    membership::seats::Changed,
    organisations,
    register::slug,
    render::{Message, Renderer},
    state::AppState,
};

/// Words that an address cannot be, because pages have them.
const RESERVED: &[&str] = &["new"];

/// Whoever keeps the register; for others there is nothing to be done here.
fn keeps_register(me: &SignedIn) -> Result<(), PageError> {
    if me.access.may_everywhere(Permission::KeepRegister) {
        Ok(())
    } else {
        Err(PageError::NotAllowed)
    }
}

/// `GET /boards/new`
pub async fn get_start(State(state): State<AppState>, me: SignedIn) -> Result<Response, PageError> {
    keeps_register(&me)?;
    let form = forms::blank(state.random.id(state.clock.now()));
    let view = start_view(&state, None, form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| start_page(&view)))
}

/// `GET /boards/{slug}/sub-groups/new`
pub async fn get_start_sub_group(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let parent = parent_of_address(&state, &me, &slug).await?;
    let form = forms::blank(state.random.id(state.clock.now()));
    let view = start_view(&state, Some(parent), form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| start_page(&view)))
}

/// A board that may get a sub-group by this person. Sub-groups have none.
async fn parent_of_address(
    state: &AppState,
    me: &SignedIn,
    slug: &str,
) -> Result<BoardEntry, PageError> {
    let parent = super::of_address(state, me, slug, Permission::ManageMembers).await?;
    if parent.kind == BoardKind::SubGroup || parent.ends_on.is_some() {
        return Err(PageError::NotAllowed);
    }
    Ok(parent)
}

async fn start_view(
    state: &AppState,
    parent: Option<BoardEntry>,
    form: FormState,
) -> Result<StartView, PageError> {
    let db = state.db.reader();
    let (regions, councils) = match parent {
        Some(_) => (Vec::new(), Vec::new()),
        None => {
            let today = state.clock.today();
            let councils = organisations::store::councils(db, today).await?;
            (store::regions(db).await?, councils)
        }
    };
    Ok(StartView {
        parent,
        regions,
        councils,
        form,
    })
}

/// `POST /boards/new`
pub async fn post_start(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    keeps_register(&me)?;
    let view = start_view(&state, None, FormState::new(answers.clone())).await?;
    if Then::of(&answers) == Then::Change {
        return Ok(Renderer::for_person(&state, &me).page(|| start_page(&view)));
    }
    let councils: Vec<OrganisationId> = view.councils.iter().map(|(id, _)| *id).collect();
    match forms::start(answers.clone(), &view.regions, &councils) {
        Ok(new) => save_start(&state, &me, view, ToStart::Board(new), &answers).await,
        Err(form) => Ok(refuse_start(&state, &me, StartView { form, ..view })),
    }
}

/// `POST /boards/{slug}/sub-groups/new`
pub async fn post_start_sub_group(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let parent = parent_of_address(&state, &me, &slug).await?;
    let starts_on = parent.starts_on;
    let view = start_view(&state, Some(parent), FormState::new(answers.clone())).await?;
    if Then::of(&answers) == Then::Change {
        return Ok(Renderer::for_person(&state, &me).page(|| start_page(&view)));
    }
    match forms::start_sub_group(answers.clone(), starts_on) {
        Ok(new) => save_start(&state, &me, view, ToStart::SubGroup(new), &answers).await,
        Err(form) => Ok(refuse_start(&state, &me, StartView { form, ..view })),
    }
}

fn refuse_start(state: &AppState, me: &SignedIn, view: StartView) -> Response {
    Renderer::for_person(state, me).answer(StatusCode::UNPROCESSABLE_ENTITY, || start_page(&view))
}

/// Shows the answers once more, or starts the board.
async fn save_start(
    state: &AppState,
    me: &SignedIn,
    mut view: StartView,
    new: ToStart,
    answers: &Answers,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let address = address_of(view.parent.as_ref(), &new);
    let parent = match &view.parent {
        Some(parent) => Some(parent.id),
        None => store::national(db).await?,
    };
    let starting = starting(&new, &address, parent);
    if let Some(there) = store::with_id(db, starting.id).await? {
        return Ok(started(state, &there.slug));
    }
    refuse_address(&mut view.form, &address);
    refuse_clashes(
        &mut view.form,
        &store::clashes(db, &address, starting.board.code).await?,
    );
    if view.form.is_refused() {
        return Ok(refuse_start(state, me, view));
    }
    if Then::of(answers) == Then::Check {
        return Ok(Renderer::for_person(state, me).page(|| check_start_page(&view, &new, answers)));
    }
    let tx = state.db.begin().await?;
    let now = state.clock.now();
    match store::start(&tx, &state.random, &me.actor(), now, &starting).await? {
        Started::Saved => {
            tx.commit().await?;
            Ok(started(state, &address))
        }
        Started::Already { slug } => Ok(started(state, &slug)),
        Started::Clashes(clashes) => {
            refuse_clashes(&mut view.form, &clashes);
            Ok(refuse_start(state, me, view))
        }
        Started::ParentEnds => Err(PageError::NotAllowed),
    }
}

/// The address that a board gets by its name; a sub-group's begins with that of
/// its board, because several boards have groups of one name.
fn address_of(parent: Option<&BoardEntry>, new: &ToStart) -> String {
    match (parent, new) {
        (Some(parent), ToStart::SubGroup(new)) => match slug(&new.name) {
            name if name.is_empty() => name,
            name => format!("{}-{name}", parent.slug),
        },
        (_, ToStart::SubGroup(new)) => slug(&new.name),
        (_, ToStart::Board(new)) => slug(&new.name),
    }
}

fn starting<'a>(new: &'a ToStart, slug: &'a str, parent: Option<BoardId>) -> StartingBoard<'a> {
    let board = |kind, name, code, region| NewBoard {
        kind,
        slug,
        name,
        code,
        region,
        area_code: None,
        // Whoever starts a board knows its name.
        confidence: NameConfidence::Seen,
        parent,
    };
    match new {
        ToStart::Board(new) => StartingBoard {
            id: new.id,
            board: board(new.kind, &new.name, &new.code, new.region.as_deref()),
            starts_on: new.starts_on,
            councils: &new.councils,
        },
        ToStart::SubGroup(new) => StartingBoard {
            id: new.id,
            board: board(BoardKind::SubGroup, &new.name, &new.code, None),
            starts_on: new.starts_on,
            councils: &[],
        },
    }
}

fn refuse_address(form: &mut FormState, address: &str) {
    if address.is_empty() {
        form.refuse(field::NAME, "Name must include letters from A to Z");
    } else if RESERVED.contains(&address) {
        form.refuse(
            field::NAME,
            "Name must be another one: a page of the portal has its address",
        );
    }
}

fn refuse_clashes(form: &mut FormState, clashes: &[Clash]) {
    for clash in clashes {
        match clash {
            Clash::Slug { of } => form.refuse(
                field::NAME,
                format!("Name must be another one: the board {of} has its address"),
            ),
            Clash::Code { of } => form.refuse(
                field::CODE,
                format!("Code must be another one: the board {of} has it"),
            ),
        }
    }
}

fn started(state: &AppState, slug: &str) -> Response {
    let board = Redirect::to(&paths::board(slug));
    (Message::BoardStarted.set(&state.cookies), board).into_response()
}

/// `GET /boards/{slug}/change`
pub async fn get_change(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = super::of_address(&state, &me, &slug, Permission::KeepRegister).await?;
    let form = FormState::new(ChangeView::as_it_is(&board));
    let view = change_view(&state, board, form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| change_page(&view)))
}

async fn change_view(
    state: &AppState,
    board: BoardEntry,
    form: FormState,
) -> Result<ChangeView, PageError> {
    let db = state.db.reader();
    let parents = match board.kind {
        BoardKind::SubGroup => {
            let kinds = [BoardKind::National, BoardKind::Local, BoardKind::Linked];
            store::open_of_kind(db, &kinds).await?
        }
        _ => Vec::new(),
    };
    Ok(ChangeView {
        regions: store::regions(db).await?,
        parents: parents
            .into_iter()
            .map(|board| (board.id, board.name))
            .collect(),
        board,
        form,
        conflict: false,
    })
}

/// `POST /boards/{slug}/change`
pub async fn post_change(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let board = super::of_address(&state, &me, &slug, Permission::KeepRegister).await?;
    let kind = board.kind;
    let view = change_view(&state, board, FormState::new(answers.clone())).await?;
    if Then::of(&answers) == Then::Change {
        return Ok(Renderer::for_person(&state, &me).page(|| change_page(&view)));
    }
    let parents: Vec<BoardId> = view.parents.iter().map(|(id, _)| *id).collect();
    let new = match forms::change(answers.clone(), kind, &view.regions, &parents) {
        Ok(new) => new,
        Err(form) => return Ok(refuse_change(&state, &me, ChangeView { form, ..view })),
    };
    if says_already(&view.board, &new) {
        return Ok(changed(&state, &view.board));
    }
    if new.version != view.board.version {
        return Ok(conflict(&state, &me, view));
    }
    save_change(&state, &me, view, &new, &answers).await
}

/// Whether the register says all of this already: a second click, or a retry.
fn says_already(board: &BoardEntry, new: &ChangeBoard) -> bool {
    board.version == new.version + 1
        && board.name == new.name
        && board.region == new.region
        && board.confidence == new.confidence
        && (new.parent.is_none() || new.parent == board.parent)
        && board.term_warning_days == new.term_warning_days
}

async fn save_change(
    state: &AppState,
    me: &SignedIn,
    mut view: ChangeView,
    new: &ChangeBoard,
    answers: &Answers,
) -> Result<Response, PageError> {
    if let Some(other) = namesake(state, &view.board, &new.name).await? {
        view.form.refuse(
            field::NAME,
            format!("Name must be another one: it is that of {}", other.name),
        );
        return Ok(refuse_change(state, me, view));
    }
    if Then::of(answers) == Then::Check {
        return Ok(Renderer::for_person(state, me).page(|| check_change_page(&view, new, answers)));
    }
    let change = BoardChange {
        name: &new.name,
        region: new.region.as_deref().or(view.board.region.as_deref()),
        confidence: new.confidence,
        parent: new.parent.or(view.board.parent),
        term_warning_days: new.term_warning_days,
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::change(&tx, &state.random, &actor, now, &view.board, &change).await? {
        Changed::Saved => {
            tx.commit().await?;
            Ok(changed(state, &view.board))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let slug = view.board.slug.clone();
            let board = super::of_address(state, me, &slug, Permission::KeepRegister).await?;
            let view = change_view(state, board, FormState::new(answers.clone())).await?;
            Ok(conflict(state, me, view))
        }
    }
}

/// Another board that goes on and has this name. Sub-groups of several boards
/// may share one.
async fn namesake(
    state: &AppState,
    board: &BoardEntry,
    name: &str,
) -> Result<Option<BoardEntry>, PageError> {
    let kinds: &[BoardKind] = match board.kind {
        BoardKind::SubGroup => &[BoardKind::SubGroup],
        _ => &[BoardKind::National, BoardKind::Local, BoardKind::Linked],
    };
    let others = store::open_of_kind(state.db.reader(), kinds).await?;
    Ok(others.into_iter().find(|other| {
        other.id != board.id
            && other.name == name
            && (board.kind != BoardKind::SubGroup || other.parent == board.parent)
    }))
}

fn refuse_change(state: &AppState, me: &SignedIn, view: ChangeView) -> Response {
    Renderer::for_person(state, me).answer(StatusCode::UNPROCESSABLE_ENTITY, || change_page(&view))
}

/// What is there now, and what was typed against it.
fn conflict(state: &AppState, me: &SignedIn, view: ChangeView) -> Response {
    let version = view.board.version.to_string();
    let answers = view.form.answers.clone().with(field::VERSION, version);
    let view = ChangeView {
        form: FormState::new(answers),
        conflict: true,
        ..view
    };
    Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || change_page(&view))
}

fn changed(state: &AppState, board: &BoardEntry) -> Response {
    let board = Redirect::to(&paths::board(&board.slug));
    (Message::BoardChanged.set(&state.cookies), board).into_response()
}
