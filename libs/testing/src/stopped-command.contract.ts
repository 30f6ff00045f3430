import { existsSync } from 'node:fs';
import { MeasuringCommand } from './measuring-command';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** @param command that has started a system before it has measured anything */
export const itStopsAtCtrlC = (...command: ConstructorParameters<typeof MeasuringCommand>): void =>
  it('stops everything at Ctrl-C, and writes nothing that it has not measured', async () => {
    const running = new MeasuringCommand(...command);
    try {
      const pids = await running.runs();
      expect(pids.filter(isAlive)).not.toEqual([]);
      running.ctrlC();
      expect(await running.ended()).not.toBe(0);
      expect(running.said).toContain('Stopped; nothing was written');
      expect(existsSync(running.out)).toBe(false);
      expect(pids.filter(isAlive)).toEqual([]);
      expect(running.left).toEqual([]);
    } finally {
      await running.clean();
    }
  });
