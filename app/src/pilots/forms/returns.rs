//! The monthly return of a site, and what becomes of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    super::{
        rules::Act,
        types::{Measure, Return, Said},
    },
    TEXT, field,
    measures::read_parts,
};
use crate::form::{Answers, FormState, OPEN_AGAIN, THEN};

/// A return as somebody fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReturn {
    pub month: NaiveDate,
    /// 0 for one that is not there yet.
    pub version: i32,
    pub story: String,
    pub values: BTreeMap<Uuid, Said>,
    /// To keep it or to send it in.
    pub act: Act,
}

/// The value of the button that sends a return in.
pub const SEND_IN: &str = "send-in";
/// The value of the button that keeps one.
pub const KEEP: &str = "keep";

/// The form of a return as it is, or of a new one.
pub fn filled_return(month: NaiveDate, known: Option<&Return>) -> FormState {
    let mut answers = Answers::default()
        .with(field::MONTH, month.to_string())
        .with(
            field::VERSION,
            known.map_or(0, |known| known.version).to_string(),
        );
    if let Some(known) = known {
        answers = with_values(answers.with(field::STORY, &known.story), &known.values);
    }
    FormState::new(answers)
}

/// Answers with what was said of each measure.
pub(super) fn with_values(mut answers: Answers, values: &BTreeMap<Uuid, Said>) -> Answers {
    for (measure, said) in values {
        answers = match said {
            Said::Value(parts) => {
                let over = parts.denominator.map(|over| over.to_string());
                answers
                    .with(
                        &field::of(field::VALUE, measure),
                        parts.numerator.to_string(),
                    )
                    .with(&field::of(field::OVER, measure), over.unwrap_or_default())
            }
            Said::NotReported { reason } => answers.with(&field::of(field::NONE, measure), reason),
        };
    }
    answers
}

/// Reads a return. A draft may leave values out; one that is sent in says of every
/// measure what it is, or why there is none.
///
/// # Errors
/// Something is missing or cannot be.
pub fn site_return(
    answers: Answers,
    measures: &[Measure],
    months: &[NaiveDate],
) -> Result<NewReturn, FormState> {
    let mut form = FormState::new(answers);
    let act = match form.answers.text(THEN) {
        SEND_IN => Act::SendIn,
        _ => Act::Keep,
    };
    let month = form.need_choice(field::MONTH, OPEN_AGAIN, |code| {
        let month: NaiveDate = code.parse().ok()?;
        months.contains(&month).then_some(month)
    });
    let version = form.answers.text(field::VERSION).parse::<i32>().ok();
    let version = version.filter(|version| (0..i32::MAX).contains(version));
    if version.is_none() {
        form.refuse(field::MONTH, OPEN_AGAIN);
    }
    let values = read_values(&mut form, measures, |_| act == Act::Keep);
    let story = super::text(&mut form, field::STORY, "What lies behind the figures");
    match (month, version) {
        (Some(month), Some(version)) if !form.is_refused() => Ok(NewReturn {
            month,
            version,
            story,
            values,
            act,
        }),
        _ => Err(form),
    }
}

/// Reads what a site says of each measure: a value, or why there is none. `may_wait` says
/// of which measures neither need be said.
pub(super) fn read_values(
    form: &mut FormState,
    measures: &[Measure],
    may_wait: impl Fn(Uuid) -> bool,
) -> BTreeMap<Uuid, Said> {
    let mut values = BTreeMap::new();
    for measure in measures {
        let name = |start| field::of(start, measure.id);
        let what = measure.definition.name.as_str();
        let reason = form.optional_text(name(field::NONE), "The reason", super::LINE);
        let is_blank = [field::VALUE, field::OVER]
            .iter()
            .all(|start| form.answers.text(&name(start)).trim().is_empty());
        match (is_blank, reason) {
            (true, Some(reason)) => {
                values.insert(measure.id, Said::NotReported { reason });
            }
            (true, None) if may_wait(measure.id) => {}
            (true, None) => form.refuse(
                name(field::VALUE),
                format!("Enter a value for “{what}”, 0 included, or say why there is none"),
            ),
            (false, Some(_)) => form.refuse(
                name(field::NONE),
                format!("Take out the value of “{what}” or the reason why there is none"),
            ),
            (false, None) => {
                let unit = Some(measure.definition.unit);
                let fields = (name(field::VALUE), name(field::OVER));
                if let Some(parts) = read_parts(form, unit, fields, &format!("“{what}”")) {
                    values.insert(measure.id, Said::Value(parts));
                }
            }
        }
    }
    values
}

/// What whoever keeps the pilot makes of a return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    Approve,
    SendBack { note: String },
}

/// The value of the button that approves a return.
pub const APPROVE: &str = "approve";
/// The value of the button that sends one back.
pub const SEND_BACK: &str = "send-back";

/// Reads what becomes of a return, and the version that the form saw.
///
/// # Errors
/// It is sent back without a note, or the form did not arrive whole.
pub fn judgement(answers: Answers) -> Result<(Judgement, i32), FormState> {
    let mut form = FormState::new(answers);
    let judgement = match form.answers.text(THEN) {
        APPROVE => Judgement::Approve,
        _ => Judgement::SendBack {
            note: form.need_text(
                field::NOTE,
                "Enter what has to be changed",
                "The note",
                TEXT,
            ),
        },
    };
    let version = form.need_version(field::VERSION, field::NOTE);
    match version {
        Some(version) if !form.is_refused() => Ok((judgement, version)),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pilots::types::{Better, Definition, Frequency, Parts, Unit};

    fn measure(number: u128, unit: Unit) -> Measure {
        Measure {
            id: Uuid::from_u128(number),
            pilot: Uuid::nil(),
            definition: Definition {
                name: format!("Measure {number}"),
                definition: "x".to_owned(),
                unit,
                numerator_name: "x".to_owned(),
                denominator_name: "y".to_owned(),
                better: Better::Up,
                source: "x".to_owned(),
                frequency: Frequency::Monthly,
                baseline: None,
                comparator: String::new(),
                target: None,
                disclosure_limit: 5,
            },
            withdrawn: false,
            version: 1,
        }
    }

    #[test]
    fn value_zero_and_not_reported_are_three_things() {
        let measures = [
            measure(1, Unit::Count),
            measure(2, Unit::Ratio),
            measure(3, Unit::Count),
        ];
        let month: NaiveDate = "2026-10-01".parse().unwrap();
        let of = |start, number| field::of(start, Uuid::from_u128(number));
        let answers = Answers::default()
            .with(field::MONTH, "2026-10-01")
            .with(field::VERSION, "0")
            .with(THEN, SEND_IN)
            .with(&of(field::VALUE, 1), "0")
            .with(&of(field::VALUE, 2), "11")
            .with(&of(field::OVER, 2), "102")
            .with(&of(field::NONE, 3), "The system was down");
        let read = site_return(answers.clone(), &measures, &[month]).unwrap();
        assert_eq!(
            read.values.into_values().collect::<Vec<_>>(),
            [
                Said::Value(Parts {
                    numerator: 0,
                    denominator: None
                }),
                Said::Value(Parts {
                    numerator: 11,
                    denominator: Some(102)
                }),
                Said::NotReported {
                    reason: "The system was down".to_owned()
                },
            ]
        );
        // Nothing at all is no answer, but a draft may wait for one.
        let blank = answers.clone().with(&of(field::VALUE, 1), "");
        assert!(site_return(blank.clone(), &measures, &[month]).is_err());
        let draft = site_return(blank.with(THEN, KEEP), &measures, &[month]).unwrap();
        assert_eq!(draft.values.len(), 2);
        for wrong in [
            answers.clone().with(&of(field::NONE, 1), "Both"),
            answers.clone().with(&of(field::VALUE, 2), "103"),
            answers.clone().with(&of(field::OVER, 2), ""),
            answers.clone().with(&of(field::VALUE, 1), "-1"),
            answers.with(field::MONTH, "2026-11-01"),
        ] {
            assert!(site_return(wrong, &measures, &[month]).is_err());
        }
    }

    #[test]
    fn a_return_goes_back_only_with_a_note() {
        let answers = Answers::default()
            .with(field::VERSION, "2")
            .with(THEN, SEND_BACK);
        assert!(judgement(answers.clone()).is_err());
        let back = judgement(answers.with(field::NOTE, "Look at May")).unwrap();
        assert_eq!(back.1, 2);
        let approved = Answers::default()
            .with(field::VERSION, "2")
            .with(THEN, APPROVE);
        assert_eq!(judgement(approved), Ok((Judgement::Approve, 2)));
    }
}
