"""The locks: what is installed is named with hashes, for every system, and from no fixed address."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements", "requirements-dev", "requirements-node")


def wanted(name: str) -> set[str]:
    """The packages that an .in file asks for."""
    lines = (PROJECT / f"{name}.in").read_text().splitlines()
    return {re.split(r"[\[<>=]", line)[0].lower().replace("_", "-") for line in lines if line and line[0] not in "#-"}


def locked(name: str) -> dict[str, list[str]]:
    """The packages of a lock, each with its hashes."""
    found: dict[str, list[str]] = {}
    for line in (PROJECT / f"{name}.lock").read_text().splitlines():
        if not line.startswith(" "):
            found[line.split("==")[0].lower()] = []
        else:
            found[list(found)[-1]].append(line.strip(" \\"))
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_that_is_asked_for_is_locked_with_hashes(name: str) -> None:
    packages = locked(name)
    assert wanted(name) <= packages.keys(), "run make lock"
    assert all(hashes and all(one.startswith("--hash=sha256:") for one in hashes) for hashes in packages.values())


@pytest.mark.parametrize("file", [*(f"{name}.lock" for name in LOCKS), "package-lock.json", ".npmrc"])
def test_no_lock_names_where_packages_come_from(file: str) -> None:
    text = (PROJECT / file).read_text()
    assert not re.search(r"--(extra-)?index-url|--find-links|file:|\"resolved\"|registry=", text)


def test_tests_use_the_very_versions_that_run() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==\S+", (PROJECT / f"{name}.lock").read_text(), re.MULTILINE))

    assert versions("requirements") <= versions("requirements-dev")
