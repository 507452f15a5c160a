//! Bodies that are too large or too slow.

use std::convert::Infallible;

use app::layout::Problem;
use axum::body::{Body, Bytes};
use futures::stream::{self, StreamExt};
use server::layers::LayerSettings;

use crate::support::{BODY_BYTES, STALLED, ask, drawn, portal, request, settings, text};

fn post(path: &str, headers: &[(&str, &str)], body: Body) -> axum::extract::Request {
    request("POST", path, headers).map(|_| body)
}

/// A body of unannounced length, in pieces of 100 bytes.
fn pieces(count: usize) -> Body {
    let piece = Ok::<_, Infallible>(Bytes::from(vec![b'x'; 100]));
    Body::from_stream(stream::iter(std::iter::repeat_n(piece, count)))
}

#[tokio::test]
async fn a_body_within_the_limit_is_read_whole() {
    let portal = portal(&settings());
    let exact = usize::try_from(BODY_BYTES).expect("small");
    for body in [Body::from(vec![b'x'; exact]), pieces(10)] {
        let answer = ask(&portal, post("/form", &[], body)).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(text(answer).await, "read 1000 bytes");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_whether_announced_or_not() {
    let portal = portal(&settings());
    for path in ["/form", "/stubborn-form"] {
        for (what, headers, body) in [
            (
                "announced",
                vec![("content-length", "1001")],
                Body::from(vec![b'x'; 1_001]),
            ),
            (
                "announced, asking first",
                vec![("content-length", "1001"), ("expect", "100-continue")],
                Body::from_stream(stream::pending::<Result<Bytes, Infallible>>()),
            ),
            ("in one piece", vec![], Body::from(vec![b'x'; 1_001])),
            ("in pieces", vec![], pieces(11)),
            ("in many pieces", vec![], pieces(200_000)),
            (
                "never ending",
                vec![],
                Body::from_stream(stream::repeat_with(|| {
                    Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 10_000]))
                })),
            ),
        ] {
            let answer = ask(&portal, post(path, &headers, body)).await;
            assert_eq!(answer.status(), 413, "{what} to {path}");
            assert!(
                text(answer).await.contains(&drawn(Problem::TooLarge)),
                "{what} to {path}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_stalls_is_408_whatever_the_handler_says() {
    let portal = portal(&LayerSettings {
        body_read: STALLED,
        ..settings()
    });
    for path in ["/form", "/stubborn-form"] {
        let first = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"half"))]);
        let stalled = Body::from_stream(first.chain(stream::pending()));
        let answer = ask(&portal, post(path, &[], stalled)).await;
        assert_eq!(answer.status(), 408, "{path}");
        assert!(
            text(answer).await.contains(&drawn(Problem::TimedOut)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_limit_above_two_megabytes_is_the_operators_to_choose() {
    let mut settings = settings();
    settings.body_bytes = 4 * 1024 * 1024;
    let answer = ask(
        &portal(&settings),
        post("/form", &[], Body::from(vec![b'x'; 3 << 20])),
    )
    .await;
    assert_eq!(text(answer).await, "read 3145728 bytes");
}

#[tokio::test]
async fn more_is_let_through_where_files_are_taken_and_nowhere_else() {
    let portal = portal(&settings());
    let send = async |path: &str, pieces_of_body: usize| {
        let answer = ask(&portal, post(path, &[], pieces(pieces_of_body))).await;
        (answer.status().as_u16(), text(answer).await)
    };
    let (status, page) = send("/upload", 20).await;
    assert_eq!((status, page.as_str()), (200, "read 2000 bytes"));
    for (path, count, problem) in [
        ("/upload", 21, Problem::FileTooLarge),
        ("/form", 20, Problem::TooLarge),
    ] {
        let (status, page) = send(path, count).await;
        assert_eq!(status, 413, "{path}");
        assert!(page.contains(&drawn(problem)), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_page_that_keeps_what_was_typed_refuses_too_much_by_itself() {
    let portal = portal(&LayerSettings {
        body_read: STALLED / 10,
        ..settings()
    });
    let send = async |headers: &[(&str, &str)], body: Body| {
        let answer = ask(&portal, post("/upload-with-answers", headers, body)).await;
        (answer.status().as_u16(), text(answer).await)
    };
    for headers in [vec![], vec![("content-length", "2100")]] {
        let (status, page) = send(&headers, pieces(21)).await;
        assert_eq!((status, page.as_str()), (413, "in my words"));
    }
    // Nobody who asks first sends anything, so there is nothing to keep.
    let asks = [("content-length", "2100"), ("expect", "100-continue")];
    let never = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let (status, page) = send(&asks, never).await;
    assert_eq!(status, 413);
    assert!(page.contains(&drawn(Problem::FileTooLarge)), "{page}");
    // One that stalls is 408, whatever the page makes of it.
    let never = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let (status, page) = send(&[], never).await;
    assert_eq!(status, 408);
    assert!(page.contains(&drawn(Problem::TimedOut)), "{page}");
}

#[tokio::test]
async fn a_file_may_take_longer_to_arrive_than_a_form() {
    let portal = portal(&LayerSettings {
        body_read: STALLED,
        ..settings()
    });
    for (path, status) in [("/form", 408), ("/upload", 200)] {
        let late = stream::once(async {
            tokio::time::sleep(STALLED * 2).await;
            Ok::<_, Infallible>(Bytes::from_static(b"late"))
        });
        let answer = ask(&portal, post(path, &[], Body::from_stream(late))).await;
        assert_eq!(answer.status(), status, "{path}");
    }
}
