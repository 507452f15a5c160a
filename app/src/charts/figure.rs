use leptos::prelude::*;

/// A picture with what it says and the figures it is made of.
pub struct Figure {
    /// Unique on its page.
    pub id: String,
    /// What the picture shows, as a sentence.
    pub message: String,
    pub picture: AnyView,
    /// What a reader needs to know to read it: rules, caveats.
    pub note: Option<AnyView>,
    /// The same figures as a table.
    pub table: AnyView,
    /// What the table is, such as "The figures as a table".
    pub table_name: String,
    /// Where the table is a file.
    pub csv: Option<String>,
}

/// Draws a picture under its message, and its table below.
pub fn figure(figure: Figure) -> AnyView {
    let heading = format!("{}-message", figure.id);
    let labelled_by = heading.clone();
    let csv = figure.csv.map(|href| {
        view! {
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=href download>"Download these figures (CSV)"</a>
            </p>
        }
    });
    view! {
        <figure class="app-figure" aria-labelledby=labelled_by id=figure.id>
            <h2 class="govuk-heading-m" id=heading>{figure.message}</h2>
            {figure.picture}
            {figure.note}
            <details class="govuk-details app-figure__table" open>
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">{figure.table_name}</span>
                </summary>
                <div class="govuk-details__text">{figure.table} {csv}</div>
            </details>
        </figure>
    }
    .into_any()
}
