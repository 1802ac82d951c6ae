"""What selling is about: leads and where they come from, the ways that deals go, the deals, and who is met there."""

from zhike.areas.selling.models.assignment import AssignmentRegion, AssignmentRule, Method
from zhike.areas.selling.models.competition import CompetitorProduct, OpportunityCompetitor, Standing
from zhike.areas.selling.models.evaluation import Criterion, OpportunityAnswer, Rating
from zhike.areas.selling.models.leads import Lead, LeadState
from zhike.areas.selling.models.opportunities import Opportunity
from zhike.areas.selling.models.opportunity_products import OpportunityProduct
from zhike.areas.selling.models.pipelines import Forecast, Pipeline, Stage, StageKind, StagePeriod
from zhike.areas.selling.models.pipelines import StageKind as State
from zhike.areas.selling.models.suggestions import Suggestion, SuggestionKind, SuggestionState
from zhike.areas.selling.models.web_forms import WebForm, WebSubmission

__all__ = [
    "AssignmentRegion",
    "AssignmentRule",
    "CompetitorProduct",
    "Criterion",
    "Forecast",
    "Lead",
    "LeadState",
    "Method",
    "Opportunity",
    "OpportunityAnswer",
    "OpportunityCompetitor",
    "OpportunityProduct",
    "Pipeline",
    "Rating",
    "Stage",
    "StageKind",
    "StagePeriod",
    "Standing",
    "State",
    "Suggestion",
    "SuggestionKind",
    "SuggestionState",
    "WebForm",
    "WebSubmission",
]
