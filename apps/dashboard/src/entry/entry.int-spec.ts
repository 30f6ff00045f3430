import { DashboardScene, KEY } from '../../test/dashboard-scene';

describe('the entry of the dashboard', () => {
  const scene = new DashboardScene();
  const problemAt = async (path: string, ask: Parameters<DashboardScene['send']>[1]) => {
    const { status, text } = await scene.send(path, ask);
    return { status, detail: (JSON.parse(text) as { detail: string }).detail };
  };

  beforeAll(() => scene.start());
  afterAll(() => scene.stop());

  it('turns the key in the address into a cookie that scripts and other sites cannot use, and leaves the address', async () => {
    const { status, headers } = await scene.send(`/?key=${KEY}`);
    expect([status, headers.location]).toEqual([303, '/']);
    expect(String(headers['set-cookie'])).toMatch(
      /^dashboard-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(String(headers['set-cookie'])).not.toContain(KEY);
    const page = await scene.ask('/');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['cache-control']).toMatch(/no-store|max-age=0/);
  });

  it.each([
    ['a wrong key', '/?key=another-key-0123456789'],
    ['two keys', `/?key=${KEY}&key=${KEY}`],
    ['no key', '/'],
    ['a file without a cookie', '/assets/page.js'],
  ])('answers %s with a page that says in both languages where the address stands', async (_, path) => {
    const { status, headers, text } = await scene.send(path);
    expect([status, headers['content-type'], headers['set-cookie']]).toEqual([
      403,
      'text/html; charset=utf-8',
      undefined,
    ]);
    expect(text).toContain('<code>npm start</code> prints it first');
    expect(text).toContain('<code>npm start</code>가 맨 먼저');
  });

  it('answers questions of its page, and nobody else’s', async () => {
    expect(await scene.json('/api/page')).toMatchObject({
      readOnly: true,
      approaches: ['hybrid'],
      tileUrl: null,
    });
    for (const cookie of ['', 'dashboard-0=x', scene.cookie.replace(/.$/, '~')]) {
      expect(await problemAt('/api/page', { headers: { cookie } })).toEqual({
        status: 403,
        detail: 'The cookie of the page is missing. Open the address that `npm start` prints.',
      });
    }
  });

  it.each([
    ['of another site', { origin: 'https://example.org' }],
    ['of another port of this machine', { origin: 'http://127.0.0.1:3000' }],
    ['that is opaque', { origin: 'null' }],
    ['that is absent', {}],
  ])('refuses a change from an Origin %s', async (_, origin: Record<string, string>) => {
    const ask = { method: 'PUT', headers: { cookie: scene.cookie, ...origin }, body: '{}' };
    expect(await problemAt('/api/shadow', ask)).toEqual({
      status: 403,
      detail: 'The Origin is not that of the page, so nothing may be changed.',
    });
  });

  it('refuses a Host that only points to this machine, although the cookie is right', async () => {
    const { port } = new URL(scene.url);
    for (const host of [
      `evil.example:${port}`,
      '127.0.0.1:1',
      '127.0.0.1',
      `127.0.0.1.evil.example:${port}`,
    ]) {
      for (const path of ['/api/page', `/?key=${KEY}`]) {
        const refused = await problemAt(path, { headers: { host, cookie: scene.cookie } });
        expect([host, refused.status, refused.detail]).toEqual([
          host,
          403,
          'The Host is not this machine: use localhost or 127.0.0.1, and the own port.',
        ]);
      }
    }
    const named = await scene.send('/api/page', {
      headers: { host: `localhost:${port}`, cookie: scene.cookie },
    });
    expect(named.status).toBe(200);
  });

  it('takes any port of this machine as its own when other addresses reach it, as in a container', async () => {
    const published = new DashboardScene();
    await published.start({ allowNonLoopback: true });
    try {
      const { cookie } = published;
      expect((await published.send('/api/page', { headers: { host: 'localhost:80', cookie } })).status).toBe(
        200,
      );
      expect((await published.send('/api/page', { headers: { host: 'dashboard', cookie } })).status).toBe(
        403,
      );
    } finally {
      await published.stop();
    }
  });

  it('answers probes without a cookie, whatever they call this machine', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      expect((await scene.send(path, { headers: { host: 'dashboard' } })).status).toBe(200);
    }
  });

  it('forbids scripts and frames of others on every answer', async () => {
    for (const path of ['/', '/api/page', '/nothing']) {
      const { headers } = await scene.ask(path);
      expect(headers['content-security-policy']).toBe(
        "default-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      );
      expect([headers['x-content-type-options'], headers['referrer-policy']]).toEqual([
        'nosniff',
        'no-referrer',
      ]);
    }
  });

  it('writes the key into no line of its log', async () => {
    await scene.send(`/?key=${KEY}`);
    await scene.send(`/?key=${KEY}&other=1`);
    await scene.send(`/nothing?key=${KEY}`);
    expect(scene.log.filter((line) => line.includes('"path":"/"')).length).toBeGreaterThan(0);
    expect(scene.log.filter((line) => line.includes(KEY))).toEqual([]);
  });
});
