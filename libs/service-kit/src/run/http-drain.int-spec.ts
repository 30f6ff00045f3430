import { Controller, Get, Module } from '@nestjs/common';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Pool } from 'undici';
import { hasNotConnected } from '../instances/instances';
import { type RunningService, startService } from './start-service';

@Controller('now')
class NowController {
  @Get()
  now(): object {
    return { now: performance.now() };
  }
}

@Module({ controllers: [NowController] })
class NowModule {}

const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 5_000 };
const ROUNDS = 10;
const CALLERS = 8;

/** Asks once, from a thread of its own; says that it is connected, and what came of it. */
const CALLER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const request = require('node:http').get(workerData.url, { agent: false }, (answer) => {
    answer.resume();
    parentPort.postMessage(answer.statusCode);
  });
  request.on('error', (error) => parentPort.postMessage(error.code));
  request.on('socket', (socket) =>
    socket.on('connect', () => {
      Atomics.store(workerData.arrived, 0, 1);
      Atomics.notify(workerData.arrived, 0);
    }),
  );`;

describe('a service that stops under load', () => {
  const started = (): Promise<RunningService> => startService({ name: 'clock', module: NowModule, config });

  const ask = async (pool: Pool): Promise<void> => {
    const { body } = await pool.request({ path: '/now', method: 'GET' });
    await body.dump();
  };

  /** Asks with short pauses over connections that stay open, until there is no answer. Returns why there was none. */
  async function untilAway(pool: Pool): Promise<unknown> {
    for (;;) {
      try {
        await ask(pool);
        await delay(Math.random() * 3);
      } catch (error) {
        return error;
      }
    }
  }

  it('breaks no request off: a caller gets an answer, or its next connection is refused', async () => {
    const failures: unknown[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const service = await started();
      const pool = new Pool(service.url, { connections: CALLERS, pipelining: 1 });
      // A connection that arrives in the very moment in which it stops listening may be reset: no server can prevent that.
      await Promise.all(Array.from({ length: CALLERS }, () => ask(pool)));
      const callers = Array.from({ length: CALLERS }, () => untilAway(pool));
      await delay(50 + Math.random() * 10);
      await service.stop();
      failures.push(...(await Promise.all(callers)));
      await pool.destroy();
    }
    expect(failures.filter((error) => !hasNotConnected(error))).toEqual([]);
    expect(failures).toHaveLength(ROUNDS * CALLERS);
  }, 30_000);

  it('answers a request whose connection arrived just before it stops listening', async () => {
    const service = await started();
    const arrived = new Int32Array(new SharedArrayBuffer(4));
    const caller = new Worker(CALLER, { eval: true, workerData: { url: `${service.url}/now`, arrived } });
    const answer = once(caller, 'message');
    // Until the connection is open this thread does nothing, so it has not taken it when it is told to stop.
    expect(Atomics.wait(arrived, 0, 0, 10_000)).not.toBe('timed-out');
    const stopped = service.stop();
    expect(await answer).toEqual([200]);
    await stopped;
  });

  it('closes connections that nobody uses, so that callers who keep them do not delay its end', async () => {
    const service = await started();
    const pool = new Pool(service.url, { connections: 1, keepAliveTimeout: 60_000 });
    await ask(pool);
    expect(await service.stop()).toBeLessThan(config.shutdownTimeoutMs / 2 - 500);
    await pool.destroy();
  });
});
