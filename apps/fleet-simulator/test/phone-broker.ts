import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ManagedProcess,
  type NatsServers,
  reservePortBlock,
  startNats,
  Watchdog,
  workspaceRoot,
} from '@ride-hailing/stack';
import type { TestTokens } from '@ride-hailing/testing';
import { connect } from 'nats';

const READY_WITHIN_MS = 30_000;

/** A broker of its own with the stream of driver updates, and a phone-access that lets phones in by these tokens. */
export interface PhoneBroker extends NatsServers {
  readonly phoneAccess: ManagedProcess;
}

export async function startPhoneBroker(tokens: TestTokens): Promise<PhoneBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'phone-broker-'));
  const watchdog = new Watchdog();
  const block = await reservePortBlock();
  const nats = await startNats({ folder, watchdog });
  const { user, password } = nats.credentials('operator');
  const operator = await connect({ servers: nats.natsUrl, user, pass: password });
  const manager = await operator.jetstreamManager();
  await manager.streams.add({ name: 'DRIVER_UPDATES', subjects: ['drivers.update.*'] });
  await operator.close();
  const url = `http://127.0.0.1:${block.base}`;
  const phoneAccess = new ManagedProcess(
    {
      name: 'phone-access',
      command: process.execPath,
      args: ['-r', '@swc-node/register', join(workspaceRoot(), 'apps/phone-access/src/main.ts')],
      env: {
        HTTP_PORT: String(block.base),
        NATS_URL: nats.natsUrl,
        NATS_PASSWORD: nats.credentials('phone-access').password,
        PHONE_ISSUER_SEED: nats.phoneIssuerSeed,
        JWT_PUBLIC_KEY: tokens.publicPem,
      },
      cwd: workspaceRoot(),
      logFile: join(folder, 'phone-access.log'),
      url,
      isReady: async () => {
        const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
        return answer?.status === 200;
      },
    },
    watchdog,
  );
  await phoneAccess.start();
  await phoneAccess.waitReady(READY_WITHIN_MS);
  const stop = async () => {
    await phoneAccess.stop();
    await nats.stop();
    watchdog.close();
    await block.release();
    rmSync(folder, { recursive: true });
  };
  return { ...nats, phoneAccess, stop };
}
