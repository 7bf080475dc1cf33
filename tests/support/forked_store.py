"""Opens a Redis store, listens, and forks: ``python -m tests.support.forked_store URL`` ends with status 0 when both halves work.

It is a process of its own because a fork of a test process with its many threads may stand still for reasons that are not the store's.
"""

from __future__ import annotations

import os
import sys
import warnings

from mockcc.runtime.redis import RedisStore
from tests.support.stores import increment, notify, number

PATIENCE = 20


def child(store: RedisStore) -> int:
    """The forked half: change, notify, and hear a notification of its own."""
    increment(store, "a")
    notify(store, "a", "journal")
    with store.listen("a", "mail") as mail:
        notify(store, "a", "mail")
        return 0 if mail.wait(PATIENCE) else 1


def main(url: str) -> int:
    """The half that was there first: it hears the child and goes on."""
    store = RedisStore(url)
    increment(store, "a")
    with store.listen("a", "journal") as event:
        pid = os.fork()
        if pid == 0:
            os._exit(child(store))
        if not event.wait(PATIENCE) or os.waitpid(pid, 0)[1] != 0:
            return 1
    increment(store, "a")
    return 0 if number(store, "a") == 3 else 2


if __name__ == "__main__":
    warnings.filterwarnings("ignore", ".*fork", DeprecationWarning)
    sys.exit(main(sys.argv[1]))
