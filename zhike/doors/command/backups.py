"""A backup is one file: a tar with the database as PostgreSQL dumps it, the files people attached, and a label."""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, cast

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from zhike import __version__
from zhike.config.embedded.place import program
from zhike.doors.command.answer import Failed

LABEL: Final = "zhike.json"
DUMP: Final = "database.dump"
FILES: Final = "files"
OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    "AND starts_with(application_name, 'zhike') AND application_name <> current_setting('application_name')"
)
CLEAN: Final = "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def write_backup(target: Path) -> dict[str, Any]:
    """Write everything into `target`, which appears only when it is whole, and return its label.

    Raises Failed when the database can't be dumped or the file can't be written.
    """
    label = {"program": __version__, "made_at": datetime.now(UTC).isoformat(), "migrations": applied_migrations()}
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".zhike-backup-") as folder:
            dump, draft = Path(folder, DUMP), Path(folder, "draft")
            execute(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"])
            draft.touch(mode=0o600)
            with tarfile.open(draft, "w") as tar:
                add_text(tar, LABEL, json.dumps(label, indent=1))
                tar.add(dump, DUMP)
                if Path(settings.MEDIA_ROOT).is_dir():
                    tar.add(settings.MEDIA_ROOT, FILES)
            draft.replace(target)
    except OSError as error:
        raise Failed(f"Can't write {target}: {error.strerror}") from error
    return label | {"file": str(target), "bytes": target.stat().st_size}


def check_backup(source: Path) -> dict[str, Any]:
    """Read the label of a backup that could be restored now.

    Raises Failed when the file is no backup, comes from a newer version, or while somebody uses the database.
    """
    with opened(source) as tar:
        label = label_of(tar, source)
    refuse_newer(label)
    refuse_while_in_use()
    return label


def read_backup(source: Path) -> None:
    """Put everything in `source`, which has been checked, in the place of what is there."""
    home = settings.ENVIRONMENT.home
    with opened(source) as tar, tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        unpack(tar, Path(folder))
        restore_database(Path(folder, DUMP))
        replace_files(Path(folder, FILES), Path(settings.MEDIA_ROOT))


def refuse_while_in_use() -> None:
    """Nobody must write while everything is replaced."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        (count,) = cursor.fetchone()
    if count:
        raise Failed("Zhike is running on this database. End it first.")


@contextmanager
def opened(source: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup; raises Failed when it can't be read."""
    try:
        with tarfile.open(source) as tar:
            yield tar
    except tarfile.TarError as error:
        raise Failed(f"{source} is no backup of Zhike, or it is damaged.") from error
    except OSError as error:
        raise Failed(f"{source} can't be restored: {error.strerror}") from error


def label_of(tar: tarfile.TarFile, source: Path) -> dict[str, Any]:
    """The label of a backup; raises Failed when there is none."""
    try:
        part = tar.extractfile(LABEL)
        label = json.load(part) if part else None
    except (KeyError, ValueError):
        label = None
    if not isinstance(label, dict) or DUMP not in tar.getnames():
        raise Failed(f"{source} is no backup of Zhike.")
    return label


def refuse_newer(label: dict[str, Any]) -> None:
    """Tables that this version does not know can't be brought back to what it knows."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(label.get("migrations", [])) - known:
        raise Failed(f"The backup was made by a newer Zhike ({label.get('program')}). Restore it with that version.")


def unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Unpack a backup; raises Failed when it holds anything but our own plain files.

    (tarfile's own filter for this is missing in the first releases of Python 3.11.)
    """
    for member in tar:
        path = folder / member.name
        ours = member.name in (LABEL, DUMP, FILES) or member.name.startswith(f"{FILES}/")
        if not ours or ".." in path.parts or not (member.isfile() or member.isdir()):
            raise Failed(f"The backup holds something that no backup of Zhike holds: {member.name}")
        if member.isdir():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            continue
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = tar.extractfile(member)
        with path.open("wb") as copy:
            shutil.copyfileobj(cast(IO[bytes], part), copy)
        path.chmod(0o600)


def restore_database(dump: Path) -> None:
    """Replace all tables within one transaction: a restore that fails leaves everything as it was."""
    connection.close()
    with tempfile.TemporaryFile() as script:
        script.write(CLEAN.encode())
        script.flush()
        execute(["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(dump)], output=script)
        script.seek(0)
        execute(
            ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"],
            script,
        )


def replace_files(new: Path, place: Path) -> None:
    """Put the attached files of the backup where the present ones are."""
    old = place.with_name(f"{place.name}.replaced")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    if new.exists():
        shutil.move(new, place)
    shutil.rmtree(old, ignore_errors=True)


def applied_migrations() -> list[str]:
    """Names of the migrations that the tables have been through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    """Add a small text as a file."""
    content = text.encode()
    part = tarfile.TarInfo(name)
    part.size, part.mode = len(content), 0o600
    tar.addfile(part, io.BytesIO(content))


def execute(arguments: list[str], source: Any = None, output: Any = subprocess.DEVNULL) -> None:
    """Run one of PostgreSQL's programs on our database; raises Failed with what it says."""
    found = settings.DATABASES["default"]
    where = {
        "PGHOST": found["HOST"],
        "PGPORT": found["PORT"],
        "PGUSER": found["USER"],
        "PGDATABASE": connection.settings_dict["NAME"],
    }
    secret = {"PGPASSWORD": found["PASSWORD"]}
    given = {name: value for name, value in (where | secret).items() if value}
    done = subprocess.run(  # noqa: S603
        [program(arguments[0]), *arguments[1:]],
        stdin=source or subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", **given},
        check=False,
    )
    if done.returncode:
        raise Failed(f"{arguments[0]} failed: {done.stderr.decode(errors='replace').strip()[-2000:]}")
