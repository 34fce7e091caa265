/**
 * The stories of the house by hand, in a real browser on the real server: what a member does on the phone and a clerk at
 * the counter. Systems of the companies only record what happened there: a car sold, a parcel sent.
 */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
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
import { sellCar, sendParcel } from '../../support/recorded-by-systems.ts';

const executable = findBrowser();
const PASSWORD = 'ludao-demonstration-2026';
/** A coupon's code as it is read aloud. */
const CODE = /^[0-9A-Z]{4}(-[0-9A-Z]{4})+$/;
const STRANGER = { name: '韦小满', phone: '+8613900139004' };
const POLL = { timeout: 30_000, interval: 250 };

describe.skipIf(executable === undefined)('member and clerk, by hand', { timeout: 180_000 }, () => {
  let group: Demonstration;
  let phone: Page;
  const tills = new Map<string, Page>();

  const open = async (path: string): Promise<void> => {
    await phone.goto(path);
    await settled(phone);
  };
  /** The till of a company's clerk, or the desk of the group; signed in once. */
  const tillOf = async (subsidiary: string): Promise<Page> => {
    const known = tills.get(subsidiary);
    if (known !== undefined) return known;
    const { page } = await group.browser.window(group.url, { screen: DESKTOP });
    await signInStaff(page, subsidiary === 'group' ? 'operator' : `clerk-${subsidiary}`, PASSWORD);
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
    await open('/me/wallet');
    const tickets = phone.getByRole('link', { name: /超市满 50 减 10/ });
    const before = await tickets.count();
    await sendParcel(group);
    // The wallet lies open: the coupon comes into it by itself.
    await expect.poll(() => tickets.count(), POLL).toBe(before + 1);
    await tickets.first().click();
    const code = (await phone.locator('p', { hasText: CODE }).first().textContent()) ?? '';

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
    // A coupon of before may pay with it: what the customer holds is put together as is best for them.
    await till.getByText(/^请收款 ¥(53|43)\.20$/).waitFor();
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

  it('a parcel gives an errand: the shopping comes home at a booked time, and what is undone gives the coupon back', async () => {
    const depot = await tillOf('logistics');
    // As a thumb goes there: nothing is loaded anew but what the page asks.
    const toWallet = () => phone.getByRole('link', { name: '券包', exact: true }).click();
    await open('/me/wallet');
    const free = phone.getByRole('link', { name: /超市跑腿免费送/ });
    await free.first().waitFor();
    const held = await free.count();

    await bookErrand(phone);
    const callOff = phone.getByRole('button', { name: '取消预约' });
    const asked = phone.getByRole('dialog');
    await callOff.click();
    // By keyboard: the safe answer has the focus, and what asked has it again.
    await expect
      .poll(() => hasFocus(asked.getByRole('button', { name: '取消', exact: true })), POLL)
      .toBe(true);
    await phone.keyboard.press('Escape');
    await asked.waitFor({ state: 'hidden' });
    await expect.poll(() => hasFocus(callOff), POLL).toBe(true);
    await phone.keyboard.press('Enter');
    await asked.getByRole('button', { name: '取消预约' }).click();
    await phone.getByText('券已退回券包').waitFor();
    // The button that asked is gone: the page has the focus.
    await expect.poll(() => hasFocus(phone.locator('#content')), POLL).toBe(true);
    await toWallet();
    await expect.poll(() => free.count(), POLL).toBe(held);

    const no = await bookErrand(phone);
    await depot.getByRole('link', { name: '跑腿单', exact: true }).click();
    await step(depot, '待取货', `已取货 ${no}`);
    // The page lies open: it hears of the courier by itself.
    await phone.getByText('配送员已取货').waitFor();
    await step(depot, '配送中', `已送达 ${no}`);
    await phone.getByRole('listitem').filter({ hasText: '送达' }).first().waitFor();
    await phone.getByRole('link', { name: /超市跑腿免费送/ }).click();
    await phone.getByText('这张券已用完').waitFor();

    await phone.goBack();
    await step(depot, '已送达', `退费 ${no}`);
    await phone.getByText('券已退回券包').waitFor();
    await toWallet();
    await expect.poll(() => free.count(), POLL).toBe(held);
  });

  it('without a line a page says so, and goes on when the line is back', async () => {
    await open('/me/points');
    await phone.context().setOffline(true);
    await phone.getByRole('radio', { name: '使用' }).press('Space');
    await phone.getByText('连接不上服务器').waitFor();
    await phone.getByRole('button', { name: '再试一次' }).waitFor();
    await phone.context().setOffline(false);
    await phone.getByText('连接不上服务器').waitFor({ state: 'detached' });
    await settled(phone);
  });

  it('the member’s rotating code is read at any company’s till, and what is held there comes back', async () => {
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

    await open('/me/wallet');
    await phone
      .getByRole('link', { name: /基础保养免工时/ })
      .first()
      .click();
    await phone.getByRole('link', { name: /预约/ }).click();
    const withCoupon = phone.getByRole('checkbox', { name: /基础保养免工时/, checked: true });
    await withCoupon.waitFor();
    await phone.getByRole('radio', { name: /余/ }).first().check({ force: true });
    await phone.getByRole('button', { name: '预约', exact: true }).click();
    await phone.getByRole('heading', { name: '预约成功' }).waitFor();
    // The booking remembers it, and leads to it.
    await phone.getByText('结账时自动抵扣').waitFor();
    await phone.getByRole('link', { name: /基础保养免工时/ }).click();
    await phone.getByRole('heading', { name: '券详情' }).first().waitFor();
  });

  it('the coupon of a booking is left out and chosen again, and the dealership sees who comes with which', async () => {
    const desk = await tillOf('auto');
    await phone.goBack();
    await phone.getByRole('heading', { name: '预约用券' }).waitFor();
    const no = (await phone.getByText(/^SB\d+$/).textContent()) ?? '';
    const startsAt =
      (await phone
        .locator('h2')
        .filter({ hasText: /\d\d:\d\d/ })
        .textContent()) ?? '';
    const sheet = phone.getByRole('dialog');
    await phone.getByRole('button', { name: '更换或不用券' }).click();
    // Nothing is changed yet, so there is nothing to save.
    await expect
      .poll(() => sheet.getByRole('button', { name: '保存' }).isDisabled(), POLL)
      .toBe(true);
    await sheet.getByRole('checkbox', { name: /基础保养免工时/, checked: true }).uncheck();
    await sheet.getByRole('button', { name: '不用券' }).click();
    await phone.getByText('到店按原价结账').waitFor();

    const [, day = ''] = /(\d+)日/.exec(startsAt) ?? [];
    await desk.getByRole('link', { name: '保养预约' }).click();
    const dayOf = () => desk.getByLabel('日期').inputValue();
    await settled(desk);
    while (Number((await dayOf()).slice(8)) !== Number(day)) {
      await desk.getByRole('button', { name: '后一天' }).click();
      await settled(desk);
    }
    const card = desk.getByRole('listitem').filter({ hasText: no });
    await card.getByText('没有选券').waitFor();

    await phone.getByRole('button', { name: '选一张券' }).click();
    await sheet
      .getByRole('checkbox', { name: /基础保养免工时/ })
      .first()
      .check();
    await sheet.getByRole('button', { name: '保存' }).click();
    await phone.getByText('结账时自动抵扣').waitFor();
    // The list lies open at the dealership: it hears of it by itself.
    await card.getByText(/基础保养免工时/).waitFor();

    const asked = desk.getByRole('dialog');
    await card.getByRole('button', { name: `到店接车 ${no}` }).click();
    const yes = asked.getByRole('button', { name: '到店接车' });
    expect(await yes.isDisabled()).toBe(true);
    await asked.getByLabel('里程表读数（公里）').fill('1');
    await yes.click();
    // No car has driven backwards: the refusal says what is known.
    await asked.getByRole('alert').waitFor();
    await asked.getByLabel('里程表读数（公里）').fill('98765');
    await yes.click();
    await card.getByText('已到店').waitFor();
    // The phone hears of it: nothing can be changed any more.
    await phone.getByText('已到店').waitFor();
    expect(await phone.getByRole('button', { name: '更换或不用券' }).count()).toBe(0);

    await card.getByRole('button', { name: `工单结账 ${no}` }).click();
    await asked.getByRole('button', { name: '加一项' }).click();
    await asked.getByText('合计（优惠前）').waitFor();
    await asked.getByRole('button', { name: '完工收款' }).click();
    await card.getByText(/^实付 .*优惠/).waitFor();
    await card.getByText('已完成', { exact: true }).waitFor();
  });

  it('which coupon for whom follows from the portrait: a segment, its offer, and two who send a parcel', async () => {
    const desk = await tillOf('group');
    await defineRegulars(desk);
    await makeOfferForThem(desk);

    const { page: other } = await group.browser.window(group.url);
    await signInMember(other, STRANGER.phone);
    await sendParcel(group);
    await sendParcel(group, STRANGER);
    await open('/me/wallet');
    await phone.getByRole('link', { name: /常客满 20 减 6/ }).click();
    const code = (await phone.locator('p', { hasText: CODE }).first().textContent()) ?? '';
    await phone.getByText('寄件送常客券').waitFor();
    await other.goto('/me');
    await other.getByText(/为什么没有我/).click();
    const others = other.locator('details li, details div').filter({ hasText: '寄件送常客券' });
    await others
      .getByText(/超市老主顾|old-hands/)
      .last()
      .waitFor();
    await other.goto('/me/wallet');
    await settled(other);
    expect(await other.getByText('常客满 20 减 6').count()).toBe(0);

    const till = await tillOf('retail');
    await scan(till, code);
    const items = till.getByLabel('添加商品').first();
    await items.fill('苹果');
    await items.press('Enter');
    await till.getByRole('button', { name: /^增加/ }).click();
    await till.getByText('−¥6.00').first().waitFor();
    await till.keyboard.press('F8');
    await till.getByText(/^请收款/).waitFor();
    await till.keyboard.press('F8');
    await till.getByRole('heading', { name: '核销成功' }).waitFor();
    await till.keyboard.press('Escape');
    await till.getByLabel('扫码或输入券码').waitFor();
    await phone.getByText('已使用，优惠 ¥6.00').waitFor();
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

/** From the coupon to the booking; answers the number that the courier asks for. */
async function bookErrand(phone: Page): Promise<string> {
  await phone
    .getByRole('link', { name: /超市跑腿免费送/ })
    .first()
    .click();
  await phone.getByRole('link', { name: '用来预约跑腿' }).click();
  await phone.getByRole('radio', { name: /余/ }).first().press('Space');
  await phone.getByRole('button', { name: '预约，支付 ¥0.00' }).click();
  await phone.getByRole('heading', { name: '预约成功' }).first().waitFor();
  return (
    (await phone
      .locator('strong', { hasText: /^E\d+$/ })
      .first()
      .textContent()) ?? ''
  );
}

const hasFocus = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => element === document.activeElement);

/** A step of an errand, pressed and said yes to in the couriers' list. */
async function step(depot: Page, shelf: string, name: string): Promise<void> {
  await depot.getByRole('radio', { name: shelf, exact: true }).press('Space');
  await depot.getByRole('button', { name, exact: true }).click();
  await depot.getByRole('dialog').getByRole('button').last().click();
  await depot.getByRole('button', { name, exact: true }).waitFor({ state: 'detached' });
}

/** The condition is written with a mistake first: the desk says where, and counts once it can be read. */
async function defineRegulars(desk: Page): Promise<void> {
  await desk.goto('/group/segments');
  await settled(desk);
  await desk.getByRole('button', { name: '新建人群' }).click();
  const form = desk.getByRole('dialog');
  await form.getByLabel('名称（中文）').fill('超市老主顾');
  await form.getByLabel('名称（英文）').fill('Old hands');
  await form.getByLabel('编码').fill('old-hands');
  await form.getByLabel('哪些会员').fill('history.visits("retail", 90) > true');
  await form.getByText(/第 1 行第 \d+ 列/).waitFor();
  await form.getByLabel('哪些会员').fill('history.visits("retail", 180) > 0');
  const live = form.getByRole('status').filter({ hasText: '实时人数' });
  await live.getByText(/^\d+ 位会员中的 \d/).waitFor();
  expect(Number(await live.locator('strong').textContent())).toBeGreaterThan(0);
  await form.getByRole('button', { name: '保存人群' }).click();
  await form.waitFor({ state: 'detached' });
}

async function makeOfferForThem(desk: Page): Promise<void> {
  const row = desk.getByRole('row').filter({ hasText: 'old-hands' });
  await row.getByRole('button', { name: '做活动' }).click();
  await desk.waitForURL('**/group/offers/new?segment=old-hands');
  await desk.getByText(/超市老主顾/).waitFor();
  const choose = async (label: string, option: string): Promise<void> => {
    await desk.getByLabel(label, { exact: true }).click();
    await desk
      .locator('.ant-select-item-option', { hasText: option })
      .filter({ visible: true })
      .first()
      .dispatchEvent('click');
    await desk.keyboard.press('Escape');
  };
  for (const [label, text] of [
    ['名称（中文）', '寄件送常客券'],
    ['名称（英文）', 'A parcel, a coupon'],
    ['编码', 'FOR-OLD-HANDS'],
  ] as const)
    await desk.getByLabel(label).fill(text);
  await choose('触发', '寄件');
  await choose('种类', '优惠券');
  await choose('券种', '立减');
  for (const [label, text] of [
    ['券名 (中文)', '常客满 20 减 6'],
    ['券名 (English)', '6 off 20'],
    ['减免金额（元）', '6'],
    ['满（元）', '20'],
    ['有效天数', '30'],
  ] as const)
    await desk.getByLabel(label).fill(text);
  await choose('在哪用', '商超');
  await desk.getByRole('button', { name: '存为草稿' }).click();
  await desk.waitForURL(/\/group\/offers\/off_/);
  await desk.getByRole('button', { name: '发布' }).click();
  await desk.locator('.ant-modal-confirm-btns .ant-btn-primary').click();
  await desk.locator('h1', { hasText: '进行中' }).waitFor();
}
