/**
 * A mapping for a table that nobody has described: columns with the usual Chinese names are read as what they usually
 * mean. It is a suggestion that a person looks at in the preview, never taken by itself.
 */
import { mappingSchema, type SurveyMapping } from './mapping.ts';

interface Column {
  readonly names: readonly string[];
  readonly fact: (
    column: string,
    tenThousands: boolean,
  ) => NonNullable<SurveyMapping['facts']>[number];
}

const IDENTITY = {
  uscc: ['统一社会信用代码', '社会信用代码', '信用代码', '税号', 'uscc'],
  name: ['企业名称', '公司名称', '单位名称', '名称', '供应商名称', '客户名称', 'name'],
  observedAt: ['调查日期', '观察日期', '核实日期', '数据日期', '日期', 'observedAt'],
} as const;

const STATUS_WORDS = {
  存续: 'IN_BUSINESS',
  在业: 'IN_BUSINESS',
  开业: 'IN_BUSINESS',
  '存续(在营、开业、在册)': 'IN_BUSINESS',
  停业: 'SUSPENDED',
  吊销: 'REVOKED',
  注销: 'DEREGISTERED',
  清算: 'LIQUIDATION',
  破产: 'BANKRUPT',
};

const money =
  (type: 'REGISTERED_CAPITAL' | 'PAID_IN_CAPITAL' | 'ANNUAL_REVENUE'): Column['fact'] =>
  (column, tenThousands) => ({
    type,
    value: {
      amount: { column, times: tenThousands ? 10_000 : 1 },
      currency: { constant: 'CNY' },
    },
  });
const text =
  (type: string): Column['fact'] =>
  (column) => ({ type, value: { text: { column } } });
const number =
  (type: string): Column['fact'] =>
  (column) => ({ type, value: { number: { column, type: 'number' } } });

const COLUMNS: readonly Column[] = [
  { names: ['注册资本', '注册资金'], fact: money('REGISTERED_CAPITAL') },
  { names: ['实缴资本'], fact: money('PAID_IN_CAPITAL') },
  { names: ['营业收入', '年营业收入', '销售收入', '年销售额'], fact: money('ANNUAL_REVENUE') },
  {
    names: ['登记状态', '经营状态', '企业状态', '状态'],
    fact: (column) => ({ type: 'FIRM_STATUS', value: { text: { column, words: STATUS_WORDS } } }),
  },
  {
    names: ['成立日期', '成立时间', '注册日期'],
    fact: (column) => ({ type: 'ESTABLISHED_ON', value: { date: { column } } }),
  },
  { names: ['法定代表人', '法人', '法人代表', '负责人'], fact: text('LEGAL_REPRESENTATIVE') },
  { names: ['地址', '注册地址', '住所', '经营地址'], fact: text('ADDRESS') },
  { names: ['电话', '联系电话', '手机'], fact: text('PHONE') },
  { names: ['经营范围'], fact: text('BUSINESS_SCOPE') },
  { names: ['纳税信用等级', '纳税评级', '纳税信用级别'], fact: text('TAX_RATING') },
  { names: ['员工人数', '人数', '参保人数', '从业人数'], fact: number('STAFF') },
  { names: ['平均逾期天数', '逾期天数'], fact: number('PAYMENT_DAYS_BEYOND_TERMS') },
];

/** Undefined when the columns say too little: no code, no name, or nothing to record. */
export function suggestMapping(columns: readonly string[]): SurveyMapping | undefined {
  const plain = (column: string): string => column.normalize('NFKC').replace(/\s|\(.*\)/g, '');
  const find = (names: readonly string[]): string | undefined =>
    columns.find((column) => names.includes(plain(column)));
  const [uscc, name, observedAt] = [
    find(IDENTITY.uscc),
    find(IDENTITY.name),
    find(IDENTITY.observedAt),
  ];
  // One fact a row, under the standard columns: no mapping is needed.
  if (columns.includes('type') && columns.includes('uscc')) return undefined;
  const facts = COLUMNS.flatMap(({ names, fact }) => {
    const column = find(names);
    if (column === undefined) return [];
    return [{ ...fact(column, /万/.test(column.normalize('NFKC'))), when: column }];
  });
  if (uscc === undefined || name === undefined || facts.length === 0) return undefined;
  return mappingSchema.parse({
    uscc,
    name,
    ...(observedAt === undefined ? {} : { observedAt }),
    facts,
  });
}
