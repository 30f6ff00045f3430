import { eventually } from '@ride-hailing/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineWriter } from './line-writer';

/**
 * Accepts no bytes, like a full disk; on systems without this device, a descriptor opened for reading does the same.
 */
const openFull = (): number =>
  existsSync('/dev/full') ? openSync('/dev/full', 'w') : openSync('/dev/null', 'r');

describe('log lines', () => {
  it('writes lines whole and in order, and all waiting lines at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lines-'));
    const file = join(folder, 'log');
    const descriptor = openSync(file, 'a');
    const writer = new LineWriter(descriptor);
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}, ${'가'.repeat(50)}\n`);
    for (const line of lines) writer.write(line);
    await eventually(() => readFileSync(file, 'utf8').length === lines.join('').length);
    closeSync(descriptor);
    expect(readFileSync(file, 'utf8')).toBe(lines.join(''));
    rmSync(folder, { recursive: true });
  });

  it('counts lines that could not be written, and logs the count once writing works again', () => {
    const written: string[] = [];
    let isFull = true;
    const writer = new LineWriter(1, (_, data, done) => {
      if (isFull) return done(Object.assign(new Error('no space left'), { code: 'ENOSPC' }), 0);
      written.push(data.toString());
      done(null, data.length);
    });
    for (let line = 0; line < 3; line += 1) writer.write('lost\n');
    isFull = false;
    writer.write('kept\n');
    expect(written[0]).toBe('kept\n');
    expect(JSON.parse(written[1] ?? '')).toMatchObject({
      lost: 3,
      msg: 'lines of this log could not be written',
    });
    expect(written).toHaveLength(2);
  });

  it('lets the process go on and end when its log goes to a full disk', async () => {
    const program = `
      require('@swc-node/register');
      const { createLogger } = require(${JSON.stringify(join(__dirname, 'logger.ts'))});
      const logger = createLogger({ name: 'full', level: 'info' });
      let lines = 0;
      const timer = setInterval(() => {
        logger.info('a line');
        if ((lines += 1) < 5) return;
        clearInterval(timer);
        logger.fatal('the last line');
        process.exit(7);
      }, 20);`;
    const full = openFull();
    const stdio = ['ignore', full, 'inherit'] as const;
    const child = spawn(process.execPath, ['-e', program], { stdio: [...stdio], timeout: 45_000 });
    expect(await once(child, 'exit')).toEqual([7, null]);
    closeSync(full);
  });
});
