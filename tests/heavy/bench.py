"""``make bench``: a stateful login, mockcc beside a bare Flask view on the same wire and under cheroot; ratios, paired and repeated."""

from __future__ import annotations

import base64
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.heavy.servers import PATH, SERVERS

ROUNDS = 5
SECONDS = 3
CONNECTIONS = 16
SCRIPT = """
wrk.method = "POST"
wrk.headers["Authorization"] = "Basic {credentials}"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
local login = "userName=demo&apiKey=KK00000000000000000000000000000001&phoneNumber=%2B919900000001&action=login"
local logout = "userName=demo&apiKey=KK00000000000000000000000000000001&action=logout"
local turn = 0
request = function()
  turn = turn + 1
  return wrk.format(nil, nil, nil, turn % 2 == 0 and logout or login)
end
"""


def main() -> int:
    """Run the rounds and print the table; 0 when the ratios are what they should be."""
    if shutil.which("wrk") is None:
        print("make bench needs wrk: apt-get install wrk", file=sys.stderr)
        return 2
    rates: dict[str, list[float]] = {name: [] for name in SERVERS}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "login.lua"
        script.write_text(SCRIPT.format(credentials=base64.b64encode(b"agent1:agent1-secret").decode()))
        for number in range(1, ROUNDS + 1):
            for name in SERVERS:
                rates[name].append(measure(name, script))
            print(f"round {number}: " + ", ".join(f"{name} {rates[name][-1]:.0f}/s" for name in SERVERS), flush=True)
    mock = rates["mockcc"]
    print(f"\n{'server':<24}{'requests/s (median)':>20}{'mockcc is':>12}")
    for name, found in rates.items():
        ratio = statistics.median(ours / theirs for ours, theirs in zip(mock, found, strict=True))
        print(f"{name:<24}{statistics.median(found):>20.0f}{ratio:>11.2f}x")
    return 0


def measure(name: str, script: Path) -> float:
    """Requests a second of a fresh process of that server."""
    with subprocess.Popen([sys.executable, "-m", "tests.heavy.servers", name], stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("no output of the server")
        url = f"http://127.0.0.1:{int(process.stdout.readline())}{PATH}"
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", "-s", str(script), url]
        subprocess.run([*command, "-d1s"], check=True, capture_output=True)
        output = subprocess.run([*command, f"-d{SECONDS}s"], check=True, capture_output=True, text=True).stdout
        process.terminate()
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if found is None or "Non-2xx" in output:
        raise RuntimeError(output)
    return float(found[1])


if __name__ == "__main__":
    sys.exit(main())
