"""When an action makes sense, asked of a record in hand."""

from types import SimpleNamespace

import pytest
from django.db.models import Q

from zhike.kernel.actions.conditions import holds

DRAFT = SimpleNamespace(state="draft", frozen_at=None, total=5)


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (Q(), True),
        (Q(state="draft"), True),
        (Q(state="sent"), False),
        (~Q(state="sent"), True),
        (Q(state__in=["sent", "draft"], frozen_at__isnull=True), True),
        (Q(state="sent") | Q(total__gt=4), True),
        (Q(state="draft") & ~Q(total__lt=6), False),
    ],
)
def test_a_condition_is_asked_of_a_record_in_hand(condition, met):
    assert holds(condition, DRAFT) is met


def test_a_condition_on_another_record_is_refused():
    with pytest.raises(ValueError, match="customer__name"):
        holds(Q(customer__name="x"), DRAFT)
