"""From one unit to another: by the product's own packing, else by the general table of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from zhike.areas.catalog.models import Product, ProductUnit, Unit

ONE = Decimal(1)


class Conversions:
    """How much of a product's own unit one of another unit is; read in two queries for any number of products."""

    def __init__(self, products: Iterable[Product]) -> None:
        """Read what the products are packed in, and the units there are (a small table)."""
        ids = {product.pk for product in products}
        packed = ProductUnit.objects.filter(product__in=ids, deleted_at=None)
        self.packed: Mapping[tuple[int, int], Decimal] = {
            (product, unit): factor for product, unit, factor in packed.values_list("product_id", "unit_id", "factor")
        }
        self.units: Mapping[int, Unit] = Unit.objects.in_bulk()

    def factor(self, product: Product, unit: int | None) -> Decimal | None:
        """How many of the product's own unit one `unit` is; None when nothing says. No unit means the own one."""
        if unit is None or unit == product.unit_id:
            return ONE
        packed = self.packed.get((product.pk, unit))
        return packed if packed is not None else self._general(unit, product.unit_id)

    def _general(self, unit: int, own: int) -> Decimal | None:
        one, other = self.units.get(unit), self.units.get(own)
        if one is None or other is None or (one.base_id or one.pk) != (other.base_id or other.pk):
            return None
        return one.factor / other.factor
