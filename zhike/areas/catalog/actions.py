"""What is done with products beyond changing their fields."""

from __future__ import annotations

from typing import Annotated

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.files.models import StoredFile
from zhike.kernel.files.pictures import refuse_unfit
from zhike.kernel.refusals import Refused


@action(
    Product, verb="change", label=_("Set the picture"), icon="image",
    sentence=_("%(by)s changed the picture of %(title)s"),
)  # fmt: skip
def set_picture(products: Chosen[Product], *, file: Annotated[str, Ask(asked=False)] = "", by: Actor) -> Outcome:
    """Make a file that is attached to the product its picture, by the file's id; without one, have no picture.

    Raises Refused for a file that is not attached to this product, and for one that is no fitting picture.
    """
    product, stored = products.one(), None
    if file:
        attached = StoredFile.objects.filter(entity="products", record_id=product.pk, deleted_at=None)
        stored = attached.filter(pk=whole_number(file) or 0).first()
        if stored is None:
            raise Refused(_("There is no such file."), field="file", code="unknown_reference")
        refuse_unfit(stored)
    Product.objects.filter(pk=product.pk).update(picture=stored, revision=F("revision") + 1)
    return Outcome(done=1, records=[product.pk])
