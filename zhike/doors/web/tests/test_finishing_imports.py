"""Who may not confirm, send or sign, does not do so by an import either: neither by page nor REST nor command."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhike.areas.orders.tests.scene import a_product
from zhike.doors.command.commands import import_ as import_command
from zhike.doors.web.tests.test_import_pages import Form, signed_in
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports import service
from zhike.kernel.imports.models import Import
from zhike.kernel.people.models import Employee, Grant, Role
from zhike.kernel.people.tokens import issue
from zhike.kernel.refusals import NotAllowed
from zhike.kernel.testing.cast import Cast

pytestmark = pytest.mark.django_db
FINISHES = {"orders": "orders.confirm", "quotes": "", "contracts": "contracts.sign"}
SEES = ("customers", "products")
LACKING = [(key, "right") for key in FINISHES] + [(key, "power") for key, power in FINISHES.items() if power]


def clerk(cast: Cast, key: str, lacks: str, scope: str = "all") -> Employee:
    """Somebody who may bring such documents in, but lacks the right or the special permission to finish them."""
    power = FINISHES[key] if lacks != "power" else ""
    role = Role.objects.create(name="录入员", powers=[f"{key}.import", *filter(None, [power])])
    verbs = ["view", "create", "change", *(["advance"] if lacks != "right" else [])]
    grants = [(key, verb, "all" if verb != "advance" else scope) for verb in verbs]
    grants += [(one, "view", "all") for one in SEES]
    Grant.objects.bulk_create([Grant(role=role, entity=one, verb=verb, scope=reach) for one, verb, reach in grants])
    cast.li.roles = [role.pk]
    cast.li.save(update_fields=["roles"])
    return cast.li


def file(cast: Cast) -> bytes:
    """One document with one line."""
    product, customer = a_product(cast, in_stock=5).number, cast.customer_of(cast.zhou).name
    return f"单号,客户,产品编号,数量\nD1,{customer},{product},1".encode()


@pytest.mark.parametrize(("key", "lacks"), LACKING)
def test_who_may_not_finish_is_refused_by_every_door(cast: Cast, key: str, lacks: str, tmp_path: Path) -> None:
    person, sent = clerk(cast, key, lacks), file(cast)
    by_page(person, key, sent)
    by_rest(cast, person, key, sent)
    source = tmp_path / "documents.csv"
    source.write_bytes(sent)
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    import_command.arguments(parser)
    with pytest.raises(NotAllowed):
        import_command.run(parser.parse_args([key, str(source), "--finish", "--as", person.username]))
    assert not entity_named(key).model._default_manager.exists()


def by_page(person: Employee, key: str, sent: bytes) -> None:
    """The page neither offers it nor does it for who asks all the same."""
    client = signed_in(person)
    upload = SimpleUploadedFile("documents.csv", sent, "text/csv")
    client.post("/imports/new", {"entity": key, "file": upload, "duplicates": "skip"})
    importing = Import.objects.latest("pk")
    form = Form(client.get(f"/imports/{importing.pk}").content.decode()).values
    assert 'name="finish"' not in client.get(f"/imports/{importing.pk}").content.decode()
    client.post(f"/imports/{importing.pk}/mapping", form | {"do": "check", "finish": "on"})
    importing.refresh_from_db()
    assert not importing.plan


def by_rest(cast: Cast, person: Employee, key: str, sent: bytes) -> None:
    """The program is told that it may not."""
    program = Client(headers={"Authorization": f"Bearer {issue(person, 'test', by=cast.actor(person))[1]}"})
    upload = SimpleUploadedFile("documents.csv", sent, "text/csv")
    wish = {"entity": key, "file": upload, "options": json.dumps({"finish": True})}
    answer = program.post("/api/v1/imports", wish)
    assert answer.status_code == 403, answer.content


def test_who_may_send_her_own_quotes_does_not_send_a_colleague_s_by_a_file(cast: Cast) -> None:
    person = clerk(cast, "quotes", "", scope="own")
    source = file(cast).decode().splitlines()
    sent = f"{source[0]},负责人\n{source[1]},{cast.zhou.name}\n{source[1].replace('D1', 'D2')},{person.name}".encode()
    role = Role.objects.get(name="录入员")
    Grant.objects.create(role=role, entity="quotes", verb="transfer", scope="all")
    role.powers = [*role.powers, "quotes.transfer"]
    role.save(update_fields=["powers"])
    by = cast.actor(person)
    importing = service.begin(
        entity_named("quotes"), [sent], "quotes.csv", by=by, options={"finish": True}
    )  # fmt: skip
    importing = service.run_now(importing, by=by)
    assert list(entity_named("quotes").model._default_manager.values_list("number", "state")) == [("D2", "sent")]
    assert importing.counts["wrong"] == 1
