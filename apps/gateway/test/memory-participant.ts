import type { Refusal } from '../src/coordinator/assignment-record';
import type { Participant, TellReply, TryReply, TryRequest } from '../src/coordinator/participant.port';

type Held = {
  readonly state: 'TRIED' | 'CONFIRMED' | 'CANCELLED';
  readonly thing?: string;
  readonly driverId?: string;
};

/** A participant that keeps the rules, without a network: one live assignment for each thing that it sets aside. */
export class MemoryParticipant implements Participant {
  readonly held = new Map<string, Held>();
  /** What it was told that must never be told. */
  readonly brokenRules: string[] = [];

  constructor(
    /** What an assignment takes here: a driver, or a ride. */
    private readonly thingOf: (request: TryRequest) => string | null,
    private readonly refusal: Refusal,
    private readonly things: readonly string[],
  ) {}

  try(request: TryRequest): Promise<TryReply> {
    return Promise.resolve(this.tryNow(request));
  }

  confirm(assignmentId: string): Promise<TellReply> {
    const known = this.held.get(assignmentId);
    if (known?.state === 'CONFIRMED') return done();
    if (known?.state !== 'TRIED') return this.refuse(`confirm of ${assignmentId} after ${known?.state}`);
    this.held.set(assignmentId, { ...known, state: 'CONFIRMED' });
    return done();
  }

  cancel(assignmentId: string): Promise<TellReply> {
    const known = this.held.get(assignmentId);
    if (known?.state === 'CONFIRMED') return this.refuse(`cancel of ${assignmentId} after CONFIRMED`);
    this.held.set(assignmentId, { ...known, state: 'CANCELLED' });
    return done();
  }

  stateOf(assignmentId: string): Held['state'] | undefined {
    return this.held.get(assignmentId)?.state;
  }

  /** How many assignments have each thing for good. */
  takenTimes(): number[] {
    const confirmed = [...this.held.values()].filter(({ state }) => state === 'CONFIRMED');
    return this.things.map((thing) => confirmed.filter((one) => one.thing === thing).length);
  }

  private tryNow(request: TryRequest): TryReply {
    const known = this.held.get(request.assignmentId);
    if (known?.state === 'CANCELLED') {
      return { kind: 'refused', reason: 'assignment-cancelled', detail: 'cancelled before' };
    }
    if (known) return { kind: 'agreed', driverId: known.driverId ?? '' };
    const asked = this.thingOf(request);
    const free = this.things.filter((thing) => !this.isTaken(thing));
    const thing = asked === null ? free[0] : free.find((one) => one === asked);
    if (thing === undefined) return { kind: 'refused', reason: this.refusal, detail: 'taken' };
    const driverId = request.driverId ?? thing;
    this.held.set(request.assignmentId, { state: 'TRIED', thing, driverId });
    return { kind: 'agreed', driverId };
  }

  private isTaken(thing: string): boolean {
    return [...this.held.values()].some((one) => one.thing === thing && one.state !== 'CANCELLED');
  }

  private refuse(rule: string): Promise<TellReply> {
    this.brokenRules.push(rule);
    return Promise.resolve({ kind: 'refused', detail: rule });
  }
}

const done = (): Promise<TellReply> => Promise.resolve({ kind: 'done' });
