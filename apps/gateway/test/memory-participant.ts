import type { Refusal } from '../src/coordinator/assignment-record';
import type { Participant, PhaseTwoReply, TryReply, TryRequest } from '../src/coordinator/participant.port';

type Held = {
  readonly state: 'TRIED' | 'CONFIRMED' | 'CANCELLED';
  readonly thing?: string;
  readonly driverId?: string;
};

/** A correct participant without a network: reserves each thing for one live assignment only. */
export class MemoryParticipant implements Participant {
  readonly held = new Map<string, Held>();
  /** Calls that a correct coordinator never makes. */
  readonly violations: string[] = [];

  constructor(
    /** What the request reserves: a driver or a ride. */
    private readonly thingOf: (request: TryRequest) => string | null,
    private readonly refusal: Refusal,
    private readonly things: readonly string[],
  ) {}

  try(request: TryRequest): Promise<TryReply> {
    return Promise.resolve(this.tryNow(request));
  }

  confirm(assignmentId: string): Promise<PhaseTwoReply> {
    const known = this.held.get(assignmentId);
    if (known?.state === 'CONFIRMED') return done();
    if (known?.state !== 'TRIED') return this.refuse(`confirm of ${assignmentId} after ${known?.state}`);
    this.held.set(assignmentId, { ...known, state: 'CONFIRMED' });
    return done();
  }

  cancel(assignmentId: string): Promise<PhaseTwoReply> {
    const known = this.held.get(assignmentId);
    if (known?.state === 'CONFIRMED') return this.refuse(`cancel of ${assignmentId} after CONFIRMED`);
    this.held.set(assignmentId, { ...known, state: 'CANCELLED' });
    return done();
  }

  stateOf(assignmentId: string): Held['state'] | undefined {
    return this.held.get(assignmentId)?.state;
  }

  /** How many confirmed assignments each thing has. */
  confirmedCounts(): number[] {
    const confirmed = [...this.held.values()].filter(({ state }) => state === 'CONFIRMED');
    return this.things.map((thing) => confirmed.filter((one) => one.thing === thing).length);
  }

  private tryNow(request: TryRequest): TryReply {
    const known = this.held.get(request.assignmentId);
    if (known?.state === 'CANCELLED') {
      return { kind: 'refused', reason: 'assignment-cancelled', detail: 'cancelled before' };
    }
    if (known) return { kind: 'agreed', driverId: known.driverId ?? '' };
    const requested = this.thingOf(request);
    const free = this.things.filter((thing) => !this.isTaken(thing));
    const thing = requested === null ? free[0] : free.find((one) => one === requested);
    if (thing === undefined) return { kind: 'refused', reason: this.refusal, detail: 'taken' };
    const driverId = request.driverId ?? thing;
    this.held.set(request.assignmentId, { state: 'TRIED', thing, driverId });
    return { kind: 'agreed', driverId };
  }

  private isTaken(thing: string): boolean {
    return [...this.held.values()].some((one) => one.thing === thing && one.state !== 'CANCELLED');
  }

  private refuse(violation: string): Promise<PhaseTwoReply> {
    this.violations.push(violation);
    return Promise.resolve({ kind: 'refused', detail: violation });
  }
}

const done = (): Promise<PhaseTwoReply> => Promise.resolve({ kind: 'done' });
