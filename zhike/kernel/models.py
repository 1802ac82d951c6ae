"""Gathers the kernel's models, each defined beside its thought, where Django looks for them."""

from zhike.kernel.access.models import Look
from zhike.kernel.actions.models import IdempotentAnswer
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.directory.models import Stamp
from zhike.kernel.duplicates.models import DuplicatePair
from zhike.kernel.exports.models import Export
from zhike.kernel.files.models import StoredFile
from zhike.kernel.following.models import Follow
from zhike.kernel.history.models import Batch, Block, Change
from zhike.kernel.imports.models import Import, ImportTemplate, Reject
from zhike.kernel.jobs.models import Job
from zhike.kernel.notifications.models import Notification
from zhike.kernel.numbering.models import Counter, NumberPattern
from zhike.kernel.people.models import AccessToken, Department, Employee, FieldRule, Grant, Role, SignIn
from zhike.kernel.regions.models import Region
from zhike.kernel.search.models import SearchDocument
from zhike.kernel.tags.models import Tag
from zhike.kernel.views.models import Pin, SavedView

__all__ = [
    "AccessToken", "Batch", "Block", "Change", "Choice", "Counter", "Department", "DuplicatePair",
    "Employee", "Export", "FieldRule", "Follow", "Grant", "IdempotentAnswer", "Import", "ImportTemplate", "Job", "Look",
    "Notification", "NumberPattern", "Pin", "Region", "Reject", "Role", "SavedView", "SearchDocument", "SignIn",
    "Stamp", "StoredFile", "Tag",
]  # fmt: skip
