"""The command line: every command explains itself, fails loudly and speaks JSON."""

import json
import os
import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.house import House
from zhike.doors.command.program import all_names

pytestmark = pytest.mark.xdist_group("commands")  # they share one house
PASSWORD = "correct horse battery"


def answer_of(house: House, *words: str, typed: str = "") -> dict[str, Any]:
    """Run a command with --json, which has to succeed."""
    done = house.run(*words, "--json", typed=typed)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", all_names())
def test_every_command_explains_itself_without_a_database(house: House, name: str) -> None:
    done = house.run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "--json" in done.stdout
    assert not house.place.data.exists()


def test_the_program_lists_its_commands(house: House) -> None:
    done = house.run("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in all_names())


def test_a_misspelt_command_fails(house: House) -> None:
    done = house.run("sreve")
    assert done.returncode == 2
    assert "serve" in done.stderr


def test_a_wrong_variable_is_named_before_anything_starts(house: House) -> None:
    done = house.run("migrate", PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.startswith("zhike: PORT: 'eighty' can't be used")
    assert not house.home.exists()


def test_a_failure_is_json_too(house: House) -> None:
    done = house.run("migrate", "--json", ZHIKE_TIME_ZONE="Mars/Olympus")
    assert done.returncode == 1
    assert "ZHIKE_TIME_ZONE" in json.loads(done.stdout)["error"]


def test_a_server_that_does_not_answer_is_named_and_its_password_is_not(house: House) -> None:
    url = "postgresql://zhike:hunter2@127.0.0.1:1/zhike"
    done = house.run("migrate", DATABASE_URL=url)
    assert done.returncode == 1
    assert "can't be reached" in done.stderr
    assert "hunter2" not in done.stderr


def test_migrating_twice_does_nothing_the_second_time(lasting_house: House) -> None:
    answer_of(lasting_house, "migrate")
    assert answer_of(lasting_house, "migrate") == {"applied": []}


def test_a_person_is_added_listed_and_given_another_password(lasting_house: House) -> None:
    added = answer_of(lasting_house, "user", "add", "zhou", "--name", "周敏", "--password-stdin", typed=f"{PASSWORD}\n")
    assert "password" not in added
    made = answer_of(lasting_house, "user", "password", "ZHOU")
    assert len(made["password"]) >= 16
    people = answer_of(lasting_house, "user", "list")["items"]
    assert [(one["username"], one["name"]) for one in people if one["username"] == "zhou"] == [("zhou", "周敏")]


def test_a_name_that_is_taken_is_refused_whatever_its_case(lasting_house: House) -> None:
    answer_of(lasting_house, "user", "add", "lina")
    done = lasting_house.run("user", "add", "Lina")
    assert done.returncode == 1
    assert "already" in done.stderr


@pytest.mark.parametrize("weak", ["12345678901", "password", "short"])
def test_a_weak_password_is_refused(lasting_house: House, weak: str) -> None:
    done = lasting_house.run("user", "add", "weak", "--password-stdin", typed=f"{weak}\n")
    assert done.returncode == 1
    assert not any(one["username"] == "weak" for one in answer_of(lasting_house, "user", "list")["items"])


def test_an_unknown_role_is_refused_and_the_known_ones_are_named(lasting_house: House) -> None:
    done = lasting_house.run("user", "add", "who", "--role", "king")
    assert done.returncode == 1
    assert "king" in done.stderr


def test_a_token_is_shown_once_and_only_its_digest_is_kept(lasting_house: House) -> None:
    answer_of(lasting_house, "user", "add", "robot")
    made = answer_of(lasting_house, "token", "create", "robot", "--name", "nightly", "--read-only")
    assert made["read_only"] is True
    backup = lasting_house.home / "look.zhike"
    answer_of(lasting_house, "backup", str(backup))
    assert made["token"].encode() not in backup.read_bytes()


def test_a_backup_brings_back_everything_on_another_machine(lasting_house: House, house: House, tmp_path: Path) -> None:
    answer_of(lasting_house, "user", "add", "liwei", "--name", "李伟")
    files = lasting_house.home / "files"
    files.mkdir(exist_ok=True)
    (files / "合同.pdf").write_bytes(b"signed")
    backup = tmp_path / "all.zhike"
    label = answer_of(lasting_house, "backup", str(backup))
    assert label["bytes"] == backup.stat().st_size
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600

    answer_of(house, "restore", str(backup))
    assert answer_of(house, "user", "list") == answer_of(lasting_house, "user", "list")
    assert (house.home / "files" / "合同.pdf").read_bytes() == b"signed"


def test_restoring_keeps_what_was_there_and_forgets_what_came_later(lasting_house: House, tmp_path: Path) -> None:
    backup = tmp_path / "before.zhike"
    answer_of(lasting_house, "backup", str(backup))
    answer_of(lasting_house, "user", "add", "later")
    kept = answer_of(lasting_house, "restore", str(backup))["kept"]
    assert not any(one["username"] == "later" for one in answer_of(lasting_house, "user", "list")["items"])
    answer_of(lasting_house, "restore", kept)
    assert any(one["username"] == "later" for one in answer_of(lasting_house, "user", "list")["items"])


def test_a_damaged_backup_changes_nothing(lasting_house: House, tmp_path: Path) -> None:
    backup = tmp_path / "whole.zhike"
    answer_of(lasting_house, "backup", str(backup))
    people = answer_of(lasting_house, "user", "list")
    content = bytearray(backup.read_bytes())
    middle = len(content) * 2 // 3
    content[middle : middle + 4000] = os.urandom(4000)
    backup.write_bytes(content)
    assert lasting_house.run("restore", str(backup)).returncode == 1
    assert answer_of(lasting_house, "user", "list") == people


def test_what_is_no_backup_is_refused(lasting_house: House) -> None:
    done = lasting_house.run("restore", __file__)
    assert done.returncode == 1
    assert "no backup" in done.stderr


@pytest.mark.parametrize("name", ["../outside", "files/../../outside", "/outside", "files/link"])
def test_a_backup_that_reaches_outside_is_refused(lasting_house: House, tmp_path: Path, name: str) -> None:
    backup = tmp_path / "whole.zhike"
    answer_of(lasting_house, "backup", str(backup))
    with tarfile.open(backup, "a") as tar:
        part = tarfile.TarInfo(name)
        if name.endswith("link"):
            part.type, part.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(part)
    done = lasting_house.run("restore", str(backup))
    assert done.returncode == 1
    assert name in done.stderr


def test_a_backup_does_not_replace_a_file_unasked(lasting_house: House, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    assert lasting_house.run("backup", str(target)).returncode == 1
    assert target.read_text() == "precious"
    assert lasting_house.run("backup", str(target), "--replace").returncode == 0


def test_the_doctor_finds_a_new_house_in_order(lasting_house: House) -> None:
    checks = {one["what"]: one["state"] for one in json.loads(lasting_house.run("doctor", "--json").stdout)["checks"]}
    assert checks["database"] == checks["tables"] == checks["data directory"] == "ok"


def test_the_doctor_says_what_is_wrong(house: House) -> None:
    done = house.run("doctor", "--json", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none", ZHIKE_LANGAUGE="en")
    assert done.returncode == 1
    checks = {one["what"]: one for one in json.loads(done.stdout)["checks"]}
    assert checks["database"]["state"] == "wrong"
    assert "ZHIKE_LANGAUGE" in checks["variables"]["detail"]
