"""The choice lists of the customer book, as a new system starts with them."""

from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.declaration import Entry, declare

declare("customer_level", _("Customer level"), [
    Entry("A", "A", "A", "jade"), Entry("B", "B", "B", "sky", is_default=True), Entry("C", "C", "C", "ink"),
    Entry("D", "D", "D", "ink"),
])  # fmt: skip
declare("customer_type", _("Customer type"), [
    Entry("direct", "直接客户", "Direct customer", is_default=True), Entry("partner", "合作伙伴", "Partner"),
    Entry("agent", "代理商", "Agent"), Entry("distributor", "经销商", "Distributor"), Entry("supplier", "供应商",
        "Supplier"),
    Entry("competitor", "竞争对手", "Competitor"), Entry("other", "其他", "Other"),
])  # fmt: skip
declare("customer_status", _("Customer status"), [
    Entry("potential", "潜在", "Potential", "ink", is_default=True), Entry("intending", "意向", "Intending", "sky"),
    Entry("negotiating", "洽谈中", "Negotiating", "amber"), Entry("cooperating", "合作中", "Cooperating", "jade"),
    Entry("dormant", "休眠", "Dormant", "ink"), Entry("lost", "流失", "Lost", "rose"),
])  # fmt: skip
declare("industry", _("Industry"), [
    Entry("agriculture", "农林牧渔", "Agriculture"), Entry("mining", "采矿", "Mining"),
    Entry("manufacturing", "制造业", "Manufacturing"), Entry("machinery", "机械装备", "Machinery"),
    Entry("electronics", "电子", "Electronics"), Entry("automotive", "汽车", "Automotive"),
    Entry("chemicals", "化工", "Chemicals"), Entry("pharmaceuticals", "医药", "Pharmaceuticals"),
    Entry("food", "食品", "Food"), Entry("textiles", "纺织服装", "Textiles"), Entry("energy", "能源", "Energy"),
    Entry("construction", "建筑工程", "Construction"), Entry("real_estate", "房地产", "Real estate"),
    Entry("wholesale", "批发零售", "Wholesale and retail"), Entry("logistics", "物流运输", "Logistics"),
    Entry("hospitality", "住宿餐饮", "Hospitality"), Entry("software", "软件信息", "Software"),
    Entry("finance", "金融", "Finance"), Entry("education", "教育", "Education"), Entry("health", "医疗卫生",
        "Health care"),
    Entry("services", "商务服务", "Business services"), Entry("culture", "文化传媒", "Culture and media"),
    Entry("government", "政府机构", "Government"), Entry("other", "其他", "Other"),
])  # fmt: skip
declare("company_scale", _("Scale"), [
    Entry("1-19", "1–19 人", "1–19 people"), Entry("20-99", "20–99 人", "20–99 people"),
    Entry("100-499", "100–499 人", "100–499 people"), Entry("500-999", "500–999 人", "500–999 people"),
    Entry("1000+", "1000 人以上", "1,000 people and more"),
])  # fmt: skip
declare("customer_source", _("Source"), [
    Entry("exhibition", "展会", "Exhibition"), Entry("referral", "转介绍", "Referral"), Entry("website", "网站",
        "Web site"),
    Entry("telesales", "电话销售", "Telesales"), Entry("advertising", "广告", "Advertising"), Entry("tender",
        "招投标", "Tender"),
    Entry("visit", "陌拜", "Cold visit"), Entry("import", "导入", "Import"), Entry("other", "其他", "Other"),
])  # fmt: skip
declare("credit_grade", _("Credit grade"), [
    Entry("AAA", "AAA", "AAA", "jade"), Entry("AA", "AA", "AA", "jade"), Entry("A", "A", "A", "sky"),
    Entry("B", "B", "B", "amber"), Entry("C", "C", "C", "rose"),
])  # fmt: skip
declare("contact_class", _("Contact class"), [
    Entry("business", "业务", "Business"), Entry("technical", "技术", "Technical"), Entry("finance", "财务", "Finance"),
    Entry("management", "管理层", "Management"), Entry("other", "其他", "Other"),
])  # fmt: skip
declare("decision_role", _("Part in the decision"), [
    Entry("decider", "决策者", "Decider", "jade"), Entry("influencer", "影响者", "Influencer", "sky"),
    Entry("user", "使用者", "User", "violet"), Entry("gatekeeper", "把关者", "Gatekeeper", "amber"),
    Entry("buyer", "采购", "Buyer", "ink"),
])  # fmt: skip
