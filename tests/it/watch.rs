//! The live preview over real sockets: an edited word arrives, a broken line is told over the last
//! good pages, and its repair clears it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

struct Watch {
    child: Child,
    address: String,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const REPORT: &str = "folio: 1
title: Sales
sources: { sales: sales.csv }
sections:
  - title: All
    blocks:
      - text: A first word.
      - table: sales
";

impl Watch {
    fn start(report: &std::path::Path) -> Watch {
        let mut command = Command::new(env!("CARGO_BIN_EXE_folio"));
        let mut child = command
            .env("NO_COLOR", "1")
            .arg("watch")
            .arg(report)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let stdout = child.stdout.take().expect("it is piped");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).expect("it prints its address");
        let address =
            line.split("http://").nth(1).expect("an address").trim().trim_end_matches('/').to_string();
        Watch { child, address }
    }

    /// Reads events until one satisfies the test; gives up after a minute.
    fn wait_for(&self, wanted: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout can be set");
        let request = format!("GET /events HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut data = String::new();
        for line in BufReader::new(stream).lines() {
            let line = line.expect("an event within a minute");
            let Some(piece) = line.split("data:").nth(1) else { continue };
            data.clear();
            data.push_str(piece.trim());
            if let Ok(event) = serde_json::from_str::<serde_json::Value>(&data)
                && wanted(&event)
            {
                return event;
            }
        }
        panic!("the events ended; the last was {data}");
    }

    fn page(&self, key: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        let host = &self.address;
        let request = format!("GET /p/{key}.svg HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("a page of text");
        response
    }
}

fn first_key(event: &serde_json::Value) -> String {
    event["pages"][0]["key"].as_str().expect("a page has a key").to_string()
}

#[test]
fn edits_arrive_and_errors_lie_over_the_last_good_pages() {
    let folder = tempfile::tempdir().expect("a folder to write to");
    let report = folder.path().join("report.yaml");
    std::fs::write(folder.path().join("sales.csv"), "region,revenue\nNorth,10\n").expect("a writable file");
    std::fs::write(&report, REPORT).expect("a writable file");
    let watch = Watch::start(&report);
    let clean = |event: &serde_json::Value| {
        event["pages"].as_array().is_some_and(|pages| !pages.is_empty())
            && event["diagnostics"].as_array().is_some_and(Vec::is_empty)
    };

    let first = first_key(&watch.wait_for(clean));
    assert!(watch.page(&first).contains("<svg"), "a page is a picture");

    std::fs::write(&report, REPORT.replace("first word", "second word")).expect("a writable file");
    let second = first_key(&watch.wait_for(|event| clean(event) && first_key(event) != first));

    std::fs::write(&report, REPORT.replace("table: sales", "table: salse")).expect("a writable file");
    let broken = watch.wait_for(|event| event["diagnostics"].as_array().is_some_and(|all| !all.is_empty()));
    assert_eq!(first_key(&broken), second, "the last good pages stay");
    assert!(broken["diagnostics"].to_string().contains("salse"));

    std::fs::write(&report, REPORT).expect("a writable file");
    let repaired = first_key(&watch.wait_for(|event| clean(event) && first_key(event) == first));
    assert_eq!(repaired, first, "the same report gives the same page");

    std::fs::write(folder.path().join("sales.csv"), "region,revenue\nNorth,11\n").expect("a writable file");
    watch.wait_for(|event| clean(event) && first_key(event) != first);
}
