/**
 * The risk desk by hand, in a real browser on the real server: a register is screened and a name ruled out; a survey table
 * is mapped, tried and imported; an override asked for by one is granted by another; a scorecard is put in force by two; a
 * receipt proves itself and a forged one says where it stops; facts are contested and taken back, a firm watched, a case handed
 * over, a statement entered; two hundred related parties can be told apart.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, findBrowser, redrawn, settled, signInStaff } from '../../support/browser.ts';
import { type Demonstration, openDemonstration } from '../../support/demonstration.ts';

const executable = findBrowser();
const PASSWORD = 'ludao-demonstration-2026';

describe.skipIf(executable === undefined)('the risk desk, by hand', { timeout: 240_000 }, () => {
  let group: Demonstration;
  const desks = new Map<string, Page>();

  const deskOf = async (login: string): Promise<Page> => {
    const known = desks.get(login);
    if (known !== undefined) return known;
    const { page } = await group.browser.window(group.url, { screen: DESKTOP });
    await signInStaff(page, login, PASSWORD);
    await settled(page);
    desks.set(login, page);
    return page;
  };
  const open = async (page: Page, path: string): Promise<void> => {
    await page.goto(path);
    await settled(page);
  };
  /** The button of the confirmation that hangs beside what was pressed. */
  const confirm = async (page: Page): Promise<void> => {
    const yes = page.locator('.ant-popconfirm-buttons .ant-btn-primary').filter({ visible: true });
    await yes.click();
  };
  const firmNamed = async (page: Page, name: string): Promise<void> => {
    await open(page, `/risk/firms?q=${name}`);
    await page
      .getByRole('link', { name: new RegExp(name) })
      .first()
      .click();
    await page.waitForURL(/\/risk\/firms\/frm_/);
    await settled(page);
  };
  /** The yes of a dialog has the name of what was pressed. */
  const press = (page: Page, name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  const send = (page: Page, name: string, text: string) =>
    page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

  beforeAll(async () => {
    if (executable === undefined) return;
    group = await openDemonstration(executable);
  }, 240_000);

  afterAll(async () => group?.stop());

  it('a register is screened while one watches, and a person rules a firm out', async () => {
    const desk = await deskOf('risk-officer');
    await open(desk, '/risk/bulk');
    await send(
      desk,
      '名册.csv',
      '供应商名称\n厦门鹭明供应链\n漳州鼎源建材有限公司\n从没见过的茶馆\n',
    );
    await desk.getByRole('dialog').getByRole('button', { name: '开始筛查' }).click();
    await desk.waitForURL(/\/risk\/bulk\/bks_/);
    // Nobody reloads: the page hears that the file was worked on.
    await desk.locator('h1', { hasText: '已完成' }).waitFor();
    await desk.getByText('未找到').first().waitFor();
    const rows = desk.getByRole('table').getByRole('row');
    await rows.filter({ hasText: '漳州鼎源建材有限公司' }).getByText('黑名单').waitFor();
    await rows
      .filter({ hasText: '厦门鹭明供应链' })
      .getByRole('button', { name: '不是这家' })
      .first()
      .click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByLabel('判定依据').fill('电话核实：两家公司无关。');
    await dialog.getByRole('button', { name: '不是这家' }).click();
    await desk.getByText('已排除；重新筛查时生效').waitFor();
    await open(desk, '/risk/bulk?tab=decisions');
    await desk.getByText('电话核实：两家公司无关。').waitFor();
    await desk.getByText('林国栋（我）').waitFor();
  });

  it('a survey table is mapped, tried, and what is wrong is told row by row', async () => {
    const desk = await deskOf('risk-officer');
    await open(desk, '/risk/imports');
    await send(
      desk,
      '调查.csv',
      '统一社会信用代码,企业名称,注册资本(万元),调查日期\n91350200BADCODE001,错码公司,100,2026-03-01\n',
    );
    await desk.getByText('信用代码有误').first().waitFor();
    await desk.getByRole('button', { name: '试运行' }).click();
    await desk.waitForURL(/\/risk\/imports\/imp_/);
    await desk.locator('h1', { hasText: '已完成' }).waitFor();
    await desk.getByRole('button', { name: '下载错误清单' }).waitFor();
  });

  it('what one person asked for, another grants', async () => {
    const officer = await deskOf('risk-officer');
    await open(officer, '/risk/overrides');
    const waiting = officer.getByRole('row').filter({ hasText: '在途两柜须收尾' });
    await waiting.waitFor();
    // Who asked sees no button to grant it with.
    expect(await waiting.getByRole('button', { name: '批准', exact: true }).count()).toBe(0);
    const approver = await deskOf('risk-approver');
    await open(approver, '/risk/overrides');
    await approver
      .getByRole('row')
      .filter({ hasText: '在途两柜须收尾' })
      .getByRole('button', { name: '批准', exact: true })
      .click();
    await confirm(approver);
    await approver.getByText('已批准').first().waitFor();
    await open(approver, '/risk/overrides?view=granted');
    await approver.getByText('在途两柜须收尾').waitFor();
  });

  it('a receipt proves itself in the browser, and a changed one says where it stops', async () => {
    const desk = await deskOf('risk-officer');
    await open(desk, '/risk/screening');
    await desk.getByRole('table').getByRole('link').first().click();
    await desk.waitForURL(/shown=scr_/);
    await settled(desk);
    await desk.getByRole('button', { name: '验证回执' }).click();
    await desk.waitForURL(/\/risk\/log/);
    await settled(desk);
    const box = desk.getByLabel('粘贴回执（JSON）或选择文件');
    await desk.getByRole('button', { name: '验证', exact: true }).click();
    await desk.getByText('真实：这个决定在日志里').waitFor();
    const receipt = JSON.parse(await box.inputValue()) as { inclusion: { proof: string[] } };
    const first = receipt.inclusion.proof[0];
    expect(first).toBeDefined();
    receipt.inclusion.proof[0] = Buffer.alloc(32, 7).toString('base64');
    await box.fill(JSON.stringify(receipt));
    await desk.getByRole('button', { name: '验证', exact: true }).click();
    await desk.getByText('伪造：决定不在回执所说的位置。').waitFor();
    await desk
      .getByRole('listitem')
      .filter({ hasText: '到此为止' })
      .getByText('从这一叶')
      .waitFor();
  });

  it('a fact is contested with what it does shown before, answered, and another taken back', async () => {
    const desk = await deskOf('risk-officer');
    await firmNamed(desk, '厦门鹭海食品');
    const about = (fact: string) =>
      desk.getByRole('button', { name: `“${fact}”的更多操作` }).first();
    // By keyboard alone: the menu opens on its first entry, Enter chooses, Escape gives the focus back.
    await about('成立日期').focus();
    for (const key of ['Enter', 'Enter']) {
      await desk.keyboard.press(key);
      await desk.getByRole('menuitem', { name: '提出异议' }).or(desk.getByRole('dialog')).waitFor();
      await redrawn(desk);
    }
    await desk.getByRole('dialog').waitFor();
    await desk.keyboard.press('Escape');
    await expect
      .poll(() => desk.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('“成立日期”的更多操作');
    await about('成立日期').click();
    await desk.getByRole('menuitem', { name: '提出异议' }).click();
    const effect = desk.getByRole('dialog').getByRole('row');
    await effect.filter({ hasText: '答复' }).getByText('可合作').waitFor();
    await effect.filter({ hasText: '答复' }).getByText('需复核').waitFor();
    await press(desk, '提出异议');
    await desk.getByRole('dialog').getByText('必填').waitFor();
    await desk.getByLabel('企业的异议理由').fill('成立早于登记日期，附旧照。');
    await press(desk, '提出异议');
    await desk.getByText('异议中').waitFor();
    await desk.getByText(/成立早于登记日期，附旧照。 · .*前答复/).waitFor();
    // It stands in the list of what has to be answered, and once answered the mark is gone.
    const approver = await deskOf('risk-approver');
    await open(approver, '/risk/disputes');
    await approver
      .getByRole('row')
      .filter({ hasText: '成立早于登记日期' })
      .getByRole('button', { name: '答复' })
      .click();
    const answer = approver.getByRole('dialog');
    await answer.getByRole('radio').first().check();
    await answer.getByRole('textbox').fill('登记机关档案与所录一致。');
    await press(approver, '答复');
    await answer.waitFor({ state: 'hidden' });
    await desk.getByText('异议中').waitFor({ state: 'hidden' });

    await about('注册资本').click();
    await desk.getByRole('menuitem', { name: '撤回事实' }).click();
    await effect.filter({ hasText: '集团额度' }).getByText('¥1,000,000').waitFor();
    await desk.getByLabel('撤回理由').fill('抄成了同名企业的。');
    await press(desk, '撤回事实');
    await desk.getByText('已撤回，评分已更新').waitFor();
    await about('注册资本').waitFor({ state: 'hidden' });
    await desk.getByRole('tab', { name: '时间线' }).click();
    await desk.getByText('抄成了同名企业的。').waitFor();
  });

  it('a firm is watched for some changes, by name of who else hears, and not watching is undone', async () => {
    const desk = await deskOf('risk-officer');
    await firmNamed(desk, '厦门鹭海食品');
    await desk.getByRole('button', { name: '关注', exact: true }).click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByText('严重和逾期的预警').waitFor();
    await dialog.getByLabel('全部').uncheck();
    await dialog.getByText('至少选一类').waitFor();
    await dialog.getByLabel('名单').check();
    await press(desk, '关注');
    await desk.getByRole('button', { name: '已关注' }).click();
    await dialog.getByText('关注了：名单').waitFor();
    await press(desk, '不再关注');
    await desk.getByRole('button', { name: '关注', exact: true }).waitFor();
    await desk.getByRole('button', { name: '撤销' }).click();
    await desk.getByRole('button', { name: '已关注' }).waitFor();
  });

  it('a case is handed over to who may decide it, who finds it among their own', async () => {
    const second = await deskOf('risk-approver-2');
    await open(second, '/risk/cases?view=mine');
    const desk = await deskOf('risk-officer');
    await open(desk, '/risk/cases');
    const title = desk
      .getByRole('table')
      .getByRole('button', { name: /筛查复核/ })
      .first();
    const name = (await title.innerText()).trim();
    await title.click();
    await desk.getByRole('button', { name: '转交' }).click();
    await desk.getByRole('combobox', { name: '交给' }).click();
    await desk.locator('.ant-select-item-option', { hasText: '蔡明哲' }).click();
    await desk.getByLabel('交代几句').fill('您熟悉这家。');
    await desk
      .getByRole('dialog')
      .filter({ hasText: '交代几句' })
      .getByRole('button', { name: '转交' })
      .click();
    await desk.getByText('→ 蔡明哲').waitFor();
    await desk.getByText('您熟悉这家。').waitFor();
    // Nobody reloads there.
    await second.getByRole('button', { name }).first().waitFor();
  });

  it('a statement that does not add up is told so while it is typed, and recorded once it does', async () => {
    const desk = await deskOf('risk-officer');
    await firmNamed(desk, '厦门鹭海食品');
    await desk.getByRole('tab', { name: '财务报表' }).click();
    await desk.getByRole('button', { name: '录入报表' }).click();
    const dialog = desk.getByRole('dialog');
    const fill = (line: string, amount: string) =>
      dialog.getByLabel(line, { exact: true }).fill(amount);
    await fill('资产总计', '9,000,000');
    await fill('负债合计', '4000000');
    await fill('所有者权益合计', '4000000');
    await dialog.getByText('1 处对不上').waitFor();
    await dialog.getByText('应为 ¥8,000,000').first().waitFor();
    await fill('营业收入', '一千万');
    await dialog.getByText('请输入数字，最多四位小数').waitFor();
    await fill('营业收入', '10000000');
    await fill('所有者权益合计', '5000000');
    await dialog.getByText('已填的数字勾稽一致').waitFor();
    await press(desk, '录入报表');
    await desk.getByText('报表已录入，评分已更新').waitFor();
    await desk.getByRole('table', { name: '财务报表' }).getByText('9,000,000').waitFor();
  });

  it('letters of a pinyin that is still being composed are not searched for', async () => {
    const desk = await deskOf('risk-officer');
    await open(desk, '/risk/firms');
    const asked: string[] = [];
    desk.on('request', (request) => {
      const text = request.postData() ?? '';
      if (text.includes('RiskSearchFirms'))
        asked.push((JSON.parse(text) as { variables: { text: string } }).variables.text);
    });
    const box = desk.getByRole('searchbox');
    await box.focus();
    const ime = await desk.context().newCDPSession(desk);
    for (const text of ['l', 'lu', 'lu m', "lu'ming"])
      await ime.send('Input.imeSetComposition', { text, selectionStart: -1, selectionEnd: -1 });
    await desk.waitForTimeout(600);
    expect(asked).toEqual([]);
    await ime.send('Input.insertText', { text: '鹭明' });
    await desk.getByRole('link', { name: '厦门鹭明供应链管理有限公司', exact: true }).waitFor();
    expect(asked).toEqual(['鹭明']);
  });

  it('two hundred related parties stand apart, and are a list for the keyboard', async () => {
    const desk = await deskOf('risk-officer');
    await open(desk, '/risk/firms?q=海丝港投');
    const link = desk.getByRole('link', { name: /海丝港投/ }).first();
    const path = await link.getAttribute('href');
    await open(desk, `${path}?tab=relations`);
    const names = desk.locator('[role="application"] g text');
    const count = await names.count();
    expect(count).toBeGreaterThan(200);
    // Each in the picture's own measure, so that the size of the window does not count.
    const dots = await desk
      .locator('[role="application"] g[transform]')
      .evaluateAll((groups) =>
        groups.map((each) =>
          (/translate\((\S+) (\S+)\)/.exec(each.getAttribute('transform') ?? '') ?? [])
            .slice(1)
            .map(Number),
        ),
      );
    let nearest = Number.POSITIVE_INFINITY;
    for (const [i, a] of dots.entries())
      for (const b of dots.slice(i + 1))
        nearest = Math.min(
          nearest,
          Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0)),
        );
    // Names are 12 px high and written outwards: at this distance none lies on another.
    expect(nearest).toBeGreaterThan(20);
    // Beside the picture by name: what is found or focused there stands out in it.
    const beside = desk.getByRole('navigation', { name: '图中的关联方' });
    expect(await beside.getByRole('listitem').count()).toBe(count - 1);
    await beside.getByRole('searchbox').fill('远洋船务有限');
    const [found] = await beside.getByRole('listitem').all();
    const standsOut = desk.locator('[role="application"] g[data-focus="true"] text');
    await standsOut.waitFor();
    expect(await standsOut.textContent()).toBe('厦门海丝远洋船务有限公司');
    expect(await found?.getByRole('link').getAttribute('href')).toMatch(/\/risk\/firms\/frm_/);
    // Its group shares one limit, and the firm says so.
    await desk.getByText('关联客户合并额度', { exact: true }).waitFor();
    await open(desk, `${path}?tab=relations&as=list`);
    await desk.getByRole('listitem', { name: '2', exact: true }).click();
    await desk.waitForURL(/page=2/);
    await open(desk, `${path}?tab=relations&as=list&without=OFFICER`);
    await desk.getByRole('table').getByRole('link').first().waitFor();
    expect(await desk.getByRole('table').getByText('高管', { exact: true }).count()).toBe(0);
  });
});
