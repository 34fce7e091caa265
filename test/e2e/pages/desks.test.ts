/**
 * The desks by hand, in a real browser on the real server: an offer made and published; a merge reviewed and undone; a
 * firm surveyed, listed by two people, screened, appealed and removed; a month of clearing closed.
 */
import exceljs from 'exceljs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, findBrowser, settled, signInStaff } from '../../support/browser.ts';
import { type Demonstration, openDemonstration } from '../../support/demonstration.ts';
import { STAFF_PASSWORD } from '../../support/test-guildhall.ts';

const executable = findBrowser();
const PASSWORD = 'ludao-demonstration-2026';

describe.skipIf(executable === undefined)('the desks, by hand', { timeout: 240_000 }, () => {
  let group: Demonstration;
  const desks = new Map<string, Page>();

  /** The window of an account; signed in once. */
  const deskOf = async (login: string): Promise<Page> => {
    const known = desks.get(login);
    if (known !== undefined) return known;
    const { page } = await group.browser.window(group.url, { screen: DESKTOP });
    await signInStaff(page, login, PASSWORD);
    await settled(page);
    desks.set(login, page);
    return page;
  };
  /** Whoever issued a month does not approve it: another person of the group. */
  const secondOperator = async (): Promise<Page> => {
    await group.guildhall.staff('Second', ['operator']);
    const { page } = await group.browser.window(group.url, { screen: DESKTOP });
    await signInStaff(page, 'second-operator', STAFF_PASSWORD);
    await settled(page);
    return page;
  };
  const open = async (page: Page, path: string): Promise<void> => {
    await page.goto(path);
    await settled(page);
  };
  /** The yes of the question that was asked. */
  const confirm = async (page: Page): Promise<void> => {
    const yes = page
      .locator('.ant-modal-confirm-btns .ant-btn-primary, .ant-popconfirm-buttons .ant-btn-primary')
      .filter({ visible: true });
    await yes.waitFor();
    await yes.click();
  };
  const choose = async (page: Page, label: string, option: string): Promise<void> => {
    await page.getByLabel(label, { exact: true }).click();
    await page
      .locator('.ant-select-item-option', { hasText: option })
      .filter({ visible: true })
      .first()
      .click();
  };
  const state = (page: Page, word: string) => page.locator('h1', { hasText: word }).waitFor();

  /** Lines of the list in the Excel file that the page's button makes. */
  const linesExported = async (page: Page): Promise<number> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 Excel' }).click(),
    ]);
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(await file.path());
    const [list, about] = book.worksheets;
    expect(about?.getColumn(2).values).toContain('是，含筛选条件下的全部');
    return (list?.rowCount ?? 0) - 1;
  };

  beforeAll(async () => {
    if (executable === undefined) return;
    group = await openDemonstration(executable);
  }, 240_000);

  afterAll(async () => group?.stop());

  it('an offer is written with a mistake that is shown, made, read back and published', async () => {
    const desk = await deskOf('operator');
    await open(desk, '/group/offers/new');
    await desk.getByLabel('名称（中文）').fill('雨天购物礼');
    await desk.getByLabel('名称（英文）').fill('A rainy day’s gift');
    await desk.getByLabel('编码').fill('RAINY-DAY');
    await choose(desk, '触发', '超市购物');
    await desk.keyboard.press('Escape');
    const condition = desk.getByRole('textbox', { name: /^条件/ });
    await condition.fill('transaction.amuontMinor > 3');
    await desk.getByText(/第 1 行第 \d+ 列/).waitFor();
    await condition.fill('transaction.amountMinor >= cny("88.00")');
    await desk.getByText(/88/).last().waitFor();
    await desk.getByRole('button', { name: '存为草稿' }).click();
    await desk.waitForURL(/\/group\/offers\/off_/);
    await settled(desk);
    await state(desk, '草稿');
    await desk.getByText('用大白话说').waitFor();
    await desk.getByRole('button', { name: '发布' }).click();
    await confirm(desk);
    await state(desk, '进行中');
  });

  it('two members who are one person are merged, and come apart again', async () => {
    const desk = await deskOf('operator');
    await open(desk, '/group/reviews');
    const first = desk.locator('section').first();
    await first.getByRole('button', { name: '是同一个人，合并' }).click();
    await confirm(desk);
    await desk.getByText('已合并').first().waitFor();
    // What the merge moves has to arrive everywhere before it can go back: until then the desk is told to wait.
    await expect
      .poll(
        async () => {
          await open(desk, '/group/reviews?state=MERGED');
          await desk.getByRole('button', { name: '撤销合并' }).first().click();
          await confirm(desk);
          const said = desk.getByText('合并已撤销').waitFor({ timeout: 8_000 });
          return said.then(
            () => true,
            () => false,
          );
        },
        { timeout: 60_000, interval: 2_000 },
      )
      .toBe(true);
  });

  it('a firm is surveyed, listed by two people, turned down, appeals, and is let in by two people', async () => {
    const officer = await deskOf('risk-officer');
    await open(officer, '/risk/firms');
    await officer.getByRole('searchbox').fill('厦门');
    const hit = officer.getByRole('row').nth(1).getByRole('link').first();
    await hit.click();
    await officer.waitForURL(/\/risk\/firms\/frm_/);
    await settled(officer);
    const firm = new URL(officer.url()).pathname;

    await officer.getByRole('button', { name: '录入调查' }).click();
    const survey = officer.getByRole('dialog');
    await survey.getByLabel('金额（元）').fill('8000000');
    await survey.getByRole('button', { name: '录入调查' }).click();
    await officer.getByText('调查已录入，评分已更新').waitFor();

    await officer.getByRole('button', { name: '提名单' }).click();
    const proposal = officer.getByRole('dialog');
    await choose(officer, '理由', '严重违约');
    await proposal.locator('input[type=file]').setInputFiles({
      name: '违约函.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('2026年3月未按约交付，催告两次无果。'),
    });
    await proposal.getByRole('button', { name: '提名单' }).click();
    await officer.getByText('已提出，等待另一人审批').waitFor();
    await open(officer, `${firm}?tab=lists`);
    const link = officer.getByRole('tabpanel').getByRole('link').first();
    const entry = (await link.getAttribute('href')) ?? '';

    const approver = await deskOf('risk-approver');
    await open(approver, entry);
    await approver.getByRole('button', { name: '批准' }).click();
    await confirm(approver);
    await state(approver, '有效');

    // Nobody reloads: the firm's own page hears of it, and says that nothing is available and why.
    await officer.getByText('没有可用额度').first().waitFor();
    await officer.getByText('在黑名单上 · 严重违约').waitFor();
    await officer
      .locator('dl > div', { hasText: '可用' })
      .getByText('¥0', { exact: true })
      .waitFor();

    const screen = async (): Promise<void> => {
      await open(officer, `/risk/screening?firm=${firm.split('/').at(-1)}`);
      await officer.getByLabel('金额（元）').fill('50000');
      await officer.getByRole('button', { name: '筛查', exact: true }).click();
      await officer.waitForURL(/shown=scr_/);
      await settled(officer);
    };
    await screen();
    await officer.locator('section h2', { hasText: '拒绝' }).waitFor();
    await officer.getByRole('button', { name: '原样重放' }).click();
    await officer.getByText('重放结果与当时完全一致').waitFor();

    await open(officer, entry);
    await officer.getByRole('button', { name: '登记申诉' }).click();
    await officer.getByLabel('申诉理由').fill('货物已补交，附签收单。');
    await officer.getByRole('dialog').getByRole('button', { name: '登记申诉' }).click();
    await state(officer, '申诉中');

    for (const login of ['risk-approver', 'risk-approver-2']) {
      const person = await deskOf(login);
      await open(person, entry);
      await person.getByRole('button', { name: '移出名单' }).click();
      await confirm(person);
      await person.getByText('移出名单').last().waitFor();
      await settled(person);
    }
    const second = await deskOf('risk-approver-2');
    await state(second, '已移出');
    await screen();
    expect(await officer.locator('section h2', { hasText: '拒绝' }).count()).toBe(0);
    await open(officer, firm);
    expect(await officer.getByText('没有可用额度').count()).toBe(0);
  });

  it('a month of clearing is brought to its end by two people, and its lines can be seen', async () => {
    const desk = await deskOf('operator');
    await open(desk, '/group/clearing');
    const thisMonth = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
    const months = await desk
      .getByRole('table')
      .first()
      .getByRole('row')
      .evaluateAll((rows) =>
        rows.map((row) => ({
          text: row.textContent ?? '',
          path: row.querySelector('a')?.getAttribute('href') ?? '',
        })),
      );
    const month = months.find(
      ({ text, path }) => path !== '' && !path.endsWith(thisMonth) && !text.includes('已结清'),
    );
    expect(month).toBeDefined();
    const path = month?.path ?? '';
    const second = await secondOperator();
    const press = async (page: Page, name: string | RegExp, asks: boolean): Promise<void> => {
      await page.getByRole('button', { name, exact: true }).first().click();
      if (asks) await confirm(page);
    };
    /** Whatever is next for a month in this state. */
    const steps: Readonly<Record<string, () => Promise<void>>> = {
      未截账: () => press(desk, '截账', true),
      已截账: () => press(desk, '对账', false),
      已对账: () => press(desk, '出对账单', true),
      有争议: async () => {
        await press(second, '不认可', false);
        const decision = second.getByRole('dialog');
        await decision.getByLabel('理由').fill('与小票核对无误');
        await decision.getByRole('button', { name: '不认可' }).click();
      },
      已出单: () => press(second, '批准', true),
    };
    const seen: string[] = [];
    await expect
      .poll(
        async () => {
          for (const page of [desk, second]) await open(page, path);
          const word = (await desk.locator('h1 span').first().innerText()).trim();
          if (seen.at(-1) !== word) {
            seen.push(word);
            await steps[word]?.();
          }
          return word;
        },
        { timeout: 100_000, interval: 1_500 },
      )
      .toMatch(/已批准|已结清/);
    expect(seen.length).toBeGreaterThan(1);
    await open(desk, path);
    const statement = desk.getByRole('table').first().getByRole('link').first();
    await open(desk, (await statement.getAttribute('href')) ?? '');
    // The head, and a first line.
    await desk.getByRole('row').nth(1).waitFor();
  });

  it('a statement is taken away whole: all its lines on paper and in Excel, under a filter those that it leaves', async () => {
    const desk = await deskOf('operator');
    const reader = await group.guildhall.staff('Reader', ['auditor']);
    const { clearingStatements } = await reader.ask<{
      clearingStatements: {
        month: string;
        company: string;
        lineCount: number;
        lines: { edges: { node: { kind: string } }[] };
      }[];
    }>(
      '{ clearingStatements { month company lineCount lines(first: 100) { edges { node { kind } } } } }',
    );
    const [longest] = clearingStatements.toSorted((a, b) => b.lineCount - a.lineCount);
    expect(longest?.lineCount).toBeGreaterThan(1);
    const { month, company, lineCount = 0 } = longest ?? {};
    const path = `/group/clearing/${month}/${company}`;
    await desk.addInitScript(() => {
      window.print = () => document.documentElement.setAttribute('data-printed', 'yes');
    });

    await open(desk, path);
    await desk.getByRole('button', { name: '打印', exact: true }).click();
    await desk.locator('html[data-printed]').waitFor({ state: 'attached' });
    await desk.emulateMedia({ media: 'print' });
    const paper = desk.getByRole('table', { name: /对账单/ }).filter({ visible: true });
    await paper.waitFor();
    expect(await paper.locator('tbody tr').count()).toBe(lineCount);
    await desk.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await desk.emulateMedia({ media: 'screen' });

    expect(await linesExported(desk)).toBe(lineCount);

    const kinds = (longest?.lines.edges ?? []).map(({ node }) => node.kind);
    for (const kind of [kinds[0], 'RUN_OFF_BUYOUT']) {
      await open(desk, `${path}?kind=${kind}`);
      expect(await linesExported(desk)).toBe(kinds.filter((one) => one === kind).length);
    }
  });
});
