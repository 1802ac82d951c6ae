"""From a stranger's enquiry to a commission, as a visitor, a seller, her manager and the bookkeeper."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.book import BOOKKEEPER, DIRECTOR, MANAGER, SELLER
from tests.browser.test_lines import LATHE, cell, choose
from tests.browser.visitor import Visitor, any_word


def told(visitor: Visitor, path: str) -> Any:
    """What the REST interface tells this person."""
    answer = visitor.context.request.get(f"{visitor.book.address}/api/v1{path}")
    assert answer.ok, (path, answer.status, answer.text()[:300])
    return answer.json()


def open_action(page: Page, name: str) -> None:
    """Press the button of an action, or find it in the menu."""
    button = page.locator(f"main :is([hx-get*='/actions/{name}?'], [hx-post*='/actions/{name}?'])").first
    if not button.is_visible():
        page.locator("main [popovertarget=card-more]").click()
    button.click()


def act(visitor: Visitor, name: str, **fills: str) -> Page:
    """Do an action of the record on the open page as people do: its button, its dialog if it asks, its main button."""
    page = visitor.page
    open_action(page, name)
    visitor.settle()
    dialog = page.locator("dialog[open]")
    if dialog.count():
        for field, value in fills.items():
            dialog.locator(f"[name={field}]").fill(value)
        dialog.locator(".btn-primary, .btn-danger").last.click()
        expect(dialog).to_have_count(0)
    visitor.settle()
    return page


def led(visitor: Visitor, where: str) -> str:
    """Wait to be led to what was made, and say where that is."""
    visitor.page.wait_for_url(re.compile(where))
    visitor.settle()
    return visitor.page.url.removeprefix(visitor.book.address)


def hand_over(visitor: Visitor, path: str, to: str) -> None:
    """Give a lead to the colleague of this name, unless the rules gave it to her already."""
    page = visitor.open(path)
    if to in page.locator(".card-head").inner_text():
        return
    open_action(page, "give")
    choose(page.locator("dialog[open] [role=combobox]"), to)
    page.locator("dialog[open] .btn-primary").last.click()
    expect(page.locator(".card-head")).to_contain_text(to)


def save(visitor: Visitor) -> None:
    """Save the open form and wait for the card."""
    visitor.page.keyboard.press("Control+Enter")
    visitor.page.wait_for_url(re.compile(r"/\d+$"))
    visitor.settle()


def take_in(visitor: Visitor, product: str, quantity: str) -> None:
    """Let so many of a product come into the first warehouse, so that they can be promised."""
    page = visitor.open("/stock_slips/new")
    choose(page.locator("#id_warehouse"), "仓")
    choose(cell(page, 0, "product"), product)
    cell(page, 0, "quantity").fill(quantity)
    cell(page, 0, "unit_cost").fill("98000")
    save(visitor)
    act(visitor, "post_slip")


def offer(visitor: Visitor, quote: str, discount: str) -> None:
    """Put two lathes on a quote, with so many per cent off."""
    page = visitor.open(f"{quote}/edit")
    choose(cell(page, 0, "product"), LATHE)
    expect(cell(page, 0, "price")).not_to_have_value("")
    cell(page, 0, "quantity").fill("2")
    cell(page, 0, "discount").fill(discount)
    save(visitor)


def approved(visitor: Visitor, manager: Visitor, path: str) -> None:
    """Ask for approval, after the record was refused without it, and get it from the manager."""
    visitor.open(path)
    act(visitor, "ask_approval", note="客户首单，请支持。")
    manager.open("/approvals")
    manager.open(path)
    act(manager, "approve", comment="同意")


def write(visitor: Visitor, contract: str) -> None:
    """Fill in what a contract needs before it can be signed."""
    page = visitor.open(f"{contract}/edit")
    page.evaluate("document.querySelectorAll('details').forEach(section => { section.open = true; })")
    page.locator("[name=body]").fill("甲乙双方经友好协商，订立本合同。")
    page.locator("[name=our_signer]").fill("陈立")
    page.locator("[name=their_signer]").fill("沈向东")
    page.locator("[name=starts_on]").fill("2026-11-26")
    save(visitor)


def address(visitor: Visitor, order: str) -> None:
    """Say where an order goes."""
    page = visitor.open(f"{order}/edit")
    page.locator("[name=receiver]").fill("沈向东")
    page.locator("[name=receiver_phone]").fill("13905710001")
    for step, name in enumerate(("浙江", "杭州", "滨江")):
        choice = page.locator("#id_region select").nth(step)
        expect(choice.locator("option", has_text=name)).to_have_count(1)
        choice.select_option(value=choice.locator("option", has_text=name).get_attribute("value"))
    page.locator("[name=street]").fill("江南大道 100 号")
    save(visitor)


def ship(visitor: Visitor, order: str, quantity: str) -> None:
    """Send off so many of the first line of an order, or all that is left."""
    page = visitor.open(order)
    act(visitor, "pack")
    shipment = led(visitor, r"/shipments/\d+$")
    if quantity:
        visitor.open(f"{shipment}/edit")
        cell(page, 0, "quantity").fill(quantity)
        save(visitor)
    act(visitor, "send_off")


def pay(visitor: Visitor, company: str, amount: str) -> None:
    """Note and book what a customer paid; it finds its invoice by itself."""
    page = visitor.open("/receipts/new")
    choose(page.locator("#id_customer"), company)
    page.locator("[name=amount]").fill(amount)
    save(visitor)
    open_action(page, "book_receipt")
    choose(page.locator("dialog[open] [role=combobox]"), "银行")
    page.locator("dialog[open] .btn-primary").last.click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def analysed(visitor: Visitor, company: str, *, ordered: str, sold: str) -> None:
    """See that the sales analysis says the same of this customer, with tax for orders and without for sales."""
    for report, measure, amount in (
        ("orders", "amount", ordered),
        ("sales", "revenue", sold),
        ("receipts", "amount", ordered),
    ):
        found = told(visitor, f"/reports/{report}?by=customer&period=this_year&measures={measure}")
        figures = {row["row_label"]: row["figures"][0] for row in found["items"]}
        assert Decimal(figures[company]) == Decimal(amount), (report, figures)
    page = visitor.open("/reports/orders?by=customer&period=this_year")
    expect(page.locator("main")).to_contain_text(company)


def earned(manager: Visitor, seller: Visitor, *, rate: str, sold: str, invoice: str) -> None:
    """Let the manager set a rate and reckon the month; the seller reads on her statement what it comes to and why."""
    page = manager.open("/commission_rules/new")
    page.locator("[name=name]").fill(f"特别提成 {any_word()}")
    page.locator("[name=rate]").fill(rate)
    page.locator("[name=priority]").fill("99")
    save(manager)
    person = told(seller, "/me")["id"]
    manager.open(f"/employees/{person}")
    act(manager, "calculate_commissions")
    statement = told(seller, "/commission_statements?sort=-month")["items"][0]["id"]
    lines = told(seller, f"/commission_lines?filter[statement]={statement}")["items"]
    amount = (Decimal(sold) * Decimal(rate) / 100).quantize(Decimal("0.01"))
    assert amount in [Decimal(one["amount"]) for one in lines]
    page = seller.open(f"/commission_statements/{statement}")
    page.get_by_role("link", name="逐行说明").click()
    expect(page.locator("main")).to_contain_text(invoice)


def move_on(visitor: Visitor, deal: str) -> None:
    """Move a deal one column on, on the board, by keyboard."""
    page = visitor.open("/opportunities?display=stage")
    page.locator(f"[data-card='{deal.rpartition('/')[2]}']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    with page.expect_response(lambda answer: "/move" in answer.url) as moved:
        page.keyboard.press("Space")
    assert moved.value.ok, moved.value.text()[:500]


def enquire(browser: Browser, address: str, company: str) -> None:
    """Send the public form as somebody whom nobody knows; the page's script does its work of proof first."""
    page = browser.new_page(locale="zh-CN")
    page.goto(address)
    page.locator("#name").fill("沈向东")
    page.locator("#company").fill(company)
    page.locator("#phone").fill("13905710001")
    page.locator("#need").fill("想买数控车床，请报价。")
    page.wait_for_timeout(2500)  # who fills in a form in under two seconds is no person
    page.locator("button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("我们会尽快联系您", timeout=60_000)
    page.context.close()


def won(seller: Visitor, manager: Visitor, lead: str) -> str:
    """Lead a lead to an order, by way of the deal, a quote and a contract that need approval; where the order is."""
    seller.open(lead)
    act(seller, "qualify", amount="260000")
    deal = led(seller, r"/opportunities/\d+$")
    move_on(seller, deal)
    seller.open(deal)
    act(seller, "make_quote")
    quote = led(seller, r"/quotes/\d+$")
    offer(seller, quote, discount="15")
    approved(seller, manager, quote)
    seller.open(quote)
    act(seller, "send")
    act(seller, "accept")
    act(seller, "make_contract")
    contract = led(seller, r"/contracts/\d+$")
    write(seller, contract)
    approved(seller, manager, contract)
    seller.open(contract)
    act(seller, "sign")
    act(seller, "order_from_contract")
    return led(seller, r"/orders/\d+$")


def test_a_stranger_asks_and_in_the_end_a_seller_earns_her_commission(
    browser: Browser, visitor: Callable[..., Visitor], admin: Visitor
) -> None:
    company = f"杭州{any_word()}精密机械有限公司"
    form = told(admin, "/web_forms")["items"][0]
    enquire(browser, f"{admin.book.address}/f/{form['key']}", company)
    lead = f"/leads/{told(admin, f'/leads?q={company}')['items'][0]['id']}"
    hand_over(visitor(DIRECTOR), lead, to="周敏")
    seller, manager, bookkeeper = visitor(SELLER), visitor(MANAGER), visitor(BOOKKEEPER)
    order = won(seller, manager, lead)
    address(seller, order)
    take_in(admin, LATHE, "2")
    seller.open(order)
    act(seller, "confirm")
    ship(seller, order, "1")
    ship(seller, order, "")
    bookkeeper.open(order)
    act(bookkeeper, "invoice")
    invoice = told(bookkeeper, led(bookkeeper, r"/invoices/\d+$"))
    pay(bookkeeper, company, invoice["total"])
    expect(bookkeeper.page.locator("main")).to_contain_text("已全部核销")
    earned(manager, seller, rate="3", sold=invoice["net"], invoice=invoice["number"])
    analysed(manager, company, ordered=told(bookkeeper, order)["total"], sold=invoice["net"])
