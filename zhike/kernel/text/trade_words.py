"""Words of trade and of legal form that end the distinctive part of a company's name. Own tables."""

LEGAL_FORMS: tuple[str, ...] = (
    "集团股份有限公司", "集团有限责任公司", "股份有限公司", "有限责任公司", "集团有限公司", "股份合作公司", "有限公司",
    "集团公司", "股份公司", "总公司", "责任公司", "合伙企业", "普通合伙", "有限合伙", "特殊普通合伙", "个人独资企业",
    "集团股份", "集团", "股份", "公司",
)  # fmt: skip
"""Endings by which the law tells companies' kinds; longest first."""

LATIN_LEGAL_FORMS: frozenset[str] = frozenset(
    (
        "co ltd limited inc incorporated corp corporation company llc llp lp plc gmbh ag kg sa sarl srl spa bv nv ab as oy "
        "pty pte kk kabushiki kaisha sdn bhd group holding holdings jsc ojsc and"
    ).split()
)
"""The same in the alphabet, without dots; only the last words of a name are compared with it."""

TRADE_WORDS: frozenset[str] = frozenset(
    (
        "科技 技术 信息 电子 机械 机电 精密 实业 贸易 商贸 外贸 进出口 工业 工贸 工程 建设 建筑 建材 装饰 环保 环境 能源 新能源 电力 "
        "电气 电器 电机 电缆 电源 电池 光电 光学 半导体 集成 芯片 通信 通讯 网络 软件 数据 数字 智能 自动化 控制 仪器 仪表 设备 装备 "
        "重工 制造 模具 五金 材料 新材 化工 化学 化纤 石化 石油 塑料 塑胶 橡胶 包装 印刷 纸业 造纸 纺织 服装 服饰 制衣 家具 家居 "
        "家电 食品 饮料 酒业 酿酒 乳业 粮油 农业 农牧 种业 畜牧 渔业 水产 林业 园林 花卉 医药 药业 制药 生物 医疗 器械 健康 医院 "
        "保健 美容 教育 培训 文化 传媒 广告 影视 出版 旅游 酒店 餐饮 物流 运输 货运 航空 航运 港口 机场 铁路 公路 汽车 车业 "
        "零部件 配件 轮胎 船舶 钢铁 钢构 金属 有色 铝业 铜业 矿业 煤业 煤炭 黄金 水泥 玻璃 陶瓷 地产 房地产 置业 物业 置地 投资 "
        "资本 资产 管理 咨询 服务 金融 银行 证券 保险 信托 期货 基金 租赁 担保 发展 开发 控股 产业 企业 商业 百货 超市 连锁 零售 "
        "批发 商行 供应链 国际 世纪 测试 检测 检验 设计 研究 研究院 研究所 规划 安防 安全 消防 照明 灯具 阀门 泵业 轴承 管业 管道 "
        "玩具 珠宝 钟表 眼镜 体育 用品 日化 化妆品 燃气 热力 水务 供水 水利 水电 核电 风电 太阳能 光伏 电商 电子商务 互联网 人力资源 "
        "会计师 律师 事务所 代理 销售 经贸 经营部 厂 商店 股份 集团 工厂 制品 工艺 钢管 线缆 微电子 计算机 系统 机器人 激光 传感 "
        "动力 锅炉 压缩机 空调 制冷 电梯 起重 工具 刀具 紧固件 涂料 油漆 颜料 染料 农药 化肥 肥料 饲料 肉类 调味品 茶业 糖业 盐业"
    ).split()
)
"""What companies do, as it is written in their names."""

LONGEST_TRADE_WORD = max(map(len, TRADE_WORDS))
