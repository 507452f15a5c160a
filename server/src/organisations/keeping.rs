//! Entering, changing and ending organisations: for whoever keeps the register.

use app::{
    access::Permission,
    form::{Answers, FormState, Then},
    ids::OrganisationId,
    organisations::{
        forms::{self, LAST_DAY, field},
        types::Organisation,
        views::{
            ChangeView, EndView, NewView, change_page, check_change_page, check_new_page,
            confirm_end_page, end_page, new_page,
        },
    },
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::store::{self, EndingOrganisation, Entered, OrganisationChanged, Taken};
use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    membership::seats::{self, Changed},
    render::{Message, Renderer},
    state::AppState,
};

fn keeps_register(me: &SignedIn) -> Result<(), PageError> {
    if me.access.may_everywhere(Permission::KeepRegister) {
        Ok(())
    } else {
        Err(PageError::NotAllowed)
    }
}

/// The organisation of an address. That it is there is no secret to anybody who
/// is signed in.
async fn of_address(
    state: &AppState,
    me: &SignedIn,
    Key(id): Key,
) -> Result<Organisation, PageError> {
    let found = store::find(state.db.reader(), OrganisationId(id)).await?;
    let organisation = found.ok_or(PageError::NotFound)?;
    keeps_register(me)?;
    Ok(organisation)
}

/// Whether an organisation may still end: also anew, until its last day is over.
async fn ending_of_address(
    state: &AppState,
    me: &SignedIn,
    key: Key,
) -> Result<Organisation, PageError> {
    let organisation = of_address(state, me, key).await?;
    let today = state.clock.today();
    if organisation.ends_on.is_some_and(|last| last < today) {
        return Err(PageError::NotAllowed);
    }
    Ok(organisation)
}

fn done(state: &AppState, message: Message, organisation: OrganisationId) -> Response {
    let page = Redirect::to(&paths::organisation(organisation));
    (message.set(&state.cookies), page).into_response()
}

fn refuse_taken(form: &mut FormState, taken: &[Taken]) {
    for taken in taken {
        match taken {
            Taken::ShortName => form.refuse(
                field::SHORT_NAME,
                "Short name must be another one: an organisation of this kind has it",
            ),
            Taken::Code => form.refuse(
                field::CODE,
                "ONS code must be another one: an organisation has it",
            ),
        }
    }
}

/// `GET /organisations/new`
pub async fn get_new(State(state): State<AppState>, me: SignedIn) -> Result<Response, PageError> {
    keeps_register(&me)?;
    let form = forms::blank(state.random.id(state.clock.now()));
    let view = NewView { form };
    Ok(Renderer::for_person(&state, &me).page(|| new_page(&view)))
}

/// `POST /organisations/new`
pub async fn post_new(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    keeps_register(&me)?;
    let renderer = Renderer::for_person(&state, &me);
    let mut view = NewView {
        form: FormState::new(answers.clone()),
    };
    let then = Then::of(&answers);
    if then == Then::Change {
        return Ok(renderer.page(|| new_page(&view)));
    }
    let new = match forms::new(answers.clone()) {
        Ok(new) => new,
        Err(form) => return Ok(refuse_new(renderer, &NewView { form })),
    };
    let db = state.db.reader();
    if store::find(db, new.id).await?.is_some() {
        return Ok(done(&state, Message::OrganisationAdded, new.id));
    }
    refuse_taken(
        &mut view.form,
        &store::taken(db, None, new.kind, &new.names).await?,
    );
    if view.form.is_refused() {
        return Ok(refuse_new(renderer, &view));
    }
    if then == Then::Check {
        return Ok(renderer.page(|| check_new_page(&view, &new, &answers)));
    }
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::enter_from_form(&tx, &state.random, &actor, now, &new).await? {
        Entered::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::OrganisationAdded, new.id))
        }
        Entered::Already => Ok(done(&state, Message::OrganisationAdded, new.id)),
        Entered::Taken(taken) => {
            refuse_taken(&mut view.form, &taken);
            Ok(refuse_new(renderer, &view))
        }
    }
}

fn refuse_new(renderer: Renderer<'_>, view: &NewView) -> Response {
    renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || new_page(view))
}

/// `GET /organisations/{organisation}/change`
pub async fn get_change(
    State(state): State<AppState>,
    me: SignedIn,
    key: Key,
) -> Result<Response, PageError> {
    let organisation = of_address(&state, &me, key).await?;
    let view = ChangeView {
        form: FormState::new(ChangeView::as_it_is(&organisation)),
        organisation,
        conflict: false,
    };
    Ok(Renderer::for_person(&state, &me).page(|| change_page(&view)))
}

/// `POST /organisations/{organisation}/change`
pub async fn post_change(
    State(state): State<AppState>,
    me: SignedIn,
    key: Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let organisation = of_address(&state, &me, key).await?;
    let renderer = Renderer::for_person(&state, &me);
    let mut view = ChangeView {
        organisation,
        form: FormState::new(answers.clone()),
        conflict: false,
    };
    let then = Then::of(&answers);
    if then == Then::Change {
        return Ok(renderer.page(|| change_page(&view)));
    }
    let (names, seen) = match forms::change(answers.clone()) {
        Ok(new) => new,
        Err(form) => return Ok(refuse_change(renderer, &ChangeView { form, ..view })),
    };
    let known = &view.organisation;
    let says_already = (&known.name, &known.short_name, &known.code)
        == (&names.name, &names.short_name, &names.code);
    if says_already && known.version == seen + 1 {
        return Ok(done(&state, Message::OrganisationChanged, known.id));
    }
    if known.version != seen {
        return Ok(conflict_on_change(renderer, view));
    }
    let db = state.db.reader();
    let taken = store::taken(db, Some(known.id), known.kind, &names).await?;
    refuse_taken(&mut view.form, &taken);
    if view.form.is_refused() {
        return Ok(refuse_change(renderer, &view));
    }
    if then == Then::Check {
        return Ok(renderer.page(|| check_change_page(&view, &names, &answers)));
    }
    let tx = state.db.begin().await?;
    let (actor, now, id) = (me.actor(), state.clock.now(), view.organisation.id);
    match store::change(&tx, &state.random, &actor, now, &view.organisation, &names).await? {
        OrganisationChanged::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::OrganisationChanged, id))
        }
        OrganisationChanged::Taken(taken) => {
            refuse_taken(&mut view.form, &taken);
            Ok(refuse_change(renderer, &view))
        }
        OrganisationChanged::OutOfDate => {
            tx.rollback().await?;
            view.organisation = of_address(&state, &me, Key(id.0)).await?;
            Ok(conflict_on_change(renderer, view))
        }
    }
}

fn refuse_change(renderer: Renderer<'_>, view: &ChangeView) -> Response {
    renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || change_page(view))
}

/// What is there now, and what was typed against it.
fn conflict_on_change(renderer: Renderer<'_>, view: ChangeView) -> Response {
    let view = ChangeView {
        form: against(&view.form, view.organisation.version),
        conflict: true,
        ..view
    };
    renderer.answer(StatusCode::CONFLICT, || change_page(&view))
}

fn against(form: &FormState, version: i32) -> FormState {
    let answers = form.answers.clone();
    FormState::new(answers.with(field::VERSION, version.to_string()))
}

/// `GET /organisations/{organisation}/end`
pub async fn get_end(
    State(state): State<AppState>,
    me: SignedIn,
    key: Key,
) -> Result<Response, PageError> {
    let organisation = ending_of_address(&state, &me, key).await?;
    let answers = Answers::default().with(field::VERSION, organisation.version.to_string());
    let answers = LAST_DAY.fill(answers, organisation.ends_on);
    let view = end_view(&state, organisation, FormState::new(answers)).await?;
    Ok(Renderer::for_person(&state, &me).page(|| end_page(&view)))
}

async fn end_view(
    state: &AppState,
    organisation: Organisation,
    form: FormState,
) -> Result<EndView, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let mut successors = store::all(db).await?;
    // One whose end is settled follows nobody: so none follows itself.
    successors.retain(|other| {
        other.id != organisation.id && other.kind == organisation.kind && other.ends_on.is_none()
    });
    let yesterday = today.pred_opt().unwrap_or(today);
    Ok(EndView {
        successors: successors
            .into_iter()
            .map(|other| (other.id, other.short_name))
            .collect(),
        seats: seats::going_on_for(db, organisation.id, yesterday).await?,
        organisation,
        form,
        conflict: false,
    })
}

/// `POST /organisations/{organisation}/end`
pub async fn post_end(
    State(state): State<AppState>,
    me: SignedIn,
    key: Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let organisation = of_address(&state, &me, key).await?;
    let starts_on = organisation.starts_on;
    let view = end_view(&state, organisation, FormState::new(answers.clone())).await?;
    let renderer = Renderer::for_person(&state, &me);
    let then = Then::of(&answers);
    if then == Then::Change {
        return Ok(renderer.page(|| end_page(&view)));
    }
    let successors: Vec<OrganisationId> = view
        .successors
        .iter()
        .map(|(id, _)| *id)
        .chain(view.organisation.successor)
        .collect();
    let new = match forms::end(answers.clone(), starts_on, &successors) {
        Ok(new) => new,
        Err(form) => return Ok(refuse_end(renderer, &EndView { form, ..view })),
    };
    let known = &view.organisation;
    if (known.ends_on, known.successor) == (Some(new.last_day), new.successor)
        && known.version == new.version + 1
    {
        return Ok(done(&state, Message::OrganisationEnded, known.id));
    }
    if known.version != new.version {
        return Ok(conflict_on_end(renderer, view));
    }
    if then == Then::Check {
        return Ok(renderer.page(|| confirm_end_page(&view, &new, &answers)));
    }
    let ending = EndingOrganisation {
        last_day: new.last_day,
        successor: new.successor,
        moves_seats: new.moves_seats,
    };
    let tx = state.db.begin().await?;
    let (actor, now, id) = (me.actor(), state.clock.now(), view.organisation.id);
    match store::end(&tx, &state.random, &actor, now, &view.organisation, &ending).await? {
        Changed::Saved => {
            tx.commit().await?;
            state.live.wake();
            Ok(done(&state, Message::OrganisationEnded, id))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let organisation = of_address(&state, &me, Key(id.0)).await?;
            let view = end_view(&state, organisation, FormState::new(answers)).await?;
            Ok(conflict_on_end(renderer, view))
        }
    }
}

fn refuse_end(renderer: Renderer<'_>, view: &EndView) -> Response {
    renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || end_page(view))
}

/// What is there now, and what was typed against it.
fn conflict_on_end(renderer: Renderer<'_>, view: EndView) -> Response {
    let view = EndView {
        form: against(&view.form, view.organisation.version),
        conflict: true,
        ..view
    };
    renderer.answer(StatusCode::CONFLICT, || end_page(&view))
}
