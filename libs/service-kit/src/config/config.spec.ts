import { issueAuthority, issueInto } from '@ride-hailing/stack';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { describeFaults, parseConfig, checkConfig } from './config';
import { baseConfig, milliseconds, probability } from './config-shapes';

const schema = z.object({
  ...baseConfig.service({ httpPort: 3001 }),
  ...baseConfig.database(),
  ...baseConfig.nats({ user: 'ride-service' }),
  detailsDeadlineMs: milliseconds(300),
  duplicates: probability(0),
});

const complete = { DATABASE_URL: 'postgres://u:p@127.0.0.1:3032/ride_service', NATS_PASSWORD: 'x1' };

describe('checkConfig', () => {
  it('reads each key from its variable and falls back to the defaults', () => {
    const reading = checkConfig(schema, {
      ...complete,
      DETAILS_DEADLINE_MS: '250',
      HTTP_PORT: '0',
      DUPLICATES: '0.25',
    });
    expect(reading).toMatchObject({
      ok: true,
      config: {
        host: '127.0.0.1',
        httpPort: 0,
        logLevel: 'info',
        shutdownTimeoutMs: 10_000,
        natsUrl: 'nats://127.0.0.1:3022',
        natsUser: 'ride-service',
        detailsDeadlineMs: 250,
        duplicates: 0.25,
      },
    });
  });

  it('reports every fault at once, each by its variable', () => {
    const reading = checkConfig(schema, {
      HTTP_PORT: '70000',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://nope',
      DETAILS_DEADLINE_MS: 'soon',
      DUPLICATES: '1.5',
    });
    if (reading.ok) throw new Error('must not be accepted');
    expect(reading.faults.map(({ variable }) => variable).sort()).toEqual([
      'DATABASE_URL',
      'DETAILS_DEADLINE_MS',
      'DUPLICATES',
      'HTTP_PORT',
      'LOG_LEVEL',
      'NATS_PASSWORD',
    ]);
  });

  it('refuses a folder without certificates that can be used, and names neither the folder nor a content', () => {
    expect(checkConfig(schema, { ...complete, TLS_FOLDER: '/nowhere/at/all' })).toEqual({
      ok: false,
      faults: [{ variable: 'TLS_FOLDER', message: 'holds no ca.crt' }],
    });
  });

  it('refuses an address of Postgres that does not say how it is encrypted, where there are certificates', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const now = new Date().getTime();
      const validity = { notBefore: new Date(now - 60_000), notAfter: new Date(now + 60_000) };
      const authority = await issueAuthority({ name: 'spec', ...validity });
      await issueInto(folder, authority, { name: 'ride-service', ...validity });
      const environment = { ...complete, TLS_FOLDER: folder };
      const reading = checkConfig(schema, environment);
      if (reading.ok) throw new Error('must not be accepted');
      expect(describeFaults(reading.faults)).toContain(
        'DATABASE_URL must say how it is encrypted, since TLS_FOLDER is set: ?sslmode=verify-full&sslrootcert=<file>',
      );
      const DATABASE_URL = `${complete.DATABASE_URL}?sslmode=verify-full`;
      expect(checkConfig(schema, { ...environment, DATABASE_URL })).toMatchObject({
        config: { tlsFolder: folder },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('treats an empty variable as not set', () => {
    expect(checkConfig(schema, { ...complete, HTTP_PORT: '', NATS_PASSWORD: '' })).toEqual({
      ok: false,
      faults: [{ variable: 'NATS_PASSWORD', message: 'is not set' }],
    });
  });

  it('never repeats a value: it may be a secret', () => {
    const reading = checkConfig(schema, { ...complete, DATABASE_URL: 'postgre://u:hunter2@host/db' });
    if (reading.ok) throw new Error('must not be accepted');
    expect(describeFaults(reading.faults)).toContain(
      'DATABASE_URL must be an address that starts with postgres://',
    );
    expect(describeFaults(reading.faults)).not.toContain('hunter2');
  });
});

describe('parseConfig', () => {
  it('prints every fault and ends the process with status 1', () => {
    const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = jest.spyOn(process, 'exit').mockImplementation((status) => {
      throw new Error(`exit ${status}`);
    });
    expect(() => parseConfig(schema, { HTTP_PORT: 'x' })).toThrow('exit 1');
    expect(printed.mock.calls.join()).toMatch(/HTTP_PORT[^]*DATABASE_URL[^]*NATS_PASSWORD/);
    printed.mockRestore();
    exit.mockRestore();
  });
});
