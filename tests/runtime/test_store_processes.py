"""What the Redis store promises to real processes: spawned ones, and forks that inherit an open store."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys

from mockcc.runtime.redis import RedisStore
from mockcc.runtime.store import World
from tests.support.process import ROOT, environment
from tests.support.stores import Line, fill, increment, number


def work_in_a_process(url: str) -> int:
    """What each of several processes does to one space: 50 increments, a log entry each; how many codes it got."""
    store = RedisStore(url)
    codes = 0
    for turn in range(50):

        def work(world: World, turn: int = turn) -> bool:
            world.put("numbers", "n", b"%d" % (int(world.get("numbers", "n") or 0) + 1))
            world.log(Line(str(turn)))
            world.count("requests")
            mine = world.get("codes", str(turn)) is not None
            world.delete("codes", str(turn))
            return mine

        codes += store.transact("a", work)
    store.close()
    return codes


def test_four_processes_lose_nothing_and_share_every_code_once(redis_url: str, here: RedisStore) -> None:
    fill(here, "a", "codes", map(str, range(50)))
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        codes = pool.map(work_in_a_process, [redis_url] * 4, chunksize=1)
    assert sum(codes) == 50
    assert number(here, "a") == 200
    assert [seq for seq, _ in here.read_log("a")] == list(range(1, 201))
    assert here.counts("a") == {"requests": 200}


def test_a_fork_of_a_process_that_listens_works_on_its_own_connections(redis_url: str) -> None:
    command = [sys.executable, "-m", "tests.support.forked_store", redis_url]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_store_that_finds_itself_in_another_process_starts_anew(here: RedisStore) -> None:
    increment(here, "a")
    old = here._link
    old.pid = -1
    assert number(here, "a") == 1
    assert here._link is not old
    old.close()
