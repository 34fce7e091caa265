import { describe, expect, test } from 'vitest';
import { leiCheck, parseLei } from '../src/domain/codes/lei.ts';
import { organisationCheck, parseUscc, usccCheck } from '../src/domain/codes/uscc.ts';
import { describeData, readData } from './support/data.ts';

describe('Unified Social Credit Code', () => {
  test.each([
    ['91110000600037341L', true, undefined],
    ['９１１１００００６０００３７３４１l', true, undefined],
    ['9 1 110000 600037341L', true, undefined],
    ['9111000060003734', false, 'LENGTH'],
    ['9111000060003IOZSV', false, 'CHARACTER'],
    ['01110000600037341L', false, 'AUTHORITY'],
    ['91990000600037341L', false, 'DIVISION'],
    ['911100A0600037341L', false, 'DIVISION'],
    ['91110000600037351L', false, 'ORGANISATION_CHECK'],
    ['91110000600037341M', false, 'CHECK'],
  ])('%s is valid: %s (%s)', (code, valid, fault) => {
    const result = parseUscc(code);
    expect(result.valid).toBe(valid);
    if (!result.valid) expect(result.fault).toBe(fault);
  });

  test('letters may stand in position 2', () => {
    const body = `N${'A'}110000`;
    const organisation = `60003734${organisationCheck('60003734')}`;
    const code = body + organisation + usccCheck(body + organisation);
    expect(parseUscc(code)).toMatchObject({
      valid: true,
      uscc: { category: 'A', soleTrader: false },
    });
  });

  test('prefix 92 is a sole trader, a natural person', () => {
    const first17 = `92310112MA1ABCDE${organisationCheck('MA1ABCDE')}`;
    expect(parseUscc(first17 + usccCheck(first17))).toMatchObject({
      valid: true,
      uscc: { soleTrader: true },
    });
  });

  test('any one wrong character is noticed', () => {
    const good = '91310115MA1K3BTP2B';
    for (let at = 0; at < 18; at += 1) {
      for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
        if (other === good[at]) continue;
        const bad = good.slice(0, at) + other + good.slice(at + 1);
        expect(parseUscc(bad).valid, bad).toBe(false);
      }
    }
  });
});

describeData('vectors of USCC', 'uscc/uscc_vectors.csv', () => {
  const rows = readData('uscc/uscc_vectors.csv').trim().split(/\r?\n/).slice(1);
  test.each(rows.map((row) => row.split(',')))('%s → %s (%s)', (code, valid) => {
    expect(parseUscc(code ?? '').valid).toBe(valid === 'true');
  });
});

describe('Legal Entity Identifier', () => {
  test.each(['5493001KJTIIGC8Y1R12', '529900T8BM49AURSDO55', '7LTWFZYICNSX8D621K86'])(
    '%s is valid',
    (lei) => {
      expect(parseLei(lei)).toEqual({ valid: true, lei });
      expect(leiCheck(lei.slice(0, 18))).toBe(lei.slice(18));
    },
  );
  test.each([
    ['5493001KJTIIGC8Y1R21', 'CHECK'],
    ['5493001KJTIIGC8Y1R1', 'LENGTH'],
    ['5493001KJTIIGC8Y1RAB', 'CHARACTER'],
  ])('%s is refused: %s', (lei, fault) => {
    expect(parseLei(lei)).toEqual({ valid: false, fault });
  });
});
