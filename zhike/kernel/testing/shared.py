"""The public data sets made by others, where they are there."""

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).parents[4] / "shared" / "data"


def shared_data(*parts: str) -> Path:
    """Return the path of a public data set made by others, such as `shared_data("febrl_dedupe", "dataset1.csv")`.

    The folder is that of `ZHIKE_SHARED_DATA`, by default `../shared/data` beside the repository. The calling test is
    skipped where it is absent; with `CI=true` it fails, because there the data must be.
    """
    path = Path(os.environ.get("ZHIKE_SHARED_DATA") or _DEFAULT).joinpath(*parts)
    if not path.exists():
        reason = f"no shared data at {path}; set ZHIKE_SHARED_DATA to the folder that holds them"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
