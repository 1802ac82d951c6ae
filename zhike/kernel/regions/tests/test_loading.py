import pytest
from django.utils import translation

from zhike.kernel.directory import directory
from zhike.kernel.regions.loading import load_regions
from zhike.kernel.regions.models import Region


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    count = load_regions()
    before = set(Region.objects.values_list("code", "path", "name_en"))
    assert load_regions() == count == len(before) == Region.objects.count()
    assert set(Region.objects.values_list("code", "path", "name_en")) == before


@pytest.mark.django_db
def test_a_prefix_of_the_path_finds_all_below() -> None:
    load_regions()
    below = Region.objects.filter(path__startswith="ED/320000/320500/")
    assert "320583" in set(below.values_list("code", flat=True))
    assert Region.objects.get(code="320505").codes == ["ED", "320000", "320500", "320505"]


@pytest.mark.django_db
def test_the_stretches_of_a_region_hold_its_places_and_no_others() -> None:
    load_regions()
    book = directory()
    for region in ("320000", "320500", "320505", "ED", "HT", "310000", "460000"):
        stretches = book.stretches_within(region)
        held = {code for code in book.regions if any(first <= code <= last for first, last in stretches)}
        assert held == set(book.places_within(region)), region
    assert len(book.stretches_within("320000")) == 1


@pytest.mark.django_db
def test_a_region_is_named_in_the_readers_language() -> None:
    load_regions()
    shaanxi = Region.objects.get(code="610000")
    with translation.override("en"):
        assert str(shaanxi) == "Shaanxi"
    with translation.override("zh-hans"):
        assert str(shaanxi) == "陕西省"
