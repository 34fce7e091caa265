/**
 * Words by which Chinese firms say what they do (the third part of a registered name), and the weaker words of
 * structure that stand among them. Written down from the national classification of economic activities and everyday
 * use; a word that is missing only makes a trade name longer, never shorter than it should be.
 */
const ACTIVITIES = `
科技 高科 高新 高技术 技术 高新技术 信息 信息技术 信息产业 信息科技 网络 网络科技 网络技术 互联网 软件 软件开发 软件技术 数据 大数据 数据服务 数据科技 数码 数字 数字科技 智能 智能科技
智能制造 智能装备 智能技术 人工智能 云计算 物联网 电子 电子科技 电子技术 电子商务 电商 电器 电气 电气设备 电气科技 电力 电力设备 电力技术 电力工程 电力科技 电力建设 发电 水电 风电 火电 热电 核电
光伏 光电 光电科技 光电技术 光学 光通信 激光 半导体 集成电路 混合集成电路 芯片 微电子 元器件 电子元件 电路 电缆 电线 线缆 电线电缆 电源 电池 电机 电梯 电信 通信 通信技术 通信设备 通讯 通讯设备
仪器 仪表 仪器仪表 精密 精密机械 精密仪器 精密机器 机器 机器人 机械 机械设备 机械制造 机电 机电设备 机床 工具 模具 五金 五金制品 轴承 阀门 泵业 压缩机 锅炉 装备 装备制造 重工 重型机械 重机 设备
成套设备 设备制造 自动化 自动化设备 控制 控制技术 控制工程 测控 传感器 检测 检测技术 检验 认证 计量 汽车 汽车部件 汽车零部件 零部件 汽车配件 配件 汽车销售 汽车服务 汽车贸易 汽车租赁 客车
摩托车 自行车 车辆 车业 轮胎 船舶 造船 船业 海运 航运 航空 航天 机场 港口 港务 码头 铁路 轨道交通 轨道 公路 高速公路 高速 路桥 桥梁 隧道 交通 交通运输 运输 客运 货运 公交 公共交通 出租汽车 物流 现代物流
供应链 供应链管理 仓储 快递 速递 快运 配送 货运代理 国际货运代理 建设 建设工程 建设开发 建设投资 建筑 建筑工程 建筑装饰 建筑设计 建筑材料 建筑安装 建材 建工 市政 市政工程 市政设计 土木 园林 园林绿化 园林工程 绿化 景观 景观工程 装饰
装饰工程 装饰设计 装修 装潢 幕墙 钢结构 混凝土 水泥 水泥制品 玻璃 陶瓷 卫浴 洁具 石材 涂料 防水 门窗 管业 管道 管材 新型管材 新材料 材料 材料科技 复合材料 新型材料 石墨 碳材料 地产 房地产 房地产开发 房地产咨询
房产 置业 物业 物业管理 物业服务 商业 商业管理 商业运营 商贸 贸易 国际贸易 对外贸易 外贸 进出口 进出口贸易 经贸 经贸实业 工贸 商务 商务服务 商务咨询 商社 百货 超市 商场 商城 商厦 连锁 便利店 零售 批发 市场 小商品城 物资
物产 供销 日用品 日化 化妆品 护肤 洗涤 家居 家具 家俱 家纺 家电 家用电器 厨具 厨电 灯饰 照明 照明电器 灯具 玩具 文具 办公用品 体育用品 体育 体育文化 健身 运动 服装 服饰 服装服饰 时装 鞋业 皮革 箱包 纺织 印染 针织 毛纺
化纤 纤维 丝绸 羽绒 珠宝 首饰 黄金 钟表 眼镜 工艺品 礼品 食品 食品科技 食品工业 粮油 粮食 面粉 米业 油脂 乳业 乳品 肉类 肉制品 水产 渔业 海洋 海产品 饮料 饮品 酒业 酿酒 啤酒 酒厂 茶业 茶叶 果业 果汁 调味品 盐业 糖业 烟草
餐饮 餐饮管理 餐饮服务 酒店 酒店管理 大酒店 宾馆 饭店 旅游 旅游开发 文化旅游 国际旅行社 旅行社 旅业 景区 文化 文化传播 文化传媒 文化产业 文化发展 传媒 传播 广告 广告传媒 影视 影业 影视文化 电影 电视 广播 广电 出版 出版传媒
印刷 印务 包装 包装材料 包装制品 造纸 纸业 纸品 会展 展览 演艺 娱乐 游戏 动漫 艺术 创意 设计 工程设计 设计研究院 规划设计 勘察设计 规划 勘察 测绘 地质 矿业 矿产 矿山 采矿 煤业 煤炭 煤电 煤矿 焦化 焦煤 能源 能源科技 能源投资
新能源 新能源科技 新能源汽车 清洁能源 可再生能源 能源开发 节能 节能环保 节能科技 环保 环保科技 环保工程 环境 环境工程 环境科技 生态 生态环境 生态农业 污水处理 水处理 水务 供水 自来水 排水 水利 水利水电 固废 环卫 再生资源
资源 回收 石油 石油化工 石化 油气 油田 天然气 燃气 管道燃气 液化气 加油 化工 化学 化学工业 精细化工 煤化工 化肥 农药 肥业 塑料 塑胶 塑业 橡胶 橡塑 树脂 胶粘 颜料 染料 油墨 钢铁 钢管 特钢 特殊钢 不锈钢 金属 金属材料
金属制品 有色金属 有色 铝业 铜业 锌业 钼业 钨业 钛业 稀土 冶金 冶炼 铸造 锻造 热处理 农业 农业科技 农业发展 现代农业 农业开发 农牧 牧业 畜牧 养殖 种业 种植 种子 林业 木业 园艺 花卉 苗木 农垦 农产品 农资 饲料 饲料科技
生物 生物科技 生物技术 生物工程 生物医药 生物制品 生物制药 医药 医药科技 药业 制药 中药 中药材 药房 大药房 药材 医疗 医疗科技 医疗器械 医疗设备 医疗管理 医院 医院管理 健康 健康科技 健康产业 健康管理 康复 养老 养老服务
基因 诊断 疫苗 教育 教育科技 教育咨询 教育投资 培训 学校 出国留学 幼儿园 人力资源 人才 劳务 劳务派遣 家政 家政服务 保安 保安服务 保洁 清洁 维修 安装 工程 工程技术 工程管理 工程咨询 工程监理 监理 项目管理 安全
安全技术 网络安全 安防 消防 投资 投资管理 投资发展 投资开发 投资咨询 投资控股 投资担保 股权投资 创业投资 风险投资 产业投资 实业投资 资产管理 资产 资产经营 资本 资本管理 财富 财富管理 基金 基金管理 股权投资基金
私募基金 理财 金融 金融服务 金融信息服务 金融租赁 融资租赁 租赁 典当 小额贷款 担保 融资担保 融资 保理 商业保理 征信 信用 信用管理 支付 证券 期货 信托 保险 财产保险 人寿保险 保险经纪 保险代理 银行 商业银行 农村商业银行
村镇银行 信用社 农村信用社 城市信用社 农村信用合作社 财务 财务咨询 会计 审计 税务 评估 资产评估 拍卖 招标 咨询 管理咨询 信息咨询 企业管理 企业管理咨询 企业咨询 企业服务 管理 管理服务 运营 运营管理 经营 经营管理 服务 综合服务
开发 开发建设 发展 研究 研发 制造 制品 加工 生产 销售 营销 策划 营销策划 企业 产业 产业投资 产业发展 产业园 园区 工业 工业园 工业设计 实业 实业发展 实业投资 实业开发 国有资产 国有资本 城市建设 城建 城投 城乡建设 城乡建设工程
交通建设 公用事业 公用 热力 供热 能投 文旅 农商 国贸 烟花 烟花爆竹 民爆 爆破 航运 租车 商旅 票务 报关 邮政 殡葬 宠物 美容 美发 彩票 传动 制冷 空调 暖通 环境监测 监测 治理 环境治理 综合治理 综合 育种 煤焦 焦炭 销售服务 维护 养护 加油站 充电 充换电 储能 电站 变压器 开关 继电器 显示 显示器 液晶 面板 封装 存储 服务器 计算机 电脑 手机 家禽 屠宰 冷链 冷冻 保鲜 速冻 糕点 烘焙 糖果 矿泉水 白酒 葡萄酒 黄酒 茶馆 咖啡 火锅 快餐 团餐 农机 种苗 农科 农林 茶园 牧场 兽药 水产养殖 水电开发 电厂 电网 配电 售电 节水 污泥 危废 脱硫 脱硝 除尘 噪声 模架 脚手架 预制 装配式 隔热 保温 防腐 焊接 铸件 锻件 紧固件 标准件 弹簧 齿轮 链条 液压 气动 密封 刀具 磨具 磨料 量具 喷涂 电镀 表面处理 粉末 粉体 纳米 陶瓷材料 绝缘 磁材 磁性材料 线路板 电路板 连接器 声学 音响 影像 摄影 婚庆 礼仪 公关 会议 翻译 法律 知识产权 专利 商标 版权 出版社 书店 新华书店 报业 期刊 新媒体 直播 网红 短视频 微电影 剧院 场馆 足球 俱乐部 彩印 标签 纸箱 木材 竹业 地板 门业 橱柜 床垫 窗帘 布业 毛巾 袜业 帽业 内衣 童装 母婴 婴童 玩具 乐器 自来水 中水 环卫 垃圾 焚烧 发电厂 热能 地热 氢能 核能 光热 生物质 沼气 机场 空港 地勤 保税 报关 通关 跨境 跨境电商 外综服 海淘 免税 口岸 边贸 卫星 导航 卫星导航 地理信息 遥感 雷达
`;

const STRUCTURE = '集团 控股 股份 总 国际 联合 中国 发展 实业 投资控股';

const split = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

export const INDUSTRY_WORDS: ReadonlySet<string> = new Set([
  ...split(ACTIVITIES),
  ...split('集团 控股'),
]);
/** Words that say how a firm is built rather than what it does: whether they are there proves little. */
export const STRUCTURE_WORDS: ReadonlySet<string> = new Set(
  split(STRUCTURE).filter((word) => word !== '中国'),
);

/** By their first character: lengths of the words that begin so, longest first. */
const LENGTHS = new Map<string, number[]>();
for (const word of INDUSTRY_WORDS) {
  const known = LENGTHS.get(word.charAt(0)) ?? [];
  if (!known.includes(word.length))
    LENGTHS.set(
      word.charAt(0),
      [...known, word.length].sort((a, b) => b - a),
    );
}

/**
 * Where the industry begins: the longest run of known words that ends the text, found by trying every way to cut it.
 * Longer words win over shorter ones, so that 电子商务 is not 电子 and 商务.
 */
export function industryOf(text: string): {
  readonly rest: string;
  readonly words: readonly string[];
} {
  // best[i]: the fewest words that cut text[i..] completely.
  const best: (readonly string[] | undefined)[] = Array.from(
    { length: text.length + 1 },
    () => undefined,
  );
  best[text.length] = [];
  for (let start = text.length - 1; start >= 0; start -= 1) {
    for (const length of LENGTHS.get(text.charAt(start)) ?? []) {
      const tail = best[start + length];
      if (tail === undefined) continue;
      const word = text.slice(start, start + length);
      if (!INDUSTRY_WORDS.has(word)) continue;
      const cut = [word, ...tail];
      const known = best[start];
      if (known === undefined || cut.length < known.length) best[start] = cut;
    }
  }
  const start = best.findIndex((cut) => cut !== undefined);
  return { rest: text.slice(0, start), words: best[start] ?? [] };
}
