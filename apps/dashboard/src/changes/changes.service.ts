import { NotFoundProblem, TooManyRequestsProblem } from '@ride-hailing/service-kit';
import { Inject, Injectable, OnModuleDestroy } from '@nestjs/common';
import { Broker } from '@ride-hailing/messaging';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config';
import { ControlClient } from '../control-passage/control.client';
import { GatewayClient } from '../gateway-passage/gateway.client';
import type { Change } from '../page-api';
import { planChange } from './change-plan';
import { ChangeRun } from './change-run';

const MOST_AT_ONCE = 2;
const MOST_KEPT = 20;

/** Makes changes and watches them, two at once at most; the last 20 can be read. */
@Injectable()
export class Changes implements OnModuleDestroy {
  private readonly kept = new LRUCache<string, ChangeRun>({ max: MOST_KEPT });
  private readonly running = new Map<ChangeRun, Promise<void>>();
  private planning = 0;

  constructor(
    @Inject(CONFIG) readonly config: Config,
    readonly gateway: GatewayClient,
    readonly control: ControlClient,
    readonly broker: Broker,
  ) {}

  /** Returns as soon as the change is asked for. @throws what `planChange` throws, and TooManyRequestsProblem */
  async make(rideId: string | undefined): Promise<Change> {
    if (this.running.size + this.planning >= MOST_AT_ONCE)
      throw new TooManyRequestsProblem(
        `${MOST_AT_ONCE} changes are being watched; wait for one of them to end.`,
      );
    this.planning += 1;
    try {
      const run = new ChangeRun(this, await planChange(this.gateway, rideId));
      await run.lookBefore();
      this.kept.set(run.id, run);
      const end = run.run().finally(() => this.running.delete(run));
      this.running.set(run, end);
      return run.view();
    } finally {
      this.planning -= 1;
    }
  }

  /** @throws NotFoundProblem */
  find(id: string): Change {
    const run = this.kept.get(id);
    if (!run) throw new NotFoundProblem('There is no such change here, or it has made room for newer ones.');
    return run.view();
  }

  async onModuleDestroy(): Promise<void> {
    for (const run of this.running.keys()) run.close();
    await Promise.all(this.running.values());
  }
}
