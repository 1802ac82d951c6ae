"""The picture of a product: one of its files, small in lists and on the card, seen by whoever sees the product."""

import struct
import zlib

import pytest

from tests.contracts.doors import Pages, Programs
from zhike.areas.catalog.models import Product, Unit
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import perform
from zhike.kernel.actions.standard import create, delete
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.files.attaching import attach
from zhike.kernel.files.models import StoredFile
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
PRODUCTS = entity_named("products")


def png(width=40, height=30):
    """A grey picture."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = (b"\0" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def mill(cast):
    values = {"name": "立铣刀", "unit": str(Unit.objects.get(name="支").pk), "picture_words": "四刃立铣刀"}
    return Product.objects.get(pk=create(PRODUCTS, values, by=cast.actor(cast.manager)).records[0])


def attached(cast, product, content, name="铣刀.png"):
    made = attach(PRODUCTS, product.pk, [content], name, by=cast.actor(cast.manager))
    return StoredFile.objects.get(pk=made.values["file"])


def choose(cast, person, product, file):
    action, by = PRODUCTS.actions["set_picture"], cast.actor(person)
    return perform(action, Chosen.of(product, by=by, verb="change"), {"file": str(file)}, by=by)


def address_in_the_list(cast, person):
    return Programs(cast, person).get("/products", fields="id,picture_shown").json()["items"][0]["picture_shown"]


def test_a_file_of_the_product_becomes_its_picture_in_list_card_and_panel(cast, mill):
    kept = attached(cast, mill, png())
    pages = Pages(cast.manager)
    assert pages.post(f"/products/{mill.pk}/picture", {"file": str(kept.pk)}).status_code == 204
    address = address_in_the_list(cast, cast.zhou)
    assert address.startswith(f"/products/{mill.pk}/picture/")
    seller = Pages(cast.zhou)
    shown = seller.get(address)
    assert (shown.status_code, shown["Content-Type"], shown.content[:4]) == (200, "image/png", b"\x89PNG")
    for path in (f"/products/{mill.pk}", f"/products/{mill.pk}/panel"):
        page = seller.get(path).content.decode()
        assert address in page
        assert 'alt="四刃立铣刀"' in page
    assert address in seller.get("/products").content.decode()


def test_it_can_be_taken_off_undone_and_goes_with_its_file(cast, mill):
    kept = attached(cast, mill, png())
    outcome = choose(cast, cast.manager, mill, kept.pk)
    undo_batch(outcome.batch, by=cast.actor(cast.manager))
    assert address_in_the_list(cast, cast.manager) is None
    choose(cast, cast.manager, mill, kept.pk)
    choose(cast, cast.manager, mill, "")
    assert address_in_the_list(cast, cast.manager) is None
    choose(cast, cast.manager, mill, kept.pk)
    address = address_in_the_list(cast, cast.manager)
    StoredFile.objects.filter(pk=kept.pk).update(deleted_at=kept.created_at)
    assert address_in_the_list(cast, cast.manager) is None
    assert Pages(cast.manager).get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"%PDF-1.7 nothing", "说明.pdf", "not_picture"),
        (png(8, 8), "小.png", "out_of_range"),
        (png()[:-40], "坏.png", "unreadable"),
    ],
)
def test_what_is_no_fitting_picture_is_refused(cast, mill, content, name, code):
    kept = attached(cast, mill, content, name)
    with pytest.raises(Refused) as refused:
        choose(cast, cast.manager, mill, kept.pk)
    assert refused.value.errors[0].code == code


def test_a_seller_chooses_no_picture_and_nobody_a_file_of_another_record(cast, mill):
    kept = attached(cast, mill, png())
    with pytest.raises((NotAllowed, NotFound)):
        choose(cast, cast.zhou, mill, kept.pk)
    other = Product.objects.create(name="钻头", number="X", unit=mill.unit, currency="CNY")
    with pytest.raises(Refused):
        choose(cast, cast.manager, other, kept.pk)
    choose(cast, cast.manager, mill, kept.pk)
    address = f"/products/{mill.pk}/picture/{kept.digest[:16]}"
    assert Pages(cast.stranger).get(address).status_code in (403, 404)
    delete(Chosen.of(mill, by=cast.actor(cast.manager), verb="delete"), by=cast.actor(cast.manager))
    assert Pages(cast.zhou).get(address).status_code == 404
