//! Comments, offers to another organisation, wishes for another date, and answers.

use app::{
    access::Permission,
    actions::{
        forms::{field, requests as forms, requests::Say},
        types::{Action, Request, RequestKind, RequestState},
        views::{AnswerView, AskView, another_date_page, answer_page, comment_page, offer_page},
    },
    form::{Answers, FormState},
    ids::{ActionRequestId, SeatId},
    layout::Page,
    paths, wording,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use sea_orm::ConnectionTrait;

use super::{may, visible};
use crate::{
    actions::{
        leads,
        requests::{self, Answered, Asked, Wish},
        steps::{self, Acting, Updated},
    },
    error::PageError,
    extract::{Key, Posted, Segment, SignedIn},
    meetings,
    notices::{self, Kind, Notice, To},
    render::{Message, Renderer},
    state::AppState,
};

/// What is said or asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Comment,
    Offer,
    Date,
}

impl Asking {
    fn page(self) -> fn(&AskView) -> Page {
        match self {
            Self::Comment => comment_page,
            Self::Offer => offer_page,
            Self::Date => another_date_page,
        }
    }
}

/// The page of something to be asked, for somebody who may ask it of this action.
async fn ask_view(
    state: &AppState,
    me: &SignedIn,
    reference: &str,
    asking: Asking,
) -> Result<AskView, PageError> {
    let (db, today) = (state.db.reader(), state.clock.today());
    let action = visible(state, me, reference).await?;
    let contributors = leads::contributors(db, action.id).await?;
    let may = may(me, &action, &contributors);
    let allowed = match asking {
        Asking::Comment => may.comment,
        Asking::Offer | Asking::Date => may.ask,
    };
    if !allowed {
        return Err(PageError::NotAllowed);
    }
    let mut seats = Vec::new();
    let mut answer_by = today;
    if asking != Asking::Comment {
        answer_by = requests::answer_by(db, action.board, today).await?;
    }
    if asking == Asking::Offer {
        seats = leads::of_boards(db, vec![action.board], today).await?;
        seats.retain(|(seat, _)| *seat != action.seat);
    }
    Ok(AskView {
        seats,
        answer_by,
        form: forms::blank(state.random.id(state.clock.now())),
        trouble: None,
        action,
    })
}

fn acting<'a>(state: &'a AppState, actor: &'a crate::audit::Actor) -> Acting<'a> {
    Acting {
        random: &state.random,
        actor,
        at: state.clock.now(),
    }
}

fn refused(
    state: &AppState,
    me: &SignedIn,
    status: StatusCode,
    asking: Asking,
    view: &AskView,
) -> Response {
    Renderer::for_person(state, me).answer(status, || asking.page()(view))
}

/// What stands in the way of asking, in words.
const ONE_WAITS: &str = "Another request of this kind waits for its answer already. \
                         It has to be answered or taken back first.";
const SETTLED: &str = "The action was settled, or the seat may not lead it any more. \
                       Nothing was saved.";
const CHANGED: &str = "Somebody else changed the action at the same moment. \
                       Nothing was saved. Send it once more.";

async fn get(
    state: &AppState,
    me: &SignedIn,
    reference: &str,
    asking: Asking,
) -> Result<Response, PageError> {
    let view = ask_view(state, me, reference, asking).await?;
    if asking != Asking::Comment && !view.action.status.is_open() {
        return Ok(Redirect::to(&paths::action(reference)).into_response());
    }
    Ok(Renderer::for_person(state, me).page(|| asking.page()(&view)))
}

/// `GET /actions/{reference}/comment`
pub async fn get_comment(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    get(&state, &me, &reference, Asking::Comment).await
}

/// `POST /actions/{reference}/comment`
pub async fn post_comment(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let mut view = ask_view(&state, &me, &reference, Asking::Comment).await?;
    let comment = match forms::comment(answers.clone()) {
        Ok(comment) => comment,
        Err(form) => {
            view.form = form;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(refused(&state, &me, status, Asking::Comment, &view));
        }
    };
    let actor = me.actor();
    let post = me.post_on(view.action.board, view.action.organisation);
    let tx = state.db.begin().await?;
    let said = (comment.words.as_str(), comment.key);
    match steps::comment(&tx, &acting(&state, &actor), view.action.id, &post, said).await? {
        Updated::Saved => {
            tx.commit().await?;
            state.live.wake();
        }
        Updated::AlreadySaved => tx.rollback().await?,
        Updated::OutOfDate => {
            tx.rollback().await?;
            view.form = FormState::new(answers);
            view.trouble = Some(CHANGED.to_owned());
            return Ok(refused(
                &state,
                &me,
                StatusCode::CONFLICT,
                Asking::Comment,
                &view,
            ));
        }
    }
    let back = Redirect::to(&paths::action(&reference));
    Ok((Message::CommentSaved.set(&state.cookies), back).into_response())
}

/// `GET /actions/{reference}/offer`
pub async fn get_offer(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    get(&state, &me, &reference, Asking::Offer).await
}

/// `GET /actions/{reference}/date`
pub async fn get_date(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    get(&state, &me, &reference, Asking::Date).await
}

/// `POST /actions/{reference}/offer`
pub async fn post_offer(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let view = ask_view(&state, &me, &reference, Asking::Offer).await?;
    let seats: Vec<SeatId> = view.seats.iter().map(|(id, _)| *id).collect();
    let wish = forms::offer(answers.clone(), &seats).map(Wish::Handover);
    ask(&state, &me, view, Asking::Offer, answers, wish).await
}

/// `POST /actions/{reference}/date`
pub async fn post_date(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let view = ask_view(&state, &me, &reference, Asking::Date).await?;
    let today = state.clock.today();
    let wish = forms::another_date(answers.clone(), view.action.due_on, today).map(Wish::DueDate);
    ask(&state, &me, view, Asking::Date, answers, wish).await
}

async fn ask(
    state: &AppState,
    me: &SignedIn,
    mut view: AskView,
    asking: Asking,
    answers: Answers,
    wish: Result<Wish, FormState>,
) -> Result<Response, PageError> {
    let wish = match wish {
        Ok(wish) => wish,
        Err(form) => {
            view.form = form;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(refused(state, me, status, asking, &view));
        }
    };
    let action = &view.action;
    let actor = me.actor();
    let post = me.post_on(action.board, action.organisation);
    let tx = state.db.begin().await?;
    let asked = requests::ask(&tx, &acting(state, &actor), action.id, &post, &wish).await?;
    let trouble = match asked {
        Asked::Saved => {
            tell_of_request(&tx, state, me, action, &wish).await?;
            tx.commit().await?;
            state.live.wake();
            None
        }
        Asked::AlreadySaved => {
            tx.rollback().await?;
            None
        }
        Asked::OneWaits => Some(ONE_WAITS),
        Asked::Refused => Some(SETTLED),
        Asked::OutOfDate => Some(CHANGED),
    };
    if let Some(words) = trouble {
        let key = state.random.id(state.clock.now()).to_string();
        view.form = FormState::new(answers.with(field::KEY, key));
        view.trouble = Some(words.to_owned());
        return Ok(refused(state, me, StatusCode::CONFLICT, asking, &view));
    }
    let back = Redirect::to(&paths::action(&view.action.reference));
    Ok((Message::RequestSent.set(&state.cookies), back).into_response())
}

/// Tells whoever has to answer.
async fn tell_of_request(
    tx: &impl ConnectionTrait,
    state: &AppState,
    me: &SignedIn,
    action: &Action,
    wish: &Wish,
) -> Result<(), PageError> {
    let (now, named) = (state.clock.now(), named(action));
    match wish {
        Wish::Handover(offer) => {
            let Some(to) = steps::organisation_of(tx, offer.to).await? else {
                return Ok(());
            };
            let notice = Notice {
                kind: Kind::Action,
                board: action.board,
                seat: Some(offer.to),
                to: To::Organisation(to),
                words: format!(
                    "{} offers you {named}. Say whether you take it.",
                    action.organisation_name
                ),
            };
            notices::write(tx, &state.random, now, &notice).await?;
        }
        Wish::DueDate(date) => {
            let today = state.clock.today();
            let mut officers = meetings::store::officers_of(tx, action.board, today).await?;
            officers.retain(|(person, _)| *person != me.access.person);
            let words = format!(
                "{} asks for {} as the due date of {named}.",
                action.organisation_name,
                wording::date(date.wanted_on)
            );
            notices::write_to_people(tx, &state.random, now, Kind::Action, &officers, &words)
                .await?;
        }
    }
    Ok(())
}

fn named(action: &Action) -> String {
    format!("{} “{}”", action.reference, action.title)
}

/// A request of an address, for somebody who may know of its action.
async fn request(
    state: &AppState,
    me: &SignedIn,
    id: ActionRequestId,
) -> Result<(Request, Action), PageError> {
    let found = requests::find(state.db.reader(), id).await?;
    let (request, reference) = found.ok_or(PageError::NotFound)?;
    let action = visible(state, me, &reference).await?;
    Ok((request, action))
}

/// What somebody may say to a request on this day.
///
/// An offer is answered by the organisation that it is made to, another date by
/// whoever may move it. Whoever leads the action, and the officers, may take it back,
/// also when nobody answered in time.
fn on_offer(state: &AppState, me: &SignedIn, request: &Request, action: &Action) -> Vec<Say> {
    let may = |permission, led_by| me.access.may(permission, action.board, led_by);
    let mut says = Vec::new();
    if request.state != RequestState::Waiting {
        return says;
    }
    let officer = may(Permission::CloseAction, None);
    let answers = match (request.kind, request.to) {
        (RequestKind::Handover, Some((_, to))) => may(Permission::LeadAction, Some(to)),
        (RequestKind::Handover, None) => false,
        (RequestKind::DueDate, _) => officer,
    };
    let in_time = request.stands(state.clock.today()) == RequestState::Waiting;
    if answers && in_time && action.status.is_open() {
        says.extend([Say::Yes, Say::No]);
    }
    if officer || may(Permission::LeadAction, Some(request.from)) {
        says.push(Say::Withdraw);
    }
    says
}

/// `GET /action-requests/{request}`
pub async fn get_answer(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (request, action) = request(&state, &me, ActionRequestId(id)).await?;
    let view = AnswerView {
        on_offer: on_offer(&state, &me, &request, &action),
        today: state.clock.today(),
        form: FormState::default(),
        action,
        request,
    };
    Ok(Renderer::for_person(&state, &me).page(|| answer_page(&view)))
}

/// `POST /action-requests/{request}`
pub async fn post_answer(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let id = ActionRequestId(id);
    let (asked, action) = request(&state, &me, id).await?;
    let says = on_offer(&state, &me, &asked, &action);
    if says.is_empty() && asked.state == RequestState::Waiting {
        return Err(PageError::NotAllowed);
    }
    let again = |request, action, says, form, status| {
        let view = AnswerView {
            on_offer: says,
            today: state.clock.today(),
            form,
            action,
            request,
        };
        Renderer::for_person(&state, &me).answer(status, || answer_page(&view))
    };
    if says.is_empty() {
        let form = FormState::default();
        return Ok(again(asked, action, says, form, StatusCode::CONFLICT));
    }
    let answer = match forms::answer(answers.clone(), &says) {
        Ok(answer) => answer,
        Err(form) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(again(asked, action, says, form, status));
        }
    };
    let actor = me.actor();
    let post = me.post_on(
        action.board,
        asked.to.map_or(action.organisation, |(_, to)| to),
    );
    let tx = state.db.begin().await?;
    let acting = acting(&state, &actor);
    let outcome = requests::answer(&tx, &acting, &asked, action.id, &post, &answer).await?;
    if outcome != Answered::Saved {
        tx.rollback().await?;
        let (asked, action) = request(&state, &me, id).await?;
        let says = on_offer(&state, &me, &asked, &action);
        let form = FormState::new(answers);
        return Ok(again(asked, action, says, form, StatusCode::CONFLICT));
    }
    if answer.say != Say::Withdraw && asked.asked_by != me.access.person {
        let said = match answer.say {
            Say::Yes => "agrees",
            _ => "does not agree",
        };
        let what = match asked.kind {
            RequestKind::Handover => "to lead",
            RequestKind::DueDate => "to another due date of",
        };
        let notice = Notice {
            kind: Kind::Action,
            board: action.board,
            seat: None,
            to: To::Person(asked.asked_by),
            words: format!("{} {said} {what} {}.", me.access.full_name, named(&action)),
        };
        notices::write(&tx, &state.random, acting.at, &notice).await?;
    }
    tx.commit().await?;
    state.live.wake();
    let back = Redirect::to(&paths::action(&action.reference));
    Ok((Message::AnswerSaved.set(&state.cookies), back).into_response())
}
