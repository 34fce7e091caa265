import { describe, expect, it } from 'vitest';
import { WindowCounter } from '../src/http/window-counter.ts';

describe('a window counter', () => {
  it('counts a key within its own window, which begins with its first count', () => {
    let now = 0;
    const counter = new WindowCounter(60_000, () => now);
    expect(counter.count('a')).toEqual({ count: 1, msLeft: 60_000 });
    now = 40_000;
    expect(counter.count('a')).toEqual({ count: 2, msLeft: 20_000 });
    expect(counter.count('b')).toEqual({ count: 1, msLeft: 60_000 });
    now = 60_000;
    expect(counter.count('a')).toEqual({ count: 1, msLeft: 60_000 });
    expect(counter.count('b')).toEqual({ count: 2, msLeft: 40_000 });
  });

  it('forgets keys whose window is over, so that no flood of addresses fills the memory', () => {
    let now = 0;
    const counter = new WindowCounter(60_000, () => now);
    for (let address = 0; address < 1_000; address += 1) counter.count(String(address));
    expect(counter.size).toBe(1_000);
    now = 60_001;
    counter.count('another');
    expect(counter.size).toBe(1);
  });
});
