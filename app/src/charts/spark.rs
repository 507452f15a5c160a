use leptos::prelude::*;

use super::{px, scale::Scale};

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;
const ROOM: f64 = 4.0;

/// A line of the height of a word, for a cell of a table. `words` say what it
/// shows: "From 42 to 39 weeks over 8 quarters".
pub fn sparkline(values: &[Option<f64>], words: &str) -> AnyView {
    if values.iter().flatten().count() < 2 {
        return ().into_any();
    }
    let scale = Scale::of(values.iter().copied().flatten(), false, ROOM, HEIGHT - ROOM);
    drawn(values, &scale, WIDTH, HEIGHT, words, "app-spark")
}

fn drawn(
    values: &[Option<f64>],
    scale: &Scale,
    width: f64,
    height: f64,
    words: &str,
    class: &'static str,
) -> AnyView {
    let x = |at: usize| ROOM + (width - 2.0 * ROOM) * at as f64 / (values.len().max(2) - 1) as f64;
    let mut path = String::new();
    let mut before = None;
    for (at, value) in values.iter().enumerate() {
        if let Some(value) = value {
            let command = if before.is_some() { 'L' } else { 'M' };
            path.push_str(&format!("{command}{} {}", px(x(at)), px(scale.y(*value))));
        }
        before = *value;
    }
    // A figure with none before and after it is on no line.
    let known = |at: Option<usize>| at.is_some_and(|at| matches!(values.get(at), Some(Some(_))));
    let alone = values
        .iter()
        .enumerate()
        .filter(|(at, _)| !known(at.checked_sub(1)) && !known(at.checked_add(1)))
        .filter_map(|(at, value)| Some((at, (*value)?)))
        .map(|(at, value)| {
            view! { <circle class="app-chart__point" cx=px(x(at)) cy=px(scale.y(value)) r="1.5" /> }
        })
        .collect_view();
    let last = values
        .iter()
        .enumerate()
        .rev()
        .find_map(|(at, value)| Some((at, (*value)?)));
    let end = last.map(|(at, value)| {
        view! { <circle class="app-chart__point" cx=px(x(at)) cy=px(scale.y(value)) r="3" /> }
    });
    view! {
        <svg class=class viewBox=format!("0 0 {width} {height}") role="img" aria-label=words.to_owned()>
            <path class="app-chart__line" d=path />
            {alone}
            {end}
        </svg>
    }
    .into_any()
}

/// One of several small pictures of the same scale.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallMultiple {
    pub name: String,
    pub href: Option<String>,
    pub values: Vec<Option<f64>>,
    /// The latest figure, and what the rules say.
    pub words: String,
}

/// Draws small pictures side by side, all by one scale so that they compare.
pub fn small_multiples(all: &[SmallMultiple]) -> AnyView {
    const TALL: f64 = 70.0;
    let values = all
        .iter()
        .flat_map(|one| one.values.iter().copied().flatten());
    let scale = Scale::of(values, false, ROOM, TALL - ROOM);
    let items = all
        .iter()
        .map(|one| {
            let name = match &one.href {
                Some(href) => {
                    view! { <a class="govuk-link" href=href.clone()>{one.name.clone()}</a> }
                        .into_any()
                }
                None => one.name.clone().into_any(),
            };
            let words = format!("{}: {}", one.name, one.words);
            view! {
                <li class="app-multiples__item">
                    <h3 class="govuk-heading-s">{name}</h3>
                    {drawn(&one.values, &scale, 160.0, TALL, &words, "app-multiples__picture")}
                    <p class="govuk-body-s">{one.words.clone()}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="app-multiples">{items}</ul> }.into_any()
}
