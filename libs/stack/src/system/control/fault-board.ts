import { type Fault, FAULT_SECONDS } from '@ride-hailing/contracts/without-grpc';
import { ControlProblem } from './control-problem';
import type { ManagedProcess } from '../../servers/processes/managed-process';
import type { FaultEffect, WholeOrder } from './fault-effects';
import type { Turns } from './turns';

const TRY_AGAIN_MS = 1_000;

interface ActiveFault {
  readonly fault: Fault;
  readonly effect: FaultEffect;
  readonly onDeath: () => void;
  timer?: NodeJS.Timeout;
}

/**
 * The faults at work: each ends by itself. There is one at a time for each target; a second is refused, so that nobody
 * ends another's fault unawares.
 */
export class FaultBoard {
  private readonly active = new Map<string, ActiveFault>();
  private count = 0;
  private isClosed = false;

  constructor(
    private readonly turns: Turns,
    private readonly log: (line: string) => void,
  ) {}

  get faults(): Fault[] {
    return [...this.active.values()].map(({ fault }) => fault);
  }

  on(target: string): Fault | undefined {
    return [...this.active.values()].find(({ effect }) => effect.target === target)?.fault;
  }

  /** @throws ControlProblem when the target has a fault already, or cannot have this one */
  begin(order: WholeOrder, effect: FaultEffect): Promise<Fault> {
    return this.turns.take(effect.target, async () => {
      if (this.isClosed) throw new ControlProblem(503, 'the system stops');
      const other = this.on(effect.target);
      if (other) {
        throw new ControlProblem(
          409,
          `${effect.target} has a fault already: ${other.title} (${other.id}). Heal it first, or wait for its end`,
        );
      }
      await effect.begin();
      const lastsMs = order.forSeconds * 1_000;
      const id = `f${(this.count += 1)}`;
      const now = Date.now();
      const [startedAt, endsAt] = [now, now + lastsMs].map((at) => new Date(at).toISOString());
      const fault = { id, order, title: effect.title, startedAt, endsAt } as Fault;
      const onDeath = () => this.forget(id);
      effect.process?.once('died', onDeath);
      this.active.set(id, { fault, effect, onDeath });
      this.endAfter(id, lastsMs, FAULT_SECONDS.most);
      this.log(`Fault ${id}: ${fault.title}, for ${order.forSeconds} s`);
      return fault;
    });
  }

  /** @throws ControlProblem when there is no such fault, or it cannot be ended now */
  async heal(id: string): Promise<void> {
    if (!this.active.has(id)) {
      const ids = [...this.active.keys()].join(', ') || 'none';
      throw new ControlProblem(404, `there is no fault "${id}" at work; there are: ${ids}`);
    }
    await this.end(id);
  }

  async healAll(): Promise<void> {
    await Promise.all([...this.active.keys()].map((id) => this.end(id)));
  }

  /** Forgets the faults of a process that has lost them since it was stopped or started. */
  forgetOf(process: ManagedProcess): void {
    for (const [id, { effect }] of this.active) if (effect.process === process) this.forget(id);
  }

  /** Ends all faults, except that what was killed stays so. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.turns.done();
    for (const [id, { fault }] of this.active) if (fault.order.kind === 'killed') this.forget(id);
    await this.healAll().catch(() => undefined);
    for (const id of this.active.keys()) this.forget(id);
  }

  private async end(id: string): Promise<void> {
    const target = this.active.get(id)?.effect.target;
    if (target === undefined) return;
    await this.turns.take(target, async () => {
      await this.active.get(id)?.effect.end();
      this.forget(id);
    });
  }

  private forget(id: string): void {
    const active = this.active.get(id);
    if (!active) return;
    clearTimeout(active.timer);
    active.effect.process?.off('died', active.onDeath);
    this.active.delete(id);
    this.log(`Fault ${id} is over: ${active.fault.title}`);
  }

  /** @param tries how often the end is tried again, a second apart, before the fault is given up */
  private endAfter(id: string, ms: number, tries: number): void {
    const active = this.active.get(id);
    if (!active) return;
    active.timer = setTimeout(() => {
      this.end(id).catch((error: Error) => {
        if (tries === FAULT_SECONDS.most) this.log(`Fault ${id} cannot be ended yet: ${error.message}`);
        if (tries > 0 && !this.isClosed) this.endAfter(id, TRY_AGAIN_MS, tries - 1);
        else this.forget(id);
      });
    }, ms);
  }
}
