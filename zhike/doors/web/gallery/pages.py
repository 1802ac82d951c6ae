"""The gallery's pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhike.doors.web.fields import Choice, Field, Level
from zhike.doors.web.filters import filter_fields
from zhike.doors.web.frame import groups
from zhike.doors.web.gallery import samples
from zhike.doors.web.problems import problem_page
from zhike.doors.web.templatetags.web import avatar, chip

COLUMNS = ["客户名称", "级别", "行业", "地区", "负责人", "进行中商机", "应收余额", "最近联系", "标签"]
FIELD_NAMES = ["name", "level", "industry", "region", "owner", "open_amount", "balance", "last_contact_at", "tags"]
LATE_DAYS, VERY_LATE_DAYS = 7, 12


def _frame(request: HttpRequest, **crumb: str) -> dict[str, Any]:
    """Return what base.html needs; ?theme= and ?density= stand in for a person's preference."""
    look = {name: request.GET.get(name, "") for name in ("theme", "density", "rail")}
    rail = [{**entry, "active": entry["url"] == request.path} for entry in samples.RAIL]
    return {
        **samples.FRAME,
        "rail": rail,
        "rail_groups": groups(rail, ""),
        "look": look,
        "crumbs": [{"label": label, "url": url} for label, url in crumb.items()],
    }


def _row(number: int, customer: tuple[Any, ...]) -> dict[str, Any]:
    name, level, industry, region, owner, amount, balance, contact, tags = customer
    late = "逾期" in tags
    cells: list[tuple[str, SafeString | str]] = [
        ("first sticky", format_html('<a href="/gallery/card" data-panel="{}">{}</a>', number, name)),
        ("", chip(level, samples.LEVEL_TONES[level])),
        ("", industry),
        ("", region),
        ("", format_html('<span class="person">{}{}</span>', avatar(owner), owner)),
        ("num", amount),
        ("num bad" if late else "num", balance),
        ("muted", contact),
        ("", format_html_join(" ", "{}", ((chip(tag, "rose" if tag == "逾期" else "ink"),) for tag in tags))),
    ]
    html = format_html_join("", '<td class="{}">{}</td>', cells)
    return {"id": number, "title": name, "html": html}


def _table() -> dict[str, Any]:
    numeric = {"open_amount", "balance"}
    columns = [
        {
            "name": name,
            "label": label,
            "numeric": name in numeric,
            "editable": name in ("level", "industry", "owner"),
            "sort_url": f"?sort={name}",
            "sorted": "descending" if name == "last_contact_at" else "",
        }
        for name, label in zip(FIELD_NAMES, COLUMNS, strict=True)
    ]
    totals = [
        {"label": "筛选出 4,212 家"},
        {"span": 4},
        {"value": "1,306.1 万", "numeric": True},
        {"value": "198.4 万", "numeric": True},
        {"span": 2},
    ]
    rows = [_row(number, customer) for number, customer in enumerate(samples.CUSTOMERS, 1)]
    return {
        "label": "客户",
        "selectable": True,
        "cell_url": "/gallery/cells/{id}/{field}",
        "columns": columns,
        "rows": rows,
        "totals": totals,
    }


def _filters() -> dict[str, Any]:
    chips = [
        {"label": "地区：华东", "icon": "map-pin", "remove_url": "?"},
        {"label": "级别：A、B", "icon": "layers", "remove_url": "?"},
    ]
    kept = '{"and": [{"field": "level", "op": "in", "value": ["A", "B"]}]}'
    return {"chips": chips, "json": kept, "fields_script": filter_fields(samples.FILTER_FIELDS)}


def customer_list(request: HttpRequest) -> HttpResponse:
    """Show the list page of the pictures, alive."""
    labels = ["我的客户", "全部", "重点客户 20%", "公海", "七天未联系"]
    actions = [
        ("转移", "user-round-check", 1),
        ("打标签", "tag", 1),
        ("改字段", "pencil-line", 1),
        ("群发", "mail", 1),
        ("合并", "git-merge", 2),
        ("冻结", "snowflake", 1),
    ]
    return render(
        request,
        "web/gallery/list.html",
        {
            **_frame(request, 客户=""),
            "title": "客户",
            "table": _table(),
            "filters": _filters(),
            "tabs": [{"label": label, "url": "?", "active": label == "全部"} for label in labels],
            "columns": [
                {"name": name, "label": label, "shown": True} for name, label in zip(FIELD_NAMES, COLUMNS, strict=True)
            ],
            "list": {
                "total_words": "4,212",
                "actions": [
                    {"label": label, "icon": icon, "url": "/gallery/dialog", "needs": needs}
                    for label, icon, needs in actions
                ],
            },
            "pager": {"previous": "", "next": "?cursor=2"},
        },
    )


def _facts() -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "facts": [{"label": label, "html": words, "url": f"/gallery/facts/{label}"} for label, words in facts],
        }
        for title, facts in samples.FACTS
    ]


def _composer() -> dict[str, Any]:
    kinds = [
        ("note", "notebook-pen", "记一笔"),
        ("call", "phone", "电话"),
        ("visit", "map-pinned", "拜访"),
        ("mail", "mail", "邮件"),
        ("task", "square-check", "任务"),
    ]
    parts = [
        {
            "kinds": "call visit",
            "fields": [
                Field("result", "结果", "choice_chips", choices=[Choice("ok", "有进展"), Choice("no", "未接通")])
            ],
        },
        {
            "kinds": "task",
            "fields": [Field("due", "截止", "date"), Field("to", "交给", "reference", url="/gallery/options")],
        },
    ]
    return {
        "url": "/gallery/note",
        "prompt": "和客户聊了什么？@ 同事，Ctrl+Enter 保存",
        "kinds": [{"value": v, "icon": i, "label": w} for v, i, w in kinds],
        "parts": parts,
    }


def card(request: HttpRequest) -> HttpResponse:
    """Show the record page of the pictures, alive."""
    tabs = [
        ("动态", 0),
        ("联系人", 4),
        ("商机", 3),
        ("报价", 6),
        ("合同", 2),
        ("订单", 14),
        ("财账", 9),
        ("服务", 5),
        ("文档", 22),
        ("下属公司", 2),
        ("历史", 0),
    ]
    contacts = [
        ("顾建国", "总经理", "决策者 · 0.82"),
        ("沈丽", "采购总监", "影响者 · 0.61"),
        ("许航", "设备科长", "使用者 · 0.34"),
    ]
    return render(
        request,
        "web/gallery/card.html",
        {
            **_frame(request, 客户="/gallery/list", 苏州华宸精密机械有限公司=""),
            "title": "苏州华宸精密机械有限公司",
            "figures": samples.FIGURES,
            "tabs": [{"label": label, "count": count, "url": "?", "active": label == "动态"} for label, count in tabs],
            "facts": _facts(),
            "days": samples.EVENTS,
            "composer": _composer(),
            "contacts": contacts,
            "deals": [
                ("三号车间五轴线", "86.0 万", "方案 · 6 天", 3),
                ("备件年框", "24.0 万", "报价 · 2 天", 4),
                ("售后延保", "18.0 万", "初谈 · 19 天", 1),
            ],
            "warning": {
                "text": "可能重复：苏州华辰精密（电话相同）",
                "url": "/gallery/dialog",
                "label": "比较并合并",
                "dialog": True,
            },
            "menu": {
                "id": "card-more",
                "name": "更多",
                "class": "btn-icon",
                "entries": [
                    {"label": "转移", "icon": "user-round-check", "dialog": "/gallery/dialog"},
                    {"label": "冻结", "icon": "snowflake", "dialog": "/gallery/dialog"},
                    {"line": True},
                    {"label": "删除", "icon": "trash-2", "danger": True, "dialog": "/gallery/dialog"},
                ],
            },
        },
    )


def _kanban_card(number: int, card: tuple[str, str, str, str, int, str]) -> dict[str, Any]:
    above, title, figure, owner, days, following = card
    tone = "rose" if days > VERY_LATE_DAYS else "amber" if days > LATE_DAYS else "ink"
    return {
        "id": number,
        "url": "/gallery/card",
        "above": above,
        "title": title,
        "figure": figure,
        "owner": owner,
        "days": f"{days} 天",
        "days_tone": tone,
        "late": tone == "rose",
        "next": following,
    }


def _kanban() -> dict[str, Any]:
    columns = []
    for place, (label, count, total, cards) in enumerate(samples.STAGES):
        shown = [_kanban_card(place * 10 + number, one) for number, one in enumerate(cards)]
        columns.append(
            {
                "value": str(place),
                "label": label,
                "count": count,
                "beyond": count - len(shown),
                "sum": total,
                "cards": shown,
            }
        )
    return {"label": "商机", "move_url": "/gallery/move/{id}", "columns": columns}


def board(request: HttpRequest) -> HttpResponse:
    """Show the board of the pictures, alive. Moving into the last column is refused, to show how that looks."""
    frame = _frame(request, 商机="/gallery/board", 标准销售流程="")
    return render(request, "web/gallery/board.html", {**frame, "title": "商机", "kanban": _kanban()})


def home(request: HttpRequest) -> HttpResponse:
    """Show the first page of the pictures."""
    tiles = [
        {"label": "本月回款", "value": "186.4 万", "note": "目标 240 万", "share": "78%", "goal": 240, "reached": 186},
        {"label": "本季签约", "value": "912 万", "note": "目标 1,200 万", "share": "76%", "goal": 1200, "reached": 912},
        {"label": "新增客户", "value": "64", "note": "较上月 +12%"},
        {"label": "赢单率", "value": "31.6%", "note": "近 90 天 · 团队 27.9%"},
    ]
    todo = [
        ("到厂演示样机", "苏州华宸精密机械", "14:00", "拜访"),
        ("审批：折扣 12% 的报价 BJ-2026-00418", "李涛 提交", "今天", "审批"),
        ("催收合同 HT-2026-0091 第二期 41.0 万", "宁波港通物流", "逾期 2 天", "应收"),
        ("补充第三方检测报告", "顾建国 的邮件", "明天", "任务"),
    ]
    return render(
        request, "web/gallery/home.html", {**_frame(request, 今日=""), "title": "今日", "tiles": tiles, "todo": todo}
    )


def _fields() -> list[Field]:
    levels = [Choice("A", "A 级", True, "jade"), Choice("B", "B 级", tone="sky"), Choice("C", "C 级")]
    regions = [
        Level("省", [Choice("32", "江苏省", True), Choice("33", "浙江省")]),
        Level("市", [Choice("3205", "苏州市", True)]),
        Level("区县"),
    ]
    return [
        Field("name", "客户名称", required=True, value="苏州华宸精密机械有限公司", help="营业执照上的全称"),
        Field("tax_number", "税号", value="9132059", error="税号应为 18 位，现在是 7 位。"),
        Field("level", "级别", "choice_chips", choices=levels, required=True),
        Field(
            "owner",
            "负责人",
            "reference",
            chosen=[Choice("1", "周敏")],
            url="/gallery/options",
            create_url="/gallery/dialog",
        ),
        Field(
            "tags",
            "标签",
            "reference",
            multiple=True,
            chosen=[Choice("1", "战略", tone="violet"), Choice("2", "展会")],
            url="/gallery/options",
        ),
        Field("region", "地区", "region", value="3205", levels=regions, url="/gallery/regions"),
        Field("credit_limit", "信用额度", "money", value="500,000.00"),
        Field("machines", "机床台数", "number", value="86", unit="台"),
        Field("registered_on", "登记日期", "date", value="2026-11-22"),
        Field("visit_at", "拜访时间", "datetime", value="2026-11-26T14:00"),
        Field("source", "来源", "select", choices=[Choice("1", "展会", True), Choice("2", "转介绍")]),
        Field(
            "types",
            "类型",
            "choices_chips",
            choices=[Choice("1", "直接客户", True), Choice("2", "代理商"), Choice("3", "供应商")],
        ),
        Field("vip", "金牌会员", "checkbox", value=True),
        Field("remarks", "备注", "textarea", value="老客户介绍，决策周期约三个月。"),
        Field(
            "file",
            "名单文件",
            "file",
            accept=".csv,.xlsx,.xls,.ods,.vcf",
            limit=50_000_000,
            hint="CSV、XLSX、XLS、ODS 或 vCard，最大 50 MB",
        ),
    ]


def pieces(request: HttpRequest) -> HttpResponse:
    """Show every piece once."""
    steps = [
        {"label": "上传", "state": "done"},
        {"label": "对应", "state": "done"},
        {"label": "检查", "state": "now"},
        {"label": "运行", "state": "next"},
        {"label": "结果", "state": "next"},
    ]
    return render(
        request,
        "web/gallery/pieces.html",
        {
            **_frame(request, 部件=""),
            "title": "部件",
            "action": "/gallery/refused",
            "sections": [
                {"title": "基本信息", "fields": _fields()[:6]},
                {"title": "更多", "folded": True, "open": True, "fields": _fields()[6:]},
            ],
            "steps": steps,
            "warnings": [
                {"text": "此客户已冻结，资料只读。", "tone": "info", "icon": "snowflake"},
                {"text": "30 天没有联系。", "url": "#", "label": "安排电话"},
                {"text": "应收超过信用额度 2.1 万。", "tone": "danger"},
            ],
            "progress": {
                "state": "running",
                "label": "正在导入客户",
                "words": "3,200 / 10,000",
                "done": 3200,
                "total": 10000,
                "note": "新增 2,950 · 更新 210 · 重复 40",
                "poll_url": "/gallery/progress",
            },
            "changes": [
                {"label": "级别", "before": "B", "after": "A"},
                {"label": "信用额度", "before": "30 万", "after": "50 万"},
            ],
            "notices": [
                {
                    "text": "李涛把 12 家客户转给了你",
                    "url": "#",
                    "when": "10 分钟前",
                    "icon": "user-round-check",
                    "unread": True,
                },
                {"text": "导入完成：9,982 家客户", "url": "#", "when": "昨天", "icon": "upload"},
            ],
            "tones": ["ink", "jade", "sky", "amber", "rose", "violet", "teal", "orange", "pink", "lime"],
            "people": samples.PEOPLE,
        },
    )


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page."""
    fields = [
        Field("username", "用户名", required=True, autocomplete="username"),
        Field("password", "密码", type="password", required=True, autocomplete="current-password"),
    ]
    return render(
        request, "web/sign_in.html", {**_frame(request), "fields": fields, "problem": request.GET.get("problem", "")}
    )


def error(request: HttpRequest, code: str) -> HttpResponse:
    """Show an error page as it is; as a sample it is no error itself."""
    answer = problem_page(request, int(code) if code.isdigit() else 404)
    answer.status_code = 200
    return answer
