"""Files lie safely, under the rights on their record, and never run in a browser."""

from __future__ import annotations

import io
import os
import stat
import time
import zipfile
from pathlib import Path

import pytest

from zhike.kernel.entity.registry import entity_named
from zhike.kernel.files.attaching import attach, clean_name, download, files_of, remove, stored_file
from zhike.kernel.files.cleaning import clean_files
from zhike.kernel.files.models import StoredFile
from zhike.kernel.files.storage import found, keep, path_of
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast

PDF = b"%PDF-1.7\n1 0 obj\n"
CUSTOMERS = "customers"


def docx() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")
    return stream.getvalue()


def put(cast: Cast, content: bytes, name: str) -> int:
    outcome = attach(entity_named(CUSTOMERS), cast.customer_of(cast.zhou).pk, [content], name, by=cast.actor(cast.zhou))
    return int(outcome.values["file"])


def test_a_file_is_kept_once_under_its_digest_for_us_alone(cast: Cast) -> None:
    one, other = put(cast, PDF, "合同.pdf"), put(cast, PDF, "副本.pdf")
    first, second = StoredFile.objects.get(pk=one), StoredFile.objects.get(pk=other)
    assert first.digest == second.digest
    path = found(first.digest)
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [
        one.name for one in files_of(entity_named(CUSTOMERS), cast.customer_of(cast.zhou).pk, by=cast.actor(cast.zhou))
    ] == ["副本.pdf", "合同.pdf"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("报价.pdf", b"MZ\x90\x00 a program", "type_mismatch"),
        ("photo.png", b"<svg onload=alert(1)>", "type_mismatch"),
        ("合同.docx", b"PK\x03\x04 but nothing in it", "type_mismatch"),
        ("notes.txt", b"<html><script>alert(1)</script>", "type_mismatch"),
        ("notes.txt", "\ufeff  <SVG onload=alert(1)>".encode(), "type_mismatch"),
        ("page.html", b"<html>", "type_not_allowed"),
        ("drawing.svg", b"<svg/>", "type_not_allowed"),
        ("setup.exe", b"MZ", "type_not_allowed"),
        ("nothing.pdf", b"", "empty"),
    ],
)
def test_a_file_that_lies_about_its_type_is_refused(cast: Cast, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        put(cast, content, name)
    assert refused.value.errors[0].code == code
    assert not StoredFile.objects.exists()


def test_honest_documents_are_taken(cast: Cast) -> None:
    assert StoredFile.objects.get(pk=put(cast, docx(), "会议纪要.docx")).media_type.endswith(
        "wordprocessingml.document"
    )
    assert StoredFile.objects.get(pk=put(cast, "你好".encode("gb18030"), "说明.txt")).media_type == "text/plain"


def test_a_download_is_saved_and_never_run(cast: Cast) -> None:
    response = download(put(cast, PDF, '合 同"1.pdf'), by=cast.actor(cast.zhou))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_who_cannot_see_the_record_cannot_see_its_files(cast: Cast) -> None:
    file_id = put(cast, PDF, "合同.pdf")
    for verb in (lambda: download(file_id, by=cast.actor(cast.li)), lambda: remove(file_id, by=cast.actor(cast.li))):
        with pytest.raises(NotFound):
            verb()
    with pytest.raises((NotFound, NotAllowed)):
        attach(entity_named(CUSTOMERS), cast.customer_of(cast.zhou).pk, [PDF], "x.pdf", by=cast.actor(cast.li))
    assert stored_file(file_id, by=cast.actor(cast.manager)).pk == file_id


def test_a_removed_file_comes_back_with_the_undo(cast: Cast) -> None:
    file_id, by = put(cast, PDF, "合同.pdf"), cast.actor(cast.zhou)
    outcome = remove(file_id, by=by)
    with pytest.raises(NotFound):
        stored_file(file_id, by=by)
    undo_batch(outcome.batch or 0, by=by)
    assert stored_file(file_id, by=by).name == "合同.pdf"


def test_too_much_is_refused_and_leaves_nothing(db: None, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        keep((b"x" * 1000 for _each in range(10)), most_bytes=5000)
    assert list(tmp_path.rglob("*")) == []


def test_bytes_that_nothing_needs_are_cleaned_after_a_day(cast: Cast, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    used = StoredFile.objects.get(pk=put(cast, PDF, "合同.pdf")).digest
    orphan, fresh = keep([b"orphan"], most_bytes=100).digest, keep([b"fresh"], most_bytes=100).digest
    old = time.time() - 2 * 86400
    for digest in (used, orphan):
        os.utime(path_of(digest), (old, old))
    assert clean_files() == 1
    assert [path_of(one).exists() for one in (used, orphan, fresh)] == [True, False, True]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\x\\报价.pdf", "报价.pdf"),
        ("a\u202egpj.exe\x00.txt", "agpj.exe.txt"),
        ("...", "file"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept
