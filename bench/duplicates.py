"""Duplicate check against `recordlinkage` on sets with known truth, in one run: `python -m bench.duplicates`.

recordlinkage is run as its documentation does (blocks on several fields, Jaro-Winkler and exact comparison), once
without labels (ECM classifier, deterministic sum of agreements) and once trained on half of the true pairs
(logistic regression, judged on all pairs). Ours has no labels in any case.
"""

import logging
import os
import sys
import time
import warnings
from collections.abc import Callable

import django
import pandas
import recordlinkage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.config.settings")
django.setup()

from zhike.kernel.duplicates.tests.public_sets import (  # noqa: E402  (models want Django to be set up)
    PERSONS,
    RESTAURANTS,
    Quality,
    Records,
    Truth,
    febrl,
    found_pairs,
    quality,
    restaurants,
)

_FEBRL_BLOCKS = ["given_name", "surname", "date_of_birth", "soc_sec_id", "postcode"]
_FEBRL_STRINGS = ["given_name", "surname", "address_1", "address_2", "suburb"]
_FEBRL_EXACT = ["date_of_birth", "soc_sec_id", "postcode", "state", "street_number"]
_RESTAURANT_BLOCKS = ["name", "city", "phone"]
_RESTAURANT_STRINGS = ["name", "addr", "city", "phone"]


def main() -> None:
    """Print one line per set and method."""
    warnings.simplefilter("ignore")
    logging.disable(logging.INFO)
    _say(f"{'set':<12}{'method':<42}{'precision':>10}{'recall':>9}{'F1':>9}{'s':>8}")
    for number in (1, 2, 3):
        records, truth = febrl(number)
        _report(f"febrl{number}", "zhike, no labels", truth, lambda records=records: found_pairs(records, PERSONS))
        _compare(f"febrl{number}", records, truth, (_FEBRL_BLOCKS, _FEBRL_STRINGS, _FEBRL_EXACT), between=False)
    records, truth = restaurants()
    _report("restaurants", "zhike, no labels", truth, lambda: found_pairs(records, RESTAURANTS, between=True))
    _compare("restaurants", records, truth, (_RESTAURANT_BLOCKS, _RESTAURANT_STRINGS, []), between=True)


def _compare(
    name: str, records: Records, truth: Truth, fields: tuple[list[str], list[str], list[str]], *, between: bool
) -> None:
    started = time.perf_counter()
    features = _features(records, fields, between=between)
    made = time.perf_counter() - started
    real = features.index[[frozenset(pair) in truth for pair in features.index]]
    methods: dict[str, Callable[[], pandas.MultiIndex]] = {
        "recordlinkage, sum of agreements, no labels": lambda: features.index[
            features.sum(axis=1) >= 0.55 * features.shape[1]
        ],
        "recordlinkage, ECM, no labels": lambda: recordlinkage.ECMClassifier(binarize=0.85).fit_predict(features),
        "recordlinkage, logistic regression, labels": lambda: _trained(features, real),
    }
    for method, run in methods.items():
        _report(name, method, truth, lambda run=run: {frozenset(pair) for pair in run()}, extra=made)


def _features(records: Records, fields: tuple[list[str], list[str], list[str]], *, between: bool) -> pandas.DataFrame:
    blocks, strings, exact = fields
    frame = pandas.DataFrame([values for _id, values in records], index=[identity for identity, _values in records])
    frame = frame.replace("", None)
    if "phone" in frame:
        frame["phone"] = frame["phone"].str.replace(r"\D", "", regex=True)
    index = recordlinkage.Index()
    for field in blocks:
        index.block(field)
    compare = recordlinkage.Compare()
    for field in strings:
        compare.string(field, field, method="jarowinkler", label=field)
    for field in exact:
        compare.exact(field, field, label=field)
    if not between:
        return compare.compute(index.index(frame), frame)
    first, second = frame[frame.index.str.startswith("f")], frame[frame.index.str.startswith("z")]
    return compare.compute(index.index(first, second), first, second)


def _trained(features: pandas.DataFrame, real: pandas.MultiIndex) -> pandas.MultiIndex:
    half = features.iloc[::2]
    classifier = recordlinkage.LogisticRegressionClassifier()
    classifier.fit(half, real.intersection(half.index))
    return classifier.predict(features)


def _report(name: str, method: str, truth: Truth, run: Callable[[], Truth], extra: float = 0.0) -> None:
    started = time.perf_counter()
    try:
        found: Quality | None = quality(run(), truth)
    except (ValueError, AttributeError, ZeroDivisionError) as problem:
        _say(f"{name:<12}{method:<42} not run: {problem}")
        return
    seconds = time.perf_counter() - started + extra
    _say(f"{name:<12}{method:<42}{found.precision:>10.4f}{found.recall:>9.4f}{found.f1:>9.4f}{seconds:>8.2f}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
