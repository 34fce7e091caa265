/**
 * Invented people of Xiamen. Names follow the order of frequency of Chinese surnames; telephone numbers, plates and
 * VINs pass the checks real ones pass. Nobody here exists.
 */
import { vinCheckCharacter } from '@guildhall/shared/vin';
import type { Chance } from './chance.ts';

const SURNAMES: readonly (readonly [string, number])[] = [
  ['陈', 110],
  ['林', 95],
  ['黄', 62],
  ['王', 58],
  ['张', 55],
  ['李', 52],
  ['吴', 46],
  ['蔡', 33],
  ['郑', 30],
  ['刘', 28],
  ['许', 26],
  ['杨', 25],
  ['郭', 22],
  ['洪', 20],
  ['叶', 19],
  ['苏', 17],
  ['曾', 15],
  ['周', 15],
  ['谢', 14],
  ['庄', 12],
  ['邱', 11],
  ['何', 10],
  ['赖', 9],
  ['廖', 9],
  ['柯', 8],
  ['欧阳', 2],
  ['司徒', 1],
];
const MALE = [
  '伟',
  '强',
  '磊',
  '军',
  '勇',
  '杰',
  '涛',
  '明',
  '志强',
  '建华',
  '文斌',
  '俊杰',
  '宏伟',
  '嘉豪',
  '子轩',
  '浩然',
  '家明',
  '思远',
  '国栋',
  '海峰',
  '振宇',
  '鹏飞',
  '景行',
  '一鸣',
];
const FEMALE = [
  '芳',
  '娜',
  '敏',
  '静',
  '丽',
  '艳',
  '娟',
  '秀英',
  '丽华',
  '雅婷',
  '淑惠',
  '美玲',
  '欣怡',
  '思颖',
  '雨桐',
  '诗涵',
  '佳琪',
  '晓燕',
  '梦洁',
  '若彤',
  '婉清',
  '惠敏',
  '慧琳',
  '子涵',
];
/** Prefixes of mobile numbers in mainland China. */
const MOBILE = [
  '133',
  '135',
  '137',
  '138',
  '139',
  '150',
  '151',
  '158',
  '159',
  '177',
  '180',
  '186',
  '188',
  '189',
  '198',
];

export interface Person {
  readonly name: string;
  readonly gender: 'MALE' | 'FEMALE';
  /** `YYYY-MM-DD`. */
  readonly birthday: string;
  /** E.164. */
  readonly phone: string;
  readonly email: string | undefined;
}

export function inventPeople(chance: Chance, count: number): Person[] {
  const phones = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const gender = chance.pick(['MALE', 'FEMALE'] as const);
    const name = chance.weighted(SURNAMES) + chance.pick(gender === 'MALE' ? MALE : FEMALE);
    const phone = freshPhone(chance, phones);
    const month = String(chance.between(1, 12)).padStart(2, '0');
    const day = String(chance.between(1, 28)).padStart(2, '0');
    return {
      name,
      gender,
      birthday: `${chance.between(1956, 2004)}-${month}-${day}`,
      phone,
      email: chance.percent(30) ? `member${index + 1}@example.com` : undefined,
    };
  });
}

function freshPhone(chance: Chance, taken: Set<string>): string {
  for (;;) {
    const phone = `+86${chance.pick(MOBILE)}${chance.digits(8)}`;
    if (taken.has(phone)) continue;
    taken.add(phone);
    return phone;
  }
}

/** Letters of a Chinese plate: no I, no O. */
const PLATE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A Xiamen plate: 闽D and five characters, or six with D or F first for a new-energy car. */
export function inventPlate(chance: Chance, newEnergy: boolean): string {
  if (newEnergy) return `闽D${chance.pick(['D', 'F'])}${chance.digits(5)}`;
  return `闽D${chance.letters(1, PLATE_LETTERS)}${chance.digits(4)}`;
}

const VIN_LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
/** A VIN of this maker with its check digit in the ninth place (GB 16735, ISO 3779). */
export function inventVin(chance: Chance, maker: string): string {
  const draft = `${maker}${chance.letters(5, VIN_LETTERS)}0${chance.pick(['S', 'T', 'R'])}${chance.letters(1, VIN_LETTERS)}${chance.digits(6)}`;
  return `${draft.slice(0, 8)}${vinCheckCharacter(draft)}${draft.slice(9)}`;
}
