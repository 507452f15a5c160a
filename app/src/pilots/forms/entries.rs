//! Milestones, risks, issues, lessons, claims and evaluations.

use uuid::Uuid;

use super::{
    super::types::{Content, Entry, EntryKind, EvaluationKind, Strength},
    TEXT, field, line, rough, said, text,
};
use crate::form::{Answers, FormState};

/// The form of a new entry.
pub fn blank_entry(key: Uuid, kind: EntryKind) -> FormState {
    let answers = Answers::default()
        .with(field::KEY, key.to_string())
        .with(field::KIND, kind.code());
    FormState::new(answers)
}

/// The form of an entry as it is.
pub fn filled_entry(entry: &Entry) -> FormState {
    let it = &entry.content;
    let rating = |rating: i32| {
        if rating > 0 {
            rating.to_string()
        } else {
            String::new()
        }
    };
    let answers = Answers::default()
        .with(field::VERSION, entry.version.to_string())
        .with(field::KIND, entry.kind.code())
        .with(field::TITLE, &it.title)
        .with(field::DETAIL, &it.detail)
        .with(field::OWNER, &it.owner)
        .with(field::LIKELIHOOD, rating(it.likelihood))
        .with(field::IMPACT, rating(it.impact))
        .with(field::SOURCE, &it.source)
        .with(field::DATED, said(it.dated))
        .with(field::SITES, &it.sites)
        .with(field::COMPARATOR, &it.comparator)
        .with(
            field::EVALUATION,
            it.evaluation.map_or("", EvaluationKind::code),
        )
        .with(field::METHOD, &it.method)
        .with(field::STRENGTH, it.strength.map_or("", Strength::code))
        .with(field::CAVEAT, &it.caveat)
        .with(field::LINK, &it.link);
    let answers = field::DUE.fill(answers, it.due_on);
    let answers = field::FORECAST.fill(answers, it.forecast_on);
    FormState::new(field::ACTUAL.fill(answers, it.actual_on))
}

/// Reads an entry of a kind: what another kind asks for is not looked at.
///
/// # Errors
/// Something is missing or cannot be.
pub fn entry(answers: Answers, kind: EntryKind) -> Result<(Content, FormState), FormState> {
    let mut form = FormState::new(answers);
    let ask = match kind {
        EntryKind::Milestone => "Enter the milestone",
        EntryKind::Risk => "Enter the risk",
        EntryKind::Issue => "Enter the issue",
        EntryKind::Lesson => "Enter the lesson",
        EntryKind::Claim => "Enter the claim",
        EntryKind::Evaluation => "Enter the title of the evaluation",
    };
    let mut content = Content {
        title: form.need_text(field::TITLE, ask, kind.label(), 500),
        detail: text(&mut form, field::DETAIL, "The details"),
        ..Content::default()
    };
    match kind {
        EntryKind::Milestone => {
            content.owner = line(&mut form, field::OWNER, "Owner");
            content.due_on = field::DUE.read(&mut form, "Due date");
            content.forecast_on = field::FORECAST.read_optional(&mut form, "Forecast date");
            content.actual_on = field::ACTUAL.read_optional(&mut form, "Actual date");
        }
        EntryKind::Risk => {
            content.owner = line(&mut form, field::OWNER, "Owner");
            content.likelihood = rating(&mut form, field::LIKELIHOOD, "Select how likely it is");
            content.impact = rating(&mut form, field::IMPACT, "Select how much it would matter");
        }
        EntryKind::Issue => {
            content.owner = line(&mut form, field::OWNER, "Owner");
            content.impact = rating(&mut form, field::IMPACT, "Select how much it matters");
        }
        EntryKind::Lesson => {
            content.sites = line(&mut form, field::SITES, "Sites");
            content.caveat = text(&mut form, field::CAVEAT, "The caveat");
        }
        EntryKind::Claim => {
            content.source = need_source(&mut form);
            content.dated = need_rough(&mut form, "Enter the date of the claim", "Date");
            content.sites = form.need_line(
                field::SITES,
                "Enter which sites it is about",
                "Sites",
                super::LINE,
            );
            content.comparator = form.need_text(
                field::COMPARATOR,
                "Enter what it is compared with, or that the source does not say",
                "Comparator",
                TEXT,
            );
        }
        EntryKind::Evaluation => {
            content.evaluation = form.need_choice(
                field::EVALUATION,
                "Select what it looks at",
                EvaluationKind::from_code,
            );
            content.method = form.need_line(
                field::METHOD,
                "Enter how it was done, or that it is not known",
                "Method",
                super::LINE,
            );
            content.strength = form.need_choice(
                field::STRENGTH,
                "Select how strong the evidence is",
                Strength::from_code,
            );
            content.source = need_source(&mut form);
            content.dated = rough(&mut form, field::DATED, "Date");
            content.caveat = text(&mut form, field::CAVEAT, "The caveat");
            content.link = link(&mut form);
        }
    }
    if form.is_refused() {
        Err(form)
    } else {
        Ok((content, form))
    }
}

fn need_source(form: &mut FormState) -> String {
    form.need_line(field::SOURCE, "Enter the source", "Source", 500)
}

fn need_rough(form: &mut FormState, ask: &str, what: &str) -> Option<super::super::rough::Rough> {
    if form.answers.text(field::DATED).trim().is_empty() {
        form.refuse(field::DATED, ask);
    }
    rough(form, field::DATED, what)
}

/// A rating from 1 to 5; 0 where none was chosen.
fn rating(form: &mut FormState, name: &'static str, ask: &str) -> i32 {
    form.need_choice(name, ask, |code| match code {
        "1" => Some(1),
        "2" => Some(2),
        "3" => Some(3),
        "4" => Some(4),
        "5" => Some(5),
        _ => None,
    })
    .unwrap_or_default()
}

/// An address of the web, where one was typed.
fn link(form: &mut FormState) -> String {
    let typed = line(form, field::LINK, "Link");
    let is_web = typed
        .strip_prefix("https://")
        .is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace));
    if !typed.is_empty() && !is_web {
        form.refuse(
            field::LINK,
            "Link must be an address that begins with https://",
        );
    }
    typed
}

/// Reads why an entry is withdrawn, and the version that the form saw.
///
/// # Errors
/// There is no reason, or the form did not arrive whole.
pub fn withdrawal(answers: Answers) -> Result<(String, i32), FormState> {
    let mut form = FormState::new(answers);
    let reason = form.need_text(
        field::REASON,
        "Enter why it is withdrawn",
        "The reason",
        super::LINE,
    );
    let version = form.need_version(field::VERSION, field::REASON);
    match version {
        Some(version) if !form.is_refused() => Ok((reason, version)),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim() -> Answers {
        Answers::default()
            .with(field::TITLE, "Cases are 11 weeks quicker")
            .with(field::SOURCE, "Ministry of Justice")
            .with(field::DATED, "February 2025")
            .with(field::SITES, "Dorset, North Wales")
            .with(field::COMPARATOR, "Not said by the source")
    }

    #[test]
    fn a_claim_keeps_its_source_date_sites_and_comparator() {
        assert!(entry(claim(), EntryKind::Claim).is_ok());
        for name in [field::SOURCE, field::DATED, field::SITES, field::COMPARATOR] {
            let form = entry(claim().with(name, " "), EntryKind::Claim).unwrap_err();
            assert_eq!(form.errors.len(), 1, "{name}");
            assert_eq!(form.errors[0].field, name);
        }
    }

    #[test]
    fn a_risk_is_rated_and_a_milestone_is_due() {
        let named = Answers::default().with(field::TITLE, "Too few guardians");
        assert!(entry(named.clone(), EntryKind::Risk).is_err());
        assert!(entry(named.clone(), EntryKind::Milestone).is_err());
        let rated = named
            .clone()
            .with(field::LIKELIHOOD, "4")
            .with(field::IMPACT, "5");
        let (risk, _) = entry(rated.clone(), EntryKind::Risk).unwrap();
        assert_eq!((risk.likelihood, risk.impact), (4, 5));
        assert!(entry(rated.with(field::IMPACT, "6"), EntryKind::Risk).is_err());
        let (lesson, _) = entry(named.with(field::LIKELIHOOD, "4"), EntryKind::Lesson).unwrap();
        assert_eq!(lesson.likelihood, 0);
    }

    #[test]
    fn an_evaluation_says_how_strong_it_is_and_links_only_to_the_web() {
        let answers = Answers::default()
            .with(field::TITLE, "Evaluation of FDAC")
            .with(field::EVALUATION, "impact")
            .with(field::METHOD, "Matched comparison")
            .with(field::STRENGTH, "comparison")
            .with(field::SOURCE, "NatCen for Foundations");
        assert!(entry(answers.clone(), EntryKind::Evaluation).is_ok());
        let linked = |link: &str| {
            entry(
                answers.clone().with(field::LINK, link),
                EntryKind::Evaluation,
            )
            .is_ok()
        };
        assert!(linked("https://foundations.org.uk/fdac"));
        for bad in [
            "javascript:alert(1)",
            "http://example.org",
            "https://",
            "https://a b.c",
        ] {
            assert!(!linked(bad), "{bad}");
        }
    }
}
