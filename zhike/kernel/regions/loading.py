"""Bringing the built regions into the table."""

from django.db import models, router

from zhike.kernel.regions.models import Region
from zhike.kernel.regions.places import gazetteer, path

_FIELDS = ["name", "short_name", "name_en", "level", "parent", "path", "pinyin", "initials"]


def load_regions(region: type[models.Model] | None = None, *, using: str | None = None) -> int:
    """Insert or update all regions and return how many there are; repeated calls change nothing.

    `region` is the model, in a migration the historical one. Regions that a newer list no longer has stay, because
    customers may point at them.
    """
    model = region or Region
    database = using or router.db_for_write(model)
    rows = [
        model(
            code=place.code, name=place.name, short_name=place.short_name, name_en=place.name_en, level=place.level,
            parent_id=place.parent or None, path=path(place.code), pinyin=place.pinyin, initials=place.initials,
        )
        for place in gazetteer().by_code.values()
    ]  # fmt: skip
    model._default_manager.using(database).bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=["code"], update_fields=_FIELDS
    )
    return len(rows)
