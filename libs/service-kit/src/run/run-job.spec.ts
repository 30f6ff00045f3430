import os from 'node:os';
import { messageOf } from '../logging/error-serializer';
import { runJob } from './run-job';

describe('runJob', () => {
  const written = { stdout: '', stderr: '' };
  /** Mocked, since this process would not get its priority back. */
  let setPriority: jest.SpyInstance;

  beforeEach(() => {
    Object.assign(written, { stdout: '', stderr: '' });
    setPriority = jest.spyOn(os, 'setPriority').mockImplementation();
    for (const stream of ['stdout', 'stderr'] as const)
      jest.spyOn(process[stream], 'write').mockImplementation((text) => {
        written[stream] += String(text);
        return true;
      });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });

  it('writes what the job says line by line', async () => {
    await runJob('rebuild', async (say) => {
      say('one');
      say('two');
    });
    expect(written).toEqual({ stdout: 'one\ntwo\n', stderr: '' });
    expect(process.exitCode).toBeUndefined();
  });

  it('has given its process a lower priority than services when the job begins', async () => {
    await runJob('rebuild', async () => expect(setPriority.mock.calls).toEqual([[10]]));
    expect(written.stderr).toBe('');
  });

  it('names the job and why it failed in one line, and makes the exit code 1', async () => {
    await runJob('rebuild', () => Promise.reject(new Error('the table is gone')));
    const { exitCode } = process;
    expect(written).toEqual({ stdout: '', stderr: 'rebuild: the table is gone\n' });
    expect(exitCode).toBe(1);
  });

  it('reports also what was thrown when that is no error', () => expect(messageOf(404)).toBe('404'));
});
