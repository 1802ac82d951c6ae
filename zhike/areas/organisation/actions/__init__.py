"""The verbs of the organisation, each in the module of its thought."""

from zhike.areas.organisation.actions import choices, company, departments, employees, leave, tags  # noqa: F401
