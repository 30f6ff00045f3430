import { join } from 'node:path';
import { Program } from './program';

const FILE = join(__dirname, '../test/adding.fixture.ts');

describe('a program in a process of its own', () => {
  it('answers each order, tells what failed, and ends when it is let go', async () => {
    const program = await Program.start<number[], number>(FILE);
    const { pid } = program;
    expect(await program.order([1, 2, 3], 5_000)).toBe(6);
    await expect(program.order([], 5_000)).rejects.toThrow('nothing to add');
    expect(await program.order([4], 5_000)).toBe(4);
    await program.stop();
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });

  it('does not pass for started when it fails to open', async () => {
    await expect(Program.start(FILE, { args: ['fails'] })).rejects.toThrow('could not open');
  });

  it('is given up when it does not answer in time', async () => {
    const program = await Program.start<number[], number>(FILE);
    await expect(program.order([Number.POSITIVE_INFINITY], 50)).rejects.toThrow();
    await program.stop();
  });
});
