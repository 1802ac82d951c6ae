import pytest

from zhike.kernel.text.identifiers import is_credit_code, is_tax_number, normalise_email


@pytest.mark.parametrize(
    "number", ["91110000600037341L", "9111 0000-600037341l", "９１１１００００６０００３７３４１Ｌ"]
)
def test_a_right_credit_code_passes_however_it_is_typed(number: str) -> None:
    assert is_credit_code(number)


@pytest.mark.parametrize(
    "number", ["91110000600037341M", "91110000600037431L", "9111000060003734", "I1110000600037341L", ""]
)
def test_a_wrong_credit_code_fails(number: str) -> None:
    assert not is_tax_number(number)


def test_old_tax_numbers_pass_by_their_shape() -> None:
    assert is_tax_number("110108600037341")
    assert is_tax_number("32050519860101001X")
    assert not is_tax_number("11010860003734")


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("A.B@Example.COM ", "a.b@example.com"), ("张三 <zhang@example.cn>", "zhang@example.cn"),
        ("张@例子.中国", "张@例子.中国"), ("ａ@ｂ.cn", "a@b.cn"), ("a..b@c.cn", None), ("a@b", None),
        ("a b@c.cn", None),
        ("@c.cn", None), ("a@-b.cn", None), ("<script>@b.cn", None), ("", None),
    ],
)  # fmt: skip
def test_an_e_mail_address_is_checked_and_lowered(written: str, stored: str | None) -> None:
    assert normalise_email(written) == stored
