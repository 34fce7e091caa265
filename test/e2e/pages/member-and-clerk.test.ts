/**
 * The stories of the house by hand, in a real browser on the real server: what a member does on the phone and a clerk at
 * the counter. Systems of the companies only record what happened there: a car sold, a parcel sent.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DESKTOP,
  findBrowser,
  openBrowser,
  settled,
  signInMember,
  signInStaff,
} from '../../support/browser.ts';
import { writeCameraFilm } from '../../support/camera-film.ts';
import { type Demonstration, openDemonstration } from '../../support/demonstration.ts';

const executable = findBrowser();
const PASSWORD = 'ludao-demonstration-2026';
const POLL = { timeout: 30_000, interval: 250 };

describe.skipIf(executable === undefined)('member and clerk, by hand', { timeout: 180_000 }, () => {
  let group: Demonstration;
  let phone: Page;
  const tills = new Map<string, Page>();

  const open = async (path: string): Promise<void> => {
    await phone.goto(path);
    await settled(phone);
  };
  /** The till of a company's clerk; signed in once. */
  const tillOf = async (subsidiary: string): Promise<Page> => {
    const known = tills.get(subsidiary);
    if (known !== undefined) return known;
    const { page } = await group.browser.window(group.url, { screen: DESKTOP });
    await signInStaff(page, `clerk-${subsidiary}`, PASSWORD);
    await settled(page);
    tills.set(subsidiary, page);
    return page;
  };
  const scan = async (till: Page, text: string): Promise<void> => {
    await till.goto('/counter');
    await settled(till);
    await till.getByLabel('扫码或输入券码').fill(text);
    await till.keyboard.press('Enter');
    await till.getByText('会员号').first().waitFor();
    await settled(till);
  };

  beforeAll(async () => {
    if (executable === undefined) return;
    group = await openDemonstration(executable);
    ({ page: phone } = await group.browser.window(group.url));
    await signInMember(phone, group.accounts.member.account);
    await settled(phone);
  }, 600_000);

  afterAll(async () => group?.stop());

  it('leads each role home, and a stranger to the door', async () => {
    await phone.waitForURL('**/me');
    await (await tillOf('retail')).waitForURL('**/counter');
    await phone.goto('/group');
    await phone.getByText('您没有查看此内容的权限').waitFor();
    const { page: stranger } = await group.browser.window(group.url);
    await stranger.goto('/me/wallet');
    await stranger.waitForURL('**/sign-in?back=%2Fme%2Fwallet');
  });

  it('a parcel gives a supermarket coupon, used at the till, and the phone hears of it', async () => {
    const till = await tillOf('retail');
    await sendParcel(group);
    await open('/me/wallet');
    await phone
      .getByRole('link', { name: /超市满 50 减 10/ })
      .first()
      .click();
    const code =
      (await phone
        .locator('p', { hasText: /^[0-9A-Z]{4}(-[0-9A-Z]{4})+$/ })
        .first()
        .textContent()) ?? '';

    await scan(till, code);
    const items = till.getByLabel('添加商品').first();
    await items.fill('苹果');
    await items.press('Enter');
    await till
      .getByText('不能用')
      .or(till.getByText(/还差|满 50|不足/))
      .first()
      .waitFor();
    for (let more = 0; more < 3; more += 1)
      await till.getByRole('button', { name: /^增加/ }).click();
    await till.getByText('−¥10.00').first().waitFor();
    await till.keyboard.press('F8');
    await till.getByText('请收款 ¥53.20').waitFor();
    await till.keyboard.press('F8');
    await till.getByRole('heading', { name: '核销成功' }).waitFor();

    await phone.getByText('已使用，优惠 ¥10.00').waitFor();
  });

  it('what was redeemed is given back in part and then wholly, and the coupon returns', async () => {
    const till = await tillOf('retail');
    await till.goto('/counter/today');
    await till.locator('tbody a').first().click();
    await till.getByRole('heading', { name: '退券退积分' }).waitFor();
    await till
      .getByLabel(/退多少/)
      .first()
      .fill('15.80');
    await till.getByRole('button', { name: '退所选' }).click();
    await till.getByRole('dialog').getByRole('button', { name: '退所选' }).click();
    await till.getByText('部分退').waitFor();
    await till.getByRole('button', { name: '整单退' }).click();
    await till.getByRole('dialog').getByRole('button', { name: '整单退' }).click();
    await till.getByText('已全退').waitFor();
    await open('/me/wallet');
    await phone
      .getByRole('link', { name: /超市满 50 减 10/ })
      .first()
      .waitFor();
  });

  it('a parcel gives an errand, taken at the depot by the member’s rotating code', async () => {
    const answered = phone.waitForResponse(
      (response) => response.request().postData()?.includes('memberQr') === true,
    );
    await phone.goto('/me/code');
    const { data } = (await (await answered).json()) as { data: { memberQr: { text: string } } };
    const till = await tillOf('logistics');
    await scan(till, data.memberQr.text);
    await till.getByLabel('业务').selectOption('ERRAND_BOOKED');
    await till.getByLabel(/金额/).fill('12.00');
    await till.keyboard.press('Enter');
    await till.getByText('−¥12.00').first().waitFor();
    await till.keyboard.press('F8');
    await till.getByText('请收款 ¥0.00').waitFor();
    await till.getByRole('button', { name: '返回修改' }).click();
    await till.getByRole('button', { name: '去收款' }).waitFor();
  });

  it('a car gives waivers at home; paying a fee with one gives a service at the dealership', async () => {
    await sellCar(group);
    await open('/me/wallet');
    await phone
      .getByRole('link', { name: /物业费减免/ })
      .first()
      .waitFor();
    await open('/me/bills');
    await phone
      .getByRole('link', { name: /^支付 ¥/ })
      .first()
      .click();
    await settled(phone);
    await phone.getByText(/^−¥/).first().waitFor();
    await phone.getByLabel(/积分抵/).check();
    await phone.getByRole('button', { name: /^支付 ¥/ }).click();
    await phone.getByRole('heading', { name: '缴费成功' }).waitFor();
    await phone.getByText('基础保养免工时').first().waitFor();

    await open('/me/service');
    await phone
      .getByRole('link', { name: /基础保养免工时/ })
      .first()
      .waitFor();
    await phone.getByRole('radio', { name: /余/ }).first().check({ force: true });
    await phone.getByRole('button', { name: '预约', exact: true }).click();
    await phone.getByRole('heading', { name: '预约成功' }).waitFor();
  });

  it('the statement says why, consent is withdrawn and given again, a device signed out', async () => {
    await open('/me/points');
    const byOffer = phone.getByText('活动', { exact: true });
    const earned = phone.locator('details').filter({ has: byOffer }).first();
    await earned.locator('summary').click();
    await earned.locator(byOffer).waitFor();

    await open('/me/privacy');
    const sharing = phone.getByRole('switch', { name: '集团内共享' });
    await expect.poll(() => sharing.isChecked(), POLL).toBe(true);
    await sharing.click({ force: true });
    await phone.getByRole('button', { name: '撤销' }).click();
    await phone.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[role="switch"]')?.checked === true,
    );
  });

  it('a family opens a wallet, asks somebody in by a code, and each sets what is theirs', async () => {
    const { page: keeper } = await group.browser.window(group.url);
    await signInMember(keeper, '+8613900139001');
    await keeper.goto('/me/family');
    await keeper.getByRole('button', { name: '开通家庭账户' }).click();
    await keeper.getByRole('dialog').getByLabel('名称').fill('幸福的家');
    await keeper.getByRole('dialog').getByRole('button', { name: '开通家庭账户' }).click();
    await keeper.getByRole('heading', { name: '幸福的家' }).waitFor();
    await keeper.getByRole('button', { name: '邀请家人' }).click();
    await keeper.getByRole('dialog').getByLabel('每月最多用多少积分').fill('300');
    await keeper.getByRole('dialog').getByRole('button', { name: '生成邀请码' }).click();
    const shown = keeper.getByRole('dialog').locator('strong', { hasText: /^[0-9A-Z-]{14}$/ });
    const code = (await shown.textContent()) ?? '';

    const { page: guest } = await group.browser.window(group.url);
    await signInMember(guest, '+8613900139002');
    await guest.goto('/me/family');
    await guest.getByLabel('邀请码').fill(code.toLowerCase().replaceAll('-', ' '));
    await guest.keyboard.press('Enter');
    await guest.getByText('邀请您加入“幸福的家”').waitFor();
    await guest.getByRole('radio', { name: '10%', exact: true }).check({ force: true });
    await guest.getByRole('button', { name: '加入', exact: true }).click();
    await guest.getByText('每月限额 300').first().waitFor();

    await keeper.reload();
    await keeper.getByText('存入 10%').waitFor();
    await keeper.getByRole('button', { name: /^调整/ }).last().click();
    await keeper.getByRole('dialog').getByRole('button', { name: '移出家庭账户' }).click();
    await keeper
      .getByRole('dialog', { name: '移出这位家人？' })
      .getByRole('button', { name: '移出家庭账户' })
      .click();
    await keeper.getByText('存入 10%').waitFor({ state: 'detached' });
  });

  it('personal data are taken along after a second proof, and erasing is asked twice', async () => {
    const { page: leaver } = await group.browser.window(group.url);
    await signInMember(leaver, '+8613900139003');
    await leaver.goto('/me/data');
    await leaver.getByRole('button', { name: '注销会员' }).click();
    await leaver.getByRole('button', { name: '保留会员' }).click();
    await leaver.getByRole('button', { name: '注销会员' }).click();
    await leaver.getByRole('button', { name: '仍要注销' }).click();
    const asked = (await leaver.getByLabel(/末四位/).getAttribute('id')) ?? '';
    const words = (await leaver.locator(`label[for="${asked}"]`).textContent()) ?? '';
    const forGood = leaver.getByRole('button', { name: '永久注销' });
    expect(await forGood.isDisabled()).toBe(true);
    await leaver.getByLabel(/末四位/).fill(/\d{4}/.exec(words)?.[0] ?? '');
    await forGood.click();
    await leaver.waitForURL('**/sign-in**');
  });

  it('the camera reads a code held before it, and says why when it may not', async () => {
    if (executable === undefined) return;
    const film = join(tmpdir(), `guildhall-camera-${process.pid}.y4m`);
    writeCameraFilm(film, group.accounts.member.account);
    const looking = await openBrowser(executable, { film });
    try {
      const { page: till, context } = await looking.window(group.url, { screen: DESKTOP });
      await signInStaff(till, 'clerk-retail', PASSWORD);
      await till.getByRole('button', { name: '用摄像头扫码' }).click();
      await till.getByText('没有摄像头权限').waitFor();
      await till.getByRole('button', { name: '改用输入' }).click();
      await context.grantPermissions(['camera']);
      await till.getByRole('button', { name: '用摄像头扫码' }).click();
      await till
        .getByText(/会员号 \d/)
        .first()
        .waitFor();
    } finally {
      await looking.close();
      rmSync(film, { force: true });
    }
  });

  it('is in English for those who read it', async () => {
    await open('/me/account');
    await phone.getByRole('radio', { name: 'English' }).check();
    await phone.getByRole('heading', { name: 'Me', exact: true }).waitFor();
    await open('/me');
    await phone.getByText(/^Hello, /).waitFor();
    await expect.poll(() => phone.locator('html').getAttribute('lang'), POLL).toBe('en');
  });
});

const order = async (
  group: Demonstration,
  subsidiary: string,
  field: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const answer = await group.asSystem<Record<string, { __typename: string; message?: string }>>(
    subsidiary,
    `mutation ($input: ${type}!) { ${field}(input: $input) { __typename ... on Refusal { message } } }`,
    { input: { idempotencyKey: randomUUID(), ...input } },
  );
  const done = answer[field];
  if (done === undefined || done.__typename.endsWith('Refusal'))
    throw new Error(`${field}: ${done?.message ?? 'no answer'}`);
};

function sendParcel(group: Demonstration): Promise<void> {
  return order(group, 'logistics', 'sendParcel', {
    ...{ depotCode: 'XM-SM', channel: 'APP', weightGrams: 1_400 },
    sender: {
      ...{ name: '廖振宇', phone: group.accounts.member.account },
      address: '厦门市思明区环岛路 1 号',
    },
    recipient: { name: '周砚', phone: '+8613800138022', address: '杭州市西湖区文三路 9 号' },
    ...{ fromDistrict: '厦门市思明区', toDistrict: '杭州市西湖区' },
  });
}

/** The sale that the welcome of `npm start` shows as a first request. */
function sellCar({ seeded, asSystem }: Demonstration): Promise<unknown> {
  const body = /-d '(\{"query":.*\})'/.exec(seeded.firstRequest)?.[1] ?? '';
  const { query, variables } = JSON.parse(body) as {
    query: string;
    variables: Readonly<Record<string, unknown>>;
  };
  return asSystem('auto', query, variables);
}
