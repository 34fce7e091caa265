/**
 * What the columns of a customers' file can mean, the names they usually go by, and how their values are read: dates and
 * words the way Chinese offices write them.
 */
export const CUSTOMER_FIELDS = [
  'customerNumber',
  'name',
  'birthday',
  'gender',
  'address',
  'phone',
  'email',
  'idCard',
  'wechatUnionid',
  'wechatOpenid',
  'licencePlate',
  'vin',
  'dwelling',
  'observedAt',
] as const;
export type CustomerField = (typeof CUSTOMER_FIELDS)[number];

const NAMES: Readonly<Record<CustomerField, RegExp>> = {
  customerNumber:
    /^(客户|会员|用户|顾客)?(编号|号码?|代码|id|no\.?|number|code)$|^(customer|member|client)[ _-]?(id|no|number|code)$/i,
  name: /^(客户|会员|联系人|车主|业主|收件人|寄件人)?(姓名|名字|名称)$|^(full[ _-]?)?name$/i,
  birthday: /生日|出生(日期|年月日)?|^(birth(day|[ _-]?date)|dob|date[ _-]?of[ _-]?birth)$/i,
  gender: /^(性别|gender|sex)$/i,
  address: /地址|住址|^(address|addr)$/i,
  phone: /手机|电话|联系方式|^(mobile|phone|tel(ephone)?|cell)([ _-]?(no|number))?$/i,
  email: /邮箱|电子邮件|^e-?mail$/i,
  idCard: /身份证|证件号|^id[ _-]?card([ _-]?no)?$/i,
  wechatUnionid: /unionid|^微信(号|id)?$/i,
  wechatOpenid: /openid/i,
  licencePlate: /车牌|^(licen[cs]e[ _-]?)?plate([ _-]?no)?$/i,
  vin: /车架号|^vin$/i,
  dwelling: /房号|房屋|房产|^(dwelling|unit)$/i,
  observedAt: /更新时间|登记(时间|日期)|最后修改|^(updated|observed|modified)([ _-]?at)?$/i,
};

/** The columns that fit, each field at most once, each column at most once. */
export function suggestColumns(header: readonly string[]): Partial<Record<CustomerField, string>> {
  const taken = new Set<string>();
  const found = CUSTOMER_FIELDS.flatMap((field): [CustomerField, string][] => {
    const column = header.find((name) => !taken.has(name) && NAMES[field].test(name.trim()));
    if (column === undefined) return [];
    taken.add(column);
    return [[field, column]];
  });
  return Object.fromEntries(found);
}

/** `YYYY-MM-DD` out of 1980-1-2, 1980/1/2, 1980.1.2, 19800102, 1980年1月2日 and what a spreadsheet makes of a date. */
export function readDay(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim();
  const parts =
    /^(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?(?:[T\s].*)?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = ''] = parts;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

const GENDERS: Readonly<Record<string, string>> = {
  男: 'MALE',
  男性: 'MALE',
  先生: 'MALE',
  m: 'MALE',
  male: 'MALE',
  '1': 'MALE',
  女: 'FEMALE',
  女性: 'FEMALE',
  女士: 'FEMALE',
  小姐: 'FEMALE',
  f: 'FEMALE',
  female: 'FEMALE',
  '2': 'FEMALE',
  其他: 'OTHER',
  未知: '',
  other: 'OTHER',
  '0': '',
  unknown: '',
  保密: '',
};

/** Empty for words that say nothing; undefined for words nobody knows. */
export function readGender(text: string): string | undefined {
  return GENDERS[text.normalize('NFKC').trim().toLowerCase()];
}
