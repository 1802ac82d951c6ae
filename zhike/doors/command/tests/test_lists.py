"""Lists that come in, go out and are taken back from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhike.areas.customers.models import Customer
from zhike.doors.command.answer import Answer, Failed
from zhike.doors.command.commands import export, import_, undo
from zhike.doors.command.program import Command, call, parser_for
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
LIST = "客户名称,电话\n杭州钱塘印刷有限公司,0571-88880001\n,0571-88880002\n"


def zhike(command: Command, *words: object) -> Answer:
    """Run a command as the program does once the database is there."""
    return call(command, parser_for(str(words[0]), command).parse_args([str(word) for word in words]))


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Two rows in GB18030, of which one has no name."""
    place = tmp_path / "list.csv"
    place.write_bytes(LIST.encode("gb18030"))
    return place


def test_a_list_is_tried_brought_in_and_taken_back(cast: Cast, messy: Path, tmp_path: Path) -> None:
    wish, rejects = ("import", "customers", messy, "--as", "admin"), tmp_path / "rejects.csv"
    tried = zhike(import_, *wish, "--dry-run").data
    assert (tried["new"], tried["wrong"], tried["plan"]["reasons"][0]["reason"]) == (1, 1, "“客户名称”必须填写。")
    assert not Customer.objects.filter(name="杭州钱塘印刷有限公司").exists()
    made = zhike(import_, *wish, "--rejects", rejects)
    assert (made.data["new"], made.data["wrong"]) == (1, 1)
    assert "必须填写" in rejects.read_text("utf-8-sig")
    assert Customer.objects.get(name="杭州钱塘印刷有限公司").main_phone
    back = zhike(undo, "undo", made.data["batch"], "--as", "admin").data
    assert (back["done"], back["skipped"]) == (1, [])
    assert not Customer.objects.filter(name="杭州钱塘印刷有限公司", deleted_at=None).exists()


def test_what_a_filter_names_is_taken_out_and_nothing_else(cast: Cast, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    own, foreign = cast.customer_of(cast.manager).name, cast.customer_of(cast.li).name
    assert zhike(export, "export", "customers", "-o", out, "--as", "chen", "--filter", f"name={own}").data["rows"] == 1
    assert own in out.read_text("utf-8-sig")
    assert foreign not in out.read_text("utf-8-sig")


def test_what_is_misspelt_or_not_allowed_is_told_in_words(cast: Cast, messy: Path, tmp_path: Path) -> None:
    for command, *wish in (
        (import_, "import", "customers", tmp_path / "nowhere.csv", "--as", "admin"),
        (import_, "import", "customers", messy, "--as", "admin", "--map", "没有=name"),
        (import_, "import", "customers", messy, "--as", "wu"),
        (export, "export", "customers", "-o", tmp_path / "out.csv", "--as", "wu"),
        (export, "export", "customers", "-o", tmp_path / "out.csv", "--as", "admin", "--view", "nothing"),
        (undo, "undo", 987_654, "--as", "admin"),
    ):
        with pytest.raises(Failed, match=r"\w\w"):
            zhike(command, *wish)  # type: ignore[arg-type]
    assert not (tmp_path / "out.csv").exists()
