//! The GOV.UK Design System's components as Leptos components, drawn on the
//! server.
//!
//! Each component takes one options struct whose fields carry the design
//! system's own names, so its guidance and examples can be followed word for
//! word. The package's own examples are the test: `tests/govuk_fixtures.rs`
//! draws every one of them and compares the result with the package's HTML.
//!
//! ```
//! use app::govuk::{Input, InputOptions};
//! use leptos::prelude::*;
//!
//! let html = view! {
//!     <Input options=InputOptions {
//!         name: "due".into(),
//!         label: "When is it due?".into(),
//!         hint: Some("For example, 27 3 2027".into()),
//!         ..Default::default()
//!     } />
//! }
//! .to_html();
//! assert!(html.contains(r#"aria-describedby="due-hint""#));
//! ```

pub(crate) mod attributes;
mod choice;
pub(crate) mod content;
mod form_group;
pub(crate) mod heading;
pub(crate) mod scalar;

mod back_link;
mod breadcrumbs;
mod button;
mod character_count;
mod checkboxes;
mod date_input;
mod details;
mod error_message;
mod error_summary;
mod feedback;
mod fieldset;
mod file_upload;
mod generic_header;
mod hint;
mod input;
mod inset_text;
mod label;
mod language_navigation;
mod notification_banner;
mod pagination;
mod panel;
mod phase_banner;
mod radios;
mod select;
mod service_navigation;
mod skip_link;
mod summary_list;
mod table;
mod tag;
mod task_list;
mod textarea;
mod warning_text;

pub use attributes::Attributes;
pub use back_link::{BackLink, BackLinkOptions};
pub use breadcrumbs::{Breadcrumbs, BreadcrumbsItem, BreadcrumbsOptions};
pub use button::{Button, ButtonOptions};
pub use character_count::{CharacterCount, CharacterCountOptions, CountMessageOptions, CountType};
pub use checkboxes::{Checkboxes, CheckboxesItem, CheckboxesOptions};
pub use choice::ItemLabelOptions;
pub use content::Content;
pub use date_input::{DateInput, DateInputItem, DateInputOptions};
pub use details::{Details, DetailsOptions};
pub use error_message::{ErrorMessage, ErrorMessageOptions};
pub use error_summary::{ErrorSummary, ErrorSummaryItem, ErrorSummaryOptions};
pub use feedback::{Feedback, FeedbackOptions};
pub use fieldset::{Fieldset, FieldsetOptions, LegendOptions};
pub use file_upload::{FileUpload, FileUploadOptions};
pub use form_group::FormGroupOptions;
pub use generic_header::{GenericHeader, GenericHeaderOptions};
pub use hint::{Hint, HintOptions};
pub use input::{AffixOptions, Input, InputOptions, InputWrapperOptions};
pub use inset_text::{InsetText, InsetTextOptions};
pub use label::{Label, LabelOptions};
pub use language_navigation::{
    LanguageNavigation, LanguageNavigationItem, LanguageNavigationOptions,
};
pub use notification_banner::{NotificationBanner, NotificationBannerOptions};
pub use pagination::{Pagination, PaginationItem, PaginationLink, PaginationOptions};
pub use panel::{Panel, PanelAction, PanelActions, PanelOptions};
pub use phase_banner::{PhaseBanner, PhaseBannerOptions};
pub use radios::{Radios, RadiosItem, RadiosOptions};
pub use select::{Select, SelectItem, SelectOptions};
pub use service_navigation::{
    EndSlot, ServiceNavigation, ServiceNavigationItem, ServiceNavigationOptions,
    ServiceNavigationSlots,
};
pub use skip_link::{SkipLink, SkipLinkOptions};
pub use summary_list::{
    SummaryCardOptions, SummaryCardTitle, SummaryList, SummaryListAction, SummaryListActions,
    SummaryListCell, SummaryListOptions, SummaryListRow,
};
pub use table::{Table, TableCell, TableOptions};
pub use tag::{Tag, TagOptions};
pub use task_list::{
    TaskList, TaskListHint, TaskListItem, TaskListOptions, TaskListStatus, TaskListTitle,
};
pub use textarea::{Textarea, TextareaOptions};
pub use warning_text::{WarningText, WarningTextOptions};
