/**
 * Files of customers on the group's desk, as offices send them: one taken over but for the lines that were wrong, one that
 * was only checked, one that waits for somebody to press the button, one that is no table at all. The work itself is done
 * in the background.
 */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Chance } from './chance.ts';
import type { Seeding, Subsidiary } from './house.ts';
import type { SeededMember } from './members.ts';
import { inventPeople, type Person } from './people.ts';

export async function seedCustomerFiles(
  seeding: Seeding,
  chance: Chance,
  members: readonly SeededMember[],
  persons: ReadonlyMap<string, string>,
): Promise<void> {
  const operator: Principal = {
    kind: 'staff',
    personId: persons.get('operator') ?? '',
    accountId: 'seeds-operator',
    roles: ['operator'],
  };
  const known = members.slice(1, 7).map(({ person }) => person);
  const people = inventPeople(chance, 20);
  const take = async (subsidiary: Subsidiary, fileName: string, text: string) => {
    const taken = await seeding.identity.takeCustomerFile(operator, {
      fileName,
      source: subsidiary,
      bytes: new TextEncoder().encode(`\uFEFF${text}`),
    });
    return taken.ok ? taken.value.importId : undefined;
  };
  const order = async (importId: string | undefined, what: 'START' | 'CHECK') => {
    if (importId === undefined) return;
    valueOrThrow(
      await seeding.identity.orderCustomerImport(operator, {
        idempotencyKey: `customer-file-${importId}`,
        importId,
        order: what,
      }),
    );
  };
  await order(
    await take('retail', '老会员卡资料-厦禾店.csv', cards([...known, ...people.slice(0, 8)])),
    'START',
  );
  await order(await take('auto', '车主回访名单.csv', owners(people.slice(8, 14))), 'CHECK');
  await take('property', '业主登记表-三期.csv', residents(people.slice(14)));
  // Refused, and kept on the list with the reason.
  await take('logistics', '收件人.xlsx', '这不是一个表格文件');
}

const GENDERS: Readonly<Record<string, string>> = { MALE: '男', FEMALE: '女' };
const national = (phone: string): string => phone.replace(/^\+86/, '');
const lines = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.join(',')}\n`).join('');

/** Cards of a shop, typed in over the years: some numbers lack a digit, some days never were. */
function cards(people: readonly Person[]): string {
  const rows = people.map(({ name, phone, birthday, gender }, index) => [
    `XH${60_000 + index}`,
    name,
    index === 7 ? national(phone).slice(0, 9) : national(phone),
    index === 9 ? '1983-02-30' : birthday.replaceAll('-', '/'),
    index === 11 ? '先生' : (GENDERS[gender] ?? ''),
    index === 12 ? 'lin.qq.com' : '',
  ]);
  return lines([
    ['会员编号', '姓名', '手机', '生日', '性别', '邮箱'],
    ...rows,
    ['', '', '', '', '', ''],
  ]);
}

function owners(people: readonly Person[]): string {
  const rows = people.map(({ name, phone, birthday }, index) => [
    name,
    index === 2 ? '无' : national(phone),
    index === 4 ? '保密' : birthday,
    `闽D${index}A${720 + index}${index === 3 ? '8821' : ''}`,
  ]);
  return lines([['车主姓名', '联系方式', '出生日期', '车牌'], ...rows]);
}

function residents(people: readonly Person[]): string {
  const rows = people.map(({ name, phone }, index) => [
    name,
    national(phone),
    `${index + 1} 号楼 ${index + 2}01 室`,
    index === 1 ? '每周三上午收件' : '',
  ]);
  return lines([['业主', '电话', '住址', '备注'], ...rows]);
}
