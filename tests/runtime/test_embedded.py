"""The embedded database: who starts it, who stops it, and what it survives."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.runtime.house import PROJECT, House, kill, still_runs, wait_until
from zhike.config.embedded.place import NoServer, Place
from zhike.config.embedded.using import using

USE_FOR_EVER = """
import sys, time
from pathlib import Path
from zhike.config.embedded.using import using
with using(Path(sys.argv[1]), durable=False):
    print("in use", flush=True)
    time.sleep(600)
"""


def connect(place: Place) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(host=str(place.sockets), port=place.port, dbname=place.database, user=place.role)


def somebody_using(house: House) -> "subprocess.Popen[str]":
    """Another program that uses the server until it is killed."""
    user = subprocess.Popen(
        [sys.executable, "-c", USE_FOR_EVER, str(house.home)], stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    assert user.stdout
    assert user.stdout.readline().strip() == "in use"
    return user


def postmaster(house: House) -> psutil.Process:
    return psutil.Process(int((house.place.data / "postmaster.pid").read_text().split()[0]))


def test_it_starts_with_its_first_user_and_stops_with_its_last(house: House) -> None:
    with using(house.home, durable=False):
        with using(house.home, durable=False):
            assert len(house.keepers()) == 1
        with connect(house.place) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert house.processes() == []


def test_it_keeps_unicode_in_an_order_that_never_changes(house: House) -> None:
    with using(house.home, durable=False), connect(house.place) as connection:
        found = connection.execute("SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database")
        assert set(found.fetchall()) == {("b", "C.UTF-8", "UTF8")}
        assert connection.execute("SELECT upper('é华') = 'É华'").fetchone() == (True,)


def test_the_role_is_no_superuser_and_no_network_is_listened_on(house: House) -> None:
    with using(house.home, durable=False), connect(house.place) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert (house.home.stat().st_mode & 0o777) == 0o700


def test_many_programs_that_start_at_once_share_one_server(house: House) -> None:
    users = [
        subprocess.Popen([sys.executable, "-c", USE_FOR_EVER, str(house.home)], stdout=subprocess.PIPE, cwd=PROJECT)
        for _ in range(5)
    ]
    for user in users:
        assert user.stdout
        assert user.stdout.readline().strip() == b"in use"
    assert len(house.keepers()) == 1
    for user in users:
        user.kill()
        user.wait()
    wait_until(lambda: not house.processes(), "the server ends with its last user")


def test_a_killed_user_leaves_nothing_running(house: House) -> None:
    user = somebody_using(house)
    user.kill()
    user.wait()
    wait_until(lambda: not house.processes(), "the server ends")


def test_a_killed_server_is_started_again_and_keeps_what_was_committed(house: House) -> None:
    with using(house.home) as use:
        with connect(house.place) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        killed = postmaster(house)
        killed.kill()
        wait_until(lambda: not still_runs(killed), "the server is dead")
        use.renew()
        with connect(house.place) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_killed_keeper_is_replaced(house: House) -> None:
    with using(house.home, durable=False) as use:
        (keeper,) = house.keepers()
        keeper.kill()
        keeper.wait()
        use.renew()
        with connect(house.place) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert house.processes() == []


def test_after_everything_is_killed_at_once_the_next_start_needs_nobody(house: House) -> None:
    user = somebody_using(house)
    kill(*house.processes(), psutil.Process(user.pid))
    user.wait()
    with using(house.home, durable=False), connect(house.place) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_lock_file_whose_number_went_to_another_program_is_forgotten(house: House) -> None:
    with using(house.home, durable=False):
        pass
    (house.place.data / "postmaster.pid").write_text(f"{os.getpid()}\n{house.place.data}\n1\n5432\n\n\n1 1\nready\n")
    with using(house.home, durable=False), connect(house.place) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.6])
def test_a_start_killed_while_the_data_is_being_made_is_begun_anew(house: House, seconds: float) -> None:
    user = subprocess.Popen(
        [sys.executable, "-c", USE_FOR_EVER, str(house.home)], cwd=PROJECT, stdout=subprocess.DEVNULL
    )
    time.sleep(seconds)
    kill(*house.keepers(), psutil.Process(user.pid))
    user.wait()
    with using(house.home, durable=False), connect(house.place) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not house.place.draft.exists()


def test_data_of_another_version_is_refused_with_what_to_do(house: House) -> None:
    house.place.data.mkdir(parents=True)
    (house.place.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(NoServer, match="Make a backup with the Zhike that wrote it"), using(house.home):
        pass


def test_a_data_directory_with_a_very_long_path_works(tmp_path: Path) -> None:
    house = House(tmp_path / ("long" * 20) / ("longer" * 20))
    with using(house.home, durable=False):
        assert house.place.sockets.stat().st_mode & 0o777 == 0o700
        with connect(house.place) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not house.place.sockets.exists()


def test_an_idle_user_survives_the_interrupt_of_another(house: House) -> None:
    first, second = somebody_using(house), somebody_using(house)
    first.send_signal(signal.SIGINT)
    first.wait()
    with connect(house.place) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.kill()
    second.wait()
    wait_until(lambda: not house.processes(), "the server ends")
