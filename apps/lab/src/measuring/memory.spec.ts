import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { residentBytes } from './memory';

describe('resident memory', () => {
  it('grows with what a process holds', () => {
    const before = residentBytes(process.pid) ?? 0;
    const held = Buffer.alloc(64 * 1024 * 1024, 1);
    expect((residentBytes(process.pid) ?? 0) - before).toBeGreaterThan(held.length / 2);
  });

  it('is unknown of a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(residentBytes(Number(child.pid))).toBeUndefined();
  });
});
