"""The variables: what is read, what is refused, and how it is said."""

from pathlib import Path

import pytest

from zhike.config.environment import VARIABLES, Environment, WrongEnvironment, read, unknown


def test_nothing_set_means_the_defaults() -> None:
    here = read({})
    assert (here.host, here.port, here.language, here.time_zone) == ("127.0.0.1", 8000, "zh-hans", "Asia/Shanghai")
    assert here.demo
    assert here.database_url is None
    assert here.home == Path.home() / ".local/share/zhike"


def test_every_field_has_exactly_one_variable() -> None:
    assert sorted(Environment.__dataclass_fields__) == sorted(variable.field for variable in VARIABLES)


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("PORT", "eighty", "whole number"),
        ("PORT", "70000", "65535"),
        ("ZHIKE_DEMO", "perhaps", "1 or 0"),
        ("ZHIKE_LANGUAGE", "fr", "zh-hans, en"),
        ("ZHIKE_TIME_ZONE", "Asia/Peking", "Asia/Shanghai"),
        ("DATABASE_URL", "mysql://a/b", "postgresql://"),
        ("ZHIKE_SECRET_KEY", "short", "32 characters"),
        ("ZHIKE_OIDC", "https://issuer", "client-secret"),
        ("ZHIKE_HOME", __file__, "directory"),
    ],
)
def test_a_wrong_variable_is_named_with_what_is_wanted(name: str, text: str, hint: str) -> None:
    with pytest.raises(WrongEnvironment, match=name) as refused:
        read({name: text})
    assert hint in str(refused.value)


def test_all_wrong_variables_are_told_at_once() -> None:
    with pytest.raises(WrongEnvironment) as refused:
        read({"PORT": "x", "ZHIKE_DEMO": "x"})
    assert len(str(refused.value).splitlines()) == 2


def test_what_a_secret_variable_holds_is_never_shown() -> None:
    with pytest.raises(WrongEnvironment) as refused:
        read({"DATABASE_URL": "mysql://zhike:hunter2@db/zhike", "ZHIKE_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_a_misspelt_variable_is_noticed() -> None:
    assert unknown({"ZHIKE_LANGAUGE": "en", "ZHIKE_LANGUAGE": "en", "HOME": "/"}) == ["ZHIKE_LANGAUGE"]
