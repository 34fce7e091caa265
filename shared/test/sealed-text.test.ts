import { describe, expect, it } from 'vitest';
import { textSeal } from '../src/sealed-text.ts';

const secret = 'a secret that is long enough for a test';

describe('sealed text', () => {
  const seal = textSeal(secret, 'shop/order.address');

  it('opens to what was sealed, and never looks alike twice', () => {
    const one = seal.seal('上海市浦东新区世纪大道 1 号', 'row-1');
    const two = seal.seal('上海市浦东新区世纪大道 1 号', 'row-1');
    expect(seal.open(one, 'row-1')).toBe('上海市浦东新区世纪大道 1 号');
    expect(one.equals(two)).toBe(false);
    expect(one.toString('utf8')).not.toContain('上海');
  });

  it('does not open for another row, purpose or secret, nor when a bit was turned', () => {
    const sealed = seal.seal('x', 'row-1');
    expect(() => seal.open(sealed, 'row-2')).toThrow();
    expect(() => textSeal(secret, 'shop/order.name').open(sealed, 'row-1')).toThrow();
    expect(() => textSeal(`${secret}!`, 'shop/order.address').open(sealed, 'row-1')).toThrow();
    const turned = Buffer.from(sealed);
    turned[turned.length - 1] = (turned.at(-1) ?? 0) ^ 1;
    expect(() => seal.open(turned, 'row-1')).toThrow();
  });
});
