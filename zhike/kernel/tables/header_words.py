"""Words by which lists of customers and people head their columns, in Chinese and English, gathered by meaning.

An entity names a meaning in its candidates (`Candidate.synonyms` may hold the meaning's key or further words).
Words are compared after `normalised`: without case, blanks, brackets' content and punctuation.
"""

WORDS: dict[str, str] = {
    "company": (
        "客户名称 客户名 客户 客户全称 公司 公司名称 公司全称 企业名称 企业全称 企业 单位 单位名称 单位全称 "
        "机构名称 组织名称 厂商名称 往来单位 店铺名称 店名 客戶名稱 公司名稱 company company_name account "
        "account_name customer customer_name organisation organization organisation_name organization_name "
        "business_name employer firm client client_name"
    ),
    "short_name": (
        "简称 公司简称 客户简称 企业简称 证券简称 A股简称 別名 别名 short_name alias abbreviation "
        "nickname_of_company trading_as"
    ),
    "english_name": "英文名称 英文名 公司英文名称 公司英文全称 英文全称 英文公司名 english_name name_in_english",
    "person": (
        "姓名 联系人 联系人姓名 联系人名称 名字 客户姓名 真实姓名 收货人 收件人 经办人 业务联系人 聯繫人 "
        "name full_name contact contact_name contact_person person person_name display_name "
        "first_and_last_name fn"
    ),
    "family_name": "姓 姓氏 last_name surname family family_name lastname sn",
    "given_name": "名 名字 first_name given given_name firstname forename",
    "nickname": "昵称 花名 外号 nickname nick",
    "number": (
        "编号 客户编号 客户代码 客户编码 客户号 编码 代码 证券代码 股票代码 A股代码 号码 工号 会员号 code "
        "number no id customer_no customer_number customer_code customer_id account_number account_no "
        "account_id lead_number rec_id prospect_id"
    ),
    "mnemonic": "助记码 助记符 拼音码 简码 拼音 mnemonic search_code",
    "mobile": (
        "手机 手机号 手机号码 移动电话 联系手机 联系人手机 手机1 手提电话 行动电话 手機 mobile mobile_phone "
        "mobile_number cell cell_phone cellphone cellular"
    ),
    "phone": (
        "电话 联系电话 电话号码 公司电话 办公电话 座机 固定电话 固话 单位电话 总机 联系方式 电话1 主电话 "
        "服务热线 企业电话 有效手机号 電話 phone phone_number telephone telephone_number tel main_phone "
        "office_phone business_phone work_phone company_phone contact_phone contact_number "
        "contact_phone_number landline"
    ),
    "office_phone": (
        "办公电话 办公室电话 座机 固定电话 固话 单位电话 工作电话 分机 office_phone work_phone "
        "business_phone office_tel"
    ),
    "home_phone": "家庭电话 住宅电话 宅电 家里电话 home_phone home_tel",
    "other_phones": "其他电话 备用电话 电话2 更多电话 other_phone other_phones phone_2 alternate_phone",
    "finance_phone": "财务电话 财务联系电话 finance_phone accounts_phone",
    "fax": "传真 传真号 传真号码 公司传真 傳真 fax fax_number work_fax",
    "email": (
        "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 联系邮箱 企业邮箱 公司邮箱 电邮 信箱 郵箱 email e_mail "
        "email_address e_mail_address mail main_email"
    ),
    "other_emails": "其他邮箱 备用邮箱 更多邮箱 other_email other_emails secondary_email alternate_email",
    "url": (
        "网址 公司网址 网站 官网 主页 公司主页 公司网站 官方网站 网站地址 網址 url website web web_site "
        "homepage home_page site www domain"
    ),
    "industry": (
        "行业 所属行业 所属行业大类 行业类别 行业分类 国标行业 经营行业 行業 industry sector "
        "line_of_business vertical trade"
    ),
    "country": "国家 国别 国家地区 国家/地区 國家 country country_name nation country_region",
    "province": (
        "省 省份 所属省份 省市 省/市 省份名称 所在省 省/直辖市 province state state_province region_state state_name"
    ),
    "city": "市 城市 所属城市 所在城市 地级市 城市名称 city town city_name locality suburb",
    "district": "区 区县 所属区县 县 县区 区/县 所在区 行政区 district county borough",
    "region": (
        "地区 区域 所在地区 所在地 所属地区 省市区 大区 片区 行政区划 region area territory location office_location"
    ),
    "address": (
        "地址 公司地址 注册地址 办公地址 通讯地址 联系地址 详细地址 企业地址 经营地址 单位地址 住所 收货地址 "
        "通信地址 营业地址 address street street_address full_address mailing_address billing_address "
        "office_address addr address_1 registered_address company_address"
    ),
    "street": ("街道 街道地址 门牌号 详细地址 街道门牌 street street_address address_line_1 address1 addr street_name"),
    "postcode": "邮编 邮政编码 邮码 郵編 postcode postal_code zip zip_code zipcode post_code",
    "tax_number": (
        "税号 纳税人识别号 统一社会信用代码 社会信用代码 信用代码 纳税识别号 统一信用代码 组织机构代码 "
        "营业执照号 工商注册号 稅號 tax_number tax_id tax_no vat vat_number vat_id tin uscc credit_code "
        "unified_social_credit_code registration_number ein gst abn"
    ),
    "legal_person": "法人 法定代表人 法人代表 企业法人 legal_person legal_representative",
    "bank": "开户行 开户银行 银行 bank bank_name",
    "bank_account": "银行账号 账号 银行帐号 开户账号 bank_account bank_account_number iban",
    "level": "级别 客户级别 客户等级 等级 会员等级 客户分级 重要程度 level customer_level grade tier rating class",
    "type": (
        "类型 客户类型 客户类别 类别 性质 客户性质 企业类型 公司类型 分类 type customer_type account_type category kind"
    ),
    "status": (
        "状态 客户状态 跟进状态 阶段 客户阶段 经营状态 登记状态 status customer_status state_of_account "
        "stage lifecycle lifecycle_stage deal_stage"
    ),
    "source": (
        "来源 客户来源 线索来源 渠道 获客渠道 信息来源 source lead_source customer_source channel origin lead_origin"
    ),
    "scale": (
        "规模 人员规模 企业规模 公司规模 员工人数 人数 职工人数 参保人数 员工数 scale size company_size "
        "employees number_of_employees headcount staff"
    ),
    "revenue": "年收入 营业额 年营业额 营收 销售额 年销售额 revenue annual_revenue turnover sales",
    "capital": "注册资本 注册资金 实缴资本 capital registered_capital",
    "credit_grade": "信用等级 信用级别 资信等级 credit_grade credit_rating",
    "credit_limit": "信用额度 授信额度 信用限额 credit_limit credit_line",
    "founded": (
        "成立日期 成立时间 注册日期 创立时间 founded founded_on established year_established "
        "date_of_establishment incorporation_date"
    ),
    "listed": "上市日期 A股上市日期 listing_date listed_on ipo_date",
    "registered_on": (
        "登记日期 建档日期 录入日期 注册时间 registered_on registration_date signed_up_on sign_up_date dt_customer"
    ),
    "created_at": (
        "创建时间 创建日期 录入时间 添加时间 created created_at created_on date_created creation_date create_date"
    ),
    "updated_at": "更新时间 修改时间 最后修改时间 updated updated_at modified modified_at last_modified",
    "last_contact_at": (
        "最近联系 最后联系时间 最近跟进时间 最后跟进时间 上次联系 last_contact last_contact_at "
        "last_contacted last_activity"
    ),
    "next_contact_on": "下次联系时间 下次跟进时间 下次回访 next_contact next_contact_on next_follow_up",
    "owner": (
        "负责人 客户经理 业务员 销售 销售员 跟进人 所属人 归属人 所有人 销售人员 销售代表 业务负责人 "
        "客户负责人 owner account_owner account_manager sales_rep sales_agent salesperson assigned_to "
        "responsible"
    ),
    "owner_department": "所属部门 负责部门 归属部门 department_of_owner owning_department team sales_team",
    "department": "部门 所在部门 联系人部门 科室 處室 department dept division unit",
    "title": "职务 职位 岗位 头衔 联系人职务 职称 職務 title job_title position post role job",
    "superior": "上级 直属上级 汇报对象 主管 superior manager reports_to supervisor boss",
    "parent": (
        "上级单位 母公司 上级公司 上级客户 总公司 所属集团 集团 parent parent_company parent_account "
        "subsidiary_of holding"
    ),
    "sex": "性别 称谓 称呼 性別 sex gender salutation",
    "birthday": "生日 出生日期 出生年月 出生年月日 birthday birth_date date_of_birth dob bday",
    "age": "年龄 年齡 age",
    "hobbies": "爱好 兴趣 兴趣爱好 hobby hobbies interests",
    "im": "微信 微信号 QQ QQ号 QQ号码 企业微信 wechat weixin im skype whatsapp messenger imid",
    "products": "主营产品 主营业务 经营范围 产品 主要产品 主营 product products main_products business_scope",
    "tags": "标签 客户标签 标记 tag tags label labels keywords",
    "note": (
        "备注 说明 备注信息 描述 简介 公司简介 附注 備註 note notes remark remarks comment comments description memo"
    ),
    "amount": "金额 合同金额 成交金额 订单金额 amount value deal_value close_value total price",
    "currency": "币种 货币 currency",
    "vip": "VIP 是否VIP 金牌会员 重点客户 是否重点 vip gold_member key_account",
    "uid": "唯一标识 外部编号 uid uuid guid external_id",
}


def words_of(meaning: str) -> list[str]:
    """Return the words of a meaning, with underscores as blanks; none for a meaning that is not known."""
    return [word.replace("_", " ") for word in WORDS.get(meaning, "").split()]
