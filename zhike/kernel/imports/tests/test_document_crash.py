"""Documents whose import is killed come in once, each with all of its lines."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from zhike.areas.orders.models import Order, OrderLine
from zhike.areas.orders.tests.scene import a_product
from zhike.kernel.imports.models import Import, ImportState
from zhike.kernel.imports.tests.steps import brought_text
from zhike.kernel.imports.tests.test_crash import go_on, process, progress_of
from zhike.kernel.testing import Cast

DOCUMENTS, LINES = 200, 5


@pytest.fixture
def importing(transactional_db: None, cast: Cast) -> Import:
    """Orders whose lines stand far apart, ready to be run."""
    product, customer = a_product(cast, in_stock=0).number, cast.customer_of(cast.zhou).name
    rows = [f"K-{n % DOCUMENTS},{customer},{product},{n + 1}" for n in range(DOCUMENTS * LINES)]
    brought = brought_text("\n".join(["订单号,客户,产品编号,数量", *rows]), "orders", cast.actor(cast.zhou))
    Import.objects.filter(pk=brought.pk).update(state=ImportState.READY)
    brought.refresh_from_db()
    return brought


def test_an_import_of_documents_whose_process_is_killed_goes_on_without_doubling(importing: Import) -> None:
    killed = process(importing)
    for done in progress_of(killed):
        if done >= DOCUMENTS:
            break
    go_on(killed)
    time.sleep(0.05)  # somewhere within a chunk
    killed.kill()
    killed.wait()
    importing.refresh_from_db()
    kept = importing.counts
    assert 0 < kept["documents_new"] < DOCUMENTS
    assert Order.objects.count() == kept["documents_new"]
    assert OrderLine.objects.count() == kept["new"] == kept["documents_new"] * LINES
    again = process(importing)
    again.communicate(timeout=300)
    assert again.returncode == 0
    importing.refresh_from_db()
    assert (importing.state, importing.counts["documents_new"]) == (ImportState.DONE, DOCUMENTS)
    assert Order.objects.count() == DOCUMENTS
    of_each = Counter(OrderLine.objects.values_list("order__number", flat=True))
    assert set(of_each.values()) == {LINES}
    assert Order.objects.get(number="K-7").lines.count() == LINES
