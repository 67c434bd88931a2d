#!/usr/bin/env python3
"""Drives `folio watch` with a real browser: python3 tests/watch/run.py [path of folio] [folder for pictures]

A report made by `folio new` is edited, broken and repaired while Chromium looks at its preview. Needs
python3 and chromium, nothing else: the browser is driven over a pair of pipes.
"""

import base64, json, os, pathlib, shutil, signal, subprocess, sys, tempfile, threading, time
import urllib.error, urllib.request

FOLIO = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/debug/folio")
PICTURES = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
PATIENCE = 30


def wait(what, condition):
    """Polls until the condition holds; its last value is returned."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.03)
    sys.exit(f"FAILED: waited {PATIENCE} s for: {what}")


def check(what, holds, detail=""):
    if not holds:
        sys.exit(f"FAILED: {what} {detail}")
    print(f"ok  {what}")


class Browser:
    """Chromium, spoken to over file descriptors 3 and 4: JSON messages that end in a zero byte."""

    def __init__(self, url, folder):
        read_end, self.to = os.pipe()
        self.fro, write_end = os.pipe()
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   f"--user-data-dir={folder}", "--remote-debugging-pipe", "about:blank"]
        # The shell puts the pipes where the browser looks for them.
        shell = f'exec 3<&{read_end} 4>&{write_end}; exec "$@"'
        self.process = subprocess.Popen(["bash", "-c", shell, "bash", *command],
                                        pass_fds=(read_end, write_end), stderr=subprocess.DEVNULL)
        os.close(read_end), os.close(write_end)
        self.count, self.rest, self.session = 0, b"", None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.size(1280, 900)
        self.call("Page.navigate", url=url)

    def call(self, method, **params):
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                self.rest += os.read(self.fro, 1 << 20) or sys.exit("FAILED: the browser went away")
            text, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(text)
            if answer.get("id") == self.count:
                return answer["result"] if "result" in answer else sys.exit(f"FAILED: {method}: {answer}")

    def eval(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            sys.exit(f"FAILED: {script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)

    def scheme(self, name):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self, name):
        wait("pictures in view", lambda: self.eval(
            "[...document.querySelectorAll('.page')].filter(p => p.getBoundingClientRect().top < innerHeight)"
            ".every(p => { const i = p.querySelector('img'); return i && i.complete && i.naturalWidth })"))
        if PICTURES:
            time.sleep(1.3)  # the flash of a page that changed is over
            PICTURES.mkdir(parents=True, exist_ok=True)
            (PICTURES / name).write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


def listen(url, events):
    """Keeps every event of the preview."""
    for line in urllib.request.urlopen(url + "events"):
        if line.startswith(b"data:"):
            events.append(json.loads(line[5:]))


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="folio-watch-"))
    subprocess.run([FOLIO, "new", folder / "demo"], check=True, capture_output=True)
    report, data = folder / "demo/report.yaml", folder / "demo/data/sales.csv"
    good = report.read_text()
    folio = subprocess.Popen([FOLIO, "watch", report], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    browser = None
    try:
        url = folio.stdout.readline().strip()
        events = []
        threading.Thread(target=listen, args=(url, events), daemon=True).start()
        browser = Browser(url, folder / "chromium")
        drive(browser, url, events, report, data, good, folio)
    finally:
        folio.kill()
        if browser:
            browser.process.kill()
            browser.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def drive(browser, url, events, report, data, good, folio):
    state = "document.body ? document.body.dataset.state : null"
    keys = "[...document.querySelectorAll('.page')].map(p => p.dataset.key)"
    panel = "!document.getElementById('panel').hidden"
    text = "document.getElementById('panel').innerText"

    wait("the first build", lambda: browser.eval(state) == "good")
    before = browser.eval(keys)
    check("pages are there", len(before) >= 1)
    check("the status tells how long it took", "built in" in browser.eval("document.getElementById('status').innerText"))
    browser.picture("good.png")

    # An edited word appears, without a reload, at the same place.
    browser.eval("window.mark = 1; const m = document.querySelector('main'); m.scrollTop = 120;"
                 "document.querySelectorAll('.page').forEach(p => p.mark = p.dataset.key); 0")
    report.write_text(good.replace("Revenue by region", "Takings by region"))
    begun = time.monotonic()
    after = wait("the edited page", lambda: (now := browser.eval(keys)) != before and now)
    print(f"    an edit is seen after {1000 * (time.monotonic() - begun):.0f} ms")
    check("the page was not loaded anew", browser.eval("window.mark") == 1)
    check("the place is kept", abs(browser.eval("document.querySelector('main').scrollTop") - 120) < 2)
    kept = browser.eval("[...document.querySelectorAll('.page')].filter(p => p.mark === p.dataset.key).length")
    same = len([key for key in after if key in before])
    check("unchanged pages keep their elements", kept == same, f"{kept} of {same}")
    wait("the new picture", lambda: browser.eval(
        "[...document.querySelectorAll('.page img')].every(i => i.src.includes(i.parentElement.dataset.key))"))

    # A mistake lies over the last good pages.
    report.write_text(good.replace("value: revenue,", "value: revnue,"))
    wait("the panel", lambda: browser.eval(panel))
    told = browser.eval(text)
    check("the mistake is shown with its place", "revnue" in told and "report.yaml:" in told, told)
    check("the last good pages stay", browser.eval(keys) == after and browser.eval(state) == "failed")
    browser.picture("broken.png")
    browser.scheme("dark"), browser.picture("broken-dark.png"), browser.scheme("light")
    browser.size(420, 800), browser.picture("broken-narrow.png")
    check("nothing is wider than a narrow window", browser.eval("document.body.scrollWidth <= innerWidth"))
    browser.call("Input.dispatchKeyEvent", type="keyDown", key="Escape")
    check("Escape hides the panel", not browser.eval(panel))
    browser.eval("document.getElementById('count').click()")
    check("the count brings it back", browser.eval(panel))

    # Its repair clears it; saved the way careful editors save.
    beside = report.with_suffix(".tmp")
    beside.write_text(good)
    beside.rename(report)
    wait("the repair", lambda: browser.eval(state) == "good")
    check("the panel is gone", not browser.eval(panel) and browser.eval(keys) == before)
    browser.picture("narrow.png")
    browser.size(1280, 900)

    # Saved the way careless editors save: emptied first.
    heard = len(events)
    report.write_text("")
    time.sleep(0.12)
    report.write_text(good + "\n# the end\n")
    wait("a build after the save", lambda: [e for e in events[heard:] if e["state"] == "good"])
    failed = [e for e in events[heard:] if e["state"] == "failed"]
    check("a file that is empty for a moment is no mistake", not failed, failed)

    # Data counts, too.
    heard = len(events)
    data.write_text(data.read_text().replace("2024-01-01,North,", "2024-01-01,North,9"))
    wait("a build after the data changed", lambda: [e for e in events[heard:] if e["state"] == "good"])
    check("a change of the data is seen", True)

    # Nobody else gets in, and Ctrl-C ends it.
    evil = urllib.request.Request(url, headers={"Host": "evil.example"})
    try:
        urllib.request.urlopen(evil)
        check("other host names are refused", False)
    except urllib.error.HTTPError as error:
        check("other host names are refused", error.code == 403)
    folio.send_signal(signal.SIGINT)
    begun = time.monotonic()
    folio.wait(timeout=5)
    check("Ctrl-C ends it at once", time.monotonic() - begun < 1)
    wait("the browser notices", lambda: browser.eval(state) == "lost")
    print("all well")


main()
