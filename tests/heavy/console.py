"""``make console``: the first page beside a bare one, in Chromium; and what 50 listeners on the events cost the vendors' callers."""

from __future__ import annotations

import base64
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from mockcc.client import Client
from tests.heavy.bench import CONNECTIONS, SCRIPT
from tests.heavy.servers import PATH
from tests.support.browser import chromium
from tests.support.process import serving
from tests.support.quick import QuickClient

LOADS = 15
ROUNDS = 7
SECONDS = 2
LISTENERS = 50
SHOWN = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const sizes = performance.getEntriesByType("resource").map(one => one.transferSize);
  return [paint ? paint.startTime : 0, sizes.reduce((sum, one) => sum + one, performance.getEntriesByType("navigation")[0].transferSize)];
}"""


def main() -> int:
    """Print both tables."""
    with serving() as served:
        with chromium() as browser:
            first_page(browser, served.url)
            journal(browser, served.url)
        if shutil.which("wrk") is None:
            print("What listeners cost is measured with wrk: apt-get install wrk", file=sys.stderr)
            return 2
        listeners(served.url)
    return 0


def first_page(browser: Browser, url: str) -> None:
    """Milliseconds until the page is there with its data, in turn with a bare page; nothing is cached."""
    took: dict[str, list[float]] = {"bare": [], "console": []}
    painted: list[float] = []
    size = 0
    for _ in range(LOADS):
        for name, address, ready in (("bare", f"{url}/_mockcc/health", "body"), ("console", url, "#live[data-state=live]")):
            context = browser.new_context()
            page = context.new_page()
            begun = time.perf_counter()
            page.goto(address, wait_until="commit")
            page.locator(ready).wait_for()
            took[name].append(1000 * (time.perf_counter() - begun))
            if name == "console":
                paint, size = page.evaluate(SHOWN)
                painted.append(paint)
            context.close()
    more = statistics.median(console - bare for console, bare in zip(took["console"], took["bare"], strict=True))
    print(f"first page: {size / 1000:.1f} kB over the wire; first paint after {statistics.median(painted):.0f} ms (median of {LOADS}),")
    whole, beside = statistics.median(took["console"]), statistics.median(took["bare"])
    print(f"whole and live after {whole:.0f} ms, a bare page {beside:.0f} ms (+{more:.0f})")


def journal(browser: Browser, url: str) -> None:
    """How evenly ten thousand exchanges scroll, and how long a filter takes, in milliseconds."""
    client = Client(url, "many")
    with QuickClient(url) as quick:
        for number in range(10_000):
            quick.send("GET", f"/~many/ozonetel/nowhere/{number}")
    page = browser.new_page()
    begun = time.perf_counter()
    page.goto(f"{url}/_console/journal?space=many")
    page.get_by_text("0000 exchanges").wait_for()
    listed = time.perf_counter() - begun
    frames, filtered = page.evaluate(
        """async () => {
          const box = document.querySelector(".listbox"), frames = [];
          let last = performance.now();
          for (let step = 0; step < 120; step += 1) {
            box.scrollTop = step * 3800;
            await new Promise(requestAnimationFrame);
            frames.push(performance.now() - last);
            last = performance.now();
          }
          const search = document.querySelector("#search");
          const begun = performance.now();
          search.value = "nowhere/777";
          search.dispatchEvent(new Event("input"));
          while (!document.querySelector(".filter [role=status]").textContent.startsWith("11 of")) await new Promise(requestAnimationFrame);
          return [frames, performance.now() - begun];
        }"""
    )
    frames.sort()
    print(
        f"journal of 10,000: listed after {listed:.1f} s; scrolling, a frame takes {statistics.median(frames):.0f} ms (median), "
        f"{frames[int(len(frames) * 0.95)]:.0f} ms (95 %); a filter {filtered:.0f} ms"
    )
    client.drop()
    client.close()


def listeners(url: str) -> None:
    """Logins a second with and without listeners, in turn."""
    rates: dict[bool, list[float]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "login.lua"
        script.write_text(SCRIPT.format(credentials=base64.b64encode(b"agent1:agent1-secret").decode()))
        measure(url, script)
        for number in range(1, ROUNDS + 1):
            # Whichever comes first in a round has no advantage over all rounds.
            for heard in (False, True) if number % 2 else (True, False):
                with ExitStack() as stack:
                    if heard:
                        stack.enter_context(listening(url))
                    rates[heard].append(measure(url, script))
            print(f"round {number}: alone {rates[False][-1]:.0f}/s, with {LISTENERS} listeners {rates[True][-1]:.0f}/s", flush=True)
    falls = [100 * (1 - heard / alone) for alone, heard in zip(rates[False], rates[True], strict=True)]
    print(f"throughput falls by {statistics.median(falls):.1f} % (median of {ROUNDS} pairs)")


@contextmanager
def listening(url: str) -> Iterator[None]:
    """50 listeners in a process of their own, and one more that never reads."""
    with subprocess.Popen([sys.executable, "-m", "tests.heavy.console", url], stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or process.stdout.readline().strip() != "listening":
            raise RuntimeError("the listeners did not start")
        try:
            yield
        finally:
            process.terminate()


def listen(url: str) -> NoReturn:
    """Listen until the process is ended; the last one never reads."""
    import selectors

    parts = urlsplit(url)
    request = f"GET /_mockcc/events HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    chosen = selectors.DefaultSelector()
    kept = []
    for number in range(LISTENERS + 1):
        sock = socket.create_connection((parts.hostname or "", parts.port or 80))
        sock.sendall(request)
        kept.append(sock)
        if number < LISTENERS:
            sock.recv(4096)
            chosen.register(sock, selectors.EVENT_READ, sock)
    print("listening", flush=True)
    while True:
        for key, _ in chosen.select():
            key.data.recv(1 << 20)


def measure(url: str, script: Path) -> float:
    """Requests a second."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script), url + PATH]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if found is None or "Non-2xx" in output:
        raise RuntimeError(output)
    return float(found[1])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        listen(sys.argv[1])
    sys.exit(main())
