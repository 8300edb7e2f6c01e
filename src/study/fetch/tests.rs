//! Against a server of our own on this machine.

use super::{Failure, FetchError, Fetched, Listed, ListedFormat, Options, Outcome, State, fetch, verify};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server was asked: the request's lines.
type Requests = Arc<Mutex<Vec<Vec<String>>>>;

/// Serves each request by `answer`, which gets the number of the request (from 0) and its lines and writes the answer.
fn serve(answer: impl Fn(usize, &[String], &mut TcpStream) + Send + 'static) -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut lines = Vec::new();
            for line in BufReader::new(&stream).lines() {
                match line {
                    Ok(line) if !line.is_empty() => lines.push(line),
                    _ => break,
                }
            }
            let number = seen.lock().unwrap().len();
            seen.lock().unwrap().push(lines.clone());
            answer(number, &lines, &mut stream);
        }
    });
    (address, requests)
}

fn say(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let length = body.len();
    let _ = write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    let _ = stream.write_all(body);
}

fn pdf() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..50_000_u32).flat_map(u32::to_le_bytes));
    bytes
}

fn entry(id: &str, address: &str) -> Listed {
    Listed {
        id: id.to_owned(),
        certainty: "plausible".to_owned(),
        title: "Our strategy: \"care\", first".to_owned(),
        organisation: "Barset".to_owned(),
        year: Some(2018),
        partnering: "alliance".to_owned(),
        address: (!address.is_empty()).then(|| address.to_owned()),
        format: ListedFormat::Pdf,
        mirror: false,
        why: String::new(),
        note: String::new(),
    }
}

fn quick() -> Options {
    Options { pause: Duration::ZERO, ..Options::default() }
}

fn run(list: &[Listed], into: &Path, options: &Options) -> Vec<Fetched> {
    fetch(list, into, options, |_| {}).unwrap()
}

fn failure(address: &str, options: &Options) -> Failure {
    let folder = tempfile::tempdir().unwrap();
    let fetched = run(&[entry("A", address)], folder.path(), options).remove(0);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with('.')), "{left:?}");
    match fetched.outcome {
        Outcome::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_pdf_is_saved_recorded_kept_and_verified() {
    let (address, requests) = serve(|_, _, stream| say(stream, "200 OK", &pdf()));
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("new/folder");
    let list = [entry("A/1", &format!("{address}/x"))];
    let fetched = run(&list, &into, &quick()).remove(0);
    assert_eq!(fetched.outcome, Outcome::Saved);
    assert_eq!(fetched.file.as_deref(), Some("A-1-our-strategy-care-first.pdf"));
    assert_eq!(fs::read(into.join("A-1-our-strategy-care-first.pdf")).unwrap(), pdf());
    let asked = requests.lock().unwrap()[0].join("\n").to_lowercase();
    assert!(asked.contains("user-agent: stratmine/") && asked.contains("+research"), "{asked}");

    let again = run(&list, &into, &quick()).remove(0);
    assert_eq!((again.outcome, again.sha256.clone()), (Outcome::Kept, fetched.sha256.clone()));
    assert_eq!(requests.lock().unwrap().len(), 1);

    let verdict = |into: &Path| verify(into).unwrap().remove(0).state;
    assert_eq!(verdict(&into), State::Unchanged);
    fs::write(into.join("A-1-our-strategy-care-first.pdf"), "%PDF-other").unwrap();
    assert_eq!(verdict(&into), State::Changed);
    assert_eq!(run(&list, &into, &quick()).remove(0).outcome, Outcome::Saved);
    assert_eq!(verdict(&into), State::Unchanged);
    fs::remove_file(into.join("A-1-our-strategy-care-first.pdf")).unwrap();
    assert_eq!(verdict(&into), State::Missing);
    assert!(matches!(verify(folder.path()), Err(FetchError::NoRecord { .. })));
}

#[test]
fn what_could_not_be_had_is_said() {
    let (address, requests) = serve(|_, lines, stream| match lines[0].split(' ').nth(1) {
        Some("/gone") => say(stream, "404 Not Found", b"no"),
        Some("/zip") => say(stream, "200 OK", b"PK\x03\x04zip"),
        Some("/large") => say(stream, "200 OK", &pdf()),
        Some("/endless") => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
        }
        Some("/loop") => say(stream, "302 Found\r\nLocation: /loop", b""),
        Some("/wait") => say(stream, "429 Too Many Requests\r\nRetry-After: 9999", b""),
        Some("/empty") => say(stream, "200 OK", b""),
        _ => say(stream, "503 Service Unavailable\r\nRetry-After: 0", b""),
    });
    let at = |path: &str| failure(&format!("{address}{path}"), &Options { max_bytes: 100_000, ..quick() });
    assert_eq!(at("/gone"), Failure::Status(404));
    assert_eq!(at("/zip"), Failure::NotPromised("a PDF"));
    assert_eq!(at("/large"), Failure::TooLarge(100_000));
    assert_eq!(at("/endless"), Failure::TooLarge(100_000));
    assert_eq!(at("/loop"), Failure::Redirects);
    assert_eq!(at("/wait"), Failure::Wait(Duration::from_secs(9999)));
    assert_eq!(at("/empty"), Failure::Empty);
    let before = requests.lock().unwrap().len();
    assert_eq!(at("/busy"), Failure::Status(503));
    assert_eq!(requests.lock().unwrap().len() - before, 3, "three tries");
    assert_eq!(failure("", &quick()), Failure::NoAddress);
    assert_eq!(failure("file:///etc/passwd", &quick()), Failure::BadAddress);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(matches!(failure(&format!("http://{closed}/"), &quick()), Failure::Network(_)));
}

#[test]
fn a_page_in_place_of_a_pdf_is_saved_as_one_and_said_so() {
    let (address, _) =
        serve(|_, _, stream| say(stream, "200 OK\r\nContent-Type: application/pdf", b"\n<!DOCTYPE html><p>Gone"));
    let folder = tempfile::tempdir().unwrap();
    let fetched = run(&[entry("A", &address)], folder.path(), &quick()).remove(0);
    assert_eq!(fetched.outcome, Outcome::SavedAsPage);
    assert!(folder.path().join("A-our-strategy-care-first.html").is_file());
}

#[test]
fn a_busy_server_is_tried_again() {
    let (address, requests) = serve(|number, _, stream| match number {
        0 => say(stream, "429 Too Many Requests\r\nRetry-After: 0", b""),
        _ => say(stream, "200 OK", &pdf()),
    });
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(&[entry("A", &address)], folder.path(), &quick()).remove(0).outcome, Outcome::Saved);
    assert_eq!(requests.lock().unwrap().len(), 2);
}

/// Serves the PDF with an entity tag, breaking off after 50,000 bytes of a whole answer, and honours ranges of the
/// file with that tag.
fn breaking(tag: &'static str) -> (String, Requests) {
    serve(move |number, lines, stream| {
        let bytes = pdf();
        let find = |name: &str| lines.iter().find_map(|line| line.to_lowercase().strip_prefix(name).map(str::to_owned));
        let from = find("range: bytes=").and_then(|range| range.trim_end_matches('-').parse::<usize>().ok());
        let same = find("if-range: ").as_deref() == Some(tag);
        if let Some(from) = from.filter(|_| same) {
            let range =
                format!("206 Partial Content\r\nContent-Range: bytes {from}-{}/{}", bytes.len() - 1, bytes.len());
            return say(stream, &range, &bytes[from..]);
        }
        let length = bytes.len();
        let _ =
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nETag: {tag}\r\nContent-Length: {length}\r\n\r\n");
        let end = if number == 0 { 50_000 } else { length };
        let _ = stream.write_all(&bytes[..end]);
    })
}

#[test]
fn a_broken_download_goes_on_where_it_ended() {
    let (address, requests) = breaking("\"one\"");
    let folder = tempfile::tempdir().unwrap();
    let list = [entry("A", &address)];
    let once = run(&list, folder.path(), &Options { tries: 1, ..quick() }).remove(0);
    assert!(matches!(once.outcome, Outcome::Failed(Failure::Network(_))), "{:?}", once.outcome);
    assert!(folder.path().join(".A.part").is_file());
    let fetched = run(&list, folder.path(), &quick()).remove(0);
    assert_eq!(fetched.outcome, Outcome::Saved);
    assert_eq!(fs::read(folder.path().join(fetched.file.unwrap())).unwrap(), pdf());
    assert!(requests.lock().unwrap()[1].iter().any(|line| line.to_lowercase() == "range: bytes=50000-"));
    assert!(!folder.path().join(".A.part").exists());
}

#[test]
fn a_file_that_changed_meanwhile_is_begun_anew() {
    let (address, _) = breaking("\"two\"");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".A.part"), "%PDF-old").unwrap();
    fs::write(folder.path().join(".A.part.txt"), format!("{address}\n\"old\"")).unwrap();
    let fetched = run(&[entry("A", &address)], folder.path(), &quick()).remove(0);
    assert_eq!(fetched.outcome, Outcome::Saved);
    assert_eq!(fs::read(folder.path().join(fetched.file.unwrap())).unwrap(), pdf());
}

#[test]
fn mirrors_are_asked_only_if_wanted() {
    let (address, requests) = serve(|_, _, stream| say(stream, "200 OK", &pdf()));
    let folder = tempfile::tempdir().unwrap();
    let list = [Listed { mirror: true, ..entry("A", &address) }];
    assert_eq!(run(&list, folder.path(), &quick()).remove(0).outcome, Outcome::Skipped);
    assert!(requests.lock().unwrap().is_empty());
    assert_eq!(run(&list, folder.path(), &Options { mirrors: true, ..quick() }).remove(0).outcome, Outcome::Saved);
}

#[test]
fn requests_to_one_host_are_apart() {
    let (address, _) = serve(|_, _, stream| say(stream, "404 Not Found", b""));
    let folder = tempfile::tempdir().unwrap();
    let began = std::time::Instant::now();
    let list = [entry("A", &address), entry("B", &address)];
    run(&list, folder.path(), &Options { pause: Duration::from_millis(200), ..Options::default() });
    assert!(began.elapsed() >= Duration::from_millis(200));
}

#[test]
fn a_record_that_leads_outside_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let heads = "file,title,organisation,year,partnering,address,id,certainty,kind,bytes,sha256,note";
    fs::write(folder.path().join("fetched.csv"), format!("{heads}\n../x.pdf,,,,,,A,,pdf,1,00,\n")).unwrap();
    assert_eq!(verify(folder.path()).unwrap().remove(0).state, State::Outside);
    fs::write(folder.path().join("fetched.csv"), "a,b\n").unwrap();
    assert!(matches!(verify(folder.path()), Err(FetchError::Table { .. })));
}
