//! The server: the page with its style and script, a stream of events, and one picture a page.

use super::{Screen, Snapshot, event};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::stream::{self, Stream};
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use tokio::sync::watch;

/// The first port tried when none is asked for, and how many after it.
const FIRST_PORT: u16 = 4400;
const PORTS_TRIED: u16 = 100;

/// Nothing but what this server sends is loaded, and nothing in a picture can run.
const POLICY: &str = "default-src 'none'; connect-src 'self'; img-src 'self' data:; script-src 'self'; \
                      style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A picture carries its own style and pictures in itself, and needs nothing else.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Serves a screen to browsers on this machine, on a thread of its own, until the process ends.
pub fn serve(screen: &Screen, port: Option<u16>) -> io::Result<SocketAddr> {
    let listener = listen(port)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let router = router(screen);
    thread::Builder::new().name("preview".into()).spawn(move || {
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        })
    })?;
    Ok(address)
}

/// Only ever the loopback address: a report may hold what nobody else should see.
fn listen(port: Option<u16>) -> io::Result<TcpListener> {
    if let Some(port) = port {
        return TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    }
    let mut ports = FIRST_PORT..FIRST_PORT + PORTS_TRIED;
    let free = ports.find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    // Zero lets the system choose.
    free.map_or_else(|| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)), Ok)
}

fn router(screen: &Screen) -> Router {
    Router::new()
        .route("/", get(|| async { text("text/html; charset=utf-8", PAGE) }))
        .route("/page.css", get(|| async { text("text/css; charset=utf-8", STYLE) }))
        .route("/page.js", get(|| async { text("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/events", get(events))
        .route("/p/{name}", get(picture))
        .layer(from_fn(protect))
        .with_state(screen.clone())
}

fn text(media_type: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-cache")], text).into_response()
}

/// The newest snapshot at once, then each one that follows; a slow browser skips those between.
async fn events(State(screen): State<Screen>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut snapshots = screen.current.subscribe();
    snapshots.mark_changed();
    let next = |mut snapshots: watch::Receiver<Arc<Snapshot>>| async move {
        snapshots.changed().await.ok()?;
        let snapshot = snapshots.borrow_and_update().clone();
        Some((Ok(Event::default().data(event::to_json(&snapshot).to_string())), snapshots))
    };
    Sse::new(stream::unfold(snapshots, next)).keep_alive(KeepAlive::default())
}

/// The picture of a page; its name changes with the picture, so it may be kept for ever.
async fn picture(State(screen): State<Screen>, Path(name): Path<String>) -> Response {
    let snapshot = screen.current.borrow().clone();
    let mut pages = snapshot.pages.iter().chain(&snapshot.former_pages);
    let Some(page) = name.strip_suffix(".svg").and_then(|key| pages.find(|page| page.key == key)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (CONTENT_SECURITY_POLICY, PICTURE_POLICY),
    ];
    (headers, page.svg.to_string()).into_response()
}

/// Turns away pages of other sites whose host name was pointed at this machine, and adds the headers
/// every answer has.
async fn protect(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(is_this_machine) {
        return (StatusCode::FORBIDDEN, "this preview is for this machine alone\n").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn is_this_machine(host: &str) -> bool {
    let port =
        |rest: &str| rest.is_empty() || rest.strip_prefix(':').is_some_and(|p| p.parse::<u16>().is_ok());
    ["127.0.0.1", "localhost"].iter().any(|name| host.strip_prefix(name).is_some_and(port))
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["127.0.0.1:4400", "localhost:4400", "localhost"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in
            ["evil.example:4400", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "localhost:x"]
        {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
