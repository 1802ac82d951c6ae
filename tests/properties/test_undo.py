"""Whatever was done to a few records, undoing the batches, newest first, brings back the very rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.customers.actions import freeze, merge_customers, transfer, unfreeze
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, restore, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
KEPT_BY_THE_SYSTEM = {"updated_at", "revision", "last_contact_at"}
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "short_name": st.sampled_from(["", "甲", "乙"]),
        "level": st.sampled_from([None, "A", "B"]),
        "credit_limit": st.sampled_from([None, "1.50"]),
        "tags": st.sampled_from([[], ["一"], ["一", "二"]]),
        "vip": st.booleans(),
        "remarks": st.sampled_from(["", "记"]),
    },
)
PICKED = st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("update"), PICKED, VALUES.filter(bool)),
        st.tuples(
            st.sampled_from(["delete", "restore", "freeze", "unfreeze", "merge", "create", "contact"]),
            PICKED,
            st.none(),
        ),
        st.tuples(st.just("transfer"), PICKED, st.sampled_from(["zhou", "li", "manager"])),
    ),
    min_size=1,
    max_size=7,
)


def rows(model: Any) -> dict[int, dict[str, Any]]:
    """All rows of a table without the columns that the system keeps up by itself."""
    return {
        row["id"]: {name: value for name, value in row.items() if name not in KEPT_BY_THE_SYSTEM}
        for row in model.objects.values()
    }


class Play:
    """Four customers with a contact each, and what can be done to them."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.by = cast, cast.actor(cast.administrator)
        owners = (cast.zhou, cast.li, cast.zhou, cast.manager)
        self.ids = [cast.customer(f"第{at}客户有限公司", owner).pk for at, owner in enumerate(owners)]
        for pk in self.ids:
            create(
                entity_named("contacts"),
                {"name": f"联系人{pk}", "customer": str(pk), "mobile": "13812345678"},
                by=self.by,
            )

    def do(self, step: tuple[str, list[int], Any]) -> int | None:
        """Do one step; its batch, or None when it was refused or did nothing."""
        verb, picked, detail = step
        ids = [self.ids[at] for at in picked]
        try:
            outcome = self._act(verb, ids, detail, self.by)
        except Refused:
            return None
        return outcome.batch if outcome is not None and outcome.done else None

    def _act(self, verb: str, ids: list[int], detail: Any, by: Actor) -> Any:
        chosen = Chosen.named(Customer, ids, by=by)
        match verb:
            case "update":
                return update(chosen, detail, by=by)
            case "delete":
                return delete(chosen, by=by)
            case "restore":
                return restore(Customer, ids, by=by)
            case "freeze":
                return freeze(chosen, reason="欠款", by=by)
            case "unfreeze":
                return unfreeze(chosen, by=by)
            case "transfer":
                return transfer(chosen, to=getattr(self.cast, detail), by=by)
            case "merge" if len(ids) > 1:
                return merge_customers(chosen, into=ids[0], by=by)
            case "create":
                return create(entity_named("customers"), {"name": "新客户有限公司"}, by=by)
            case "contact":
                return create(entity_named("contacts"), {"name": "新人", "customer": str(ids[0])}, by=by)
        return None


@pytest.fixture
def play(cast: Cast) -> Play:
    """The customers on which the play is given."""
    return Play(cast)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_undoing_all_batches_newest_first_brings_back_the_very_rows(play: Play, steps: list[Any]) -> None:
    before = rows(Customer), rows(Contact)
    batches = [batch for batch in (play.do(step) for step in steps) if batch is not None]
    for batch in reversed(batches):
        undo_batch(batch, by=play.by)
    after = rows(Customer), rows(Contact)
    assert after == before, [step[0] for step in steps]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_undoing_an_undo_does_it_again(play: Play, steps: list[Any]) -> None:
    batches = [batch for batch in (play.do(step) for step in steps) if batch is not None]
    after = rows(Customer), rows(Contact)
    if not batches:
        return
    undone = undo_batch(batches[-1], by=play.by)
    assert undone.batch is not None
    undo_batch(undone.batch, by=play.by)
    assert (rows(Customer), rows(Contact)) == after
