//! The page to work in: who is let in, what a decision leaves on the disk, and what each view says.

use super::support::{Bench, text};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server on a bench, ended when dropped.
struct Served {
    child: Child,
    port: u16,
    token: String,
    cookie: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let its = |line: &&str| line.to_ascii_lowercase().starts_with(&format!("{name}:"));
        self.head.lines().find(its).and_then(|line| Some(line.split_once(':')?.1.trim()))
    }
}

impl Served {
    /// Starts the server and lets this client in.
    fn start(bench: &Bench, more: &[&str]) -> Self {
        let mut served = Self::closed(bench, more);
        let answer =
            served.raw(&format!("GET /open?token={} HTTP/1.1\r\nHost: {}\r\n\r\n", served.token, served.host()));
        assert_eq!(answer.status, 200, "{}", answer.head);
        answer.header("set-cookie").unwrap().split(';').next().unwrap().clone_into(&mut served.cookie);
        served
    }

    /// Starts the server.
    fn closed(bench: &Bench, more: &[&str]) -> Self {
        let program = bench.program();
        let mut child = Command::new(program.get_program())
            .current_dir(program.get_current_dir().unwrap())
            .env("PATH", "")
            .env("HOME", "/")
            .args(["serve", "--no-browser"])
            .args(if more.contains(&"--who") { &[][..] } else { &["--who", "Ann"][..] })
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (before, token) = line.trim().split_once("/open?token=").unwrap_or_else(|| panic!("{line:?}"));
        let port = before.rsplit_once(':').unwrap().1.parse().unwrap();
        Self { child, port, token: token.to_owned(), cookie: String::new() }
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.host()).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream
    }

    /// Sends bytes, and reads one answer.
    fn raw(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        let _ = stream.write_all(request.as_bytes());
        read(&mut stream)
    }

    fn get(&self, path: &str) -> Answer {
        self.get_with(path, &format!("Cookie: {}\r\n", self.cookie))
    }

    fn get_with(&self, path: &str, headers: &str) -> Answer {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.host()))
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_with(path, form, &format!("Cookie: {}\r\nSec-Fetch-Site: same-origin\r\n", self.cookie))
    }

    fn post_with(&self, path: &str, form: &[(&str, &str)], headers: &str) -> Answer {
        let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = body.join("&");
        self.raw(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
             {headers}\r\n{body}",
            self.host(),
            body.len()
        ))
    }
}

/// One answer of a connection that may stay open.
fn read(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return Answer { status: 0, head: String::new(), body: bytes },
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut answer = Answer { status: head[9..12].parse().unwrap(), head, body: bytes.split_off(head_end) };
    let length: usize = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
    while answer.body.len() < length {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(count) => answer.body.extend_from_slice(&piece[..count]),
        }
    }
    answer
}

fn encoded(value: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
    value.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The value of a field of the form by which a statement is decided.
fn field(page: &str, name: &str) -> String {
    let (_, form) = page.split_once("class=\"decide\"").unwrap_or_else(|| panic!("no form in {page}"));
    let (_, from) = form.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}"));
    from.split('"').next().unwrap().to_owned()
}

fn coded() -> Bench {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet", "--ocr", "never"]).code(0);
    bench
}

fn decisions(bench: &Bench) -> String {
    fs::read_to_string(bench.path("corpus/decisions.csv")).unwrap_or_default()
}

/// Decides on the statement that is shown.
fn decide(served: &Served, page: &str, verdict: &str) -> Answer {
    let (statement, seen) = (field(page, "statement"), field(page, "seen"));
    served.post("/decide", &[("statement", &statement), ("seen", &seen), ("do", verdict)])
}

#[test]
fn only_the_browser_that_opened_the_printed_address_is_let_in_and_that_address_works_once() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    assert_eq!(served.get("/review").status, 200);
    let again = served.get_with(&format!("/open?token={}", served.token), "");
    assert_eq!((again.status, again.header("set-cookie")), (403, None), "the address a second time");
    for headers in ["", "Cookie: a=b\r\n", &format!("Cookie: stratmine-{}=00\r\n", served.port)] {
        for path in ["/", "/review", "/picture?document=0&page=1", "/assets/serve.js", "/no/such/page"] {
            let answer = served.get_with(path, headers);
            assert_eq!(answer.status, 403, "{path} with {headers:?}");
            assert!(!answer.text().contains("corpus"), "nothing of the study is told");
        }
    }
    let second = coded();
    let other = Served::start(&second, &[]);
    assert_eq!(other.get_with("/review", &format!("Cookie: {}\r\n", served.cookie)).status, 403, "another server's");
}

#[test]
fn a_request_for_another_host_is_refused() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let ask = |head: &str| served.raw(&format!("{head}\r\nCookie: {}\r\n\r\n", served.cookie)).status;
    let port = served.port;
    for host in ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "192.168.0.1:80", ""] {
        assert_eq!(ask(&format!("GET /review HTTP/1.1\r\nHost: {host}")), 403, "{host}");
    }
    assert_eq!(ask(&format!("GET /review HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example")), 403);
    assert!([400, 403].contains(&ask("GET /review HTTP/1.1")), "no host");
    assert_eq!(ask(&format!("GET http://evil.example/review HTTP/1.1\r\nHost: 127.0.0.1:{port}")), 403);
    assert_eq!(ask(&format!("GET /review HTTP/1.1\r\nHost: localhost:{port}")), 200);
}

#[test]
fn what_changes_something_is_taken_from_pages_of_this_server_alone() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let page = served.get("/review").text();
    let statement = field(&page, "statement");
    let form = [("statement", statement.as_str()), ("seen", ""), ("do", "reject")];
    let cookie = format!("Cookie: {}\r\n", served.cookie);
    let foreign = [
        String::new(),
        "Sec-Fetch-Site: cross-site\r\n".to_owned(),
        "Sec-Fetch-Site: same-site\r\n".to_owned(),
        "Sec-Fetch-Site: none\r\n".to_owned(),
        "Origin: null\r\n".to_owned(),
        "Origin: http://evil.example\r\n".to_owned(),
        format!("Origin: http://127.0.0.1:{}\r\n", served.port.wrapping_add(1)),
        format!("Sec-Fetch-Site: cross-site\r\nOrigin: http://{}\r\n", served.host()),
    ];
    for headers in foreign {
        assert_eq!(served.post_with("/decide", &form, &format!("{cookie}{headers}")).status, 403, "{headers:?}");
    }
    let own = format!("Origin: http://{}\r\n", served.host());
    assert_eq!(served.post_with("/decide", &form, &own).status, 403, "no cookie");
    assert_eq!(served.get(&format!("/decide?statement={statement}&do=reject")).status, 405, "by an address");
    for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        let head = format!("{method} /decide HTTP/1.1\r\nHost: {}\r\n{cookie}\r\n", served.host());
        assert_eq!(served.raw(&head).status, 405, "{method}");
    }
    assert_eq!(decisions(&bench), "", "nothing was decided");
    assert_eq!(served.post_with("/decide", &form, &format!("{cookie}{own}")).status, 303, "an older browser");
    assert!(decisions(&bench).contains(",reject,"));
}

#[test]
fn every_answer_forbids_what_comes_from_elsewhere() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let answers =
        [served.get("/review"), served.get("/assets/serve.js"), served.get("/no/such"), served.get_with("/review", "")];
    for answer in answers {
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        assert!(answer.header("cache-control").is_some() && answer.header("access-control-allow-origin").is_none());
    }
}

#[test]
fn no_path_leads_out_of_the_study() {
    let bench = coded();
    fs::write(bench.path("secret.txt"), "a secret").unwrap();
    let served = Served::start(&bench, &[]);
    let tricks = [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "//secret.txt",
        "/%2e%2e/secret.txt",
        "/picture?document=../../secret.txt&page=1",
        "/picture?document=..%2f..%2fsecret.txt&page=1",
        "/paper?document=../secret.txt",
        "/review?statement=../../secret.txt",
        "/review?paper=../../secret.txt",
        "/\0",
    ];
    for trick in tricks {
        let answer = served.get(trick);
        assert!([0, 400, 403, 404].contains(&answer.status), "{trick}: {}", answer.status);
        assert!(!answer.text().contains("a secret"), "{trick}");
    }
    let unknown = "0".repeat(64);
    assert_eq!(served.get(&format!("/picture?document={unknown}&page=1")).status, 404);
    assert_eq!(served.get("/review").status, 200);
}

#[test]
fn bodies_that_are_too_large_or_no_forms_are_refused() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let large = "x".repeat(300 * 1024);
    let answer = served.post("/decide", &[("statement", &large)]);
    assert!([0, 413].contains(&answer.status), "{}", answer.status);
    let head = format!(
        "POST /decide HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n",
        served.host(),
        served.cookie
    );
    let json = served.raw(&format!("{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"));
    assert_eq!(json.status, 400);
    let huge = served.raw(&format!("{head}X-Large: {}\r\n\r\n", "x".repeat(600 * 1024)));
    assert!([0, 400, 431].contains(&huge.status), "{}", huge.status);
    assert_eq!(served.post("/decide", &[("statement", "a.p1.s1")]).status, 400, "a field is missing");
    assert_eq!((served.get("/review").status, decisions(&bench)), (200, String::new()));
}

#[test]
fn clients_that_send_nothing_or_slowly_keep_nobody_waiting_and_are_shut_out() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let mut slow: Vec<TcpStream> = (0..100).map(|_| served.connect()).collect();
    for (place, stream) in slow.iter_mut().enumerate() {
        let begun = ["", "GET /review HTTP/1.1\r\n", "POST /decide HTTP/1.1\r\nContent-Length: 9\r\n"][place % 3];
        stream.write_all(begun.as_bytes()).unwrap();
    }
    let begun = Instant::now();
    assert_eq!(served.get("/keys").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // A form whose end never comes.
    let mut form = served.connect();
    let head = format!(
        "POST /decide HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nstatement=",
        served.host(),
        served.cookie
    );
    form.write_all(head.as_bytes()).unwrap();
    let begun = Instant::now();
    for stream in &mut slow {
        // The server ends each, with an answer or without one.
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(begun.elapsed() < Duration::from_secs(40), "still open after {:?}", begun.elapsed());
    }
    assert_eq!(read(&mut form).status, 408);
    let _ = form.shutdown(Shutdown::Both);
    assert_eq!(served.get("/review").status, 200);
}

#[test]
fn a_decision_is_on_the_disk_before_the_answer_and_can_be_undone_and_done_again_after_a_restart() {
    let bench = coded();
    let mut served = Served::start(&bench, &[]);
    let mut decided = Vec::new();
    for verdict in ["reject", "accept", "reject"] {
        let page = served.get("/review").text();
        decided.push(field(&page, "statement"));
        let answer = decide(&served, &page, verdict);
        assert_eq!(answer.status, 303, "{}", answer.text());
        let table = decisions(&bench);
        assert_eq!(table.lines().count(), 1 + decided.len(), "{table}");
        assert!(table.lines().last().unwrap().contains(&format!(",{verdict},")), "{table}");
        let next = served.get(answer.header("location").unwrap()).text();
        assert!(next.contains(if verdict == "reject" { "Rejected" } else { "Accepted" }) && next.contains(" left"));
        assert!(!decided.contains(&field(&next, "statement")), "the next one is asked for");
    }
    let whole = decisions(&bench);
    for number in 0..2 {
        let back = served.post("/undo", &[]);
        assert!(back.header("location").unwrap().contains(&decided[2 - number]), "{:?}", back.header("location"));
        // As after a restart.
        drop(served);
        served = Served::start(&bench, &[]);
    }
    assert_eq!(decisions(&bench).lines().count(), 2);
    assert_eq!((served.post("/redo", &[]).status, served.post("/redo", &[]).status), (303, 303));
    let sorted = |table: &str| {
        let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&decisions(&bench)), sorted(&whole));
    let nothing = served.post("/redo", &[]);
    assert!(served.get(nothing.header("location").unwrap()).text().contains("nothing more to undo or to do again"));
    // Who goes through the papers in their order goes on so after undo.
    let back = served.post("/undo", &[("order", "paper")]);
    assert!(back.header("location").unwrap().contains("order=paper"), "{:?}", back.header("location"));
    assert_eq!(served.post("/redo", &[("order", "paper")]).status, 303);
    let listed = bench.stratmine(&["decide", "list", "--format", "csv"]).code(0).out();
    assert_eq!(listed.matches("placed").count(), 3, "{listed}");
}

#[test]
fn of_two_people_the_second_sees_what_the_first_decided_and_nothing_is_lost() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let page = served.get("/review").text();
    let statement = field(&page, "statement");
    bench.stratmine(&["decide", "recode", &statement, "--codes", "workforce", "--who", "Bob"]).code(0);
    let answer = decide(&served, &page, "reject");
    assert_eq!(answer.status, 409);
    let shown = answer.text();
    assert!(
        shown.contains("Somebody else, or you in another window, decided") && shown.contains("Decided: outcome"),
        "{shown}"
    );
    assert!(!decisions(&bench).contains("reject"));
    assert_eq!(field(&shown, "seen"), "outcome workforce");
    assert_eq!(decide(&served, &shown, "reject").status, 303, "having seen it, Ann may decide");
    let lines = decisions(&bench);
    assert!(lines.contains("Bob") && lines.contains("Ann"), "{lines}");
}

#[test]
fn categories_are_ticked_the_same_sentence_is_decided_everywhere_and_what_is_missed_is_added() {
    let bench = Bench::empty();
    let text = "# Aims\n\nWe will:\n\n- recruit more nurses for every ward\n- look after our gardens and paths\n";
    bench.put("one.md", format!("{text}\nOne.\n"));
    bench.put("two.md", format!("{text}\nThe board met twice in June 2019.\n"));
    bench.stratmine(&["run", "--quiet"]).code(0);
    let served = Served::start(&bench, &[]);
    let ids = bench.stratmine(&["export", "--what", "statements", "--format", "csv"]).code(0).out();
    let id = |words: &str| ids.lines().find(|line| line.contains(words)).unwrap().split(',').next().unwrap().to_owned();
    let nurses = id("recruit more nurses");
    let page = served.get(&format!("/review?statement={nurses}")).text();
    assert!(page.contains("1 other place"), "{page}");
    let form = [
        ("statement", nurses.as_str()),
        ("seen", ""),
        ("suggested", "workforce"),
        ("do", "accept"),
        ("code", "quality"),
        ("code", "workforce"),
        ("same", "1"),
        ("why", "said twice"),
    ];
    assert_eq!(served.post("/decide", &form).status, 303);
    let table = decisions(&bench);
    assert_eq!(table.matches(",recode,quality;workforce,Ann,").count(), 2, "{table}");
    // Nobody need write the reason again who decides anew.
    let page = served.get(&format!("/review?statement={nurses}")).text();
    assert!(page.contains("value=\"said twice\""), "{page}");
    let gardens = id("look after our gardens");
    let second = ids.lines().rfind(|line| line.contains("recruit more nurses")).unwrap().split(',').next().unwrap();
    let other = served.get(&format!("/review?statement={second}")).text();
    let near = other.split("class=\"add\"").nth(1).unwrap_or_else(|| panic!("{other}"));
    assert!(
        near.contains("Add as outcome: ") && near.contains(&format!("name=\"asked\" value=\"{second}\"")),
        "{near}"
    );
    assert!(page.contains("<button hidden disabled>"), "enter in the field of reasons decides nothing");
    let form = [("statement", gardens.as_str()), ("seen", ""), ("do", "add"), ("back", "paper"), ("code", "resources")];
    let answer = served.post("/decide", &form);
    assert!([303, 409].contains(&answer.status), "{}", answer.text());
    assert!(decisions(&bench).contains(",add,resources,Ann,"), "{}", decisions(&bench));
    assert_eq!(served.post("/undo", &[]).status, 303);
    assert_eq!(served.post("/undo", &[]).status, 303);
    assert_eq!(decisions(&bench).lines().count(), 1, "one undo takes both places back");
}

#[test]
fn a_page_of_a_paper_shows_its_statements_and_its_picture() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let ledger = fs::read_to_string(bench.path("index/ledger.jsonl")).unwrap();
    let line = ledger.lines().find(|line| line.contains("west.pdf")).unwrap();
    let document = line.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap();
    let page = served.get(&format!("/paper?document={document}&page=1")).text();
    assert!(
        page.contains("improve patient safety across all the hospitals") && page.contains("<image href="),
        "{page}"
    );
    assert!(page.contains("class=\"out c"), "the outcome is boxed");
    let picture = served.get(&format!("/picture?document={document}&page=1&width=600"));
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/png")));
    assert!(picture.body.starts_with(b"\x89PNG"));
    assert_eq!(served.get(&format!("/paper?document={document}&page=9")).status, 404);
    let markdown = ledger.lines().find(|line| line.contains("north.md")).unwrap();
    let document = markdown.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap();
    let page = served.get(&format!("/paper?document={document}&page=1")).text();
    assert!(page.contains("class=\"sheet text\"") && page.contains("recruit and train more nurses"));
}

#[test]
fn what_a_paper_says_is_shown_and_not_obeyed() {
    let bench = Bench::empty();
    let hostile = "# Aims <script>alert(1)</script>\n\nWe will:\n\n- improve safety \\<script\\>alert(2)\\</script\\> \u{202e}for all\n\
                   - recruit \"nurses\" & 'doctors' onmouseover=alert(3)\n";
    bench.put("<img src=x onerror=alert(4)>.md", hostile);
    bench.put(
        "corpus.csv",
        "file,title,organisation\n<img src=x onerror=alert(4)>.md,<script>alert(5)</script>,\"\"\"><b>\"\n",
    );
    bench.stratmine(&["run", "--quiet"]).code(0);
    let served = Served::start(&bench, &[]);
    let ledger = fs::read_to_string(bench.path("index/ledger.jsonl")).unwrap();
    let document = ledger.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for path in ["/review".to_owned(), format!("/paper?document={document}")] {
        let page = served.get(&path).text();
        assert!(page.contains("alert(5)"), "the title is shown: {page}");
        assert_eq!(page.matches("<script").count(), 1, "only the program's own script: {page}");
        assert!(!page.contains("<img") && !page.contains("<b>") && !page.contains('\u{202e}'), "{page}");
    }
}

#[test]
fn a_server_that_is_killed_loses_no_decision_that_was_answered() {
    let bench = Bench::empty();
    bench.put("north.md", super::support::paper("Northern", 12));
    bench.put("south.md", super::support::paper("Southern", 12));
    bench.stratmine(&["run", "--quiet"]).code(0);
    let mut answered: Vec<String> = Vec::new();
    for round in 0..6_u64 {
        let served = Served::start(&bench, &[]);
        for _ in 0..5 {
            let page = served.get("/review?order=paper").text();
            let statement = field(&page, "statement");
            assert_eq!(decide(&served, &page, "reject").status, 303);
            answered.push(statement);
        }
        // In the midst of one more decision.
        let page = served.get("/review?order=paper").text();
        let (statement, seen) = (field(&page, "statement"), field(&page, "seen"));
        let body = format!("statement={statement}&seen={seen}&do=reject");
        let mut stream = served.connect();
        let request = format!(
            "POST /decide HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            served.host(),
            served.cookie,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(round * 17));
        drop(served);
    }
    let listed = bench.stratmine(&["decide", "list", "--format", "csv"]).code(0).out();
    for statement in &answered {
        let its = listed.lines().filter(|line| line.ends_with(statement.as_str()) && line.contains(",placed,")).count();
        assert!(its > 0, "{statement} in {listed}");
    }
    let log = bench.stratmine(&["run", "--format", "csv"]).code(0).talk();
    assert!(!log.contains("damaged"), "{log}");
    assert!(text(&bench.path("corpus")).ends_with("corpus"));
}

#[test]
fn a_number_of_a_tally_leads_to_its_statements_and_what_is_shown_can_be_downloaded() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let tally = served.get("/tally?by=document&across=category").text();
    let asked = bench.stratmine(&["tally", "--by", "document", "--format", "json"]).code(0).out();
    let told: serde_json::Value = serde_json::from_str(&asked).unwrap();
    assert!(told.to_string().contains("north.md"));
    let link = "/statements?by=document&amp;across=category&amp;row=north.md&amp;column=workforce";
    assert!(tally.contains(link), "{tally}");
    let path = link.replace("&amp;", "&");
    let page = served.get(&path).text();
    let cell =
        bench.stratmine(&["tally", "cell", "--by", "document", "north.md", "workforce", "--format", "jsonl"]).code(0);
    let ids: Vec<String> = cell.jsonl().iter().map(|row| row["statement"].as_str().unwrap().to_owned()).collect();
    assert!(!ids.is_empty() && ids.iter().all(|id| page.contains(&format!("statement={id}"))), "{page}");
    assert!(page.contains("/tally?by=document&amp;across=category#cell-"), "the way back: {page}");

    let csv = served.get(&format!("{path}&as=csv"));
    assert!(csv.header("content-disposition").unwrap().contains("stratmine-statements.csv"));
    assert_eq!(csv.text().lines().count(), 1 + ids.len());
    let json: serde_json::Value = serde_json::from_str(&served.get(&format!("{path}&as=json")).text()).unwrap();
    assert_eq!((json["address"].as_str(), json["rows"].as_array().unwrap().len()), (Some(path.as_str()), ids.len()));
    let book = served.get("/tally?by=year&as=xlsx").body;
    let mut book = calamine::open_workbook_auto_from_rs(std::io::Cursor::new(book)).unwrap();
    let about = calamine::Reader::worksheet_range(&mut book, "Read me").unwrap();
    let about: String = about.rows().flatten().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(about.contains("/tally?by=year") && about.contains("intended outcomes"), "{about}");
    assert_eq!(served.get("/tally?by=nothing").status, 400);
}

#[test]
fn a_search_finds_what_the_command_finds_narrows_down_and_says_what_it_did_not_understand() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let page = served.get("/search?q=nurses&in=statements").text();
    let hits = bench.stratmine(&["search", "nurses", "--in", "statements", "--format", "jsonl"]).code(0).jsonl();
    assert!(page.contains(&format!("{} statements", hits.len())), "{page}");
    assert!(page.contains("<mark>nurses</mark>"), "{page}");
    let narrowed = served.get("/search?q=nurses&in=statements&category=quality").text();
    assert!(narrowed.contains("workforce <span class=\"of\">0 of 3</span>"), "{narrowed}");
    assert!(narrowed.contains("aria-label=\"Filters that are set\""), "{narrowed}");
    let wrong = served.get("/search?q=%28nurses");
    assert!(wrong.status == 400 && wrong.text().contains("This search was not understood"), "{}", wrong.text());
    let lines = served.get("/search?q=nurses&view=lines").text();
    assert!(lines.contains("3 matches in 2 documents"), "{lines}");
    let rows = served.get("/search?q=nurses&in=statements&as=csv").text();
    assert_eq!(rows.lines().count(), 1 + hits.len(), "{rows}");
}

#[test]
fn papers_that_are_dropped_in_are_read_and_nothing_else_is_taken() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    let send = |name: &str, text: &str| {
        let body = format!(
            "--part\r\nContent-Disposition: form-data; name=\"paper\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{text}\r\n--part--\r\n"
        );
        served.raw(&format!(
            "POST /files/add HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: multipart/form-data; boundary=part\r\nContent-Length: {}\r\n\r\n{body}",
            served.host(),
            served.cookie,
            body.len()
        ))
    };
    assert_eq!(send("../../east.md", &super::support::paper("Eastern", 1)).status, 303);
    assert!(bench.path("corpus/east.md").is_file() && !bench.path("east.md").exists());
    let begun = Instant::now();
    loop {
        let page = served.get("/files").text();
        if page.contains("The Eastern strategy") {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(50), "{page}");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(bench.stratmine(&["status", "--format", "csv"]).out().contains("east.md,coded"));
    for (name, text) in [("decisions.csv", "a,b\n"), ("run.sh", "x"), ("north.md", "another text"), ("", "x")] {
        let answer = send(name, text);
        assert_eq!(answer.status, 400, "{name}: {}", answer.text());
    }
    assert!(fs::read_to_string(bench.path("corpus/north.md")).unwrap().contains("Northern"), "never replaced");
    assert_eq!(decisions(&bench), "");
}

#[test]
fn a_blind_coder_sees_nothing_of_others_and_what_differs_is_settled_on_the_page() {
    let bench = coded();
    let ann = Served::start(&bench, &[]);
    let mut asked = Vec::new();
    for _ in 0..4 {
        let page = ann.get("/review").text();
        asked.push(field(&page, "statement"));
        let flag = [("statement", asked.last().unwrap().as_str()), ("flag", "on"), ("why", "Ann's private thought")];
        assert_eq!(ann.post("/flag", &flag).status, 303);
        assert_eq!(decide(&ann, &page, "accept").status, 303);
    }
    let flagged = ann.get("/review?order=flagged").text();
    assert!(flagged.contains("4 flagged") && flagged.contains("private thought"), "{flagged}");
    drop(ann);
    let table = decisions(&bench);
    let bob = Served::start(&bench, &["--who", "Bob", "--blind"]);
    for path in ["/tally", "/search", "/files", "/compare", "/learning", "/lexicon", "/paper", "/statements"] {
        assert_eq!(bob.get(path).status, 404, "{path}");
    }
    for _ in 0..4 {
        let page = bob.get("/review").text();
        assert!(page.contains("Not decided") && !page.contains("Proposed") && !page.contains("id=\"why\""), "{page}");
        assert!(!page.contains(" checked") && !page.contains("<mark>") && !page.contains("Ann"), "{page}");
        let statement = field(&page, "statement");
        assert!(asked.contains(&statement), "those that others coded come first");
        assert_eq!(decide(&bob, &page, "reject").status, 303);
    }
    drop(bob);
    assert_eq!(decisions(&bench), table, "a blind coding holds nowhere");
    let coders = fs::read_to_string(bench.path("corpus/coders.csv")).unwrap();
    assert_eq!((coders.lines().count(), coders.matches(",reject,,Bob,").count()), (5, 4), "{coders}");
    assert!(!bench.stratmine(&["status", "--format", "csv"]).out().contains("coders.csv"), "it is no paper");

    let ann = Served::start(&bench, &[]);
    let page = ann.get("/compare").text();
    assert!(page.contains("4 disagreements to settle") && page.contains("4 statements"), "{page}");
    let form =
        [("statement", asked[0].as_str()), ("first", "Ann"), ("second", "Bob"), ("take", "second"), ("why", "a wish")];
    assert_eq!(ann.post("/adjudicate", &form).status, 303);
    assert!(decisions(&bench).lines().last().unwrap().contains(",reject,,Ann,"), "{}", decisions(&bench));
    assert!(decisions(&bench).contains("adjudicated, as Bob: a wish"));
    let page = ann.get("/compare").text();
    assert!(page.contains("3 disagreements to settle") && page.contains("1 settled"), "{page}");
    assert_eq!(ann.post("/undo", &[]).status, 303);
    assert!(ann.get("/compare").text().contains("4 disagreements to settle"));
    // Where no category was said, none comes from the program.
    let form =
        [("statement", asked[1].as_str()), ("first", "Ann"), ("second", "Bob"), ("take", "outcome"), ("why", "")];
    assert_eq!(ann.post("/adjudicate", &form).status, 303);
    assert!(decisions(&bench).lines().last().unwrap().contains(",recode,unclassified,Ann,"), "{}", decisions(&bench));
}

#[test]
fn the_page_says_how_far_the_review_has_come_and_hides_proposals_in_the_audit() {
    let bench = coded();
    let served = Served::start(&bench, &[]);
    assert!(served.get("/learning").text().contains("Nothing is decided yet"));
    let answer = served.post("/learning/audit", &[("number", "6")]);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/review?order=audit")));
    let page = served.get("/review?order=audit").text();
    assert!(page.contains("6 left") && !page.contains("Proposed") && !page.contains("id=\"why\""), "{page}");
    let (statement, seen) = (field(&page, "statement"), field(&page, "seen"));
    let form = [("statement", statement.as_str()), ("seen", &seen), ("order", "audit"), ("do", "reject")];
    let next = served.post("/decide", &form);
    assert!(served.get(next.header("location").unwrap()).text().contains("5 left"));
    let learning = served.get("/learning").text();
    assert!(learning.contains("1 of 6 statements drawn are decided"), "{learning}");
    assert_eq!(served.post("/learning/audit", &[("number", "x")]).status, 400);
}

#[test]
fn an_entry_is_saved_only_after_it_can_be_used_and_the_rest_of_its_file_stays() {
    let bench = coded();
    let built_in = Served::start(&bench, &[]);
    assert!(built_in.get("/lexicon").text().contains("built into the program"));
    assert_eq!(built_in.get("/lexicon/entry?line=30").status, 400);
    drop(built_in);
    let lexicons = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons");
    fs::create_dir(bench.path("own")).unwrap();
    for file in fs::read_dir(lexicons).unwrap().map(|file| file.unwrap().path()) {
        fs::copy(&file, bench.path("own").join(file.file_name().unwrap())).unwrap();
    }
    let path = bench.path("own/outcomes.toml");
    let before = fs::read_to_string(&path).unwrap();
    let at = before
        .lines()
        .position(|line| line.contains("{ term = \"procurement\""))
        .unwrap_or_else(|| before.lines().position(|line| line.trim_start().starts_with("{ term = ")).unwrap());
    let old = before.lines().nth(at).unwrap();
    bench.stratmine(&["run", "corpus", "--lexicons", "own", "--quiet", "--ocr", "never"]);
    let served = Served::start(&bench, &["--lexicons", "own"]);
    let line = (at + 1).to_string();
    assert!(served.get(&format!("/lexicon/entry?line={line}")).text().contains("term = &quot;"));
    let send = |path: &str, text: &str| served.post(path, &[("line", &line), ("seen", old), ("text", text)]);
    let wrong = send("/lexicon/preview", "  { term = ");
    assert!(wrong.status == 200 && wrong.text().contains("This cannot be used"), "{}", wrong.text());
    assert_eq!(send("/lexicon/save", "  { term = ").status, 400);
    let new = format!("{old} # looked at");
    assert!(send("/lexicon/preview", &new).text().contains("What would change"));
    assert_eq!(fs::read_to_string(&path).unwrap(), before, "nothing is saved by looking");
    assert_eq!(send("/lexicon/save", &new).status, 303);
    assert_eq!(fs::read_to_string(&path).unwrap(), before.replacen(old, &new, 1));
    assert_eq!(send("/lexicon/save", &new).status, 400, "it is not what was seen");
}
