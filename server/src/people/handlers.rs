//! The pages of people: shown, changed, moved on, merged.

use app::{
    access::Permission,
    account::details::{self, field as details_field},
    form::{Answers, FormState, Then},
    ids::{BoardId, PersonId},
    membership::types::{Appointment, EndReason},
    paths,
    people::{
        forms::{self, field},
        rules::{self, Rights},
        types::Person,
        views::{
            Leaving, MergeView, MovedOnView, PersonView, Shown, change_person_page,
            interrupt_moved_on_page, merge_page, moved_on_page, person_page,
        },
    },
    query,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::store::{self, Merged, PersonDetails, ProfileChanged};
use crate::{
    actions::lists,
    error::PageError,
    extract::{Key, Posted, QueryPairs, Said, SignedIn},
    interests,
    meetings::store as meetings,
    membership::appointments,
    render::{Message, Renderer},
    state::AppState,
};

/// A person of an address, with all they sit on and what the reader may do.
struct Found {
    person: Person,
    ever: Vec<Appointment>,
    current: Vec<Appointment>,
    rights: Rights,
}

/// The person of an address, for somebody who may see them.
async fn of_address(state: &AppState, me: &SignedIn, id: PersonId) -> Result<Found, PageError> {
    let db = state.db.reader();
    let person = store::find(db, id).await?.ok_or(PageError::NotFound)?;
    let today = state.clock.today();
    let ever = appointments::of_person(db, person.id).await?;
    let current: Vec<Appointment> = ever
        .iter()
        .filter(|one| !one.voided && one.span.last.is_none_or(|last| last >= today))
        .cloned()
        .collect();
    let rights = rules::rights(&me.access, person.id, &ever, &current);
    if !rights.see {
        return Err(PageError::NotFound);
    }
    Ok(Found {
        person,
        ever,
        current,
        rights,
    })
}

fn done(state: &AppState, message: Message, person: PersonId) -> Response {
    let back = Redirect::to(&paths::person(person));
    (message.set(&state.cookies), back).into_response()
}

/// `GET /people/{person}`
pub async fn get_person(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let found = of_address(&state, &me, PersonId(id)).await?;
    // A profile that became part of another answers at the other's address.
    if found.person.id != PersonId(id) {
        return Ok(Redirect::to(&paths::person(found.person.id)).into_response());
    }
    let is_self = me.access.person == found.person.id;
    let sees = |one: &Appointment| me.access.may(Permission::SeeSeats, one.board, None);
    let view = PersonView {
        interests: interests::store::of(state.db.reader(), found.person.id).await?,
        appointments: found
            .ever
            .into_iter()
            .filter(|one| is_self || sees(one))
            .collect(),
        person: found.person,
        rights: found.rights,
        is_self,
        today: state.clock.today(),
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| person_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `GET /people/{person}/change`
pub async fn get_change(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let found = of_address(&state, &me, PersonId(id)).await?;
    if me.access.person == found.person.id {
        return Ok(Redirect::to(paths::OWN_DETAILS).into_response());
    }
    if !found.rights.change {
        return Err(PageError::NotAllowed);
    }
    let form = details::filled(&found.person);
    Ok(Renderer::for_person(&state, &me).page(|| change_person_page(&found.person, &form, false)))
}

/// `POST /people/{person}/change`
pub async fn post_change(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let Found { person, rights, .. } = of_address(&state, &me, PersonId(id)).await?;
    if !rights.change {
        return Err(PageError::NotAllowed);
    }
    let again = |status, form: &FormState, now| {
        Renderer::for_person(&state, &me).answer(status, || change_person_page(&person, form, now))
    };
    let new = match details::parse(answers.clone()) {
        Ok(new) => new,
        Err(form) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &form, false)),
    };
    let wanted = PersonDetails {
        full_name: &new.full_name,
        post: &new.post,
        email: Some(&new.email),
    };
    let seen = Person {
        version: new.version,
        ..person.clone()
    };
    let tx = state.db.begin().await?;
    let now = state.clock.now();
    match store::change(&tx, &state.random, &me.actor(), now, &seen, &wanted).await? {
        ProfileChanged::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::PersonChanged, person.id))
        }
        ProfileChanged::OutOfDate if store::is_as(&person, &wanted) => {
            Ok(done(&state, Message::PersonChanged, person.id))
        }
        ProfileChanged::OutOfDate => {
            let version = person.version.to_string();
            let form = FormState::new(answers.with(details_field::VERSION, version));
            Ok(again(StatusCode::CONFLICT, &form, true))
        }
        ProfileChanged::EmailTaken => {
            let mut form = FormState::new(answers);
            form.refuse(
                details_field::EMAIL,
                "This email address belongs to somebody else. If it is the same person, the national secretariat can merge the two",
            );
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &form, false))
        }
    }
}

/// The boards whose members the reader may change on behalf of a person; all of
/// them where it is `None`. Everybody may end their own seats.
fn boards_to_end(me: &SignedIn, person: PersonId) -> Option<Vec<BoardId>> {
    if me.access.person == person {
        return None;
    }
    me.access.boards_where(Permission::ManageMembers)
}

/// How many of the next meetings are shown.
const MEETINGS: u64 = 5;

async fn moved_on_view(
    state: &AppState,
    me: &SignedIn,
    found: Found,
    form: FormState,
) -> Result<MovedOnView, PageError> {
    let boards = boards_to_end(me, found.person.id);
    let (ends, others): (Vec<_>, Vec<_>) = found.current.into_iter().partition(|one| {
        boards
            .as_ref()
            .is_none_or(|boards| boards.contains(&one.board))
    });
    let seats: Vec<_> = ends.iter().map(|one| one.seat).collect();
    let open = lists::open_of_seats(state.db.reader(), &seats).await?;
    let left: Vec<_> = ends
        .iter()
        .map(|one| one.board)
        .filter(|board| me.access.may(Permission::SeeMeetings, *board, None))
        .collect();
    let now = state.clock.now();
    let meetings = meetings::upcoming(state.db.reader(), &left, now, MEETINGS).await?;
    let leaving = ends
        .into_iter()
        .map(|appointment| Leaving {
            open: open
                .get(&appointment.seat)
                .copied()
                .unwrap_or(app::actions::list::Count::Exactly(0)),
            appointment,
        })
        .collect();
    Ok(MovedOnView {
        is_self: me.access.person == found.person.id,
        person: found.person,
        leaving,
        others: !others.is_empty(),
        meetings,
        form,
    })
}

/// `GET /people/{person}/moved-on`
pub async fn get_moved_on(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let found = of_address(&state, &me, PersonId(id)).await?;
    if !found.rights.move_on {
        return Err(PageError::NotAllowed);
    }
    let form = forms::blank_moved_on(state.clock.today());
    let view = moved_on_view(&state, &me, found, form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| moved_on_page(&view)))
}

/// `POST /people/{person}/moved-on`
pub async fn post_moved_on(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let found = of_address(&state, &me, PersonId(id)).await?;
    if !found.rights.move_on {
        // Sent again, after the first has ended everything.
        let sent = forms::parse_moved_on(answers).ok();
        let moved_on = |one: &Appointment| {
            one.end_reason == Some(EndReason::MovedOn)
                && sent.is_some()
                && one.span.last == sent
                && (me.access.person == found.person.id
                    || me.access.may(Permission::ManageMembers, one.board, None))
        };
        if found.ever.iter().any(moved_on) {
            return Ok(done(&state, Message::PersonMovedOn, found.person.id));
        }
        return Err(PageError::NotAllowed);
    }
    let renderer = Renderer::for_person(&state, &me);
    let last_day = match forms::parse_moved_on(answers.clone()) {
        Ok(last_day) => last_day,
        Err(form) => {
            let view = moved_on_view(&state, &me, found, form).await?;
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || moved_on_page(&view)));
        }
    };
    if Then::of(&answers) != Then::Save {
        let view = moved_on_view(&state, &me, found, FormState::new(answers)).await?;
        return Ok(renderer.page(|| interrupt_moved_on_page(&view, last_day)));
    }
    let boards = boards_to_end(&me, found.person.id);
    let tx = state.db.begin().await?;
    let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
    let person = &found.person;
    let outcome = store::move_on(
        &tx,
        random,
        &actor,
        now,
        person,
        last_day,
        boards.as_deref(),
    )
    .await?;
    // Sent again, it ends nothing more and tells nobody twice.
    if outcome.ended.is_empty() {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(done(&state, Message::PersonMovedOn, found.person.id))
}

/// `GET /people/{person}/merge`
pub async fn get_merge(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let found = of_address(&state, &me, PersonId(id)).await?;
    if !found.rights.merge {
        return Err(PageError::NotAllowed);
    }
    let db = state.db.reader();
    let search = query::search(pairs.last(field::SEARCH).unwrap_or(""));
    let with = pairs
        .last(field::WITH)
        .and_then(|with| uuid::Uuid::parse_str(with).ok());
    let shown = match with {
        Some(with) => shown(&state, &me, &found.person, PersonId(with)).await?,
        None => {
            let mut people = store::search(db, &search).await?;
            let others = [found.person.id, me.access.person];
            people.retain(|other| !others.contains(&other.id));
            Shown::Found(people)
        }
    };
    let form = FormState::new(Answers::default().with(field::SEARCH, search));
    let view = MergeView {
        person: found.person,
        form,
        shown,
        happened: false,
    };
    Ok(Renderer::for_person(&state, &me).page(|| merge_page(&view)))
}

/// What merging a profile into a person would do; nothing to choose from where
/// there is no such profile, or it is the reader's own.
async fn shown(
    state: &AppState,
    me: &SignedIn,
    keep: &Person,
    with: PersonId,
) -> Result<Shown, PageError> {
    let db = state.db.reader();
    let duplicate = store::find(db, with)
        .await?
        .filter(|other| other.id != keep.id && other.id != me.access.person);
    Ok(match duplicate {
        Some(duplicate) => {
            let preview = store::preview_merge(db, keep.clone(), duplicate).await?;
            Shown::Preview(Box::new(preview))
        }
        None => Shown::Found(Vec::new()),
    })
}

/// `POST /people/{person}/merge`
pub async fn post_merge(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let Found { person, rights, .. } = of_address(&state, &me, PersonId(id)).await?;
    if !rights.merge {
        return Err(PageError::NotAllowed);
    }
    let Some(merge) = forms::parse_merge(&answers) else {
        let mut form = FormState::new(Answers::default());
        form.refuse(field::SEARCH, "Select the profile that is the same person");
        let shown = Shown::Found(Vec::new());
        return Ok(again(&state, &me, person, form, shown, false));
    };
    let tx = state.db.begin().await?;
    let duplicate = store::find(&tx, merge.with).await?;
    // Sent again: the other profile has become part of this one.
    if duplicate
        .as_ref()
        .is_some_and(|other| other.id == person.id)
        && merge.with != person.id
    {
        return Ok(done(&state, Message::PeopleMerged, person.id));
    }
    // What became part of somebody else since is not what was looked at.
    let duplicate = duplicate.filter(|other| other.id == merge.with);
    let outcome = match duplicate {
        Some(duplicate) if person.id == PersonId(id) => {
            let keep = Person {
                version: merge.version,
                ..person.clone()
            };
            let duplicate = Person {
                version: merge.other_version,
                ..duplicate
            };
            let preview = store::preview_merge(&tx, keep, duplicate).await?;
            let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
            store::merge(&tx, random, &actor, now, &preview).await?
        }
        _ => Merged::OutOfDate,
    };
    match outcome {
        Merged::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::PeopleMerged, person.id))
        }
        Merged::Oneself => Err(PageError::NotAllowed),
        Merged::OutOfDate | Merged::Collides => {
            tx.rollback().await?;
            let shown = shown(&state, &me, &person, merge.with).await?;
            let form = FormState::new(Answers::default());
            Ok(again(&state, &me, person, form, shown, true))
        }
    }
}

fn again(
    state: &AppState,
    me: &SignedIn,
    person: Person,
    form: FormState,
    shown: Shown,
    happened: bool,
) -> Response {
    let status = if happened {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let view = MergeView {
        person,
        form,
        shown,
        happened,
    };
    Renderer::for_person(state, me).answer(status, || merge_page(&view))
}
