"""Chromium without a head, driven over a pipe by the DevTools protocol: no driver, no packages."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


class Browser:
    """One browser with one page; ends with the `with` block."""

    def __init__(self, width=1280, height=900, dark=False):
        self.width, self.height, self.dark = width, height, dark
        self.number, self.events, self.rest = 0, [], b""

    def __enter__(self):
        program = next(filter(None, map(shutil.which, PROGRAMS)))
        self.folder = tempfile.TemporaryDirectory(prefix="cutover-browser-")
        (own_in, its_out), (its_in, own_out) = os.pipe(), os.pipe()
        # The protocol is spoken on descriptors 3 and 4.
        words = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-proxy-server", "--remote-debugging-pipe", f"--user-data-dir={self.folder.name}", "about:blank",
        ]
        shell = ["sh", "-c", f'exec "$@" 3<&{its_in} 4>&{its_out}', "sh", *words]
        self.process = subprocess.Popen(
            shell, pass_fds=[its_in, its_out], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "HOME": self.folder.name},
        )
        os.close(its_in), os.close(its_out)
        self.own_in, self.own_out, self.session = own_in, own_out, None
        target = next(t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.ask(f"{domain}.enable")
        self.ask("Emulation.setDeviceMetricsOverride", width=self.width, height=self.height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if self.dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.own_in), os.close(self.own_out)
        for _ in range(20):
            # Its children may still write as they end.
            try:
                self.folder.cleanup()
                return
            except OSError:
                time.sleep(0.1)

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.own_out, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + 30
        while True:
            answer = self._read(until)
            if answer is None:
                raise TimeoutError(f"no answer to {method}")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def _read(self, until):
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.own_in], [], [], max(0, until - time.monotonic()))
            if not ready:
                return None
            piece = os.read(self.own_in, 1 << 20)
            if not piece:
                raise EOFError("the browser ended")
            self.rest += piece
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def open(self, url):
        self.ask("Page.navigate", url=url)
        self.until("document.readyState === 'complete'", f"{url} loads")

    def js(self, expression):
        """The value of an expression in the page."""
        got = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in got:
            raise RuntimeError(f"{expression}: {got['exceptionDetails']}")
        return got["result"].get("value")

    def until(self, expression, what, seconds=20):
        """Waits until an expression is true, and answers its value."""
        end = time.monotonic() + seconds
        while True:
            value = self.js(expression)
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(f"never: {what}\n{self.js('document.body.innerText.slice(0, 3000)')}")
            time.sleep(0.05)

    def problems(self):
        """Uncaught exceptions, console errors, refusals of the content policy, failed requests."""
        self.js("0")
        found = []
        for event in self.events:
            method, params = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                found.append(params["exceptionDetails"].get("exception", {}).get("description", params))
            elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
                found.append(str(params["args"]))
            elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                found.append(params["entry"]["text"])
        return found

    def requests(self):
        """The addresses of everything that was asked for."""
        self.js("0")
        sent = [e for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [e["params"]["request"]["url"] for e in sent]

    def key(self, name, code):
        for kind in ["rawKeyDown", "keyUp"]:
            self.ask("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code)

    def shot(self, file, whole=False):
        """A picture of the window, or of the whole page."""
        got = self.ask("Page.captureScreenshot", captureBeyondViewport=whole, **({"clip": self._whole()} if whole else {}))
        with open(file, "wb") as out:
            out.write(base64.b64decode(got["data"]))

    def _whole(self):
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        return {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
