"""`zhike serve` as a person lives with it: first start, Ctrl-C, and everything that can be killed."""

import re
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil

from tests.runtime.house import House, kill, still_runs, wait_until

WEB = "zhike.doors.command.serving.web"
WORKER = "zhike.doors.command.serving.worker"


def test_the_first_start_shows_the_sign_in_once_and_ctrl_c_ends_everything(house: House) -> None:
    with house.serve() as served:
        assert f"http://127.0.0.1:{house.port}" in served.said()
        assert re.search(r"Sign in as admin with the password \S{12,}", served.said())
        assert served.get("/healthz") == (200, "ok\n")
        wait_until(served.is_ready, "ready with its worker")
    assert served.process.returncode == 0
    assert house.processes() == []

    with house.serve() as again:
        assert "password" not in again.said()


def postmaster(house: House) -> psutil.Process:
    return psutil.Process(int((house.place.data / "postmaster.pid").read_text().split()[0]))


def found(find: Callable[[], psutil.Process]) -> psutil.Process | None:
    """The process that runs now; None while it is being replaced."""
    try:
        process = find()
    except (psutil.Error, OSError, LookupError, ValueError):
        return None
    return process if still_runs(process) else None


def test_every_process_that_is_killed_is_replaced(lived_in_house: House) -> None:
    house = lived_in_house
    find_victim: list[Callable[[], psutil.Process]] = [
        lambda: house.running(WEB)[0],
        lambda: house.running(WEB)[-1],
        lambda: house.running(WORKER)[0],
        lambda: house.keepers()[0],
        lambda: postmaster(house),
    ]
    with house.serve() as served:
        wait_until(served.is_ready, "ready")
        for find in find_victim:
            wait_until(partial(found, find), "runs")
            victim = find()
            kill(victim)
            wait_until(lambda find=find, victim=victim: found(find) not in (None, victim), "replaced")  # type: ignore[misc]
            wait_until(lambda: len(house.running(WEB)) == 3 and house.running(WORKER), "all there")
            wait_until(served.is_ready, "ready again")


def test_when_serve_is_killed_nothing_outlives_it_and_the_next_start_works(lived_in_house: House) -> None:
    house = lived_in_house
    with house.serve() as served:
        served.process.kill()
        served.process.wait()
        wait_until(lambda: not house.processes(), "nothing outlives it")
    with house.serve() as served:
        wait_until(served.is_ready, "ready again")


def test_when_all_are_killed_at_once_the_next_start_works(lived_in_house: House) -> None:
    house = lived_in_house
    with house.serve() as served:
        kill(psutil.Process(served.process.pid), *house.processes())
        served.process.wait()
    with house.serve() as served:
        wait_until(served.is_ready, "ready again")


def test_a_terminate_signal_ends_it_as_cleanly_as_ctrl_c(lived_in_house: House) -> None:
    house = lived_in_house
    with house.serve() as served:
        served.end(signal.SIGTERM)
        assert served.process.returncode == 0


def test_a_port_that_is_taken_is_told_at_once(lived_in_house: House) -> None:
    house = lived_in_house
    with house.serve():
        second = House(house.home.with_name("second"), house.port).run("serve")
    assert second.returncode == 1
    assert "set PORT" in second.stderr


def test_the_first_password_can_be_chosen(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    weak = house.run("serve", ZHIKE_ADMIN_PASSWORD="123")
    assert weak.returncode == 1
    assert house.run("user", "list").stdout == ""
