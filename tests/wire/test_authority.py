"""The authority of our own: made once and kept, refused in one sentence when it is of no use, and certificates that strict clients take."""

from __future__ import annotations

import socket
import ssl
import stat
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mockcc.wire.authority import Authority, AuthorityError, default_folder
from tests.support.process import environment
from tests.wire.conftest import Wire

NAMES = ("localhost", "127.0.0.1", "::1", "*.localhost", "*.acme.localhost", "api.acme.example")


def files(folder: Path) -> list[str]:
    """The names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def trusting(authority: Authority) -> ssl.SSLContext:
    """A client's context that trusts this authority alone and checks as strictly as Python 3.13 does."""
    context = ssl.create_default_context(cadata=authority.pem.decode())
    context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def names_shown(wire: Wire, authority: Authority, name: str | None, context: ssl.SSLContext | None = None) -> list[str]:
    """The names in the certificate that a client gets who asks for ``name``."""
    from tests.wire.conftest import text_app

    server = wire.serve(text_app, ssl_context=context or authority.context(NAMES))
    client = trusting(authority)
    client.check_hostname = False
    with client.wrap_socket(socket.create_connection((server.host, server.port)), server_hostname=name) as sock:
        found = sock.getpeercert()
    assert found is not None
    return [str(entry[1]) for entry in found["subjectAltName"]]


def test_it_is_made_once_and_its_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "tls"
    pems = {Authority(folder).pem for _ in range(2)}

    assert pems == {(folder / "ca.pem").read_bytes()}
    assert b"PRIVATE" not in pems.pop()
    assert stat.S_IMODE((folder / "ca.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "ca.pem").stat().st_mode) == 0o644
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert files(folder) == ["ca.key", "ca.pem"]


def test_several_that_make_it_at_once_end_with_the_same_one(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from mockcc.wire.authority import Authority; print(Authority(Path(sys.argv[1])).pem)"
    command = [sys.executable, "-c", script, str(tmp_path / "tls")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) for _ in range(4)]

    assert len({process.communicate(timeout=30)[0] for process in started}) == 1
    assert files(tmp_path / "tls") == ["ca.key", "ca.pem"]


def test_one_that_another_process_has_just_made_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Authority(tmp_path).pem
    monkeypatch.setattr(Path, "exists", lambda self: False)

    assert Authority(tmp_path).pem == first


def test_the_certificate_beside_the_key_is_renewed_where_it_is_lost_or_another(tmp_path: Path) -> None:
    pem = Authority(tmp_path).pem
    for left in (None, b"another"):
        (tmp_path / "ca.pem").unlink()
        if left is not None:
            (tmp_path / "ca.pem").write_bytes(left)
        assert Authority(tmp_path).pem == pem
        assert (tmp_path / "ca.pem").read_bytes() == pem


def test_a_certificate_that_cannot_be_put_beside_the_key_does_no_harm(tmp_path: Path) -> None:
    pem = Authority(tmp_path).pem
    (tmp_path / "ca.pem").unlink()
    (tmp_path / "ca.pem").mkdir()

    assert Authority(tmp_path).pem == pem
    assert files(tmp_path) == ["ca.key", "ca.pem"]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_damaged_one_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ca.key").write_bytes(content)
    with pytest.raises(AuthorityError, match=r"ca\.key is damaged \(.+\): delete .*ca\.key and ca\.pem, start again") as raised:
        Authority(tmp_path)

    assert "\n" not in str(raised.value)


def test_a_key_that_is_not_its_own_is_damage(tmp_path: Path) -> None:
    (tmp_path / "ca.key").write_bytes(trustme.CA().private_key_pem.bytes() + trustme.CA().cert_pem.bytes())
    with pytest.raises(AuthorityError, match="do not belong together"):
        Authority(tmp_path)


def test_an_expired_one_is_one_sentence(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "old")])
    day = datetime(2020, 1, 2, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    old = builder.not_valid_before(day - timedelta(days=1)).not_valid_after(day).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    text = key.private_bytes(pem, plain, serialization.NoEncryption()) + old.public_bytes(pem)
    (tmp_path / "ca.key").write_bytes(text)

    with pytest.raises(AuthorityError, match="expired on 2020-01-02: delete "):
        Authority(tmp_path)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AuthorityError, match=r"cannot be kept in .*file/tls \(Not a directory\): give --tls-dir"):
        Authority(tmp_path / "file" / "tls")


def test_it_is_kept_with_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    for given, found in (
        ("/data", "/data/mockcc/tls"),
        ("", "/home/somebody/.local/share/mockcc/tls"),
        ("not/absolute", "/home/somebody/.local/share/mockcc/tls"),
    ):
        monkeypatch.setenv("XDG_DATA_HOME", given)
        assert str(default_folder()) == found


def test_a_user_without_a_home_is_told_what_to_give(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(AuthorityError, match="give --tls-dir"):
        default_folder()


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "::1", "api.acme.example", "mine.acme.localhost", "any.localhost", "mockcc", "X.Y"]
)
def test_a_strict_client_is_content_whatever_name_it_calls(wire: Wire, tmp_path: Path, name: str) -> None:
    from tests.wire.conftest import text_app

    authority = Authority(tmp_path)
    server = wire.serve(text_app, ssl_context=authority.context(NAMES))
    with trusting(authority).wrap_socket(socket.create_connection((server.host, server.port)), server_hostname=name) as sock:
        assert sock.version() == "TLSv1.3"


def test_one_certificate_is_for_all_known_names_and_others_get_their_own(wire: Wire, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    all_names = [name if ":" not in name else "0:0:0:0:0:0:0:1" for name in NAMES]

    assert names_shown(wire, authority, None) == all_names
    assert names_shown(wire, authority, "api.acme.example") == all_names
    assert names_shown(wire, authority, "API.ACME.example") == all_names
    assert names_shown(wire, authority, "other.example") == ["other.example"]


@pytest.mark.parametrize("name", ["a_b.example", "x" * 64 + ".example", "a..b", "-", "a@b.example"])
def test_a_name_that_no_certificate_can_hold_gets_the_common_one(wire: Wire, tmp_path: Path, name: str) -> None:
    authority = Authority(tmp_path)
    context = authority.context(NAMES)
    choose: Any = context.sni_callback

    class Asking:
        context: ssl.SSLContext | None = None

    asking = Asking()
    choose(asking, name, context)
    assert asking.context is None


def test_a_certificate_is_not_good_for_longer_than_any_system_allows(tmp_path: Path) -> None:
    context = Authority(tmp_path).context(["localhost"])
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server_in, server_out = outgoing, incoming
    client = ssl.create_default_context(cafile=str(tmp_path / "ca.pem")).wrap_bio(incoming, outgoing, server_hostname="localhost")
    server = context.wrap_bio(server_in, server_out, server_side=True)
    for _ in range(3):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    found = client.getpeercert()
    assert found is not None
    seconds = ssl.cert_time_to_seconds(str(found["notAfter"])) - ssl.cert_time_to_seconds(str(found["notBefore"]))

    assert seconds <= 398 * 86400


def test_where_no_temporary_files_can_be_made_its_own_folder_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    authority.context(NAMES)
    assert files(tmp_path) == ["ca.key", "ca.pem"]

    (tmp_path / "ca.key").unlink()
    (tmp_path / "ca.pem").unlink()
    tmp_path.rmdir()
    with pytest.raises(AuthorityError, match=r"No temporary file can be made \(No such file or directory\): give --tls-dir"):
        authority.context(NAMES)
