use leptos::prelude::*;

use super::{Frame, NARROW, TOP, WIDE, px, scale::Scale};
use crate::measures::amount::plain;

/// One bar, such as a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Short, for the axis: "Mar 24".
    pub label: String,
    /// One number for each band, from the bottom.
    pub parts: Vec<u32>,
}

/// Numbers by month, each in bands such as their age.
#[derive(Clone, Debug, PartialEq)]
pub struct BarChart {
    /// Unique on its page.
    pub id: String,
    pub title: String,
    pub description: String,
    /// What the bands are, from the bottom; five at most have patterns of their own.
    pub bands: Vec<String>,
    pub bars: Vec<Bar>,
    pub layout: Layout,
}

/// How the bands of a bar stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One on the other: they make up a whole.
    Stacked,
    /// Next to each other: they are compared.
    SideBySide,
}

/// Patterns that tell bands apart without colour.
const PATTERNS: usize = 5;

/// Draws bars, for both widths, with what their patterns mean.
pub fn bar_chart(chart: &BarChart) -> AnyView {
    let legend = chart
        .bands
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let pattern = format!("{}-legend", chart.id);
            view! {
                <li>
                    <svg class="app-legend-sign" viewBox="0 0 24 16" aria-hidden="true">
                        {definition(&pattern, number)}
                        <rect class="app-chart__bar" x="0.5" y="0.5" width="23" height="15"
                            fill=format!("url(#{pattern}-{number})") />
                    </svg>
                    {name.clone()}
                </li>
            }
        })
        .collect_view();
    view! {
        {drawn(chart, WIDE)}
        {drawn(chart, NARROW)}
        <ul class="govuk-list app-chart-legend">{legend}</ul>
    }
    .into_any()
}

fn drawn(chart: &BarChart, frame: Frame) -> AnyView {
    let frame = Frame {
        right: NARROW.right,
        ..frame
    };
    let height = |bar: &Bar| {
        f64::from(match chart.layout {
            Layout::Stacked => bar.parts.iter().sum::<u32>(),
            Layout::SideBySide => bar.parts.iter().copied().max().unwrap_or_default(),
        })
    };
    let scale = Scale::of(chart.bars.iter().map(height), true, TOP, frame.floor());
    let width = if frame.class == WIDE.class {
        "wide"
    } else {
        "narrow"
    };
    let id = format!("{}-{width}", chart.id);
    let count = chart.bars.len().max(1);
    let room = (frame.width - frame.left - frame.right) / count as f64;
    let thick = (room * 0.7).min(48.0);
    let ticks = scale
        .ticks
        .iter()
        .map(|tick| {
            let y = scale.y(*tick);
            view! {
                <line class="app-chart__grid" x1=px(frame.left) x2=px(frame.width - frame.right)
                    y1=px(y) y2=px(y) />
                <text class="app-chart__text" x=px(frame.left - 6.0) y=px(y + 4.0) text-anchor="end">
                    {plain(*tick)}
                </text>
            }
        })
        .collect_view();
    let every = frame.every(count);
    let bars = chart
        .bars
        .iter()
        .enumerate()
        .map(|(at, bar)| {
            let middle = frame.left + room * (at as f64 + 0.5);
            let mut below = 0.0;
            let parts = bar
                .parts
                .iter()
                .enumerate()
                .filter(|(_, part)| **part > 0)
                .map(|(number, part)| {
                    let (floor, top) = (scale.y(below), scale.y(below + f64::from(*part)));
                    let left = middle - thick / 2.0;
                    let (left, width) = match chart.layout {
                        Layout::Stacked => {
                            below += f64::from(*part);
                            (left, thick)
                        }
                        Layout::SideBySide => {
                            let width = thick / bar.parts.len() as f64;
                            (left + width * number as f64, width)
                        }
                    };
                    let band = chart.bands.get(number).cloned().unwrap_or_default();
                    view! {
                        <rect class="app-chart__bar" x=px(left) y=px(top)
                            width=px(width) height=px(floor - top)
                            fill=format!("url(#{id}-{number})")>
                            <title>{format!("{}: {part} {band}", bar.label)}</title>
                        </rect>
                    }
                })
                .collect_view();
            let label = (count - 1 - at).is_multiple_of(every).then(|| {
                view! {
                    <text class="app-chart__text" x=px(middle) y=px(frame.height - 10.0)
                        text-anchor="middle">
                        {bar.label.clone()}
                    </text>
                }
            });
            view! { {parts} {label} }
        })
        .collect_view();
    let patterns = (0..chart.bands.len())
        .map(|number| definition(&id, number))
        .collect_view();
    view! {
        <svg class=frame.class viewBox=frame.view_box() role="img"
            aria-labelledby=format!("{id}-title {id}-description")>
            <title id=format!("{id}-title")>{chart.title.clone()}</title>
            <desc id=format!("{id}-description")>{chart.description.clone()}</desc>
            {patterns}
            {ticks}
            {bars}
        </svg>
    }
    .into_any()
}

/// The pattern of a band.
fn definition(id: &str, number: usize) -> AnyView {
    let kind = number % PATTERNS;
    let marks = match kind {
        0 => "",
        1 => "M0 8L8 0",
        2 => "M0 4H8",
        3 => "M0 0L8 8M0 8L8 0",
        _ => "M2 2h2v2h-2zM6 6h2v2h-2z",
    };
    view! {
        <defs>
            <pattern id=format!("{id}-{number}") width="8" height="8" patternUnits="userSpaceOnUse">
                <rect class=format!("app-chart__band app-chart__band--{kind}") width="8" height="8" />
                <path class="app-chart__hatch" d=marks />
            </pattern>
        </defs>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_a_pattern_for_each_band_and_none_for_nothing() {
        let chart = BarChart {
            id: "ages".to_owned(),
            title: "Open actions".to_owned(),
            description: "By age".to_owned(),
            bands: vec!["up to 30 days".to_owned(), "over 30 days".to_owned()],
            bars: vec![
                Bar {
                    label: "Mar 24".to_owned(),
                    parts: vec![3, 0],
                },
                Bar {
                    label: "Apr 24".to_owned(),
                    parts: vec![2, 4],
                },
            ],
            layout: Layout::Stacked,
        };
        let owner = Owner::new();
        let html = owner.with(|| bar_chart(&chart).to_html());
        assert_eq!(html.matches("url(#ages-wide-").count(), 3, "{html}");
        assert_eq!(html.matches("<pattern").count(), 6, "{html}");
        assert!(html.contains("Apr 24: 4 over 30 days"));
        assert!(!html.contains("style="));

        let beside = BarChart {
            layout: Layout::SideBySide,
            ..chart
        };
        let beside = owner.with(|| bar_chart(&beside).to_html());
        assert_eq!(beside.matches("url(#ages-wide-").count(), 3, "{beside}");
        assert_ne!(beside, html);
    }
}
