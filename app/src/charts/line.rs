use leptos::prelude::*;

use super::{Frame, NARROW, TOP, WIDE, px, scale::Scale};
use crate::measures::{amount::plain, control::Limits};

/// A point of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinePoint {
    /// Short, for the axis: "Jan–Mar 24".
    pub label: String,
    pub value: Option<f64>,
    /// The value as people read it, with what a rule says of it.
    pub words: String,
    /// Whether a rule says something of it.
    pub is_marked: bool,
}

/// Others to compare with, in grey.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparator {
    pub name: String,
    pub figures: Compared,
}

/// The figures of a comparator, one for each point of the line.
#[derive(Clone, Debug, PartialEq)]
pub enum Compared {
    Line(Vec<Option<f64>>),
    /// The lowest and the highest, which hold all around their points: those of a period
    /// that is longer than a point, or of several areas.
    Range(Vec<Option<(f64, f64)>>),
}

impl Compared {
    fn values(&self) -> Vec<f64> {
        match self {
            Self::Line(values) => values.iter().copied().flatten().collect(),
            Self::Range(values) => {
                let known = values.iter().flatten();
                known.flat_map(|(low, high)| [*low, *high]).collect()
            }
        }
    }

    /// Whether there is any figure.
    pub fn is_known(&self) -> bool {
        !self.values().is_empty()
    }

    /// Where its name stands: at the middle of its last figure.
    fn last(&self) -> Option<f64> {
        match self {
            Self::Line(values) => values.iter().copied().flatten().next_back(),
            Self::Range(values) => {
                let (low, high) = values.iter().copied().flatten().next_back()?;
                Some(f64::midpoint(low, high))
            }
        }
    }

    fn is_wide(&self) -> bool {
        let apart = |range: &(f64, f64)| range.0 < range.1;
        matches!(self, Self::Range(values) if values.iter().flatten().any(apart))
    }
}

/// Figures over time, with what is expected of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    /// Unique on its page.
    pub id: String,
    /// What is drawn, for those who do not see it.
    pub title: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// What the line is, beside its end.
    pub name: String,
    pub points: Vec<LinePoint>,
    /// From which point to before which the expected range holds.
    pub limits: Vec<(usize, usize, Limits)>,
    /// The middle of all figures, of a run chart.
    pub median: Option<f64>,
    /// What each point is to reach; where nothing is, none.
    pub targets: Vec<Option<f64>>,
    /// Where something began, and what.
    pub step: Option<(usize, String)>,
    pub comparators: Vec<Comparator>,
}

/// Draws a line, for both widths.
pub fn line_chart(chart: &LineChart) -> AnyView {
    view! {
        {drawn(chart, WIDE)}
        {drawn(chart, NARROW)}
        {legend(chart)}
    }
    .into_any()
}

fn drawn(chart: &LineChart, frame: Frame) -> AnyView {
    let count = chart.points.len();
    let of_limits = chart.limits.iter();
    let values = (chart.points.iter().filter_map(|point| point.value))
        .chain(
            chart
                .comparators
                .iter()
                .flat_map(|one| one.figures.values()),
        )
        .chain(chart.targets.iter().copied().flatten())
        .chain(chart.median)
        .chain(of_limits.flat_map(|(_, _, limits)| [limits.lower.max(0.0), limits.upper]));
    let scale = Scale::of(values, false, TOP, frame.floor());
    let width = if frame.is_wide() { "wide" } else { "narrow" };
    let (title, description) = (
        format!("{}-{width}-title", chart.id),
        format!("{}-{width}-description", chart.id),
    );
    let labelled_by = format!("{title} {description}");
    let right = frame.width - frame.right;
    let ticks = scale
        .ticks
        .iter()
        .map(|tick| {
            let y = scale.y(*tick);
            view! {
                <line class="app-chart__grid" x1=px(frame.left) x2=px(right) y1=px(y) y2=px(y) />
                <text class="app-chart__text" x=px(frame.left - 6.0) y=px(y + 4.0) text-anchor="end">
                    {plain(*tick)}
                </text>
            }
        })
        .collect_view();
    let every = frame.every(count);
    let labels = (0..count)
        .rev()
        .step_by(every)
        .filter_map(|at| Some((at, chart.points.get(at)?)))
        .map(|(at, point)| {
            // A wide picture has room beside its ends.
            let held = if frame.is_wide() {
                "middle"
            } else {
                anchor(at, count)
            };
            view! {
                <text class="app-chart__text" x=px(frame.x(at, count)) y=px(frame.height - 10.0)
                    text-anchor=held>
                    {point.label.clone()}
                </text>
            }
        })
        .collect_view();
    let limits = chart
        .limits
        .iter()
        .map(|(first, end, limits)| expected(frame, &scale, count, (*first, *end), limits))
        .collect_view();
    let comparators = chart
        .comparators
        .iter()
        .map(|one| match &one.figures {
            Compared::Line(values) => {
                let path = path(frame, &scale, values.iter().copied());
                view! { <path class="app-chart__comparator" d=path /> }.into_any()
            }
            Compared::Range(values) => ranges(frame, &scale, values),
        })
        .collect_view();
    let median = chart.median.map(|median| {
        let y = scale.y(median);
        view! { <line class="app-chart__mean" x1=px(frame.left) x2=px(right) y1=px(y) y2=px(y) /> }
    });
    let target = held(&chart.targets)
        .into_iter()
        .map(|(first, end, target)| {
            let from = if first == 0 {
                frame.left
            } else {
                frame.x(first, count)
            };
            let to = if end < count {
                frame.x(end, count)
            } else {
                right
            };
            let y = scale.y(target);
            view! {
                <line class="app-chart__target" x1=px(from) x2=px(to) y1=px(y) y2=px(y) />
                <text class="app-chart__text app-chart__text--target" x=px(from + 4.0) y=px(y - 5.0)>
                    {format!("Target {}", plain(target))}
                </text>
            }
        })
        .collect_view();
    let step = chart.step.as_ref().map(|(at, words)| {
        let x = frame.x(*at, count);
        view! {
            <line class="app-chart__step" x1=px(x) x2=px(x) y1=px(TOP) y2=px(frame.floor()) />
            <text class="app-chart__text" x=px(x) y=px(TOP - 5.0) text-anchor=anchor(*at, count)>
                {words.clone()}
            </text>
        }
    });
    let points = chart
        .points
        .iter()
        .enumerate()
        .filter_map(|(at, point)| {
            let (x, y) = (frame.x(at, count), scale.y(point.value?));
            Some(mark(x, y, point))
        })
        .collect_view();
    view! {
        <svg class=frame.class viewBox=frame.view_box() role="img"
            aria-labelledby=labelled_by>
            <title id=title>{chart.title.clone()}</title>
            <desc id=description>{chart.description.clone()}</desc>
            {limits}
            {ticks}
            {labels}
            {comparators}
            {median}
            {target}
            {step}
            <path class="app-chart__line" d=path(frame, &scale, chart.points.iter().map(|point| point.value)) />
            {points}
            {frame.is_wide().then(|| names(chart, frame, &scale))}
        </svg>
    }
    .into_any()
}

/// A circle, or a diamond where a rule says something of the point.
fn mark(x: f64, y: f64, point: &LinePoint) -> AnyView {
    let words = format!("{}: {}", point.label, point.words);
    if point.is_marked {
        let size = 6.5;
        let corners = [(0.0, -size), (size, 0.0), (0.0, size), (-size, 0.0)]
            .map(|(right, down)| format!("{},{}", px(x + right), px(y + down)))
            .join(" ");
        view! { <polygon class="app-chart__mark" points=corners><title>{words}</title></polygon> }
            .into_any()
    } else {
        view! { <circle class="app-chart__point" cx=px(x) cy=px(y) r="3.5"><title>{words}</title></circle> }
            .into_any()
    }
}

/// The mean and the expected range around it.
fn expected(
    frame: Frame,
    scale: &Scale,
    count: usize,
    (first, end): (usize, usize),
    limits: &Limits,
) -> AnyView {
    let (left, right) = (
        frame.x(first, count),
        frame.x(end.saturating_sub(1).max(first), count),
    );
    let (upper, lower) = (scale.y(limits.upper), scale.y(limits.lower));
    let line = |y: f64, class: &'static str| {
        view! { <line class=class x1=px(left) x2=px(right) y1=px(y) y2=px(y) /> }
    };
    view! {
        <rect class="app-chart__expected" x=px(left) y=px(upper) width=px((right - left).max(0.0))
            height=px((lower - upper).max(0.0)) />
        {line(upper, "app-chart__limit")}
        {line(lower, "app-chart__limit")}
        {line(scale.y(limits.mean), "app-chart__mean")}
    }
    .into_any()
}

/// As many letters as there is room for behind the end of a line.
const LETTERS: usize = 15;

/// What each line is, beside its end and none over another.
fn names(chart: &LineChart, frame: Frame, scale: &Scale) -> AnyView {
    let own = chart.points.iter().rev().find_map(|point| point.value);
    let mut names: Vec<(f64, String, &'static str)> = own
        .map(|value| {
            (
                scale.y(value),
                chart.name.clone(),
                "app-chart__text app-chart__text--own",
            )
        })
        .into_iter()
        .collect();
    names.extend(chart.comparators.iter().filter_map(|one| {
        Some((
            scale.y(one.figures.last()?),
            one.name.clone(),
            "app-chart__text app-chart__text--comparator",
        ))
    }));
    names.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut below = f64::NEG_INFINITY;
    names
        .into_iter()
        .map(|(y, name, class)| {
            let y = y.max(below + 15.0);
            below = y;
            let x = frame.width - frame.right + 8.0;
            // The key below the picture has the whole name.
            let name: String = if name.chars().count() > LETTERS {
                name.chars().take(LETTERS - 1).chain(['…']).collect()
            } else {
                name
            };
            view! { <text class=class x=px(x) y=px(y + 4.0)>{name}</text> }
        })
        .collect_view()
        .into_any()
}

/// What the signs mean, in words.
fn legend(chart: &LineChart) -> AnyView {
    let mut signs = vec![("app-legend-sign--line", chart.name.clone())];
    if chart.points.iter().any(|point| point.is_marked) {
        let words = "Diamond: a rule says that this is more than chance";
        signs.push(("app-legend-sign--mark", words.to_owned()));
    }
    for comparator in &chart.comparators {
        let name = comparator.name.clone();
        signs.push(if comparator.figures.is_wide() {
            let words = format!("{name}, from the lowest to the highest");
            ("app-legend-sign--range", words)
        } else {
            ("app-legend-sign--comparator", name)
        });
    }
    if !chart.limits.is_empty() {
        let words = "Average, and the expected range around it";
        signs.push(("app-legend-sign--expected", words.to_owned()));
    }
    if let Some(median) = chart.median {
        let words = format!("Median: {}", plain(median));
        signs.push(("app-legend-sign--median", words));
    }
    let targets = held(&chart.targets);
    if let Some((.., latest)) = targets.last() {
        let when = if targets.len() > 1 {
            "Latest target"
        } else {
            "Target"
        };
        signs.push((
            "app-legend-sign--target",
            format!("{when}: {}", plain(*latest)),
        ));
    }
    let items = signs
        .into_iter()
        .map(|(class, words)| {
            view! {
                <li>
                    <span class=format!("app-legend-sign {class}") aria-hidden="true"></span>
                    {words}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="govuk-list app-chart-legend">{items}</ul> }.into_any()
}

/// From which point to before which each value holds.
fn held<T: Copy + PartialEq>(values: &[Option<T>]) -> Vec<(usize, usize, T)> {
    let mut held: Vec<(usize, usize, T)> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        match (value, held.last_mut()) {
            (Some(value), Some((_, end, known))) if *end == at && known == value => *end = at + 1,
            (Some(value), _) => held.push((at, at + 1, *value)),
            (None, _) => {}
        }
    }
    held
}

/// What was lowest and highest over pieces of the width, as steps: half of the way to the
/// points on both sides of each piece belongs to it.
fn ranges(frame: Frame, scale: &Scale, values: &[Option<(f64, f64)>]) -> AnyView {
    let count = values.len();
    let half = (frame.x(1, count.max(2)) - frame.x(0, count.max(2))) / 2.0;
    let pieces: Vec<(f64, f64, f64, f64)> = held(values)
        .into_iter()
        .map(|(first, end, (low, high))| {
            let from = (frame.x(first, count) - half).max(frame.left);
            let to = (frame.x(end - 1, count) + half).min(frame.width - frame.right);
            (from, to, scale.y(low), scale.y(high))
        })
        .collect();
    let areas = pieces
        .iter()
        .filter(|(_, _, low, high)| high < low)
        .map(|(from, to, low, high)| {
            view! {
                <rect class="app-chart__compared" x=px(*from) y=px(*high)
                    width=px(to - from) height=px(low - high) />
            }
        })
        .collect_view();
    let edge = |height: fn(&(f64, f64, f64, f64)) -> f64| {
        let mut path = String::new();
        let mut reached = None;
        for piece in &pieces {
            let (from, to, y) = (px(piece.0), px(piece.1), px(height(piece)));
            if reached.as_ref() == Some(&from) {
                path.push_str(&format!("V{y}H{to}"));
            } else {
                path.push_str(&format!("M{from} {y}H{to}"));
            }
            reached = Some(to);
        }
        path
    };
    view! {
        {areas}
        <path class="app-chart__comparator" d=edge(|piece| piece.2) />
        <path class="app-chart__comparator" d=edge(|piece| piece.3) />
    }
    .into_any()
}

/// Where a word is held that must not leave the picture.
fn anchor(at: usize, of: usize) -> &'static str {
    if at == 0 {
        "start"
    } else if at + 1 == of {
        "end"
    } else {
        "middle"
    }
}

/// A line through the values, broken where there is none.
fn path(frame: Frame, scale: &Scale, values: impl ExactSizeIterator<Item = Option<f64>>) -> String {
    let count = values.len();
    let mut path = String::new();
    let mut is_down = false;
    for (at, value) in values.enumerate() {
        let Some(value) = value else {
            is_down = false;
            continue;
        };
        let command = if is_down { 'L' } else { 'M' };
        path.push_str(&format!(
            "{command}{} {}",
            px(frame.x(at, count)),
            px(scale.y(value))
        ));
        is_down = true;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_there_is_no_figure() {
        let values = [Some(0.0), Some(1.0), None, Some(1.0)];
        let scale = Scale::of([0.0, 1.0].into_iter(), true, TOP, NARROW.floor());
        let path = path(NARROW, &scale, values.into_iter());
        assert_eq!(path.matches('M').count(), 2);
        assert_eq!(path.matches('L').count(), 1);
    }

    #[test]
    fn a_target_holds_until_another_does() {
        let targets = [None, Some(60.0), Some(60.0), Some(70.0), None, Some(70.0)];
        assert_eq!(held(&targets), [(1, 3, 60.0), (3, 4, 70.0), (5, 6, 70.0)]);
        assert_eq!(held::<f64>(&[]), []);
    }

    #[test]
    fn a_range_is_drawn_over_whole_pieces_of_the_width() {
        let quarter = |low: f64, high: f64| [Some((low, high)); 3];
        let values = [&quarter(30.0, 40.0)[..], &[None], &quarter(35.0, 35.0)].concat();
        let scale = Scale::of([0.0, 50.0].into_iter(), true, TOP, NARROW.floor());
        let owner = Owner::new();
        let html = owner.with(|| ranges(NARROW, &scale, &values).to_html());
        assert_eq!(html.matches("<rect").count(), 1, "{html}");
        // Two edges of two pieces each, which do not touch.
        assert_eq!(html.matches('M').count(), 4, "{html}");
        assert!(Compared::Range(values.clone()).is_wide());
        assert_eq!(Compared::Range(values).last(), Some(35.0));
    }

    #[test]
    fn a_chart_says_what_it_shows_and_escapes_it() {
        let chart = LineChart {
            id: "weeks".to_owned(),
            title: "Weeks <b>".to_owned(),
            description: "All within the expected range".to_owned(),
            name: "Cumbria".to_owned(),
            points: (0..4)
                .map(|at| LinePoint {
                    label: format!("Q{at}"),
                    value: (at != 2).then_some(f64::from(at)),
                    words: "x".to_owned(),
                    is_marked: at == 3,
                })
                .collect(),
            targets: vec![Some(2.0); 4],
            ..LineChart::default()
        };
        let owner = Owner::new();
        let html = owner.with(|| line_chart(&chart).to_html());
        assert!(html.contains("Weeks &lt;b&gt;"), "{html}");
        for words in [
            "role=\"img\"",
            "weeks-wide-title",
            "weeks-narrow-title",
            "Target 2",
            "polygon",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains("style="));
        assert_eq!(html.matches("<polygon").count(), 2);
    }
}
