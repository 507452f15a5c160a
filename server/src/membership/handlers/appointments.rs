//! Appointments: made, changed, ended.

use app::{
    access::Permission,
    form::{Answers, FormState, Then},
    ids::{AppointmentId, PersonId, SeatId},
    membership::{
        forms::{self, AppointForm, Named, field},
        types::{Appointment, Capacity, Seat},
        views::{
            AppointView, AppointmentChangeView, EndAppointmentView, Known, appoint_page,
            appointment_change_page, check_appointment_page, end_appointment_page,
            interrupt_appointment_page,
        },
    },
    paths, wording,
};
use axum::{extract::State, http::StatusCode, response::Response};
use sea_orm::ConnectionTrait;

use super::{
    done,
    seats::{happened, open_actions},
    today,
};
use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    membership::{
        appointment_of_address,
        appointments::{
            self as store, Appointed, AppointmentChanged, AppointmentDetails, Ended, Ending,
            Meeting, NewAppointment, Refusal,
        },
        seat_of_address,
    },
    organisations::lookup::Names,
    people::store::{self as people, NewPerson},
    render::{Message, Renderer},
    state::AppState,
};

async fn appoint_view(
    state: &AppState,
    seat: Seat,
    names: &Names,
    form: FormState,
    happened: Option<String>,
) -> Result<AppointView, PageError> {
    let holder = today(state, &seat).await?.and_then(|row| row.holder);
    Ok(AppointView {
        holder,
        organisations: names.offered(),
        form,
        happened,
        seat,
    })
}

/// `GET /seats/{seat}/appoint`
pub async fn get_appoint(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::ManageMembers).await?;
    let today = state.clock.today();
    let names = Names::on(state.db.reader(), today).await?;
    let form = forms::blank_appointment(&seat, today);
    let view = appoint_view(&state, seat, &names, form, None).await?;
    Ok(Renderer::for_person(&state, &me).page(|| appoint_page(&view)))
}

/// `POST /seats/{seat}/appoint`
pub async fn post_appoint(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::ManageMembers).await?;
    let names = Names::on(state.db.reader(), state.clock.today()).await?;
    let organisation = names.find(answers.text(field::ORGANISATION));
    let form = match forms::parse_appointment(answers.clone(), &organisation) {
        Ok(form) => form,
        Err(form) => return refused(&state, &me, seat, &names, form).await,
    };
    match Then::of(&answers) {
        Then::Change => {
            let form = FormState::new(answers);
            let view = appoint_view(&state, seat, &names, form, None).await?;
            Ok(Renderer::for_person(&state, &me).page(|| appoint_page(&view)))
        }
        Then::Check => check(&state, &me, seat, &names, (answers, form, organisation)).await,
        Then::Save => save(&state, &me, seat, &names, answers, form).await,
    }
}

async fn refused(
    state: &AppState,
    me: &SignedIn,
    seat: Seat,
    names: &Names,
    form: FormState,
) -> Result<Response, PageError> {
    let view = appoint_view(state, seat, names, form, None).await?;
    Ok(Renderer::for_person(state, me)
        .answer(StatusCode::UNPROCESSABLE_ENTITY, || appoint_page(&view)))
}

/// Shows the answers once more, after trying them: what would be refused is
/// refused here, and nothing is kept of the trial.
async fn check(
    state: &AppState,
    me: &SignedIn,
    seat: Seat,
    names: &Names,
    (answers, new, organisation): (Answers, AppointForm, Named),
) -> Result<Response, PageError> {
    let tx = state.db.begin().await?;
    let tried = try_to_appoint(state, me, &tx, &seat, &new).await?;
    tx.rollback().await?;
    if let Appointed::Refused(refusal) = tried {
        let form = refuse(answers, &refusal)?;
        return refused(state, me, seat, names, form).await;
    }
    let known = known(state, &new).await?;
    let view = appoint_view(state, seat, names, FormState::new(answers), None).await?;
    Ok(Renderer::for_person(state, me)
        .page(|| check_appointment_page(&view, &new, &known, organisation.name())))
}

/// What is known of whoever has the address that was typed.
async fn known(state: &AppState, new: &AppointForm) -> Result<Known, PageError> {
    let db = state.db.reader();
    if let Some(person) = people::with_email(db, &new.email).await? {
        return Ok(Known::Profile {
            full_name: person.full_name,
            post: person.post,
        });
    }
    let namesakes = people::addresses_of_namesakes(db, &new.full_name).await?;
    if namesakes.is_empty() {
        return Ok(Known::New);
    }
    let masked = namesakes
        .iter()
        .map(|address| wording::masked_email(address))
        .collect();
    Ok(Known::Namesakes(masked))
}

async fn save(
    state: &AppState,
    me: &SignedIn,
    seat: Seat,
    names: &Names,
    answers: Answers,
    new: AppointForm,
) -> Result<Response, PageError> {
    let tx = state.db.begin().await?;
    let outcome = try_to_appoint(state, me, &tx, &seat, &new).await?;
    let back = paths::seat(seat.id);
    match outcome {
        Appointed::As(_) => {
            tx.commit().await?;
            Ok(done(state, Message::Appointed, &back))
        }
        Appointed::Already(_) => Ok(done(state, Message::Appointed, &back)),
        Appointed::Refused(refusal) => {
            tx.rollback().await?;
            let form = refuse(answers, &refusal)?;
            refused(state, me, seat, names, form).await
        }
        Appointed::OutOfDate => {
            tx.rollback().await?;
            let happened = happened(state, &seat).await?;
            let answers = answers.with(field::VERSION, seat.version.to_string());
            let form = FormState::new(answers);
            let view = appoint_view(state, seat, names, form, Some(happened)).await?;
            Ok(
                Renderer::for_person(state, me)
                    .answer(StatusCode::CONFLICT, || appoint_page(&view)),
            )
        }
    }
}

/// Appoints whoever has the address, who is entered if nobody has it.
async fn try_to_appoint(
    state: &AppState,
    me: &SignedIn,
    tx: &impl ConnectionTrait,
    seat: &Seat,
    new: &AppointForm,
) -> Result<Appointed, PageError> {
    let (actor, now) = (me.actor(), state.clock.now());
    let person = match people::with_email(tx, &new.email).await? {
        Some(person) => person.id,
        None => {
            let person = NewPerson {
                full_name: &new.full_name,
                post: &new.post,
                email: Some(&new.email),
                fictional: state.fictional,
            };
            people::add(tx, &state.random, &actor, now, &person).await?
        }
    };
    let appointment = appointment(seat, person, new);
    let meeting = Meeting {
        replace: new.replace,
        seen: Some(new.version),
    };
    Ok(store::appoint(tx, &state.random, &actor, now, &appointment, meeting).await?)
}

fn appointment(seat: &Seat, person: PersonId, new: &AppointForm) -> NewAppointment {
    // A substitute is named until a day; a holder stays until somebody follows.
    let (expected_end_on, ends_on) = match new.capacity {
        Capacity::Substitute => (None, new.ends_on),
        Capacity::Holder | Capacity::Deputy => (new.ends_on, None),
    };
    NewAppointment {
        capacity: new.capacity,
        designation: new.designation,
        organisation: new.organisation,
        expected_end_on,
        ends_on,
        ..NewAppointment::holder(seat.id, person, new.starts_on)
    }
}

/// The form with what stands against it.
fn refuse(answers: Answers, refusal: &Refusal) -> Result<FormState, PageError> {
    let (field, message) = match refusal {
        Refusal::NationalRole => return Err(PageError::NotAllowed),
        Refusal::Oneself => (
            field::EMAIL,
            "You cannot appoint yourself. Ask the chair or the national secretariat".to_owned(),
        ),
        Refusal::EndsBeforeStart => (
            field::TERM_ENDS_ON.day,
            "End must be the first day or later".to_owned(),
        ),
        Refusal::OutsideSeat(span) => (
            field::STARTS_ON.day,
            match span.last {
                None => format!(
                    "First day must be {} or later, when the seat begins",
                    wording::date(span.first)
                ),
                Some(last) => format!(
                    "The appointment must lie between {} and {}, while there is the seat",
                    wording::date(span.first),
                    wording::date(last)
                ),
            },
        ),
        Refusal::Collides { full_name, span } => {
            let until = match span.last {
                Some(last) => format!("until {}", wording::date(last)),
                None => "and is still in office".to_owned(),
            };
            (
                field::STARTS_ON.day,
                format!(
                    "{full_name} has this place from {} {until}. End that first, say that they take over, or choose another day",
                    wording::date(span.first)
                ),
            )
        }
        Refusal::HoldsAnother { seat_title } => (
            field::EMAIL,
            format!("This person already holds the seat {seat_title} on this board"),
        ),
    };
    let mut form = FormState::new(answers);
    form.refuse(field, message);
    Ok(form)
}

/// `GET /appointments/{appointment}/change`
pub async fn get_change_appointment(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (appointment, seat) = open_appointment(&state, &me, id).await?;
    let names = Names::on(state.db.reader(), state.clock.today()).await?;
    let form = forms::filled_appointment(&appointment, &seat);
    let view = change_view(seat, appointment, &names, form);
    Ok(Renderer::for_person(&state, &me).page(|| appointment_change_page(&view)))
}

/// An appointment that is not over, for somebody who may change it. What is
/// over is history, and stays.
async fn open_appointment(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
) -> Result<(Appointment, Seat), PageError> {
    let id = AppointmentId(id);
    let found = appointment_of_address(state, me, id, Permission::ManageMembers).await?;
    let today = state.clock.today();
    let is_over = found.0.voided || found.0.span.last.is_some_and(|last| last < today);
    if is_over {
        return Err(PageError::NotAllowed);
    }
    Ok(found)
}

fn change_view(
    seat: Seat,
    appointment: Appointment,
    names: &Names,
    form: FormState,
) -> AppointmentChangeView {
    AppointmentChangeView {
        seat,
        appointment,
        organisations: names.offered(),
        form,
        check: None,
        happened: None,
    }
}

/// `POST /appointments/{appointment}/change`
pub async fn post_change_appointment(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (appointment, seat) = open_appointment(&state, &me, id).await?;
    let names = Names::on(state.db.reader(), state.clock.today()).await?;
    let organisation = names.find(answers.text(field::ORGANISATION));
    let renderer = Renderer::for_person(&state, &me);
    let change = match forms::parse_appointment_change(answers.clone(), &organisation) {
        Ok(change) => change,
        Err(form) => {
            let view = change_view(seat, appointment, &names, form);
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || {
                appointment_change_page(&view)
            }));
        }
    };
    let then = Then::of(&answers);
    if then != Then::Save {
        let mut view = change_view(seat, appointment, &names, FormState::new(answers));
        view.check = (then == Then::Check).then(|| (change, organisation.name().to_owned()));
        return Ok(renderer.page(|| appointment_change_page(&view)));
    }
    let details = AppointmentDetails {
        starts_on: change.starts_on,
        expected_end_on: change.expected_end_on,
        designation: change.designation,
        organisation: change.organisation,
    };
    let back = paths::seat(seat.id);
    if is_as(&appointment, &details) {
        return Ok(done(&state, Message::AppointmentChanged, &back));
    }
    let tx = state.db.begin().await?;
    let (actor, now, seen) = (me.actor(), state.clock.now(), Some(change.version));
    let outcome = store::change(
        &tx,
        &state.random,
        &actor,
        now,
        &appointment,
        &details,
        seen,
    )
    .await?;
    let (status, form, happened) = match outcome {
        AppointmentChanged::Saved => {
            tx.commit().await?;
            return Ok(done(&state, Message::AppointmentChanged, &back));
        }
        AppointmentChanged::Refused(refusal) => {
            tx.rollback().await?;
            let form = refuse(answers, &refusal)?;
            (StatusCode::UNPROCESSABLE_ENTITY, form, None)
        }
        AppointmentChanged::OutOfDate => {
            tx.rollback().await?;
            let answers = answers.with(field::VERSION, seat.version.to_string());
            let happened = happened(&state, &seat).await?;
            (
                StatusCode::CONFLICT,
                FormState::new(answers),
                Some(happened),
            )
        }
    };
    let mut view = change_view(seat, appointment, &names, form);
    view.happened = happened;
    Ok(renderer.answer(status, || appointment_change_page(&view)))
}

/// Whether the appointment already says what the form asks for: a second click.
fn is_as(appointment: &Appointment, details: &AppointmentDetails) -> bool {
    appointment.span.first == details.starts_on
        && appointment.expected_end_on == details.expected_end_on
        && appointment.designation == details.designation
        && appointment.organisation == details.organisation
}

/// `GET /appointments/{appointment}/end`
pub async fn get_end_appointment(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (appointment, seat) = open_appointment(&state, &me, id).await?;
    let form = forms::blank_end(seat.version, state.clock.today());
    let view = end_view(&state, appointment, seat, form, None).await?;
    Ok(Renderer::for_person(&state, &me).page(|| end_appointment_page(&view)))
}

async fn end_view(
    state: &AppState,
    appointment: Appointment,
    seat: Seat,
    form: FormState,
    happened: Option<String>,
) -> Result<EndAppointmentView, PageError> {
    Ok(EndAppointmentView {
        open_actions: open_actions(state, seat.id).await?,
        appointment,
        seat,
        form,
        happened,
    })
}

/// `POST /appointments/{appointment}/end`
pub async fn post_end_appointment(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (appointment, seat) = open_appointment(&state, &me, id).await?;
    let renderer = Renderer::for_person(&state, &me);
    let end = match forms::parse_end(answers.clone(), appointment.span.first) {
        Ok(end) => end,
        Err(form) => {
            let view = end_view(&state, appointment, seat, form, None).await?;
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || {
                end_appointment_page(&view)
            }));
        }
    };
    if Then::of(&answers) != Then::Save {
        let form = FormState::new(answers);
        let view = end_view(&state, appointment, seat, form, None).await?;
        return Ok(renderer.page(|| interrupt_appointment_page(&view, &end)));
    }
    let tx = state.db.begin().await?;
    let ending = Ending {
        appointment: appointment.id,
        last_day: end.last_day,
        reason: end.reason,
        seen: Some(end.version),
    };
    let (actor, now) = (me.actor(), state.clock.now());
    let back = paths::seat(seat.id);
    match store::end(&tx, &state.random, &actor, now, &ending).await? {
        Ended::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::AppointmentEnded, &back))
        }
        Ended::Already => Ok(done(&state, Message::AppointmentEnded, &back)),
        Ended::Refused(refusal) => {
            tx.rollback().await?;
            let mut form = FormState::new(answers);
            form.refuse(field::LAST_DAY.day, too_late(&refusal)?);
            let view = end_view(&state, appointment, seat, form, None).await?;
            Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || {
                end_appointment_page(&view)
            }))
        }
        Ended::OutOfDate | Ended::BeforeStart(_) => {
            tx.rollback().await?;
            let happened = happened(&state, &seat).await?;
            let answers = answers.with(field::VERSION, seat.version.to_string());
            let form = FormState::new(answers);
            let view = end_view(&state, appointment, seat, form, Some(happened)).await?;
            Ok(renderer.answer(StatusCode::CONFLICT, || end_appointment_page(&view)))
        }
    }
}

/// Why somebody whose end is settled cannot stay until a later day.
fn too_late(refusal: &Refusal) -> Result<String, PageError> {
    Ok(match refusal {
        Refusal::Oneself | Refusal::NationalRole | Refusal::EndsBeforeStart => {
            return Err(PageError::NotAllowed);
        }
        Refusal::OutsideSeat(span) => match span.last {
            Some(last) => format!(
                "Last day must be {} or earlier, because the seat ends then",
                wording::date(last)
            ),
            None => return Err(PageError::NotAllowed),
        },
        Refusal::Collides { full_name, span } => format!(
            "Last day must be earlier: {full_name} has this place from {}",
            wording::date(span.first)
        ),
        Refusal::HoldsAnother { seat_title } => format!(
            "Last day must be earlier: this person has the seat {seat_title} on this board by then"
        ),
    })
}
