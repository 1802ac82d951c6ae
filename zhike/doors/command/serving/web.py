"""The web server as a process of its own: `python -m zhike.doors.command.serving.web`."""

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from zhike.config.environment import environment
from zhike.config.lifeline import follow_parent


def main() -> None:
    """Serve until a signal ends it; a web process that dies is replaced."""
    follow_parent()
    here = environment()
    Granian(
        "zhike.config.server:application",
        address=here.host,
        port=here.port,
        interface=Interfaces.RSGI,
        workers=here.workers,
        websockets=False,
        backlog=1024,
        backpressure=512,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
