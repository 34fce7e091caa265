/** Invented counterparties, with codes that pass both checks of GB 32100-2015. None of them is registered anywhere. */
import { usccCheckCharacter } from '@guildhall/shared/graphql/index';
import type { Chance } from './chance.ts';

const PLACES: readonly (readonly [string, string])[] = [
  ['厦门', '350200'],
  ['福州', '350100'],
  ['泉州', '350500'],
  ['漳州', '350600'],
  ['上海', '310000'],
  ['深圳', '440300'],
  ['宁波', '330200'],
  ['青岛', '370200'],
  ['苏州', '320500'],
  ['广州', '440100'],
];
const TRADE_FIRST = [
  '鹭',
  '海',
  '金',
  '恒',
  '瑞',
  '鼎',
  '盛',
  '远',
  '安',
  '嘉',
  '顺',
  '诚',
  '汇',
  '永',
  '新',
  '宏',
];
const TRADE_SECOND = [
  '泰',
  '丰',
  '达',
  '源',
  '通',
  '辉',
  '洋',
  '隆',
  '润',
  '佳',
  '兴',
  '和',
  '发',
  '联',
  '捷',
  '峰',
];
const INDUSTRIES = [
  '贸易',
  '供应链管理',
  '汽车零部件',
  '物流',
  '食品',
  '建筑工程',
  '电子科技',
  '纺织',
  '冷链',
  '包装材料',
  '石化',
  '物业服务',
];
const FORMS = ['有限公司', '有限责任公司', '股份有限公司'];

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

export interface InventedFirm {
  readonly name: string;
  readonly uscc: string;
  readonly city: string;
}

export function inventFirms(chance: Chance, count: number): InventedFirm[] {
  const names = new Set<string>();
  const firms: InventedFirm[] = [];
  while (firms.length < count) {
    const [city, division] = chance.pick(PLACES);
    const trade = chance.pick(TRADE_FIRST) + chance.pick(TRADE_SECOND);
    const name = `${city}${trade}${chance.pick(INDUSTRIES)}${chance.pick(FORMS)}`;
    if (names.has(name)) continue;
    names.add(name);
    firms.push({ name, uscc: inventUscc(chance, division), city });
  }
  return firms;
}

/** `prefix` 91 is a firm, 92 a sole trader. */
export function inventUscc(chance: Chance, division: string, prefix = '91'): string {
  const organisation = `MA${chance.letters(6, ALPHABET)}`;
  const first17 = `${prefix}${division}${organisation}${organisationCheck(organisation)}`;
  return first17 + (usccCheckCharacter(first17) ?? '');
}

/** GB 11714: X stands for ten. */
function organisationCheck(organisation: string): string {
  const sum = [...organisation].reduce((all, character, place) => {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 55;
    return all + value * (ORGANISATION_WEIGHTS[place] ?? 0);
  }, 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}
