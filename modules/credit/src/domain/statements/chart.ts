/**
 * The standard chart of a financial statement, in three sheets, and how common Chinese captions map onto it. Amounts are
 * decimals in the statement's currency; a caption that nobody knows is reported, never guessed.
 */
export const SHEETS = ['BALANCE_SHEET', 'INCOME_STATEMENT', 'CASH_FLOW'] as const;
export type Sheet = (typeof SHEETS)[number];

/** In the order of a printed statement. */
const CHART = {
  BALANCE_SHEET: {
    cash: ['货币资金', '现金及现金等价物', '现金'],
    notesReceivable: ['应收票据'],
    receivables: ['应收账款', '应收票据及应收账款', '应收帐款', '应收账款净额'],
    prepayments: ['预付款项', '预付账款', '预付帐款'],
    otherReceivables: ['其他应收款'],
    inventory: ['存货', '存货净额'],
    currentAssets: ['流动资产合计', '流动资产'],
    fixedAssets: ['固定资产', '固定资产净值', '固定资产净额', '固定资产合计'],
    constructionInProgress: ['在建工程'],
    intangibleAssets: ['无形资产'],
    goodwill: ['商誉'],
    nonCurrentAssets: ['非流动资产合计', '非流动资产', '长期资产合计'],
    totalAssets: ['资产总计', '资产合计', '总资产', '资产总额'],
    shortTermLoans: ['短期借款'],
    notesPayable: ['应付票据'],
    payables: ['应付账款', '应付票据及应付账款', '应付帐款'],
    advancesReceived: ['预收款项', '预收账款', '合同负债', '预收帐款'],
    otherPayables: ['其他应付款'],
    currentLiabilities: ['流动负债合计', '流动负债'],
    longTermLoans: ['长期借款'],
    bondsPayable: ['应付债券'],
    nonCurrentLiabilities: ['非流动负债合计', '非流动负债', '长期负债合计'],
    totalLiabilities: ['负债合计', '负债总计', '总负债', '负债总额'],
    paidInCapital: ['实收资本', '股本', '实收资本(或股本)'],
    capitalReserve: ['资本公积'],
    surplusReserve: ['盈余公积'],
    retainedEarnings: ['未分配利润', '留存收益'],
    totalEquity: [
      '所有者权益合计',
      '股东权益合计',
      '所有者权益(或股东权益)合计',
      '净资产',
      '所有者权益',
      '股东权益',
    ],
  },
  INCOME_STATEMENT: {
    revenue: ['营业收入', '营业总收入', '主营业务收入'],
    costOfSales: ['营业成本', '主营业务成本'],
    taxesAndSurcharges: ['税金及附加', '营业税金及附加'],
    sellingExpense: ['销售费用', '营业费用'],
    administrativeExpense: ['管理费用'],
    researchExpense: ['研发费用'],
    financeExpense: ['财务费用'],
    interestExpense: ['利息费用', '利息支出'],
    operatingProfit: ['营业利润'],
    nonOperatingIncome: ['营业外收入'],
    nonOperatingExpense: ['营业外支出'],
    profitBeforeTax: ['利润总额', '税前利润'],
    incomeTax: ['所得税费用', '所得税'],
    netProfit: ['净利润'],
  },
  CASH_FLOW: {
    operatingCashFlow: ['经营活动产生的现金流量净额', '经营活动现金流量净额'],
    investingCashFlow: ['投资活动产生的现金流量净额', '投资活动现金流量净额'],
    financingCashFlow: ['筹资活动产生的现金流量净额', '筹资活动现金流量净额'],
    netCashFlow: ['现金及现金等价物净增加额', '现金及现金等价物净增加'],
    cashAtBeginning: ['期初现金及现金等价物余额'],
    cashAtEnd: ['期末现金及现金等价物余额'],
  },
} as const satisfies Readonly<Record<Sheet, Readonly<Record<string, readonly string[]>>>>;

export type Caption = { [S in Sheet]: keyof (typeof CHART)[S] }[Sheet];

interface ChartLine {
  readonly caption: Caption;
  readonly sheet: Sheet;
  /** How Chinese statements write it, the usual way first. */
  readonly chinese: readonly string[];
}

export const CHART_LINES: readonly ChartLine[] = SHEETS.flatMap((sheet) =>
  Object.entries(CHART[sheet]).map(([caption, chinese]) => ({
    caption: caption as Caption,
    sheet,
    chinese,
  })),
);
export const CAPTIONS: readonly Caption[] = CHART_LINES.map(({ caption }) => caption);

const BY_CHINESE = new Map(
  CHART_LINES.flatMap(({ caption, chinese }) => chinese.map((name) => [name, caption] as const)),
);
const BY_NAME = new Map(CAPTIONS.map((caption) => [caption.toLowerCase(), caption] as const));

/** The caption of the standard chart that a written one means; undefined when it is unknown. */
export function captionOf(written: string): Caption | undefined {
  const plain = written
    .normalize('NFKC')
    .replace(/^[\s\d一二三四五六七八九十、.()（）减加其中:：-]*(?=[\u4e00-\u9fff])/, '')
    .replace(/[\s:]+/g, '')
    .replace(/^(减|加|其中)/, '');
  return BY_CHINESE.get(plain) ?? BY_NAME.get(plain.toLowerCase().replaceAll(/[^a-z]/g, ''));
}
