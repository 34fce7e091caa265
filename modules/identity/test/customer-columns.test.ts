import { describe, expect, it } from 'vitest';
import { readDay, readGender, suggestColumns } from '../src/domain/import/customer-columns.ts';

describe('columns and words', () => {
  it.each([
    ['1990年1月2日', '1990-01-02'],
    ['1990/1/2', '1990-01-02'],
    ['1990.01.02', '1990-01-02'],
    ['19900102', '1990-01-02'],
    ['1990-01-02T00:00:00.000Z', '1990-01-02'],
    ['02/01/1990', undefined],
  ])('%s is the day %s', (text, day) => expect(readDay(text)).toBe(day));

  it.each([
    ['男', 'MALE'],
    ['Ｆ', 'FEMALE'],
    ['未知', ''],
    ['?', undefined],
  ])('%s is the gender %s', (text, gender) => expect(readGender(text)).toBe(gender));

  it('are recognised in Chinese and English, each at most once', () => {
    expect(
      suggestColumns([
        '会员编号',
        '客户姓名',
        '手机号码',
        '联系电话',
        '家庭住址',
        '身份证号',
        '备注',
      ]),
    ).toEqual({
      customerNumber: '会员编号',
      name: '客户姓名',
      phone: '手机号码',
      address: '家庭住址',
      idCard: '身份证号',
    });
    expect(suggestColumns(['微信openid', '微信unionid', 'OpenID'])).toEqual({
      wechatUnionid: '微信unionid',
      wechatOpenid: '微信openid',
    });
    expect(suggestColumns(['customer_id', 'Full Name', 'Mobile', 'DOB', 'e-mail'])).toEqual({
      customerNumber: 'customer_id',
      name: 'Full Name',
      phone: 'Mobile',
      birthday: 'DOB',
      email: 'e-mail',
    });
  });
});
