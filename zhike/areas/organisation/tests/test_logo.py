"""The company's logo: a checked picture, shown to who is signed in, changed by who looks after the set-up."""

from __future__ import annotations

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhike.areas.organisation.actions.company import put_logo, set_logo
from zhike.areas.organisation.company import company
from zhike.areas.organisation.letterhead import MOST_BYTES, of_the_company
from zhike.areas.organisation.logo import logo, size_of
from zhike.kernel.files.models import StoredFile
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.people.tokens import issue
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


def png(width: int = 64, height: int = 32, content: bytes | None = None) -> bytes:
    """A picture of one colour, or one whose compressed content is whatever is given."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\x00" + b"\x10\x80\x60" * width) * height) if content is None else content
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def upload(content: bytes, name: str = "logo.png") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_the_logo_stands_in_the_rail_and_on_the_letterhead(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    assert client.post("/settings/company/logo", upload(png())).status_code == 302
    client.force_login(cast.zhou)
    address = f"/logo/{logo().digest[:16]}"
    assert address in client.get("/customers").content.decode()
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == png()
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert bytes(of_the_company("zh-hans")["logo"]) == png()


def test_nobody_fetches_it_without_signing_in_nor_another_file_by_it(cast: Cast, client: Client) -> None:
    put_logo([png()], "logo.png", by=cast.actor(cast.administrator))
    assert client.get(f"/logo/{logo().digest[:16]}").status_code == 302
    client.force_login(cast.zhou)
    assert client.get("/logo/0123456789abcdef").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("logo.png", b"<html><script>alert(1)</script></html>"),
        ("logo.gif", b"GIF89a" + b"\x00" * 40),
        ("logo.png", png(5000, 20)),
        ("logo.png", png(20, 8)),
        ("logo.png", png(content=b"not compressed at all")),
        ("logo.png", png()[:40]),
        ("logo.png", png() + b"\x00" * MOST_BYTES),
        ("logo.jpg", b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x40\x00\x40" + b"\x00" * 40),
        ("notes.txt", b"hello"),
    ],
    ids=["svg", "page", "gif", "wide", "low", "broken", "cut", "heavy", "broken jpeg", "text"],
)
def test_what_is_no_fitting_picture_is_refused_and_nothing_is_kept(
    cast: Cast, client: Client, name: str, content: bytes
) -> None:
    client.force_login(cast.administrator)
    assert client.post("/settings/company/logo", upload(content, name)).status_code == 422
    assert logo() is None
    assert not StoredFile.objects.filter(entity="company").exists()


def test_a_jpeg_says_its_size() -> None:
    assert size_of(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x20\x00\x40" + b"\x00" * 20) == (64, 32)
    assert size_of(b"\xff\xd8\xff") is None


def test_a_new_logo_is_taken_back_and_removed(cast: Cast, client: Client) -> None:
    by = cast.actor(cast.administrator)
    put_logo([png()], "one.png", by=by)
    first = logo().digest
    second = put_logo([png(80, 40)], "two.png", by=by)
    assert logo().digest != first
    undo_batch(second.batch, by=by)
    assert logo().digest == first
    client.force_login(cast.administrator)
    assert client.post("/settings/company/logo/remove").status_code == 204
    assert logo() is None


def test_a_seller_changes_no_logo(cast: Cast, client: Client) -> None:
    client.force_login(cast.zhou)
    assert client.post("/settings/company/logo", upload(png())).status_code == 404
    assert client.post("/settings/company/logo/remove").status_code == 404
    with pytest.raises((NotAllowed, NotFound)):
        put_logo([png()], "logo.png", by=cast.actor(cast.zhou))


def test_a_program_sets_it_by_a_file_on_the_profile_and_by_no_other(cast: Cast, client: Client) -> None:
    _token, text = issue(cast.administrator, "test", by=cast.actor(cast.administrator))
    headers = {"Authorization": f"Bearer {text}"}
    ours, customer = company().pk, cast.customer_of(cast.zhou).pk
    foreign = client.post(f"/api/v1/customers/{customer}/files", upload(png()), headers=headers).json()
    own = client.post(f"/api/v1/company/{ours}/files", upload(png()), headers=headers).json()

    def choose(file: str) -> int:
        address = f"/api/v1/company/{ours}/actions/set_logo"
        return client.post(address, {"file": file}, "application/json", headers=headers).status_code

    assert choose(foreign["id"]) == 422
    assert logo() is None
    assert choose(own["id"]) == 200
    assert logo() is not None
    with pytest.raises(Refused):
        set_logo(company(), file="987654", by=cast.actor(cast.administrator))
