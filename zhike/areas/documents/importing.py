"""What columns of other systems' lists of orders, invoices and quotes are called."""

from __future__ import annotations

SYNONYMS: dict[str, tuple[str, ...]] = {
    "number": (
        "InvoiceNo", "Invoice number", "Order number", "Order ID", "Quote number", "Document number", "单号",
        "单据编号", "订单号", "订单编号", "发票编号", "报价单号", "合同编号",
    ),
    "customer": ("CustomerID", "Customer number", "Customer name", "Account", "客户编号", "客户名称", "购货单位"),
    "dated": ("InvoiceDate", "Invoice date", "Order date", "下单日期", "开票日期", "单据日期", "订单日期"),
    "lines.product": ("StockCode", "SKU", "Item", "Product code", "产品编号", "产品名称", "货号", "商品编码"),
    "lines.description": ("Description", "Item description", "品名", "商品名称", "货物名称"),
    "lines.quantity": ("Qty", "Quantity ordered", "数量", "订货数量"),
    "lines.price": ("UnitPrice", "Unit price", "单价", "不含税单价"),
    "lines.tax_rate": ("VAT", "VAT rate", "税率"),
}  # fmt: skip
