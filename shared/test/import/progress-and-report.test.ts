import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ErrorReport } from '../../src/import/error-report.ts';
import { showProgress } from '../../src/import/progress.ts';

function recorded(isTTY: boolean) {
  const written: string[] = [];
  let at = 0;
  const progress = showProgress(
    { write: (text) => written.push(text), isTTY, columns: 120 },
    () => at,
  );
  return { progress, written, pass: (ms: number) => (at += ms) };
}

describe('progress', () => {
  it('is a bar with rate and time left on a terminal', () => {
    const { progress, written, pass } = recorded(true);
    progress.phase('reading', 1_000);
    pass(1_000);
    progress.update(0);
    pass(1_000);
    progress.update(500);
    expect(written.at(-1)).toContain('500 of 1,000 lines, 250 lines/s, 2 s left');
    expect(written.at(-1)).toMatch(/^\rreading +█+░+ +50 %/);
    progress.end();
    expect(written.at(-1)).toBe('\n');
  });

  it('is a plain line now and then elsewhere, without control characters', () => {
    const { progress, written, pass } = recorded(false);
    progress.phase('reading', 1_000);
    for (let done = 0; done <= 1_000; done += 100) {
      progress.update(done);
      pass(1_000);
    }
    progress.end();
    expect(written).toEqual([
      'reading: 500 of 1,000 lines, 100 lines/s, 5 s left\n',
      'reading: 1,000 of 1,000 lines, 100 lines/s\n',
      'reading: 1,000 of 1,000 lines, 91 lines/s, 11.0 s\n',
    ]);
  });

  it('does not count what an earlier run had done into its rate', () => {
    const { progress, written, pass } = recorded(false);
    progress.phase('storing', 10_000);
    progress.update(9_000);
    pass(5_000);
    progress.update(9_500);
    expect(written).toEqual(['storing: 9,500 of 10,000 lines, 100 lines/s, 5 s left\n']);
  });
});

describe('a report', () => {
  it('opens in a spreadsheet and runs nothing there', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'guildhall-report-'));
    const report = new ErrorReport(join(dir, 'errors.csv'));
    await report.add([
      { lineNo: 2, code: 'A', message: 'say "hi", then go' },
      { lineNo: 3, code: 'B', message: '=HYPERLINK("x")' },
    ]);
    await report.close();
    expect(report.count).toBe(2);
    expect(readFileSync(report.path, 'utf8')).toBe(
      '\uFEFFline,code,message\n2,A,"say ""hi"", then go"\n3,B,"\'=HYPERLINK(""x"")"\n',
    );
    rmSync(dir, { recursive: true });
  });
});
