import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aDriverUpdate } from '@ride-hailing/testing';
import { findTrace, readTrace, type TraceLine } from './trace-file';

const allOf = async (file: string): Promise<TraceLine[]> => {
  const lines: TraceLine[] = [];
  for await (const line of readTrace(file)) lines.push(line);
  return lines;
};

describe('the reader of recordings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads each update with its line number, and goes on after a fault', async () => {
    const file = join(folder, 'mixed.ndjson');
    const update = aDriverUpdate();
    writeFileSync(file, [JSON.stringify(update), '', '{"half', '{"driverId":"a b"}', ''].join('\r\n'));
    expect(await allOf(file)).toEqual([
      { line: 1, update },
      { line: 3, fault: 'not JSON' },
      { line: 4, fault: expect.stringContaining('driverId') as string },
    ]);
  });

  it('finds no fault in the recording that comes with the app', async () => {
    const file = findTrace('seoul-sample');
    const lines = await allOf(file as string);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => 'fault' in line)).toEqual([]);
  });
});
