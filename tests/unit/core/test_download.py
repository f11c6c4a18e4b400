"""A file fetched: whole, the rest of it, or anew when it has changed; and every way in which a server or the disk fails."""

import json
import shutil
import socket
import urllib.request
from types import SimpleNamespace

import pytest

from ganspacesynth.core.errors import DownloadError, OutputError
from ganspacesynth.core.untrusted import addresses, download
from ganspacesynth.core.untrusted.download import forget
from ganspacesynth.core.work.progress import Cancelled
from tests.support.refused import refused
from tests.support.web import served

DATA = bytes(range(256)) * 40
OTHER = DATA[::-1]


@pytest.fixture(scope="module")
def server():
    with served() as web:
        yield web


@pytest.fixture
def web(server, monkeypatch):
    server.pages.clear()
    server.asked.clear()
    monkeypatch.setattr(download, "BLOCK", 1000)
    return server


def killed_after(blocks):
    """A track that ends the work as a kill would, when so many blocks have come."""

    def track(items, stage, total):
        for number, item in enumerate(items):
            if number == blocks:
                raise Cancelled
            yield item

    return track


def fetch(url, folder, **more):
    return download.download(url, folder, "x", **more)


def begun(url, folder, blocks=3):
    with pytest.raises(Cancelled):
        fetch(url, folder, track=killed_after(blocks))
    part = folder / "x.part"
    assert part.stat().st_size == blocks * 1000
    return part


def test_a_file_is_fetched_and_its_way_told(web, tmp_path):
    told = []

    def track(items, stage, total):
        told.append((stage, total))
        yield from items

    part = fetch(web.put("/x.zip", DATA), tmp_path / "new" / "folder", what="glocken", track=track)
    assert part.read_bytes() == DATA and told == [("Fetching glocken, megabytes", 11)]
    forget(part)
    assert list(part.parent.iterdir()) == []


@pytest.mark.parametrize(
    "version", [{"etag": '"a"'}, {"etag": "", "modified": "Mon, 01 Jan 2024 00:00:00 GMT"}, {"etag": 'W/"a"', "modified": "then"}]
)
def test_a_killed_download_goes_on_where_it_ended(web, tmp_path, version):
    url = web.put("/x.zip", DATA, **version)
    begun(url, tmp_path)
    assert fetch(url, tmp_path).read_bytes() == DATA
    assert web.asked[-1][1:] == ("bytes=3000-", 206, len(DATA) - 3000)


def test_a_whole_one_is_not_sent_again(web, tmp_path):
    url = web.put("/x.zip", DATA)
    fetch(url, tmp_path)
    assert fetch(url, tmp_path).read_bytes() == DATA and web.asked[-1][2:] == (416, 0)


def test_one_of_unknown_length_is_whole_when_it_has_come(web, tmp_path):
    url = web.put("/x.zip", DATA, length=False)
    assert fetch(url, tmp_path).read_bytes() == DATA and fetch(url, tmp_path).read_bytes() == DATA
    assert [asked[2] for asked in web.asked] == [200, 416]


@pytest.mark.parametrize("same_length", [True, False])
def test_a_file_that_has_changed_begins_anew(web, tmp_path, same_length):
    begun(web.put("/x.zip", DATA), tmp_path)
    new = OTHER if same_length else OTHER[:3000]
    assert fetch(web.put("/x.zip", new, etag='"two"'), tmp_path).read_bytes() == new
    assert web.asked[-1][1:] == ("bytes=3000-", 200, len(new))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"etag": ""}, {"etag": ""}),  # nobody knows whether it is the same
        ({"etag": 'W/"weak"'}, {"etag": 'W/"weak"'}),
        ({}, {"ranges": False}),
        ({}, {"wrong": 1}),  # it sends another part than was asked for
    ],
)
def test_what_cannot_be_gone_on_with_begins_anew(web, tmp_path, first, then):
    begun(web.put("/x.zip", DATA, **first), tmp_path)
    assert fetch(web.put("/x.zip", DATA, **then), tmp_path).read_bytes() == DATA
    assert web.asked[-1][2:] == (200, len(DATA))


def test_a_part_of_another_length_is_another_file(web, tmp_path):
    begun(web.put("/x.zip", DATA), tmp_path)
    assert fetch(web.put("/x.zip", OTHER + b"more"), tmp_path).read_bytes() == OTHER + b"more"  # although it calls itself the same


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"url": 3}', '{"url": "x", "nonsense": 1}', None])
def test_without_knowing_what_has_come_it_begins_anew(web, tmp_path, note):
    url = web.put("/x.zip", DATA)
    kept = begun(url, tmp_path).with_name("x.part.json")
    kept.unlink() if note is None else kept.write_text(note)
    assert fetch(url, tmp_path).read_bytes() == DATA and web.asked[-1][1:3] == ("", 200)


def test_of_another_address_nothing_is_gone_on_with(web, tmp_path):
    begun(web.put("/x.zip", DATA), tmp_path)
    assert fetch(web.put("/y.zip", OTHER), tmp_path).read_bytes() == OTHER


def test_a_connection_that_ends_early_is_told_and_gone_on_with(web, tmp_path):
    url = web.put("/x.zip", DATA, cut=2500)
    with refused(
        "whole-download", DownloadError, says=r"come to its end. Received: .*2500.*127.0.0.1. 0.0 MB are kept, and the same command goes on"
    ):
        fetch(url, tmp_path)
    web.pages["/x.zip"].cut = None
    assert fetch(url, tmp_path).read_bytes() == DATA and web.asked[-1][2:] == (206, len(DATA) - 2500)


@pytest.mark.parametrize("length", [True, False])
def test_too_much_is_refused_before_and_while_it_comes(web, tmp_path, length):
    url = web.put("/x.zip", DATA, length=length)
    with refused("download-size", DownloadError, says=r"at most 0.0 MB. Received: .* from 127.0.0.1; none of it is kept"):
        fetch(url, tmp_path, max_bytes=5000)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_is_asked_first(web, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10))
    with refused("disk-room", OutputError, says=r"must have room for the download. Received: .* with 0 MB"):
        fetch(web.put("/x.zip", DATA), tmp_path)


def test_a_disk_that_is_full_keeps_what_it_has(web, tmp_path, monkeypatch):
    def full(part):
        raise download._Refused(OSError(28, "full"))

    monkeypatch.setattr(download, "_opened", full)
    with refused("disk-room", OutputError, says=r"no space left.*Nothing was kept"):
        fetch(web.put("/x.zip", DATA), tmp_path)


def test_two_programs_do_not_write_one_file(web, tmp_path):
    def meddled(items, stage, total):
        for item in items:
            with open(tmp_path / "x.part", "ab") as other:
                other.write(b"?")
            yield item

    with refused("one-writer", DownloadError, says=r"One program at a time.*Wait for that one"):
        fetch(web.put("/x.zip", DATA), tmp_path, track=meddled)


@pytest.mark.parametrize(
    ("status", "rule"),
    [(404, r"file-at-address: There must be a file at the address.*404"), (503, r"server-sends: must send the file.*503.*later. Nothing was kept")],
)
def test_a_server_that_refuses_is_named(web, tmp_path, status, rule):
    with refused(rule, DownloadError):
        fetch(web.put("/x.zip", status=status), tmp_path)


def test_without_a_connection_one_line_says_so(web, tmp_path):
    begun(web.put("/x.zip", DATA), tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with refused(
        "server-connection",
        DownloadError,
        says=r"needs a connection to 127.0.0.1. Received: none .*Connect to the internet, or name a file. 0.0 MB are kept",
    ):
        fetch(f"http://127.0.0.1:{port}/x.zip", tmp_path)
    with refused("server-connection", DownloadError, says="nowhere.invalid"):
        fetch("https://nowhere.invalid/x.zip", tmp_path / "b")


# --- addresses


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://example.org/x.zip", "https-only"),
        ("ftp://example.org/x.zip", "https-only"),
        ("file:///etc/passwd", "web-address"),
        ("https:///x.zip", "web-address"),
        ("https://[::1/x.zip", "web-address"),
        ("https://host:port/x.zip", "web-address"),
        ("https://host/a b.zip", "web-address"),
        ("https://host/\n.zip", "web-address"),
        ("https://höst/x.zip", "web-address"),
        (f"https://host/{'x' * 3000}", "web-address"),
        ("https://me:secret@host/x.zip", "address-without-password"),
    ],
)
def test_addresses_that_are_not_asked(url, rule, tmp_path):
    with refused(rule, DownloadError) as caught:
        fetch(url, tmp_path)
    assert "secret" not in str(caught.value) and list(tmp_path.iterdir()) == []


def test_addresses_that_are():
    assert addresses.check_address("https://host/x.zip?key=1#there") == "https://host/x.zip?key=1"
    assert addresses.check_address("http://localhost:80/x.zip") and addresses.check_address("http://[::1]/x.zip")
    assert addresses.without_query("https://host/x.zip?key=1") == "https://host/x.zip"


@pytest.mark.parametrize("to", ["http://example.org/x", "ftp://example.org/x", "file:///etc/passwd", "/other.zip", "http://127.0.0.1/x"])
@pytest.mark.parametrize("status", [301, 302, 303, 307])
def test_a_server_sends_on_to_https_alone(web, tmp_path, to, status):
    url = web.put("/x.zip", status=status, location=to)
    rule = "server-sends: 127.0.0.1 says 30" if to.startswith("file:") else "redirect-to-https: 127.0.0.1 sends to"
    with refused(rule, DownloadError):
        fetch(url, tmp_path)
    assert len(web.asked) == 1 and not (tmp_path / "x.part").exists()


def test_https_is_followed_with_the_rest_that_is_wanted():
    asked = urllib.request.Request("https://host/x.zip", headers={"Range": "bytes=5-"})
    found = addresses.OnlyHttps().redirect_request(asked, None, 302, "Found", {}, "https://elsewhere/y.zip")
    assert found.full_url == "https://elsewhere/y.zip" and found.get_header("Range") == "bytes=5-"


def test_the_note_holds_nothing_but_the_version(web, tmp_path):
    part = begun(web.put("/x.zip", DATA), tmp_path)
    note = json.loads(part.with_name("x.part.json").read_text())
    assert note == {"url": web.url + "/x.zip", "total": len(DATA), "etag": '"one"', "modified": ""}
