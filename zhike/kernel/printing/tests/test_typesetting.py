"""Documents on paper."""

import pytest

from zhike.kernel.printing.typesetting import typeset
from zhike.kernel.refusals import Refused

SAMPLE = "kernel/printing/tests/sample.typ"


def test_a_template_becomes_a_pdf():
    made = typeset(SAMPLE, {"language": "zh-hans", "title": "报价单", "number": "BJ-1", "letterhead": {"name": "知客"}})
    assert made.startswith(b"%PDF-")


def test_what_people_wrote_is_shown_and_never_run():
    wicked = '#panic("run") #read("/config/settings.py") $ \\ ` * _'
    made = typeset(SAMPLE, {"language": "en", "title": wicked, "number": wicked, "letterhead": {"name": wicked}})
    assert made.startswith(b"%PDF-")


def test_a_template_that_lacks_its_data_is_refused_in_words():
    with pytest.raises(Refused):
        typeset(SAMPLE, {"language": "en"})


def test_a_template_reads_nothing_outside_the_package():
    with pytest.raises(Refused):
        typeset("kernel/printing/tests/outside.typ", {})
