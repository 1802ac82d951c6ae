"""Run Zhike: the database if it is embedded, the web server and the worker."""

import argparse
import errno
import os
import socket

from zhike.config.embedded.place import Place
from zhike.config.embedded.using import Use
from zhike.config.environment import Environment, environment, unknown
from zhike.doors.command.answer import Answer, Failed, Needs
from zhike.doors.command.readiness import close_connections
from zhike.doors.command.serving.first_time import ADMINISTRATOR, prepare
from zhike.doors.command.serving.watch import local_address, watch

NEEDS = Needs.MIGRATED


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: HOST, PORT and the other variables say how."""


def run(options: argparse.Namespace) -> Answer:
    """Serve until Ctrl-C."""
    here = environment()
    check_port(here)
    for name in unknown(os.environ):
        print(f"There is no variable {name}; it is not used.", flush=True)
    password = prepare(here)
    close_connections()
    use = None if here.database_url else Use(Place.of(here.home))
    try:
        watch(here, use, lambda: welcome(here, password), lambda text: print(text, flush=True))
    finally:
        if use:
            use.end()
    return Answer("Zhike has ended.")


def welcome(here: Environment, password: str | None) -> None:
    """Print the address and the sign-in, once the pages answer."""
    print(f"\nZhike is ready: {here.public_url or local_address(here)}")
    if password:
        print(f"Sign in as {ADMINISTRATOR} with the password {password} (shown this once)")
    print("Ctrl-C ends it.", flush=True)


def check_port(here: Environment) -> None:
    """Raise Failed before anything is started when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in here.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((here.host, here.port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "another program uses it; set PORT to another number" if taken else error.strerror
            raise Failed(f"Can't serve on {here.host} port {here.port}: {why}.") from error
