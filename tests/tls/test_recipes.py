"""Every recipe of the page on TLS is followed to the letter, and prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import node
from tests.support.process import ROOT, environment
from tests.support.tools import need
from tests.test_readme import steps
from tests.tls.conftest import Secure

PAGE = (ROOT / "docs" / "how-to" / "tls.md").read_text(encoding="utf-8")
SECTIONS = dict(part.partition("\n")[::2] for part in PAGE.split("\n## "))
RUN = [title for title, text in SECTIONS.items() if "```console" in text]
FILES = re.compile(r"```\w+\n(?:#|//) (\S+\.\w+)\n(.*?)```", re.DOTALL)
"""Blocks that are files, each with its name in the first line."""
PROGRAMS = {"Node.js": ("node", "npm"), "Java": ("java", "javac", "keytool")}
COMMANDS = f'python() {{ "{sys.executable}" "$@"; }}; mockcc() {{ "{sys.executable}" -m mockcc "$@"; }}; '


def variables(**more: str) -> dict[str, str]:
    """The environment of a shell in which no proxy is set, and nothing measures: a read-only root has no place for the figures."""
    found = environment(**more)
    return {name: value for name, value in found.items() if not name.lower().endswith("_proxy") and not name.startswith("COVERAGE_")}


@pytest.mark.parametrize("title", RUN)
def test_a_recipe_works_as_it_is_written(title: str, secure: Secure, tmp_path: Path) -> None:
    for program in PROGRAMS.get(title, ("curl",)):
        need(program)
    if title == "Node.js":
        node.install()
        (tmp_path / "node_modules").symlink_to(node.CLIENTS / "node_modules")
    (tmp_path / "ca.pem").write_bytes(Path(secure.ca).read_bytes())

    def here(text: str) -> str:
        ports = {"8080": secure.url, "8443": secure.tls, "8888": secure.proxy}
        return re.sub(r"\b(?:8080|8443|8888)\b", lambda found: ports[found[0]].rpartition(":")[2], text)

    for name, text in FILES.findall(SECTIONS[title]):
        (tmp_path / name).write_text(here(text), encoding="utf-8")
    for command, output in steps(SECTIONS[title]):
        done = subprocess.run(
            ["bash", "-c", COMMANDS + here(command)],
            cwd=tmp_path,
            env=variables(MOCKCC_TLS_DIR=str(secure.folder)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.stdout.rstrip() == here(output).rstrip(), (command, done.stderr)
        assert done.returncode == 0, (command, done.stderr)


def test_every_language_of_the_page_has_a_recipe() -> None:
    assert {"curl", "Python: requests", "Python: httpx", "Python: ssl and urllib", "Node.js", "Java"} <= set(RUN)
    assert [name for title in RUN for name, _ in FILES.findall(SECTIONS[title])] == [
        *("with_requests.py", "with_httpx.py", "with_ssl.py", "direct.js", "use-proxy.js", "client.js", "Client.java")
    ]
    assert "mockcc serve --tls-port 8443 --proxy-port 8888" in PAGE


def bubble(*arguments: str) -> list[str]:
    """A command line that runs something on this machine's files, with nothing writable, as a container without an engine."""
    base = [need("bwrap"), "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/mnt"]
    return [*base, *arguments]


def test_mockcc_in_a_container_with_a_folder_for_its_authority(tmp_path: Path) -> None:
    recipe = re.search(r"docker run (.*?) mockcc\n", SECTIONS["A container"].replace("\\\n", ""), re.DOTALL)
    assert recipe is not None
    given = dict(re.findall(r"-e (\w+)=(\S+)", recipe[1]))
    assert given == {"MOCKCC_TLS_DIR": "/tls", "MOCKCC_TLS_PORT": "8443", "MOCKCC_PROXY_PORT": "8888"}
    assert "--read-only" in recipe[1]
    folder = tmp_path / "tls"
    folder.mkdir()
    inside = ["--unshare-user", "--uid", "10001", "--gid", "10001", "--clearenv"]
    inside += [part for name, value in variables().items() if name in ("PATH", "PYTHONPATH") for part in ("--setenv", name, value)]
    command = [sys.executable, "-m", "mockcc", "serve", "--port", "0", "--tls-port", "0", "--vendor", "ozonetel", "--tls-dir"]

    with subprocess.Popen(
        bubble("--bind", str(folder), "/mnt", *inside, *command, "/mnt"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("mockcc ready"):
                break
        port = re.search(r"^TLS .*:(\d+)$", printed, re.MULTILINE)
        assert port is not None, process.stderr.read() if process.stderr else ""
        health = f"https://mockcc:{port[1]}/_mockcc/health"
        # Another container calls it by its service's name, which the admin API does not know; the vendor's side does.
        name = ["--resolve", f"mockcc:{port[1]}:127.0.0.1", "--cacert", str(folder / "ca.pem")]
        done = subprocess.run(
            [need("curl"), "-sS", "-o", os.devnull, "-w", "%{ssl_verify_result}", *name, health],
            capture_output=True,
            text=True,
            check=False,
            env=variables(),
        )
        process.terminate()
        process.wait(5)

    assert (done.stdout, done.stderr) == ("0", "")


def test_without_such_a_folder_it_says_what_to_give() -> None:
    command = bubble(
        "--unshare-user", "--uid", "10001", "--gid", "10001", "--setenv", "HOME", "/nonexistent", sys.executable, "-m", "mockcc", "ca"
    )
    done = subprocess.run(command, capture_output=True, text=True, env=variables(XDG_DATA_HOME=""), check=False)

    assert done.returncode == 2
    assert re.fullmatch(
        r"mockcc: The authority cannot be kept in /nonexistent/.+: give --tls-dir a folder that can be written\.\n", done.stderr
    )


def test_an_image_whose_own_store_trusts_the_authority(secure: Secure, tmp_path: Path) -> None:
    assert "COPY ca.pem /usr/local/share/ca-certificates/mockcc.crt\nRUN update-ca-certificates" in SECTIONS["A container"]
    need("update-ca-certificates")
    local, store = tmp_path / "local", tmp_path / "store"
    local.mkdir()
    store.mkdir()
    (local / "mockcc.crt").write_bytes(Path(secure.ca).read_bytes())
    into = ["--localcertsdir", str(local), "--etccertsdir", str(store), "--hooksdir", str(tmp_path)]
    subprocess.run(["update-ca-certificates", *into], capture_output=True, check=True, env=variables())

    command = bubble("--ro-bind", str(store), "/etc/ssl/certs", need("curl"), "-sS", f"{secure.tls}/_mockcc/health")
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=variables())

    assert '"status":"ok"' in done.stdout, done.stderr
