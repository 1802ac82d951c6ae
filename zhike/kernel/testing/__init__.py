"""What tests of every part share: public data sets, and a small cast of people with a customer each."""

from zhike.kernel.testing.cast import Cast
from zhike.kernel.testing.shared import shared_data

__all__ = ["Cast", "shared_data"]
