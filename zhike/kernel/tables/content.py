"""Telling what a file is by what is in it; its name only breaks ties."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePath

from zhike.kernel.tables.table import Limits, TableRefused

HEAD_BYTES = 4096
ARCHIVES = (b"BZh", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")
OTHER_DOCUMENTS = (
    b"%PDF-", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"\xca\xfe\xba\xbe",
    b"SQLite format 3\x00", b"\x00asm", b"{\\rtf", b"#!/",
)  # fmt: skip
# These could begin a header too; zero bytes after them tell.
OTHER_IF_ZEROS = (b"MZ", b"GIF8", b"RIFF", b"BM", b"OggS", b"ID3", b"wOFF")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
GZIP = b"\x1f\x8b"
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00\x00\xfe\xff")
SPREADSHEET_NAMES = frozenset({".xlsx", ".xlsm", ".xlsb", ".ods"})
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_PARTS = 20_000


def kind_of(source: Path, filename: str, limits: Limits) -> str:
    """Return csv, csv.gz, vcard, xlsx, xlsb, xls or ods. Raises TableRefused for anything else, and for bombs."""
    size = source.stat().st_size
    if size > limits.file_bytes:
        raise TableRefused("too_large")
    with source.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise TableRefused("empty")
    if head.startswith(OLE):
        return ole_kind(source)
    if head.startswith(ZIP):
        return packed_kind(source, limits)
    if head.startswith(GZIP):
        return "csv.gz"
    return text_kind(head, filename)


def text_kind(head: bytes, filename: str) -> str:
    """Return csv or vcard for the first bytes of a text; refuse what is none, or another language than a table's."""
    if head.startswith(ARCHIVES) or head.startswith(b"PK"):
        raise TableRefused("archive")
    if head.startswith(OTHER_DOCUMENTS) or (head.startswith(OTHER_IF_ZEROS) and b"\x00" in head) or is_binary(head):
        raise TableRefused("not_a_table")
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if start.startswith(b"begin:vcard"):
        return "vcard"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style", b"<script")):
        raise TableRefused("web_page")
    if start.startswith(b"<?xml"):
        raise TableRefused("old_xml")
    if start.startswith((b'{"', b'[{"')) or (start[:1] in (b"{", b"[") and start[1:].lstrip().startswith((b'"', b"{"))):
        raise TableRefused("json")
    if PurePath(filename).suffix.lower() in SPREADSHEET_NAMES:
        raise TableRefused("mislabelled")
    return "csv"


def is_binary(head: bytes) -> bool:
    """Tell whether bytes are not text: control characters that no text has, or NULs that are not of UTF-16 or
    UTF-32.
    """
    if head.startswith(BYTE_ORDER_MARKS):
        return False
    controls = sum(head.count(code) for code in (*range(1, 9), *range(14, 27), 28, 29, 30, 31, 127))
    nuls = head.count(0)
    if looks_wide(head):
        return False
    return controls > len(head) / 50 + 2 or nuls > len(head) / 20 + 2


def looks_wide(head: bytes) -> bool:
    """Tell whether bytes look like UTF-16 or UTF-32 without a mark: NULs keep to places of one remainder."""
    if head.count(0) < 2:
        return False
    for width in (2, 4):
        places = [head[offset::width].count(0) for offset in range(width)]
        expected = {2: 1, 4: 2}[width]
        if (
            sum(count == 0 for count in places) >= 1
            and sum(count > len(head) / width / 20 for count in places) >= expected
        ):
            return width == 2 or max(places) > len(head) / 8
    return False


def ole_kind(source: Path) -> str:
    """Return xls for a compound document that holds a workbook; an encrypted XLSX is also one of these."""
    content = source.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise TableRefused("password")
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return "xls"
    raise TableRefused("not_a_table")


def packed_kind(source: Path, limits: Limits) -> str:
    """Return xlsx, xlsb or ods for a zip that is a spreadsheet, after weighing what it says it unpacks to."""
    try:
        with zipfile.ZipFile(source) as package:
            parts = package.infolist()
            weigh(parts, limits)
            return kind_of_parts(package, {part.filename.lower().lstrip("/") for part in parts})
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, UnicodeError):
        raise TableRefused("damaged") from None


def weigh(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse a package whose parts unpack to too much in all, or to too many times their size."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise TableRefused("bomb")
    for part in parts:
        if part.file_size > limits.ratio_matters_from and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise TableRefused("bomb")


def unpacked_size(source: Path) -> int:
    """Return how many bytes a package unpacks to, by its own word; the size of the file if it is none."""
    try:
        with zipfile.ZipFile(source) as package:
            return sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return source.stat().st_size


def kind_of_parts(package: zipfile.ZipFile, names: set[str]) -> str:
    """Return the kind of spreadsheet by the parts of its package."""
    if any(name.startswith("xl/") and name.endswith(".bin") and "workbook" in name for name in names):
        return "xlsb"
    if any(name.startswith("xl/") for name in names) or any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if "content.xml" in names and ("mimetype" not in names or package.read("mimetype").startswith(ODS_TYPE)):
        return "ods"
    if "[content_types].xml" in names or "mimetype" in names or "meta-inf/manifest.xml" in names:
        raise TableRefused("not_a_table")
    raise TableRefused("archive")
