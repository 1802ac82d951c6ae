"""Run Zhike: the database if it is embedded, the web server and the worker."""

import argparse
import errno
import os
import socket
from contextlib import ExitStack

from zhike.config.embedded.using import using
from zhike.config.environment import Environment, environment, unknown
from zhike.doors.command.answer import Answer, Failed, Needs
from zhike.doors.command.readiness import close_connections, make_ready
from zhike.doors.command.serving.first_time import ADMINISTRATOR, prepare
from zhike.doors.command.serving.watch import local_address, watch

NEEDS = Needs.DJANGO
WRITES_THE_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: HOST, PORT and the other variables say how."""


def run(options: argparse.Namespace) -> Answer:
    """Serve until Ctrl-C."""
    here = environment()
    check_port(here)
    for name in unknown(os.environ):
        print(f"There is no variable {name}; it is not used.", flush=True)
    print("Preparing the database …", flush=True)
    with ExitStack() as things:
        make_ready(Needs.MIGRATED, things)
        password = prepare(here)
        close_connections()
        use = None if here.database_url else things.enter_context(using(here.home))
        watch(here, use, lambda: welcome(here, password), lambda text: print(text, flush=True))
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
