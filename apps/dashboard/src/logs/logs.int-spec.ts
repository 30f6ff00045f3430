import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DashboardScene } from '../../test/dashboard-scene';
import { aSystem } from '../../test/running-system';
import { ServiceStandIn } from '../../test/services.stand-in';
import type { LogLine } from '../page-api';

const LINES: Readonly<Record<string, string[]>> = {
  gateway: [
    '{"level":"info","time":"2026-11-29T12:00:02.000Z","service":"gateway","pid":1,"requestId":"x","msg":"request","path":"/rides/r-1"}',
  ],
  'ride-service': [
    '{"level":"warn","time":"2026-11-29T12:00:01.500Z","msg":"r-1 is late"}',
    '{"half of a line r-1',
  ],
};

describe('log lines about an id', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  const socket = join(folder, 'control');
  const control = new ServiceStandIn();
  const scene = new DashboardScene();

  beforeAll(async () => {
    control.answer = ({ path }) => {
      const { pathname } = new URL(path, 'http://x');
      if (pathname === '/system') return { body: aSystem(['gateway', 'ride-service', 'nats']) };
      const lines = LINES[pathname.split('/')[2] ?? ''];
      return lines ? { body: { lines } } : { status: 500, body: {} };
    };
    await control.start(socket);
    await scene.start({ controlSocket: socket });
  });
  afterAll(async () => {
    await scene.stop();
    await control.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds the lines of all processes by time, and leaves out logs that cannot be read', async () => {
    expect(await scene.json<LogLine[]>('/api/logs?contains=r-1')).toEqual([
      { process: 'ride-service', at: null, level: 'info', text: '{"half of a line r-1' },
      {
        process: 'ride-service',
        at: Date.parse('2026-11-29T12:00:01.500Z'),
        level: 'warn',
        text: 'r-1 is late',
      },
      {
        process: 'gateway',
        at: Date.parse('2026-11-29T12:00:02.000Z'),
        level: 'info',
        text: 'request {"requestId":"x","path":"/rides/r-1"}',
      },
    ]);
    expect(control.asked.map(({ path }) => path)).toContain('/processes/gateway/log?contains=r-1&lines=200');
  });

  it.each([['contains=a%20b'], ['contains=..'], ['contains=x'], ['contains='], ['']])(
    'finds lines by an id alone, and not by %j',
    async (query) => {
      expect((await scene.ask(`/api/logs?${query}`)).status).toBe(400);
    },
  );

  it('answers 503 to questions for log lines while the control API is away', async () => {
    await control.stop();
    expect((await scene.ask('/api/logs?contains=r-1')).status).toBe(503);
  });
});
