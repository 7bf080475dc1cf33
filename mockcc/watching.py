"""Watches the fixtures of a served suite: a good edit is served from then on, a broken one is told and the last good one stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from mockcc.catalog.check import check_vendor
from mockcc.errors import MockccError
from mockcc.linting import knowledge
from mockcc.model import Request
from mockcc.runtime.clock import Clock
from mockcc.runtime.journal import JOURNAL, Entry
from mockcc.runtime.space import DEFAULT

if TYPE_CHECKING:
    from watchfiles import Change

    from mockcc.runtime.store import World
    from mockcc.suite import Suite

PAUSE_MS: Final = 100
"""How long a file has to be left alone before it is read, in milliseconds: editors write in several steps."""
LOOK_MS: Final = 250
"""How often the watcher looks whether it is to end, in milliseconds."""


class Watcher:
    """Reloads a vendor when one of its files changes; ``say`` is told in lines what came of it."""

    def __init__(self, suite: Suite, say: Callable[[str], object]) -> None:
        self._suite = suite
        self._root = suite.fixtures.resolve()
        self._say = say
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mockcc-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(5)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        from watchfiles import watch

        for changes in watch(
            self._root,
            watch_filter=self._concerns,
            debounce=PAUSE_MS * 10,
            step=PAUSE_MS,
            stop_event=self._stop,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            # The first one says that the folder is watched, even if nothing has changed.
            self._ready.set()
            self.changed(Path(path) for _, path in changes)

    def changed(self, paths: Iterable[Path]) -> None:
        """Take the new state of these files over, vendor by vendor, if it is good."""
        touched = {self._vendor(path): path for path in sorted(paths)}
        for vendor, path in touched.items():
            problems = self._problems(vendor)
            if problems:
                self._tell(vendor, path, problems)
            else:
                self._suite.fixture_problems.pop(vendor, None)
                self._say(f"{vendor}: the changed fixtures are served.")

    def _problems(self, vendor: str) -> list[str]:
        """What is wrong with the vendor's files; they are served from now on if nothing is."""
        try:
            found = [str(problem) for problem in check_vendor(self._suite.fixtures, vendor, knowledge(vendor))]
            if not found:
                self._suite.reload(vendor)
        except (MockccError, OSError) as error:
            return str(error).splitlines()
        return found

    def _tell(self, vendor: str, path: Path, problems: list[str]) -> None:
        self._suite.fixture_problems[vendor] = problems
        self._say("\n".join([f"{vendor}: the changed fixtures are broken, so the last good ones are still served.", *problems]))
        request = Request("EDIT", "/" + path.relative_to(self._root).as_posix())
        for space in {*self._suite.store.spaces(), DEFAULT}:
            self._suite.store.transact(space, lambda world: _note(world, vendor, request, problems))

    def _concerns(self, change: Change, path: str) -> bool:  # noqa: ARG002 - the watcher's way of asking
        found = Path(path)
        return self._vendor(found) in self._suite.vendors and (found.suffix == ".yaml" or "pages" in found.parts[-3:])

    def _vendor(self, path: Path) -> str:
        return path.relative_to(self._root).parts[0] if path.is_relative_to(self._root) and path != self._root else ""


def _note(world: World, vendor: str, request: Request, problems: list[str]) -> None:
    entry = Entry(
        space=world.space,
        vendor=vendor,
        endpoint=None,
        request=request,
        reply=None,
        reply_id="",
        evidence="assumed",
        source="",
        scenario=None,
        why="The changed fixtures are broken, so the last good ones are still served.",
        compared=[],
        at=Clock(world).now(),
        duration=0.0,
        kind="notice",
        error="\n".join(problems),
    )
    world.log(entry)
    world.notify(JOURNAL)
