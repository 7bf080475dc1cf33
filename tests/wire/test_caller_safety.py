"""Server-side request forgery by the address itself: every spelling of a place that is none of the mock's business is refused."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockcc.errors import InvalidValueError
from mockcc.suite import Suite
from mockcc.wire.addresses import kind_of, objection
from mockcc.wire.caller import Caller
from mockcc.wire.failure import CallFailed
from mockcc.wire.target import read_target
from tests.support.far_calls import PUBLIC, Dialled, ask, assert_refused

# Schemes and shapes of a URL.


def test_a_file_is_not_read() -> None:
    assert_refused(ask("file:///etc/passwd"), "'file'", "http and https")


def test_gopher_is_not_spoken() -> None:
    assert_refused(ask("gopher://127.0.0.1:6379/_FLUSHALL"), "'gopher'")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "data:text/plain,x", "javascript:1", "unix:///run/docker.sock", "ws://127.0.0.1/"])
def test_no_scheme_but_http_and_https_is_called(url: str) -> None:
    assert_refused(ask(url), "http and https")


@pytest.mark.parametrize("url", ["", "/path", "//127.0.0.1/", "127.0.0.1", "127.0.0.1:80/x", "://x"])
def test_an_address_without_a_scheme_is_refused(url: str) -> None:
    assert_refused(ask(url), "http://host:port/path")


@pytest.mark.parametrize("url", ["http:", "http:/", "http://", "http:///path", "http:127.0.0.1/", "http://:80/", "http://?x"])
def test_an_address_without_a_host_is_refused(url: str) -> None:
    assert_refused(ask(url), "no host")


def test_credentials_in_the_address_are_refused_and_not_repeated() -> None:
    result = ask("http://user:pass-word@127.0.0.1/")
    assert_refused(result, "credentials", "'127.0.0.1'")
    assert "pass-word" not in result.detail


def test_a_host_that_only_looks_like_the_first_part_is_refused() -> None:
    assert_refused(ask("http://127.0.0.1@evil.example/"), "credentials")
    assert_refused(ask("http://127.0.0.1\\@evil.example/"), "backslash")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://127.0.0.1\t/", "\x01http://127.0.0.1/", "http://a\0.b/"]
)
def test_blanks_and_control_characters_are_refused(url: str) -> None:
    assert_refused(ask(url), "percent-encode")


@pytest.mark.parametrize("host", ["\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "\u24dbocalhost", "m\xfcnchen.example"])
def test_letters_that_other_programs_turn_into_ascii_are_refused(host: str) -> None:
    assert_refused(ask(f"http://{host}/"), "non-ASCII")


@pytest.mark.parametrize(
    "host", ["%31%32%37.0.0.1", "a%00b", "a,b", "a..b", ".a", ".", "a" * 64, ".".join(["a" * 60] * 5), "[::1", "::1", "[x]", "[]"]
)
def test_what_is_no_host_name_is_refused(host: str) -> None:
    assert_refused(ask(f"http://{host}/"))


@pytest.mark.parametrize("port", ["65536", "99999999", "-1", "80x", "0x50", "\uff18\uff10"])
def test_what_is_no_port_is_refused(port: str) -> None:
    assert_refused(ask(f"http://127.0.0.1:{port}/"))


# Spellings of addresses.


def test_a_decimal_spelling_is_refused() -> None:
    assert_refused(ask("http://2130706433/"), "spelling", "such as 127.0.0.1")


def test_a_hexadecimal_spelling_is_refused() -> None:
    assert_refused(ask("http://0x7f000001/"), "spelling")
    assert_refused(ask("http://0X7F.1/"), "spelling")
    assert_refused(ask("http://127.0.0.0x1/"), "spelling")


def test_an_octal_spelling_is_refused() -> None:
    assert_refused(ask("http://017700000001/"), "spelling")
    assert_refused(ask("http://0177.0.0.1/"), "spelling")
    assert_refused(ask("http://127.0.0.01/"), "spelling")


def test_a_short_or_overlong_spelling_is_refused() -> None:
    for host in ("127.1", "0", "127.0.0.1.", "1.2.3.4.5", "127.0.0.256", "name.0x"):
        assert_refused(ask(f"http://{host}/"), "spelling")


def test_ipv4_inside_ipv6_is_refused_in_every_spelling() -> None:
    for host in (
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "0:0:0:0:0:FFFF:7F00:1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
    ):
        assert_refused(ask(f"http://[{host}]/", allowed=[host]), "IPv4 inside IPv6", "never called")


def test_an_ipv6_address_with_a_zone_is_refused() -> None:
    assert_refused(ask("http://[fe80::1%25eth0]/"))
    assert_refused(ask("http://[::1%lo]/"))


def test_ipv4_in_brackets_is_refused() -> None:
    assert_refused(ask("http://[127.0.0.1]/"))


# Kinds of addresses.


def test_the_unspecified_address_is_refused() -> None:
    for host in ("0.0.0.0", "0.1.2.3", "[::]", "[0:0:0:0:0:0:0:0]"):
        assert_refused(ask(f"http://{host}/", allowed=[host]), "unspecified")


def test_link_local_addresses_are_refused() -> None:
    for host in ("169.254.1.1", "[fe80::1]", "[febf::1]"):
        assert_refused(ask(f"http://{host}/", allowed=[host]), "link-local")


def test_metadata_services_of_clouds_are_refused() -> None:
    assert_refused(ask("http://169.254.169.254/latest/meta-data/", allowed=["169.254.169.254"]), "never called")
    for host in ("[fd00:ec2::254]", "[fd20:ce::254]", "[fd00:42::42]", "100.100.100.200", "168.63.129.16", "192.0.0.192"):
        assert_refused(ask(f"http://{host}/", allowed=[host]), "cloud metadata")


def test_multicast_and_broadcast_addresses_are_refused() -> None:
    for host in ("224.0.0.1", "[ff02::1]"):
        assert_refused(ask(f"http://{host}/", allowed=[host]), "multicast")
    assert_refused(ask("http://255.255.255.255/", allowed=["255.255.255.255"]), "reserved")


def test_carrier_grade_nat_is_refused() -> None:
    assert_refused(ask("http://100.64.0.1/", allowed=["100.64.0.1"]), "carrier-grade NAT")


def test_a_public_address_is_refused_and_the_setting_that_allows_it_is_named() -> None:
    for host in (PUBLIC, "[2606:4700::1]"):
        assert_refused(ask(f"http://{host}/"), host.strip("[]"), "RFC 1918", "outbound_hosts")


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.255.255.255", "loopback"),
        ("::1", "loopback"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("172.32.0.1", "public"),
        ("192.168.0.1", "private"),
        ("fc00::1", "private"),
        ("fdff::1", "private"),
        ("fe00::1", "reserved"),
        ("fec0::1", "reserved"),
        ("100.128.0.1", "public"),
        ("198.18.0.1", "reserved"),
        ("2001:db8::1", "public"),
        ("2001:0:1::1", "IPv4 inside IPv6"),
        ("100::1", "reserved"),
        ("fe80::1%eth0", "link-local"),
    ],
)
def test_every_address_is_of_one_kind(address: str, kind: str) -> None:
    found = ip_address(address)
    assert kind_of(found) == kind
    assert (objection("h", found, listed=False) is None) == (kind in ("loopback", "private"))
    assert (objection("h", found, listed=True) is None) == (kind in ("loopback", "private", "public"))


# The address as it is read, and the setting.


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("HTTP://A.Example", ("http", "a.example", 80, "/"), "a.example"),
        ("http://a.example.:80/?#x", ("http", "a.example.", 80, "/?"), "a.example."),
        ("https://a_b:443?x=/", ("https", "a_b", 443, "/?x=/"), "a_b"),
        ("https://a:80/b//../c", ("https", "a", 80, "/b//../c"), "a:80"),
        ("http://a:/", ("http", "a", 80, "/"), "a"),
        ("http://[FD00:0::1]:81/", ("http", "fd00::1", 81, "/"), "[fd00::1]:81"),
    ],
)
def test_an_address_is_taken_apart(url: str, target: tuple[str, str, int, str], authority: str) -> None:
    found = read_target(url)
    assert (tuple(found)[:4], found.authority) == (target, authority)


@pytest.mark.parametrize("entry", ["https://a.example", "a.example:80", "a.example/x", "", "*.example", "a b", "2130706433", "[::1]:80"])
def test_the_list_holds_bare_hosts_and_anything_else_is_an_error_that_says_so(entry: str) -> None:
    with pytest.raises(InvalidValueError, match="list bare host names or addresses") as caught:
        Caller([entry])
    assert caught.value.field == "outbound_hosts"


def test_a_suite_says_at_once_that_its_list_is_wrong() -> None:
    with pytest.raises(InvalidValueError, match="outbound_hosts"):
        Suite(vendors=["ozonetel"], outbound_hosts=["https://a.example/"])


def test_listed_addresses_may_be_spelled_in_any_valid_way() -> None:
    assert Caller(["2606:4700:0::1", "[2606:4700::2]", PUBLIC])._allowed == {"2606:4700::1", "2606:4700::2", PUBLIC}


PIECES = st.sampled_from(
    ["http", "https", "file", ":", "//", "/", "@", "[", "]", "::1", "::ffff:", "127.0.0.1", "0x7f", ".", "%", "#", "?", "\\", "xn--"]
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=8).map("".join)))
def test_no_address_whatever_is_an_exception_or_leads_to_a_place_that_is_not_allowed(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        dialled = Dialled(patch)
        for url in (text, "http://" + text):
            assert ask(url, resolver=lambda *_: [PUBLIC]).failure in ("refused", "unreachable")
    assert all(kind_of(address) in ("loopback", "private") for address in dialled.addresses)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_whatever_is_read_as_a_target_is_read_the_same_when_it_is_written_again(text: str) -> None:
    try:
        target = read_target("http://" + text)
    except CallFailed:
        return
    assert read_target(f"{target.scheme}://{target.authority}{target.path}") == target
