//! The library of lessons, and boards that take them up.

use app::{
    access::Permission,
    actions::list::search_words,
    form::FormState,
    ids::BoardId,
    paths,
    pilots::{
        forms::{self, field},
        types::{Adoption, EntryKind},
        views::{LessonView, LibraryView, lesson_page, library_page},
    },
    query,
};
use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{Write, done, overtaken, refused};
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

async fn view(
    state: &AppState,
    me: &SignedIn,
    key: Uuid,
    form: Option<FormState>,
) -> Result<LessonView, PageError> {
    let db = state.db.reader();
    let lesson = store::entries::find(db, key)
        .await?
        .filter(|entry| entry.kind == EntryKind::Lesson)
        .filter(|_| !me.access.standings.is_empty())
        .ok_or(PageError::NotFound)?;
    let pilot = store::with_key(db, lesson.pilot).await?;
    let pilot = pilot.ok_or(PageError::NotFound)?;
    let adopted = store::lessons::adopted(db, std::iter::once(key)).await?;
    let adopted = adopted.into_values().next().unwrap_or_default();
    let mut boards: Vec<(BoardId, String)> = me
        .access
        .standings
        .iter()
        .filter(|one| me.access.may(Permission::ManageMeetings, one.board, None))
        .map(|one| (one.board, one.board_name.clone()))
        .collect();
    boards.sort_by(|one, other| one.1.cmp(&other.1));
    boards.dedup();
    let ids: Vec<BoardId> = boards.iter().map(|(id, _)| *id).collect();
    let own = match ids.as_slice() {
        [only] => adopted.iter().find(|one| one.board == *only),
        _ => None,
    };
    Ok(LessonView {
        form: form.unwrap_or_else(|| forms::filled_adoption(own, &ids)),
        lesson,
        pilot,
        adopted,
        boards,
        today: state.clock.today(),
    })
}

/// `GET /lessons/{lesson}`
pub async fn get_lesson(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(key): Key,
) -> Result<Response, PageError> {
    let view = view(&state, &me, key, None).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| lesson_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /lessons/{lesson}`
pub async fn post_lesson(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let known = view(&state, &me, key, None).await?;
    if known.boards.is_empty() {
        return Err(PageError::NotAllowed);
    }
    let boards: Vec<BoardId> = known.boards.iter().map(|(id, _)| *id).collect();
    let read = forms::adopt(answers.clone(), &boards).and_then(|(board, taken, note)| {
        let before = known.adopted.iter().find(|one| one.board == board);
        // What was withdrawn is taken up by nobody new, and may be left.
        if known.lesson.withdrawn.is_some() && taken != Adoption::Left {
            let mut form = FormState::new(answers);
            form.refuse(
                field::STATE,
                "The pilot withdrew this lesson, so a board can only stop using it",
            );
            return Err(form);
        }
        Ok((before, (board, taken, note)))
    });
    let (before, (board, taken, note)) = match read {
        Ok(read) => read,
        Err(form) => {
            let view = view(&state, &me, key, Some(form)).await?;
            return Ok(refused(&state, &me, || lesson_page(&view)));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let new = (board, taken, note.as_str());
    let outcome = store::lessons::adopt(&write.desk(), key, before, new).await?;
    if write.settle(outcome).await? {
        return Ok(done(&state, Message::LessonTakenUp, &paths::lesson(key)));
    }
    let view = view(&state, &me, key, None).await?;
    Ok(overtaken(&state, &me, || lesson_page(&view)))
}
