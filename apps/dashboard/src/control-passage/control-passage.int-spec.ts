import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DashboardScene } from '../../test/dashboard-scene';
import { ServiceStandIn } from '../../test/services.stand-in';

describe('the passage to the control API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  const socket = join(folder, 'control');
  const control = new ServiceStandIn();
  const scene = new DashboardScene();
  const json = { 'content-type': 'application/json' };

  beforeAll(async () => {
    await control.start(socket);
    await scene.start({ controlSocket: socket });
  });
  afterAll(async () => {
    await scene.stop();
    await control.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('passes orders on as they are, and problems back as they are', async () => {
    control.answer = () => ({
      status: 400,
      body: { title: 'Invalid input', errors: [{ field: 'kind', message: 'm' }] },
    });
    const ask = { method: 'POST', headers: json, body: '{"kind":"frozen"}' };
    const { status, text } = await scene.ask('/api/control/faults?x=1', ask);
    expect([status, JSON.parse(text)]).toEqual([
      400,
      { title: 'Invalid input', errors: [{ field: 'kind', message: 'm' }] },
    ]);
    expect(control.asked).toEqual([
      expect.objectContaining({ method: 'POST', path: '/faults?x=1', body: '{"kind":"frozen"}' }),
    ]);
    expect(control.asked[0]?.headers.cookie).toBeUndefined();
  });

  it.each(['GET', 'PATCH', 'DELETE'])('passes %s on', async (method) => {
    control.answer = () => ({ body: { method } });
    expect(await scene.json('/api/control/faults/1', { method })).toEqual({ method });
  });

  it('answers 503 and says why while the control API is away, and works again when it is back', async () => {
    await control.stop();
    const { status, text } = await scene.ask('/api/control/system');
    expect([status, JSON.parse(text)]).toEqual([
      503,
      expect.objectContaining({ detail: 'The control API does not answer: does `npm start` still run?' }),
    ]);
    await control.start(socket);
    expect((await scene.ask('/api/control/system')).status).toBe(200);
  });

  it('says that a page without a control API changes nothing', async () => {
    const readOnly = new DashboardScene();
    await readOnly.start();
    const { status, text } = await readOnly.ask('/api/control/faults', { method: 'DELETE' });
    await readOnly.stop();
    expect([status, JSON.parse(text)]).toEqual([
      403,
      expect.objectContaining({
        detail: 'There is no control API here: this page shows, and changes nothing.',
      }),
    ]);
  });
});
