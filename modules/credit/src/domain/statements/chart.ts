/**
 * The standard chart of a financial statement and how common Chinese captions map onto it. Amounts are decimals in the
 * statement's currency; a caption that nobody knows is reported, never guessed.
 */
export const CAPTIONS = [
  'currentAssets',
  'cash',
  'receivables',
  'inventory',
  'nonCurrentAssets',
  'totalAssets',
  'currentLiabilities',
  'payables',
  'shortTermLoans',
  'nonCurrentLiabilities',
  'totalLiabilities',
  'paidInCapital',
  'retainedEarnings',
  'totalEquity',
  'revenue',
  'costOfSales',
  'operatingProfit',
  'interestExpense',
  'profitBeforeTax',
  'incomeTax',
  'netProfit',
  'operatingCashFlow',
  'investingCashFlow',
  'financingCashFlow',
] as const;
export type Caption = (typeof CAPTIONS)[number];

const CHINESE: Readonly<Record<Caption, readonly string[]>> = {
  currentAssets: ['流动资产合计', '流动资产'],
  cash: ['货币资金', '现金及现金等价物', '现金'],
  receivables: ['应收账款', '应收票据及应收账款', '应收帐款'],
  inventory: ['存货'],
  nonCurrentAssets: ['非流动资产合计', '非流动资产', '长期资产合计'],
  totalAssets: ['资产总计', '资产合计', '总资产'],
  currentLiabilities: ['流动负债合计', '流动负债'],
  payables: ['应付账款', '应付票据及应付账款', '应付帐款'],
  shortTermLoans: ['短期借款'],
  nonCurrentLiabilities: ['非流动负债合计', '非流动负债', '长期负债合计'],
  totalLiabilities: ['负债合计', '负债总计', '总负债'],
  paidInCapital: ['实收资本', '股本', '实收资本(或股本)'],
  retainedEarnings: ['未分配利润', '留存收益'],
  totalEquity: ['所有者权益合计', '股东权益合计', '所有者权益(或股东权益)合计', '净资产'],
  revenue: ['营业收入', '营业总收入', '主营业务收入'],
  costOfSales: ['营业成本', '主营业务成本'],
  operatingProfit: ['营业利润'],
  interestExpense: ['利息费用', '利息支出', '财务费用'],
  profitBeforeTax: ['利润总额'],
  incomeTax: ['所得税费用', '所得税'],
  netProfit: ['净利润'],
  operatingCashFlow: ['经营活动产生的现金流量净额', '经营活动现金流量净额'],
  investingCashFlow: ['投资活动产生的现金流量净额', '投资活动现金流量净额'],
  financingCashFlow: ['筹资活动产生的现金流量净额', '筹资活动现金流量净额'],
};

const BY_CHINESE = new Map(
  Object.entries(CHINESE).flatMap(([caption, names]) =>
    names.map((name) => [name, caption as Caption] as const),
  ),
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
