//! The island of a line chart: its figures one by one, as the pointer or the arrow keys
//! come to them.
//!
//! The page is complete without it: each point of the picture has its figure as a title,
//! and the table below has them all. The island reads no more than those titles.

use leptos::prelude::*;

/// Says the figure of the point that is nearest to the pointer over the chart in the
/// element `figure`, or that a slider has come to.
#[island]
pub fn ChartReadout(figure: String) -> impl IntoView {
    let words = RwSignal::new(Vec::<String>::new());
    let at = RwSignal::new(0_usize);
    let id = format!("{figure}-readout");

    #[cfg(feature = "hydrate")]
    Effect::new(move |_| browser::start(&figure, words, at));

    let said = move || words.with(|words| words.get(at.get()).cloned().unwrap_or_default());
    let last = move || words.with(|words| words.len().saturating_sub(1).to_string());
    view! {
        <div class="app-chart-readout app-no-print">
            <Show when=move || words.with(|words| words.len() > 1)>
                <label class="govuk-label" for=id.clone()>"Figures one by one"</label>
                <input
                    class="app-chart-readout__slider"
                    type="range"
                    id=id.clone()
                    min="0"
                    max=last
                    prop:value=move || at.get().to_string()
                    aria-valuetext=said
                    on:input=move |event| {
                        if let Ok(place) = event_target_value(&event).parse() {
                            at.set(place);
                        }
                    }
                />
                // What the slider says is not said twice.
                <p class="govuk-body app-chart-readout__words" aria-hidden="true">{said}</p>
            </Show>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, prelude::Closure};
    use web_sys::{Element, MouseEvent};

    /// Reads the points of a chart, which is drawn once for each width; nothing where
    /// there is none.
    pub(super) fn start(
        figure: &str,
        words: RwSignal<Vec<String>>,
        at: RwSignal<usize>,
    ) -> Option<()> {
        let document = web_sys::window()?.document()?;
        let charts = all(&document.get_element_by_id(figure)?, "svg.app-chart");
        let marks: Vec<Vec<Element>> = charts
            .iter()
            .map(|chart| all(chart, ".app-chart__point, .app-chart__mark"))
            .collect();
        let found: Vec<String> = marks
            .first()?
            .iter()
            .map(|mark| mark.text_content().unwrap_or_default())
            .collect();
        at.set(found.len().saturating_sub(1));
        words.set(found);
        for (chart, marks) in charts.iter().zip(&marks) {
            follow(chart, marks.clone(), at);
        }
        Effect::new(move |_| {
            let at = at.get();
            for (place, mark) in marks.iter().flat_map(|marks| marks.iter().enumerate()) {
                let classes = mark.class_list();
                let _ = classes.toggle_with_force("app-chart__current", place == at);
            }
        });
        Some(())
    }

    fn all(within: &Element, selector: &str) -> Vec<Element> {
        let Ok(found) = within.query_selector_all(selector) else {
            return Vec::new();
        };
        (0..found.length())
            .filter_map(|place| found.get(place)?.dyn_into().ok())
            .collect()
    }

    /// Comes to the point that is nearest to the pointer, from left to right.
    fn follow(chart: &Element, marks: Vec<Element>, at: RwSignal<usize>) {
        let moved = Closure::<dyn FnMut(MouseEvent)>::new(move |event: MouseEvent| {
            let pointer = f64::from(event.client_x());
            let away = |mark: &Element| {
                let place = mark.get_bounding_client_rect();
                (place.left() + place.width() / 2.0 - pointer).abs()
            };
            let nearest = marks
                .iter()
                .enumerate()
                .min_by(|(_, one), (_, other)| away(one).total_cmp(&away(other)));
            if let Some((place, _)) = nearest
                && at.get_untracked() != place
            {
                at.set(place);
            }
        });
        let heard = moved.as_ref().unchecked_ref();
        if chart
            .add_event_listener_with_callback("pointermove", heard)
            .is_ok()
        {
            // The page keeps it until it is left.
            moved.forget();
        }
    }
}
