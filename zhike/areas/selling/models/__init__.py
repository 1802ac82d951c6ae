"""What selling is about: the ways that deals go, and the deals themselves."""

from zhike.areas.selling.models.opportunities import Forecast, Opportunity, State
from zhike.areas.selling.models.pipelines import Pipeline, Stage, StageKind, StagePeriod

__all__ = ["Forecast", "Opportunity", "Pipeline", "Stage", "StageKind", "StagePeriod", "State"]
