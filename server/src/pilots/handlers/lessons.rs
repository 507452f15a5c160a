//! The library of lessons, and boards that take them up.

use app::{
    access::Permission,
    actions::list::search_words,
    form::FormState,
    ids::BoardId,
    layout::Page,
    paths,
    pilots::{
        forms::{self, field},
        types::{Adoption, EntryKind},
        views::{EditView, LessonView, LibraryView, lesson_page, library_page},
    },
    query,
};
use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{Write, done, sheet::Sheet};
use crate::{
    error::PageError,
    extract::{Key, Posted, QueryPairs, Said, SignedIn},
    pilots::{store, to_read},
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /lessons`
pub async fn get_lessons(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    to_read(&me)?;
    let db = state.db.reader();
    let search = pairs.last("q").map(query::search).unwrap_or_default();
    let words = search_words(&search);
    let mut lessons = store::lessons::all(db).await?;
    lessons.retain(|(lesson, pilot)| {
        let it = &lesson.content;
        let record = &pilot.record;
        let text = search_words(&format!(
            "{} {} {} {} {} {}",
            it.title, it.detail, it.sites, it.caveat, record.title, record.former_names
        ))
        .join(" ");
        words.iter().all(|word| text.contains(word.as_str()))
    });
    let adopted = store::lessons::adopted(db, lessons.iter().map(|(one, _)| one.id)).await?;
    let view = LibraryView {
        lessons: lessons
            .into_iter()
            .map(|(lesson, pilot)| {
                let boards = adopted.get(&lesson.id).map_or(0, |boards| {
                    boards
                        .iter()
                        .filter(|one| one.state != Adoption::Left)
                        .count()
                });
                (lesson, pilot, boards)
            })
            .collect(),
        search,
    };
    Ok(Renderer::for_person(&state, &me).page(|| library_page(&view)))
}

async fn known(state: &AppState, me: &SignedIn, key: Uuid) -> Result<LessonView, PageError> {
    let db = state.db.reader();
    let lesson = store::entries::find(db, key)
        .await?
        .filter(|entry| entry.kind == EntryKind::Lesson)
        .filter(|_| !me.access.standings.is_empty())
        .ok_or(PageError::NotFound)?;
    let pilot = store::with_key(db, lesson.pilot).await?;
    let pilot = pilot.ok_or(PageError::NotFound)?;
    let adopted = store::lessons::adopted(db, std::iter::once(key)).await?;
    let mut boards: Vec<(BoardId, String)> = me
        .access
        .standings
        .iter()
        .filter(|one| me.access.may(Permission::ManageMeetings, one.board, None))
        .map(|one| (one.board, one.board_name.clone()))
        .collect();
    boards.sort_by(|one, other| one.1.cmp(&other.1));
    boards.dedup();
    Ok(LessonView {
        lesson,
        pilot,
        adopted: adopted.into_values().next().unwrap_or_default(),
        boards,
    })
}

fn board_ids(known: &LessonView) -> Vec<BoardId> {
    known.boards.iter().map(|(id, _)| *id).collect()
}

fn sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    known: &'a LessonView,
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(&known.pilot), move |view| {
        lesson_page(view, known)
    })
}

/// `GET /lessons/{lesson}`
pub async fn get_lesson(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(key): Key,
) -> Result<Response, PageError> {
    let known = known(&state, &me, key).await?;
    let boards = board_ids(&known);
    let own = match boards.as_slice() {
        [only] => known.adopted.iter().find(|one| one.board == *only),
        _ => None,
    };
    let form = forms::filled_adoption(own, &boards);
    let sheet = sheet((&state, &me), &known).saying(said.words());
    Ok(said.once(&state.cookies, sheet.open(form)))
}

/// `POST /lessons/{lesson}`
pub async fn post_lesson(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let seen = known(&state, &me, key).await?;
    if seen.boards.is_empty() {
        return Err(PageError::NotAllowed);
    }
    let read = forms::adopt(answers.clone(), &board_ids(&seen)).and_then(|new| {
        // What was withdrawn is taken up by nobody new, and may be left.
        if seen.lesson.withdrawn.is_some() && new.1 != Adoption::Left {
            let mut form = FormState::new(answers.clone());
            form.refuse(
                field::STATE,
                "The pilot withdrew this lesson, so a board can only stop using it",
            );
            return Err(form);
        }
        Ok(new)
    });
    let (board, taken, note) = match read {
        Ok(new) => new,
        Err(form) => return Ok(sheet((&state, &me), &seen).refused(form)),
    };
    let of_board =
        |known: &LessonView| known.adopted.iter().find(|one| one.board == board).cloned();
    let before = of_board(&seen);
    let write = Write::begin(&state, &me).await?;
    let new = (board, taken, note.as_str());
    let outcome = store::lessons::adopt(&write.desk(), key, before.as_ref(), new).await?;
    if write.settle(outcome).await? {
        return Ok(done(&state, Message::LessonTakenUp, &paths::lesson(key)));
    }
    let known = known(&state, &me, key).await?;
    let now = of_board(&known)
        .map(|one| (one.state.label().to_owned(), one.by_name))
        .map(|(state, by)| vec![("State", state), ("Said by", by)])
        .unwrap_or_default();
    Ok(sheet((&state, &me), &known).overtaken(FormState::new(answers), now))
}
