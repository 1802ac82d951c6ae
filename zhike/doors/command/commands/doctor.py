"""Look whether everything is in order, and say what to do where it is not."""

import argparse

from zhike.doors.command.answer import Answer, Needs
from zhike.doors.command.examination import examine

NEEDS = Needs.DJANGO


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> Answer:
    """Carry out all checks; fails when one of them finds something wrong."""
    findings = examine()
    text = "\n".join(f"{finding.state:<7} {finding.what}: {finding.detail}" for finding in findings)
    data = {"checks": [{"what": one.what, "state": one.state, "detail": one.detail} for one in findings]}
    return Answer(text, data, well=not any(finding.state == "wrong" for finding in findings))
