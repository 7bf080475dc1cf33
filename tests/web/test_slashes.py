"""Doubled slashes in a path: another path for most vendors, the same one for a vendor that merges them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockcc.suite import Suite

PAGE = """\
source: here
endpoints:
  fixed: {route: GET /a/b, replies: [ok]}
  moving: {route: GET /c/<name>, replies: [ok]}
replies:
  ok: {evidence: assumed, text: ok}
  unknown.path: {status: 404, evidence: assumed, text: nowhere}
  unknown.method: {status: 405, evidence: assumed, text: no}
"""


@pytest.mark.parametrize(("merge", "status"), [("true", 200), ("false", 404)])
@pytest.mark.parametrize("path", ["//a/b", "/a///b", "/c//x", "//c////x"])
def test_doubled_slashes_are_one_only_where_the_vendor_merges_them(tmp_path: Path, path: str, merge: str, status: int) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "vendor.yaml").write_text(f"source: here\ntitle: Acme\nsummary: One.\nmerge_slashes: {merge}\n")
    (tmp_path / "acme" / "page.yaml").write_text(PAGE)
    client = Suite(fixtures=tmp_path).app("acme").test_client()

    # A path that begins with two slashes is a host for a URL parser.
    response = client.open(path="/", environ_overrides={"PATH_INFO": path})

    assert response.status_code == status
