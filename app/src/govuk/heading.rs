use leptos::prelude::*;

/// A heading whose level the page decides, 1 to 6; anything else is drawn as 6.
pub(crate) fn heading(level: u8, class: String, id: Option<String>, inner: AnyView) -> AnyView {
    match level {
        1 => view! { <h1 class=class id=id>{inner}</h1> }.into_any(),
        2 => view! { <h2 class=class id=id>{inner}</h2> }.into_any(),
        3 => view! { <h3 class=class id=id>{inner}</h3> }.into_any(),
        4 => view! { <h4 class=class id=id>{inner}</h4> }.into_any(),
        5 => view! { <h5 class=class id=id>{inner}</h5> }.into_any(),
        _ => view! { <h6 class=class id=id>{inner}</h6> }.into_any(),
    }
}
