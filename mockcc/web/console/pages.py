"""The console's pages as HTML: the frame that is the same for all, and what each shows before a script has run."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mockcc import __version__
from mockcc.web.admin.calls import Served

if TYPE_CHECKING:
    from jinja2 import Environment


class Page(NamedTuple):
    """A page: its name, which is its script's and its template's too, its title, and whether it is about one vendor."""

    name: str
    title: str
    of_vendor: bool = False


PAGES: Final = {
    page.name: page
    for page in (
        Page("overview", "Overview"),
        Page("vendors", "Vendors", of_vendor=True),
        Page("try", "Try it", of_vendor=True),
        Page("journal", "Journal"),
        Page("space", "Space and time"),
        Page("coverage", "Coverage"),
    )
}


class Pages:
    """Renders the pages over one suite."""

    def __init__(self, suite: Served) -> None:
        self._suite = suite

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        return Environment(
            loader=PackageLoader("mockcc.web.console"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
        )

    def render(self, path: str, *, locked: bool) -> bytes | None:
        """The page at a path behind ``/_console/``, ``None`` where there is none; one that is ``locked`` only asks for the token."""
        name, _, vendor = path.partition("/")
        page = PAGES.get(name or "overview")
        if page is None or (vendor and not page.of_vendor) or (vendor and not locked and vendor not in self._suite.vendors):
            return None
        chosen = vendor or (self._suite.vendors[0] if self._suite.vendors else "")
        shown: dict[str, Any] = {"page": page, "vendor": "" if locked or not page.of_vendor else chosen}
        if locked:
            return self._html("locked.html", **shown)
        return self._html(f"{page.name}.html", **shown, vendors=self._vendors())

    def lost(self, detail: str) -> bytes:
        """The page that says that there is none; it needs no data, so it is shown to everybody."""
        return self._html("lost.html", page=Page("lost", "No such page"), vendor="", detail=detail)

    def _html(self, template: str, **shown: Any) -> bytes:
        text = self._environment.get_template(template).render(version=__version__, pages=PAGES, **shown)
        return text.encode("utf-8", "replace")

    def _vendors(self) -> list[dict[str, Any]]:
        found = []
        for name in self._suite.vendors:
            catalogue = self._suite.catalogue(name)
            found.append(
                {
                    "name": name,
                    "title": catalogue.file.title,
                    "summary": catalogue.file.summary,
                    "endpoints": len(catalogue.endpoints),
                    "replies": len(catalogue.replies),
                    "scenarios": len(catalogue.scenarios),
                }
            )
        return found
