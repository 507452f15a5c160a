//! When pilots and their sites run: a picture, and the same as a table.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;

use super::{head, register_crumbs};
use crate::{
    layout::{Page, Section},
    moj::{ScrollablePane, ScrollablePaneOptions},
    paths,
    pilots::{rough::Rough, types::Stage},
    wording,
};

/// One site on the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub name: String,
    pub start: Option<Rough>,
    pub end: Option<Rough>,
    /// Whether it has started.
    pub is_live: bool,
}

/// One pilot on the timeline, with its sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub title: String,
    pub slug: String,
    pub stage: Stage,
    pub bars: Vec<Bar>,
}

impl Lane {
    fn first(&self) -> Option<NaiveDate> {
        self.bars
            .iter()
            .filter_map(|bar| bar.start)
            .map(Rough::first)
            .min()
    }
}

/// Widths and heights in units of the picture.
const LABEL: i64 = 300;
const YEAR: i64 = 44;
const ROW: i64 = 24;
const TOP: i64 = 30;
/// Most letters of a name in the picture; the table has all of them.
const LETTERS: usize = 40;

/// Draws the page. Pilots of which no site has a date are in the table only.
pub fn timeline_page(lanes: &[Lane], today: NaiveDate) -> Page {
    let running: usize = lanes
        .iter()
        .filter(|lane| lane.stage.is_running())
        .map(|lane| running_on(lane, today))
        .sum();
    let pilots = lanes
        .iter()
        .filter(|lane| lane.stage.is_running() && running_on(lane, today) > 0)
        .count();
    let message = format!(
        "{} of {} run on {}",
        wording::count(running as u64, "site", "sites"),
        wording::count(pilots as u64, "pilot", "pilots"),
        wording::date(today)
    );
    let main = view! {
        <h1 class="govuk-heading-l">"Timeline of pilots and sites"</h1>
        {picture(lanes, today, &message)}
        {table(lanes)}
    }
    .into_any();
    Page {
        section: Section::Pilots,
        crumbs: register_crumbs(),
        wide: true,
        ..Page::new("Timeline of pilots and sites", main)
    }
}

/// How many sites run on a day.
fn running_on(lane: &Lane, day: NaiveDate) -> usize {
    lane.bars
        .iter()
        .filter(|bar| bar.is_live)
        .filter(|bar| bar.start.is_some_and(|start| start.first() <= day))
        .filter(|bar| bar.end.is_none_or(|end| day <= end.last()))
        .count()
}

fn picture(lanes: &[Lane], today: NaiveDate, message: &str) -> AnyView {
    let dated: Vec<&Lane> = lanes.iter().filter(|lane| lane.first().is_some()).collect();
    let ends = dated
        .iter()
        .flat_map(|lane| &lane.bars)
        .filter_map(|bar| bar.end)
        .map(|end| end.last().year());
    let Some(first) = dated.iter().filter_map(|lane| lane.first()).min() else {
        return view! { <p class="govuk-body">"No site has a date yet."</p> }.into_any();
    };
    let (from, to) = (
        first.year(),
        ends.chain([today.year()]).max().unwrap_or(today.year()),
    );
    let x = |day: NaiveDate| {
        let years = i64::from(day.year() - from) * YEAR;
        LABEL + years + i64::from(day.ordinal0()) * YEAR / 366
    };
    let right = LABEL + i64::from(to - from + 1) * YEAR;
    let mut y = TOP;
    let mut marks: Vec<AnyView> = Vec::new();
    for lane in &dated {
        marks.push(label(&lane.title, 4, y, true));
        y += ROW;
        for bar in &lane.bars {
            let Some(start) = bar.start else { continue };
            marks.push(label(&bar.name, 20, y, false));
            let left = x(start.first());
            // What has not ended goes on to today, or to the end that is planned.
            let end = bar.end.map_or_else(|| today.max(start.last()), Rough::last);
            let width = (x(end) - left).max(4);
            let class = if bar.is_live {
                "app-gantt__bar"
            } else {
                "app-gantt__bar app-gantt__bar--planned"
            };
            marks.push(
                view! {
                    <rect class=class x=left.to_string() y=(y + 4).to_string() width=width.to_string() height="14"></rect>
                }
                .into_any(),
            );
            y += ROW;
        }
    }
    let height = y + ROW;
    let years = (from..=to)
        .map(|year| {
            let at = LABEL + i64::from(year - from) * YEAR;
            view! {
                <line class="app-gantt__grid" x1=at.to_string() x2=at.to_string() y1=TOP.to_string() y2=height.to_string()></line>
                <text class="app-gantt__text" x=(at + 4).to_string() y="20">{year.to_string()}</text>
            }
        })
        .collect_view();
    let now = x(today);
    let view_box = format!("0 0 {right} {height}");
    let spoken = format!("{message}. The table below says the same.");
    view! {
        <figure class="app-gantt">
            <figcaption><h2 class="govuk-heading-m">{message.to_owned()}</h2></figcaption>
            <ScrollablePane options=ScrollablePaneOptions { label: "Picture of the timeline".into(), classes: "app-grid".into(), ..Default::default() }>
                <svg class="app-gantt__picture" role="img" aria-label=spoken viewBox=view_box width=right.to_string() height=height.to_string()>
                    {years}
                    {marks}
                    <line class="app-gantt__today" x1=now.to_string() x2=now.to_string() y1=TOP.to_string() y2=height.to_string()></line>
                    <text class="app-gantt__text app-gantt__text--bold" x=now.to_string() y=(height - 6).to_string() text-anchor="end">"Today "</text>
                </svg>
            </ScrollablePane>
            <p class="govuk-body-s">"Full bars have started. Outlined bars are planned. A bar begins on the first day that its source allows."</p>
        </figure>
    }
    .into_any()
}

fn label(name: &str, x: i64, y: i64, bold: bool) -> AnyView {
    let words: String = if name.chars().count() > LETTERS {
        name.chars().take(LETTERS - 1).chain(['…']).collect()
    } else {
        name.to_owned()
    };
    let class = if bold {
        "app-gantt__text app-gantt__text--bold"
    } else {
        "app-gantt__text"
    };
    view! { <text class=class x=x.to_string() y=(y + 16).to_string()>{words}</text> }.into_any()
}

fn table(lanes: &[Lane]) -> AnyView {
    let day =
        |rough: Option<Rough>, none: &str| rough.map_or_else(|| none.to_owned(), Rough::in_words);
    let rows = lanes
        .iter()
        .flat_map(|lane| {
            let none = lane.bars.is_empty().then(|| Bar {
                name: "No site is known".to_owned(),
                start: None,
                end: None,
                is_live: false,
            });
            lane.bars
                .iter()
                .cloned()
                .chain(none)
                .map(move |bar| (lane, bar))
        })
        .map(|(lane, bar)| {
            let start = match (bar.is_live, bar.start) {
                (false, Some(start)) => format!("Planned for {}", start.in_words()),
                (_, start) => day(start, "Not known"),
            };
            let end = day(bar.end, if bar.is_live { "Open" } else { "Not known" });
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=paths::pilot(&lane.slug)>{lane.title.clone()}</a>
                    </th>
                    <td class="govuk-table__cell" data-label="Stage">{lane.stage.label()}</td>
                    <td class="govuk-table__cell" data-label="Site">{bar.name}</td>
                    <td class="govuk-table__cell" data-label="Start">{start}</td>
                    <td class="govuk-table__cell" data-label="End">{end}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">"The same as a table"</caption>
            {head(&["Pilot", "Stage", "Site", "Start", "End"])}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}
