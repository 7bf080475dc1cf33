"""A vendor's decisions as one value: its row types and its behaviours by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockcc.engine.action import Action
from mockcc.engine.behaviours import SHARED
from mockcc.engine.call import Behaviour
from mockcc.runtime.tables import SETTINGS, Table


class Vendor:
    """What a package in ``mockcc.vendors`` says of its vendor; the words stand in the fixtures of the same name."""

    def __init__(self, name: str, tables: Iterable[Table[Any]]) -> None:
        self.name = name
        self.tables: dict[str, Table[Any]] = {table.name: table for table in tables}
        self.behaviours: dict[str, Behaviour] = dict(SHARED)
        self.actions: dict[str, Action] = {}
        if SETTINGS not in self.tables:
            raise TypeError(f"Vendor {name!r} needs a table {SETTINGS!r}.")

    def behaviour(self, function: Behaviour) -> Behaviour:
        """Register ``function`` under its own name, the one that the fixtures call it by."""
        name = function.__name__
        if name in self.behaviours:
            raise TypeError(f"Vendor {self.name!r} has two behaviours {name!r}.")
        self.behaviours[name] = function
        return function

    def action(self, function: Action) -> Action:
        """Register ``function`` under its own name as something that the admin API and the command line can have done."""
        self.actions[function.__name__] = function
        return function
