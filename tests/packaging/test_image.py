"""The image: its Dockerfile is well written, its very steps give a mockcc that serves as nobody on a read-only root."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator

import pytest
import yaml

from tests.packaging.dockerfile import Stage, build, exec_form, parse
from tests.support.process import ROOT
from tests.support.tools import need

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
pytestmark = pytest.mark.xdist_group("image")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    need("bwrap")
    return build(DOCKERFILE, ROOT, tmp_path_factory.mktemp("image"))


@pytest.fixture
def container(image: Stage) -> Iterator[str]:
    command = [*exec_form(image.last["ENTRYPOINT"]), *exec_form(image.last["CMD"])]
    command = ["env", "MOCKCC_PORT=0", *command]
    with subprocess.Popen(image.command(command, final=True), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = next(line for line in process.stdout if line.startswith("mockcc ready on "))
        yield ready.split(":")[-1].strip()
        process.terminate()
        process.wait(5)


def test_the_dockerfile_passes_its_linter() -> None:
    done = subprocess.run([need("hadolint"), str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_slim_has_two_stages_and_a_numeric_user() -> None:
    stages = parse(DOCKERFILE)
    final = {instruction.word: instruction.rest for instruction in stages[-1]}

    assert [stage[0].rest.split()[0].endswith("-slim") for stage in stages] == [True, True]
    assert all(part.isdecimal() and part != "0" for part in final["USER"].split(":"))
    assert "--start-interval=0.1s" in final["HEALTHCHECK"]
    assert exec_form(final["HEALTHCHECK"].partition("CMD ")[2]) == ["mockcc", "healthcheck"]


def test_the_steps_give_a_server_that_answers_as_nobody_on_a_read_only_root(container: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{container}/_mockcc/health", timeout=5) as reply:
        health = json.load(reply)

    assert health["status"] == "ok"
    assert "ozonetel" in health["vendors"]


def test_the_health_check_of_the_image_tells_a_living_server_from_a_dead_one(image: Stage, container: str) -> None:
    check = exec_form(image.last["HEALTHCHECK"].partition("CMD ")[2])

    alive = subprocess.run(image.command(["env", f"MOCKCC_PORT={container}", *check], final=True), check=False, capture_output=True)
    dead = subprocess.run(image.command(["env", "MOCKCC_PORT=9", *check], final=True), check=False, capture_output=True, text=True)

    assert alive.returncode == 0
    assert dead.returncode == 1
    assert "Traceback" not in dead.stderr


def test_nothing_can_be_written_in_the_running_image(image: Stage) -> None:
    for place in ("/opt/mockcc/x", "/x"):
        done = subprocess.run(image.command(["/bin/sh", "-c", f"echo > {place}"], final=True), check=False, capture_output=True)
        assert done.returncode != 0, place


def test_the_wheel_holds_every_file_of_the_fixtures(image: Stage) -> None:
    installed = next((image.place("/opt/mockcc") / "lib").glob("python3.*/site-packages/mockcc/fixtures"))

    wanted = {path.relative_to(ROOT / "fixtures") for path in (ROOT / "fixtures").rglob("*") if path.is_file()}
    found = {path.relative_to(installed) for path in installed.rglob("*") if path.is_file()}

    assert {path for path in wanted if "__pycache__" not in path.parts} <= found


def test_the_compose_file_has_one_mockcc_alone_and_three_behind_a_proxy() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    alone = [name for name, service in services.items() if "profiles" not in service]
    scaled = [name for name, service in services.items() if service.get("profiles") == ["scaled"]]

    assert alone == ["mockcc"]
    assert sorted(scaled) == ["mockcc-1", "mockcc-2", "mockcc-3", "proxy", "redis"]
    assert services["mockcc"]["read_only"] is True
    assert all(services[f"mockcc-{number}"]["environment"]["MOCKCC_STORE"].startswith("redis://redis") for number in (1, 2, 3))
