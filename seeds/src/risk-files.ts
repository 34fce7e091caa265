/**
 * Files on the risk desk: a register of suppliers that is screened row by row, a survey table with faults in it, and a
 * scorecard fitted on invented past deals that runs in shadow. The work itself is done in the background.
 */
import { gzipSync } from 'node:zlib';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Chance } from './chance.ts';
import { inventUscc } from './firms.ts';
import type { Seeding } from './house.ts';

const DAY_MS = 86_400_000;
const CASES = 1_000;

export async function seedRiskFiles(
  seeding: Seeding,
  chance: Chance,
  persons: ReadonlyMap<string, string>,
): Promise<void> {
  const personId = persons.get('risk-officer') ?? '';
  const officer: Principal = {
    kind: 'staff',
    personId,
    accountId: 'seeds-risk-officer',
    roles: ['risk_officer'],
  };
  await screenRegister(seeding, officer);
  await importSurveys(seeding, officer, chance);
  await fitCard(seeding, officer, chance);
}

/** Names as people write them: short, with a slip of the pen, of firms on lists, of nobody. */
async function screenRegister({ credit }: Seeding, officer: Principal): Promise<void> {
  const names = [
    '漳州鼎源建材',
    '漳州市鼎源建材有限公司',
    '宁波顺发包装材料有限公司',
    '青岛永顺海产',
    '厦门鹭明供应链',
    '厦门鹭海食品有限公司',
    '泉州恒盛木业',
    '深圳汇联电子科技股份有限公司',
    '杭州云栖茶业有限公司',
    '福建海丝港投控股集团',
    '厦门白鹭园艺店',
  ];
  const text = `供应商名称,统一社会信用代码\n${names.map((name) => `${name},`).join('\n')}\n,91350200MA2XXXXX1\n`;
  const { uploadId } = valueOrThrow(
    await credit.uploadFile(officer, {
      idempotencyKey: 'files-register',
      name: '供应商名册.csv',
      bytes: new TextEncoder().encode(text),
    }),
  );
  valueOrThrow(
    await credit.startBulkScreening(officer, {
      idempotencyKey: 'files-register-screened',
      uploadId,
      nameColumn: '供应商名称',
      codeColumn: '统一社会信用代码',
    }),
  );
}

async function importSurveys(
  { credit, now }: Seeding,
  officer: Principal,
  chance: Chance,
): Promise<void> {
  const day = new Date(now.getTime() - 15 * DAY_MS).toISOString().slice(0, 10);
  const trades = ['茶业', '石材', '水产', '包装', '机电', '纸品', '印务', '家具'];
  const rows = trades.map((trade, index) =>
    [
      inventUscc(chance, '350200'),
      `厦门筼筜${trade}有限公司`,
      index === 5 ? '若干' : String((index + 1) * 150),
      '存续',
      index === 6 ? '' : day,
      ['A', 'B', 'M'][index % 3],
      String(20 + index * 11),
    ].join(','),
  );
  const text = `统一社会信用代码,企业名称,注册资本(万元),登记状态,调查日期,纳税信用等级,员工人数\n${rows.join('\n')}\n91350200BADCODE001,厦门错码贸易有限公司,100,存续,${day},A,5\n`;
  const { uploadId } = valueOrThrow(
    await credit.uploadFile(officer, {
      idempotencyKey: 'files-surveys',
      name: '二季度资信调查.csv',
      bytes: new TextEncoder().encode(text),
    }),
  );
  const preview = valueOrThrow(await credit.previewImport(officer, { uploadId, rows: 1 }));
  for (const dryRun of [true, false])
    valueOrThrow(
      await credit.startImport(officer, {
        idempotencyKey: `files-surveys-${dryRun}`,
        uploadId,
        mapping: preview.suggestedMapping,
        dryRun,
        company: 'retail',
      }),
    );
}

/** Deals that went wrong more often where firms were young, small, late or in court. */
async function fitCard({ credit }: Seeding, officer: Principal, chance: Chance): Promise<void> {
  const lines = Array.from({ length: CASES }, (_, index) => {
    const years = chance.between(0, 25);
    const capital = chance.pick([500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000]);
    const payment = chance.between(30, 80);
    const litigation = chance.weighted([
      [0, 6],
      [20, 2],
      [60, 1],
    ] as const);
    const risk =
      8 + (years < 4 ? 12 : 0) + (payment < 55 ? 18 : 0) + litigation / 3 - Math.log10(capital);
    const bad = chance.between(0, 99) < risk ? 1 : 0;
    const month = String((index % 12) + 1).padStart(2, '0');
    return `D${index},${2022 + Math.floor(index / 260)}-${month},${years},${capital},${payment},${litigation},${bad}`;
  });
  const bytes = gzipSync(
    `deal,closed,years,capital,payment,litigation,bad\n${lines.sort((a, b) => (a.split(',')[1] ?? '').localeCompare(b.split(',')[1] ?? '')).join('\n')}\n`,
  );
  const { scorecardId } = valueOrThrow(
    await credit.fitScorecard(officer, {
      idempotencyKey: 'files-card',
      name: 'group-trade',
      fileName: '往来结果2022-2025.csv.gz',
      bytes,
      target: 'bad',
      time: 'closed',
      ignore: ['deal'],
      features: {
        years: 'YEARS_IN_BUSINESS',
        capital: 'REGISTERED_CAPITAL',
        payment: 'PAYMENT_INDEX',
        litigation: 'LITIGATION',
      },
      trainShare: 0.7,
      maxCharacteristics: 15,
      seed: 1,
    }),
  );
  valueOrThrow(
    await credit.challengeScorecard(officer, {
      idempotencyKey: 'files-card-challenge',
      scorecardId,
      note: '先影子运行一个月。',
    }),
  );
}
