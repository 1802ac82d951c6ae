"""The front of the duplicate check: declare matches, make keys, score two records, pair a whole book.

`comparators.py` says how alike two values are, `evidence.py` what that says of two records, `blocking.py` which records
are compared at all.
"""

from zhike.kernel.duplicates.blocking import Pair, keys, keys_prepared, pairs
from zhike.kernel.duplicates.comparators import Kind
from zhike.kernel.duplicates.evidence import (
    Match,
    Prepared,
    Score,
    Values,
    prepare,
    prepare_many,
    score,
    score_prepared,
)

__all__ = [
    "Kind", "Match", "Pair", "Prepared", "Score", "Values", "keys", "keys_prepared", "pairs", "prepare",
    "prepare_many", "score", "score_prepared",
]  # fmt: skip
