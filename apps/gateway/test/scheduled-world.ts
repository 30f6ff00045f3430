import type { Scheduler } from 'fast-check';
import { type Assignment, hasEnded, type ParticipantName } from '../src/coordinator/assignment-record';
import type { AssignmentLog } from '../src/coordinator/assignment-log.port';
import { Coordinator, CoordinatorEvents } from '../src/coordinator/coordinator';
import type { Participant, PhaseTwoReply, TryReply, TryRequest } from '../src/coordinator/participant.port';
import { MemoryLog } from './memory-log';
import { MemoryParticipant } from './memory-participant';

/** `lost`: carried out, but the reply is lost. `late`: no reply, and carried out at any later time. */
export const FAULTS = ['none', 'lost', 'late', 'duplicated'] as const;
export type Fault = (typeof FAULTS)[number];

const RIDES = ['ride-1', 'ride-2'];
const DRIVERS = ['d-1', 'd-2'];
const MOST_ROUNDS = 40;
const NO_ANSWER = { kind: 'no-answer', detail: 'late' } as const;

export interface Plan {
  readonly orders: readonly { ride: number; driver: number | null }[];
  /** The fault of each message, in the order of sending; later messages have none. */
  readonly faults: readonly Fault[];
  /** How many points each coordinator passes before it crashes; later coordinators do not crash. */
  readonly crashes: readonly number[];
}

/** The real coordinator with log, participants and network in memory; the scheduler orders every step. */
export class ScheduledWorld {
  readonly log = new MemoryLog();
  readonly participants = {
    'driver-service': new MemoryParticipant(({ driverId }) => driverId, 'driver-not-free', DRIVERS),
    'ride-service': new MemoryParticipant(({ rideId }) => rideId, 'ride-held', RIDES),
  };
  private readonly faults: Fault[];
  private readonly crashes: number[];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly plan: Plan,
    /** Wraps the log for each coordinator: the log itself, or a mutant. */
    private readonly logOf: (log: AssignmentLog) => AssignmentLog = (log) => log,
  ) {
    this.faults = [...plan.faults];
    this.crashes = [...plan.crashes];
  }

  /** Runs all orders concurrently with recovery, until all have ended. */
  async play(): Promise<void> {
    for (const { ride, driver } of this.plan.orders) {
      const driverAsked = driver === null ? null : (DRIVERS[driver] ?? null);
      const rideId = RIDES[ride] ?? '';
      const near = { lat: 0, lng: 0 };
      const key = { requestedBy: 'anonymous', idempotencyKey: null };
      void this.start({ rideId, driverAsked, near, ...key });
    }
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      for (const row of await this.log.claim(this.log.rows.size)) void this.recover(row);
      await this.scheduler.waitIdle();
      if (this.log.rows.size === this.plan.orders.length && this.unfinished().length === 0) return;
    }
  }

  /** Violations of the guarantees once nothing is under way. */
  anomalies(): string[] {
    const { 'driver-service': drivers, 'ride-service': rides } = this.participants;
    const found = this.unfinished().map(({ id, state }) => `${id} is left ${state}`);
    for (const { id, state } of this.log.rows.values()) {
      const [driver, ride] = [drivers.stateOf(id), rides.stateOf(id)];
      const shouldBe = state === 'CONFIRMED';
      if ((driver === 'CONFIRMED') !== shouldBe || (ride === 'CONFIRMED') !== shouldBe)
        found.push(`${id} is ${state}, its driver ${driver}, its ride ${ride}`);
      if (driver === 'TRIED' || ride === 'TRIED')
        found.push(`${id} is ${state}, and something is still reserved`);
    }
    for (const participant of [drivers, rides]) {
      found.push(...participant.violations);
      if (participant.confirmedCounts().some((count) => count > 1))
        found.push('something was assigned twice');
    }
    return found;
  }

  private unfinished(): Assignment[] {
    return [...this.log.rows.values()].filter((row) => !hasEnded(row));
  }

  private async start(order: Parameters<AssignmentLog['begin']>[0]): Promise<void> {
    const { assignment } = await this.log.begin(order);
    await this.coordinator().run(assignment, 0);
  }

  private async recover(row: Assignment): Promise<void> {
    await this.coordinator().resume(row);
  }

  private coordinator(): Coordinator {
    let pointsLeft = this.crashes.shift() ?? Infinity;
    return new Coordinator({
      log: this.slow(this.logOf(this.log)),
      participants: {
        'driver-service': this.remote('driver-service'),
        'ride-service': this.remote('ride-service'),
      },
      events: new CoordinatorEvents(),
      pause: () => this.scheduler.schedule(Promise.resolve(), 'pause'),
      retryAfterMs: () => 0,
      at: () => {
        pointsLeft -= 1;
        return pointsLeft < 0 ? new Promise(() => undefined) : Promise.resolve();
      },
    });
  }

  private slow(log: AssignmentLog): AssignmentLog {
    const step = (what: string) => this.scheduler.schedule(Promise.resolve(), what);
    return {
      begin: (order) => log.begin(order),
      findByKey: (order) => log.findByKey(order),
      find: (id) => log.find(id),
      decide: async (...given) => {
        await step(`decide ${given[0]}`);
        const row = await log.decide(...given);
        await step(`decided ${given[0]}`);
        return row;
      },
      leave: async (...given) => {
        await step(`leave ${given[0]}`);
        return log.leave(...given);
      },
      end: async (...given) => {
        await step(`end ${given[0]}`);
        return log.end(...given);
      },
      claim: (limit) => log.claim(limit),
    };
  }

  private remote(name: ParticipantName): Participant {
    const participant = this.participants[name];
    return {
      try: (request: TryRequest) => this.send<TryReply>(`try ${name}`, () => participant.try(request)),
      confirm: (id) => this.send<PhaseTwoReply>(`confirm ${name} ${id}`, () => participant.confirm(id)),
      cancel: (id) => this.send<PhaseTwoReply>(`cancel ${name} ${id}`, () => participant.cancel(id)),
    };
  }

  private async send<T>(what: string, deliver: () => Promise<T>): Promise<T | typeof NO_ANSWER> {
    const fault = this.faults.shift() ?? 'none';
    const travel = (label: string) => this.scheduler.schedule(Promise.resolve(), `${label} ${what}`);
    if (fault === 'late') {
      void travel('late').then(deliver);
      await travel('time-out of');
      return NO_ANSWER;
    }
    if (fault === 'duplicated') void travel('second').then(deliver);
    await travel('request');
    const reply = await deliver();
    await travel('reply to');
    return fault === 'lost' ? NO_ANSWER : reply;
  }
}
