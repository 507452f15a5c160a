//! What a handler answers when it cannot answer as asked.

use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use sea_orm::DbErr;

use app::layout::Problem;

use crate::layers::answer_with;

/// The error of every handler that draws pages.
#[derive(Debug)]
pub enum PageError {
    /// Nobody is signed in; afterwards the person comes back to this path.
    SignInNeeded { return_to: String },
    /// Known, but not for this person.
    NotAllowed,
    /// Not there, or not to be known of by this person.
    NotFound,
    /// Our fault, or the database's. Logged once, here at the border.
    Internal(anyhow::Error),
}

impl From<DbErr> for PageError {
    fn from(error: DbErr) -> Self {
        Self::Internal(error.into())
    }
}

impl From<anyhow::Error> for PageError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::SignInNeeded { return_to } => {
                Redirect::to(&crate::sign_in::handlers::sign_in_address(&return_to)).into_response()
            }
            Self::NotAllowed => answer_with(Problem::NotAllowed),
            Self::NotFound => answer_with(Problem::NotFound),
            Self::Internal(error) => {
                // The chain of causes, not the values a statement was sent with.
                tracing::error!(error = format!("{error:#}"), "a page could not be answered");
                if out_of_reach(&error) {
                    (
                        [(header::RETRY_AFTER, "5")],
                        answer_with(Problem::Unavailable),
                    )
                        .into_response()
                } else {
                    answer_with(Problem::Internal)
                }
            }
        }
    }
}

/// Whether the database does not answer, which may pass by itself.
fn out_of_reach(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<DbErr>(),
        Some(DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
    )
}
