"""The seal shows whether the history was touched, and never waits for a writer or makes one wait."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.history import sealing
from zhike.kernel.history.models import Block, Change
from zhike.kernel.testing import Cast


@pytest.fixture
def sealed(transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A history in several blocks."""
    monkeypatch.setattr(sealing, "AT_ONCE", 5)
    assert sealing.seal() > 5
    return cast


def tampered(statement: str, *values: object) -> None:
    """What only the owner of the tables can do, past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE history_change DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE history_change ENABLE TRIGGER USER")


def test_every_change_is_sealed_once_and_all_is_well(sealed: Cast) -> None:
    assert sealing.verify() is None
    assert sealing.seal() == 0
    last = Block.objects.latest("pk").last_id
    assert sum(Block.objects.values_list("count", flat=True)) == Change.objects.filter(id__lte=last).count()
    customer = sealed.customer_of(sealed.zhou)
    update(Chosen.of(customer, by=sealed.actor(sealed.zhou)), {"remarks": "新"}, by=sealed.actor(sealed.zhou))
    assert sealing.seal() == 1
    assert sealing.verify(recent=1) is None


def test_an_altered_change_shows(sealed: Cast) -> None:
    change = Change.objects.filter(kind="customer").first()
    tampered('UPDATE history_change SET changes = changes || \'{"name": "X"}\' WHERE id = %s', change.pk)
    fault = sealing.verify()
    assert fault is not None
    assert fault.block.first_id <= change.pk <= fault.block.last_id


def test_a_change_that_was_taken_away_shows(sealed: Cast) -> None:
    change = Change.objects.order_by("id").first()
    tampered("DELETE FROM history_change WHERE id = %s", change.pk)
    assert sealing.verify() is not None


def test_a_block_that_was_made_anew_shows_in_the_next(sealed: Cast) -> None:
    first = Block.objects.earliest("pk")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE history_block DISABLE TRIGGER USER")
        cursor.execute("UPDATE history_block SET digest = %s WHERE id = %s", ["0" * 64, first.pk])
        cursor.execute("ALTER TABLE history_block ENABLE TRIGGER USER")
    assert sealing.verify() is not None


def test_what_a_running_transaction_wrote_is_left_for_later(sealed: Cast) -> None:
    customer = sealed.customer_of(sealed.zhou)
    parameters = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in ("host", "port", "user", "dbname", "password")
    }
    with psycopg.connect(**parameters) as other:
        other.execute("UPDATE customer SET remarks = 'early' WHERE id = %s", [customer.pk])
        update(
            Chosen.of(sealed.customer_of(sealed.li), by=sealed.actor(sealed.li)),
            {"remarks": "late"},
            by=sealed.actor(sealed.li),
        )
        assert sealing.seal(patience=0.3) == 0
        other.commit()
    assert sealing.seal() == 2
    assert sealing.verify() is None
