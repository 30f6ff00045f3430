import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { LabSystem } from '../../world/lab-system';

/** Whoever has asked for an assignment waits so long. */
const ANSWER_WITHIN_MS = 8_000;
const READY_WITHIN_MS = 30_000;

export interface Order {
  readonly rideId: string;
  readonly driverId: string;
}

/** A way to make an assignment, with the process that makes it. */
export interface Way {
  /** Whether it has answered in time that the ride is the driver's. Never rejects. */
  assign(order: Order): Promise<boolean>;
  isUp(): Promise<boolean>;
  kill(): Promise<void>;
  /** Resolves when it is ready. */
  start(): Promise<void>;
}

/** The project's own: Try, Confirm and Cancel by the gateway, with a log and a recovery. */
export const coordinatorOf = (system: LabSystem): Way => {
  const gateway = system.process('gateway');
  return {
    assign: async ({ rideId, driverId }) => {
      try {
        const answer = await fetch(`${system.stack.urls.gateway}/rides/${rideId}/assignment`, {
          method: 'POST',
          headers: { authorization: `Bearer ${system.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ driverId }),
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        });
        const { state } = (await answer.json()) as { state?: string };
        return answer.ok && state === 'CONFIRMED';
      } catch {
        return false;
      }
    },
    isUp: () => gateway.isReady(),
    kill: () => gateway.kill('SIGKILL'),
    start: async () => {
      await gateway.start();
      await gateway.waitReady();
    },
  };
};

interface Doorways {
  readonly drivers: string;
  readonly rides: string;
}

interface Answer {
  readonly id: string;
  readonly isAssigned: boolean;
}

/** A process of the lab that calls the services' own doors. */
export class AssignerProcess implements Way {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<string, (isAssigned: boolean) => void>();

  constructor(
    private readonly way: 'two-calls' | 'saga',
    private readonly doors: Doorways,
  ) {}

  assign(order: Order): Promise<boolean> {
    const id = uuidv7();
    return new Promise((resolve) => {
      const end = (isAssigned: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(isAssigned);
      };
      const timer = setTimeout(() => end(false), ANSWER_WITHIN_MS);
      this.waiting.set(id, end);
      if (this.child?.connected) this.child.send({ id, ...order }, (error) => error && end(false));
      else end(false);
    });
  }

  isUp(): Promise<boolean> {
    return Promise.resolve(this.child?.connected === true);
  }

  async start(): Promise<void> {
    const child = fork(
      join(__dirname, 'assigner.process.ts'),
      [this.way, this.doors.drivers, this.doors.rides],
      { execArgv: ['-r', '@swc-node/register'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    await once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) });
    child.on('message', ({ id, isAssigned }: Answer) => this.waiting.get(id)?.(isAssigned));
    child.on('exit', () => {
      for (const end of this.waiting.values()) end(false);
    });
    this.child = child;
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  stop(): Promise<void> {
    return this.kill();
  }
}
