"""Carries a Dockerfile's own steps out without an engine: its COPY, RUN, ENV, USER and CMD lines, in scratch roots made by bubblewrap.

A stage's root is this machine's own, read-only, in the place of the base image; what the stage writes (its WORKDIR, ``/opt``, ``/tmp``) are
folders of the test. The last stage runs as the numeric user of its USER line, in namespaces of its own, with nothing writable at all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple


class Instruction(NamedTuple):
    """One instruction of a Dockerfile, its continued lines joined."""

    word: str
    rest: str


def parse(text: str) -> list[list[Instruction]]:
    """The instructions of each stage."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    stages: list[list[Instruction]] = []
    for line in joined.splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stages.append([])
        stages[-1].append(Instruction(word, rest.strip()))
    return stages


class Stage:
    """One stage: its folders on this machine by their path in the stage, its environment, its user."""

    def __init__(self, folder: Path, context: Path) -> None:
        self.folder = folder
        self.context = context
        self.work = "/"
        self.env: dict[str, str] = {}
        self.user = "0"
        self.mounts: dict[str, Path] = {}
        self.last: dict[str, str] = {}
        for place in ("/opt", "/tmp"):
            self._mount(place)

    def _mount(self, place: str) -> Path:
        folder = self.folder / place.strip("/").replace("/", "_")
        folder.mkdir(parents=True, exist_ok=True)
        self.mounts[place] = folder
        return folder

    def carry_out(self, instruction: Instruction, earlier: dict[str, Stage]) -> None:
        """Do what the instruction says."""
        word, rest = instruction
        if word == "WORKDIR":
            self.work = rest
            self._mount(rest)
        elif word == "COPY":
            self._copy(rest, earlier)
        elif word == "RUN":
            subprocess.run(self.command(["/bin/sh", "-c", rest]), check=True)
        elif word == "ENV":
            for name, value in re.findall(r"(\w+)=(\S+)", rest):
                self.env[name] = value.replace("$PATH", os.environ["PATH"])
        elif word == "USER":
            self.user = rest
        elif word in ("CMD", "ENTRYPOINT", "HEALTHCHECK", "EXPOSE"):
            self.last[word] = rest
        elif word != "FROM":
            raise ValueError(f"The test does not know {word}.")

    def _copy(self, rest: str, earlier: dict[str, Stage]) -> None:
        origin = re.match(r"--from=(\w+) ", rest)
        *sources, target = rest[origin.end() :].split() if origin else rest.split()
        for source in sources:
            found = earlier[origin[1]].place(source) if origin else self.context / source
            into = self.place(os.path.normpath(f"{self.work}/{target}") if not target.startswith("/") else target)
            if found.is_dir():
                shutil.copytree(
                    found, into, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__") if not origin else None
                )
            else:
                into.mkdir(parents=True, exist_ok=True)
                shutil.copy2(found, into)

    def place(self, path: str) -> Path:
        """Where a path of the stage is on this machine."""
        mount = max((place for place in self.mounts if path == place or path.startswith(place + "/")), key=len)
        return self.mounts[mount] / path[len(mount) :].strip("/")

    def command(self, command: list[str], *, final: bool = False) -> list[str]:
        """The command line that runs ``command`` inside the stage; ``final`` with nothing writable and as the stage's own user."""
        base = ["bwrap", "--die-with-parent", "--dev", "/dev", "--proc", "/proc"]
        for entry in sorted(Path("/").iterdir()):
            if entry.is_symlink():
                base += ["--symlink", str(entry.readlink()), str(entry)]
            elif str(entry) not in {*self.mounts, "/dev", "/proc", "/sys", "/tmp"}:
                base += ["--ro-bind-try", str(entry), str(entry)]
        for place, folder in self.mounts.items():
            base += ["--ro-bind" if final else "--bind", str(folder), place]
        base += ["--chdir", self.work]
        if final:
            uid, _, gid = self.user.partition(":")
            base += ["--remount-ro", "/", "--unshare-user", "--unshare-pid", "--uid", uid, "--gid", gid or uid, "--clearenv"]
            base += [part for name, value in self.env.items() for part in ("--setenv", name, value)]
        return [*base, *command]


def build(text: str, context: Path, folder: Path) -> Stage:
    """Carry out all stages of a Dockerfile; the last one."""
    known: dict[str, Stage] = {}
    stage = Stage(folder / "none", context)
    for number, instructions in enumerate(parse(text)):
        stage = Stage(folder / str(number), context)
        for instruction in instructions:
            stage.carry_out(instruction, known)
        name = re.search(r" AS (\w+)$", instructions[0].rest)
        known[name[1] if name else str(number)] = stage
    return stage


def exec_form(text: str) -> list[str]:
    """The words of an instruction in exec form."""
    words = json.loads(text)
    if not isinstance(words, list):
        raise TypeError(f"not the exec form: {text}")
    return [str(word) for word in words]
