//! The island of an agenda that is worked on: its items can be dragged.
//!
//! The page is complete without it: every item that can be moved has buttons for that.
//! Where an item is dropped, its own button is pressed for as many places at once.

use leptos::prelude::*;

/// Lets rows of the table marked `data-drag` be dragged to the place of another that
/// has the same `data-beside`, and says so.
#[island]
pub fn DragToMove() -> impl IntoView {
    let ready = RwSignal::new(false);

    #[cfg(feature = "hydrate")]
    Effect::new(move |_| ready.set(browser::start().is_some()));

    view! {
        <div class="app-no-print">
            <Show when=move || ready.get()>
                <p class="govuk-body">"You can also drag an item to another place."</p>
            </Show>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::{cell::RefCell, rc::Rc};

    use wasm_bindgen::{JsCast, prelude::Closure};
    use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

    use crate::meetings::forms::{Direction, field};

    /// The row that is being dragged.
    type Dragged = Rc<RefCell<Option<Element>>>;

    /// Makes rows draggable; nothing where there are none.
    pub(super) fn start() -> Option<()> {
        let document = web_sys::window()?.document()?;
        let table = document.query_selector("[data-drag]").ok()??;
        let rows = rows_of(&table);
        let movable: Vec<&Element> = rows.iter().filter(|row| can_move(row)).collect();
        if movable.is_empty() {
            return None;
        }
        for row in movable {
            row.dyn_ref::<HtmlElement>()?.set_draggable(true);
        }
        let dragged = Dragged::default();
        let (from, over, drop) = (Rc::clone(&dragged), Rc::clone(&dragged), dragged);
        listen(&table, "dragstart", move |event| {
            *from.borrow_mut() = row_at(&event);
        });
        listen(&table, "dragover", move |event| {
            if target(&over, &event).is_some() {
                // Says that it may be dropped here.
                event.prevent_default();
            }
        });
        listen(&table, "drop", move |event| {
            if let Some((row, to)) = target(&drop, &event) {
                event.prevent_default();
                let _ = press(&row, &to, &rows);
            }
        });
        Some(())
    }

    fn listen(table: &Element, kind: &str, heard: impl FnMut(Event) + 'static) {
        let heard = Closure::<dyn FnMut(Event)>::new(heard);
        let registered =
            table.add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
        if registered.is_ok() {
            // The page keeps it until it is left.
            heard.forget();
        }
    }

    fn rows_of(table: &Element) -> Vec<Element> {
        let Ok(found) = table.query_selector_all("[data-beside]") else {
            return Vec::new();
        };
        (0..found.length())
            .filter_map(|place| found.get(place)?.dyn_into().ok())
            .collect()
    }

    fn can_move(row: &Element) -> bool {
        [Direction::Up, Direction::Down]
            .into_iter()
            .any(|direction| button(row, direction).is_some())
    }

    fn button(row: &Element, direction: Direction) -> Option<HtmlElement> {
        let button = format!(
            "button[name=\"{}\"][value=\"{}\"]",
            field::DIRECTION,
            direction.code()
        );
        row.query_selector(&button).ok()??.dyn_into().ok()
    }

    fn row_at(event: &Event) -> Option<Element> {
        let at: Element = event.target()?.dyn_into().ok()?;
        at.closest("[data-beside]").ok()?
    }

    /// The row that is dragged, and the one it is over, if that stands beside it.
    fn target(dragged: &Dragged, event: &Event) -> Option<(Element, Element)> {
        let row = dragged.borrow().clone()?;
        let over = row_at(event)?;
        let beside = |row: &Element| row.get_attribute("data-beside");
        (row != over && beside(&row) == beside(&over)).then_some((row, over))
    }

    fn press(row: &Element, to: &Element, rows: &[Element]) -> Option<()> {
        let beside = row.get_attribute("data-beside");
        let place = |wanted: &Element| {
            rows.iter()
                .filter(|other| other.get_attribute("data-beside") == beside)
                .position(|other| other == wanted)
        };
        let (from, to) = (place(row)?, place(to)?);
        let direction = if to < from {
            Direction::Up
        } else {
            Direction::Down
        };
        let steps = format!("input[name=\"{}\"]", field::STEPS);
        let steps: HtmlInputElement = row.query_selector(&steps).ok()??.dyn_into().ok()?;
        steps.set_value(&from.abs_diff(to).to_string());
        button(row, direction)?.click();
        Some(())
    }
}
