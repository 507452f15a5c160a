//! The one island of this slice: a quiet notice that a page has changed.
//!
//! The page is complete without it. It learns *that* something changed, never
//! what; the reader decides when to look.

use leptos::prelude::*;

/// Listens for server-sent events at `address` and, when one arrives, offers a
/// link that shows the change.
#[island]
pub fn ChangeNotice(address: String, reload: String) -> impl IntoView {
    let changed = RwSignal::new(false);

    #[cfg(feature = "hydrate")]
    listen(address, changed);
    #[cfg(not(feature = "hydrate"))]
    let _ = address;

    view! {
        <div class="app-live-notice" role="status" aria-live="polite">
            <Show when=move || changed.get()>
                <p class="app-live-notice__message govuk-body">
                    "This has changed. "
                    <a class="govuk-link" href=reload.clone()>"Show the change"</a>
                </p>
            </Show>
        </div>
    }
}

/// Connects for as long as the page lives. A browser without `EventSource`, or
/// a refused connection, leaves the page as it was.
#[cfg(feature = "hydrate")]
fn listen(address: String, changed: RwSignal<bool>) {
    use wasm_bindgen::{JsCast, prelude::Closure};

    let Ok(source) = web_sys::EventSource::new(&address) else {
        return;
    };
    let on_change = Closure::<dyn FnMut()>::new(move || changed.set(true));
    let registered =
        source.add_event_listener_with_callback("changed", on_change.as_ref().unchecked_ref());
    if registered.is_ok() {
        // The page keeps both until it is left.
        on_change.forget();
    }
}
