//! The form of an item that every agenda starts from.

use uuid::Uuid;

use super::{MINUTES, TITLE_LIMIT, blank_item, field, key, version, whole_number};
use crate::{
    form::{Answers, FormState},
    ids::BoardId,
    meetings::types::{Part, Purpose, TemplateItem},
};

/// The form of an item of a template that is there.
pub fn filled_template(item: &TemplateItem) -> FormState {
    FormState::new(
        Answers::default()
            .with(field::ROW, item.id.to_string())
            .with(field::VERSION, item.version.to_string())
            .with(field::TITLE, item.title.clone())
            .with(field::PURPOSE, item.purpose.code())
            .with(field::MINUTES, item.minutes.to_string())
            .with(field::PART, item.part.code()),
    )
}

/// The form of a new item of a template.
pub fn blank_template(row: Uuid) -> FormState {
    let mut form = blank_item(row);
    form.answers = form
        .answers
        .with(field::ROW, row.to_string())
        .with(field::VERSION, "0");
    form
}

/// Reads the form of an item of a template.
///
/// # Errors
/// The form with what is wrong with it.
pub fn template_item(answers: Answers, board: Option<BoardId>) -> Result<TemplateItem, FormState> {
    let mut form = FormState::new(answers);
    let id = key(&mut form, field::ROW);
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let purpose = form.need_choice(field::PURPOSE, "Select a purpose", Purpose::from_code);
    let minutes = whole_number(&mut form, field::MINUTES, "Minutes", MINUTES);
    let part = form.need_choice(field::PART, "Select who the item is for", Part::from_code);
    let version = version(&form.answers);
    match purpose.zip(part) {
        Some((purpose, part)) if !form.is_refused() => Ok(TemplateItem {
            id,
            board,
            position: 0,
            title,
            purpose,
            minutes,
            part,
            version,
        }),
        _ => Err(form),
    }
}
