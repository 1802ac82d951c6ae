"""Looking up pipelines and stages: few records that are much read, answered from the directory's memory."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhike.areas.selling.models import Pipeline, Stage, StageKind
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.boards import Lane
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.paths import State
from zhike.kernel.refusals import Refused


def stage_of(stage_id: int | None) -> Stage | None:
    """The stage with this id."""
    return directory().few(Stage).get(stage_id or 0)


def pipelines() -> list[Pipeline]:
    """The pipelines that new deals may take, the first of them first."""
    found = [one for one in directory().few(Pipeline).values() if not one.retired]
    return sorted(found, key=lambda one: (one.position, one.pk))


def stages_of(pipeline_id: int | None) -> list[Stage]:
    """The stages of a pipeline in their order."""
    found = [one for one in directory().few(Stage).values() if one.pipeline_id == pipeline_id]
    return sorted(found, key=lambda one: (one.position, one.pk))


def first_stage(pipeline_id: int | None = None) -> Stage:
    """Where a new deal begins: the first open stage of a pipeline, by default of the first one. Raises Refused."""
    wanted = pipeline_id or next((one.pk for one in pipelines()), None)
    found = next((one for one in stages_of(wanted) if one.kind == StageKind.OPEN), None)
    if found is None:
        raise Refused(_("This pipeline has no open stage."), field="pipeline", code="no_stage")
    return found


def closing_stage(pipeline_id: int | None, kind: str) -> Stage:
    """The stage in which deals of a pipeline are won or lost. Raises Refused where the pipeline has none."""
    found = next((one for one in stages_of(pipeline_id) if one.kind == kind), None)
    if found is None:
        raise Refused(_("This pipeline has no such stage; ask the administrator for one."), code="no_stage")
    return found


def lanes(by: Actor, pipeline_id: str) -> Sequence[Lane]:
    """The stages of a pipeline as columns of the board; for lost deals more must be said than that they are."""
    return [
        Lane(
            str(one.pk), one.name, one.colour, one.patience if one.kind == StageKind.OPEN else None,
            asks="lose" if one.kind == StageKind.LOST else "",
        )
        for one in stages_of(int(pipeline_id or 0))
    ]  # fmt: skip


def sets(by: Actor) -> Sequence[tuple[str, Words]]:
    """The pipelines as sets of columns."""
    return [(str(one.pk), one.name) for one in pipelines()]


def place(stage_id: int | None) -> tuple[int, int, State]:
    """How far along its pipeline a stage is, of how many steps that are not the lost end."""
    stage = stage_of(stage_id)
    if stage is None:
        return 0, 0, "later"
    ways = [one for one in stages_of(stage.pipeline_id) if one.kind != StageKind.LOST]
    if stage.kind == StageKind.LOST:
        return len(ways), len(ways), "lost"
    at = next((number for number, one in enumerate(ways, 1) if one.pk == stage.pk), 0)
    return at, len(ways), "won" if stage.kind == StageKind.WON else "now"
