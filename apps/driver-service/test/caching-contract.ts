import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CachePromises, CachingChoice, CachingOptions } from '../src/ride-details/caching-choice';
import type {
  DetailsLookup,
  DetailsResult,
  FoundDetails,
  RideDetails,
} from '../src/ride-details/ride-details.port';
import { someCachingOptions } from './caching-options';
import { found, HeldOwner } from './held-owner';

const MISSES = 500;
/** Exceeds every wait for the held owner, in real time; the checks move the world's own clock. */
const PATIENT_MS = 60_000;
/** A race that takes longer has lost an answer. */
const MOST_TURNS = 1_000;

/** A choice that reacts to events; only mutants do. */
type EventListening = RideDetails & { onRideChanged?: (lookup: DetailsLookup) => void };

/** One ride at its owner, the copy's version of it, a clock, and a caching choice. */
class World {
  readonly owner = new HeldOwner();
  readonly options: CachingOptions;
  readonly promises: CachePromises;
  now = 1_000_000;
  version = 1;
  copyVersion = 1;
  private readonly details: EventListening;

  constructor(choice: CachingChoice) {
    this.options = someCachingOptions({ now: () => this.now });
    this.promises = choice.promises(this.options);
    this.owner.answerTo = () => this.read();
    this.details = choice.create(this.owner, this.options);
  }

  /** What the owner gives now; the notes hold the time of the read. */
  read(): FoundDetails {
    return found(this.version, { notes: String(this.now) }) as FoundDetails;
  }

  change(): void {
    this.version += 1;
  }

  eventArrives(): void {
    this.copyVersion = this.version;
    this.details.onRideChanged?.(this.lookup());
  }

  /** Makes the owner withhold the ride's details from this driver. */
  ownerWithholds(outcome: 'not-yours' | 'not-found' = 'not-yours'): void {
    this.owner.answerTo = () => ({ outcome, tookMs: 1 });
  }

  ownerGoesDown(): void {
    this.owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
  }

  ownerComesBack(): void {
    this.owner.answerTo = () => this.read();
  }

  async ask(more: Pick<DetailsLookup, 'fenced'> = {}): Promise<DetailsResult> {
    const [result] = await this.details.find([{ ...this.lookup(), ...more }], PATIENT_MS);
    if (!result) throw new Error('no result');
    // Lets loads in the background end.
    await nextTurn();
    return result;
  }

  lookup(): DetailsLookup {
    return { rideId: 'ride-1', minVersion: this.copyVersion, driverId: 'd-1' };
  }

  async pass(ms: number): Promise<void> {
    this.now += ms;
    await nextTurn();
  }
}

const versionOf = (result: DetailsResult): number | undefined =>
  result.outcome === 'found' ? result.version : undefined;

interface Check {
  readonly title: string;
  /** Rejects for a choice that breaks its promises. */
  readonly hold: (choice: CachingChoice, races?: number) => Promise<void>;
}

/** The checks of every caching choice against its own promises. Mutants run them too, and must fail. */
export const CACHING_CONTRACT = {
  olderThanCopy: {
    title: 'gives details older than the copy only if it promises so',
    hold: async (choice) => {
      const world = new World(choice);
      await world.ask();
      world.change();
      world.eventArrives();
      expect(versionOf(await world.ask())).toBe(world.promises.mayBeOlderThanCopy ? 1 : 2);
    },
  },
  fenced: {
    title: 'gives nothing older than a fenced lookup wants, whatever else it promises',
    hold: async (choice) => {
      const world = new World(choice);
      await world.ask();
      world.change();
      world.eventArrives();
      world.ownerGoesDown();
      expect(versionOf(await world.ask({ fenced: true }))).toBeUndefined();
      world.ownerComesBack();
      expect(await world.ask({ fenced: true })).toMatchObject({ version: 2, from: 'ride-service' });
      expect(versionOf(await world.ask())).toBe(2);
    },
  },
  oldForMs: {
    title: 'lags behind the owner for no longer than it promises when no event arrives, and gives the age',
    hold: async (choice) => {
      const world = new World(choice);
      const { oldForMs } = world.promises;
      await world.ask();
      world.change();
      if (oldForMs > 0) {
        await world.pass(oldForMs);
        expect(await world.ask()).toMatchObject({ version: 1, ageMs: oldForMs });
      }
      const later = new World(choice);
      await later.ask();
      later.change();
      await later.pass(oldForMs + 1);
      expect(await later.ask()).toMatchObject({ version: 2, from: 'ride-service', ageMs: 0 });
    },
  },
  ownerDown: {
    title:
      'gives stored details for as long as it promises when the owner is down, and then says that it is down',
    hold: async (choice) => {
      const world = new World(choice);
      const { oldForMs, oldWithoutOwnerMs } = world.promises;
      await world.ask();
      world.ownerGoesDown();
      if (oldWithoutOwnerMs > oldForMs) {
        await world.pass(oldForMs + 1);
        expect(await world.ask()).toMatchObject({ from: 'stale-cache', version: 1, ageMs: oldForMs + 1 });
        await world.pass(oldWithoutOwnerMs - oldForMs - 1);
        expect(await world.ask()).toMatchObject({ from: 'stale-cache', ageMs: oldWithoutOwnerMs });
      } else if (oldWithoutOwnerMs > 0) {
        await world.pass(oldWithoutOwnerMs);
        expect(await world.ask()).toMatchObject({ from: 'cache', ageMs: oldWithoutOwnerMs });
        await world.pass(1);
      }
      if (oldWithoutOwnerMs > oldForMs) await world.pass(1);
      expect(await world.ask()).toMatchObject({ outcome: 'unavailable', reason: 'owner-unavailable' });
    },
  },
  ownerDownAfterEvent: {
    title: "gives nothing below the copy's version even if the owner is down, unless it promises so",
    hold: async (choice) => {
      const world = new World(choice);
      await world.ask();
      world.change();
      world.eventArrives();
      world.ownerGoesDown();
      for (const ms of [0, world.promises.oldForMs + 1]) {
        await world.pass(ms);
        const version = versionOf(await world.ask());
        if (!world.promises.mayBeOlderThanCopy) expect(version).toBeUndefined();
      }
    },
  },
  misses: {
    title: 'calls the owner as often as it promises for 500 concurrent misses of one ride',
    hold: async (choice) => {
      const world = new World(choice);
      const letGo = world.owner.hold();
      const asking = Array.from({ length: MISSES }, () => world.ask());
      await nextTurn();
      await nextTurn();
      letGo();
      expect(new Set((await Promise.all(asking)).map(versionOf))).toEqual(new Set([1]));
      const lookups = world.owner.calls.flatMap((call) => call.lookups);
      expect(lookups).toHaveLength(world.promises.loadsOf500Misses);
    },
  },
  newerNeed: {
    title: 'gives no lookup that needs a newer version the answer of an older flight',
    hold: async (choice) => {
      const world = new World(choice);
      const [older, letGo] = await heldAsk(world);
      world.change();
      world.eventArrives();
      const newer = world.ask();
      await nextTurn();
      letGo();
      expect(versionOf(await newer)).toBe(2);
      expect(versionOf(await older)).toBe(1);
    },
  },
  eventDuringLoad: {
    title:
      'gives no details older than the copy because an event arrived during a load, unless it promises so',
    hold: async (choice) => {
      const world = new World(choice);
      const [asking, letGo] = await heldAsk(world);
      world.change();
      world.eventArrives();
      letGo();
      expect(versionOf(await asking)).toBe(1);
      expect(versionOf(await world.ask())).toBe(world.promises.mayBeOlderThanCopy ? 1 : 2);
    },
  },
  withheld: {
    title:
      'gives no details once the owner has withheld them, whichever load ends last, even if the owner is then down',
    hold: async (choice) => {
      for (const outcome of ['not-yours', 'not-found'] as const) {
        const world = new World(choice);
        await world.ask();
        await world.pass(world.promises.oldForMs + 1);
        const [older, letGo] = await heldAsk(world);
        world.ownerWithholds(outcome);
        world.owner.hold()();
        world.change();
        world.eventArrives();
        const newer = world.ask();
        await nextTurn();
        await nextTurn();
        letGo();
        expect((await newer).outcome).toBe(outcome);
        await older;
        world.ownerGoesDown();
        for (const copyVersion of [1, 2]) {
          world.copyVersion = copyVersion;
          expect((await world.ask()).outcome).not.toBe('found');
        }
      }
    },
  },
  race: {
    title: 'keeps its promises in whatever order loads end, rides change, events arrive and time passes',
    hold: (choice, numRuns = 100) => fc.assert(racesOf(choice), { numRuns }),
  },
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof CACHING_CONTRACT;

/** A lookup whose load is in flight: the owner has read but not answered yet. */
async function heldAsk(world: World): Promise<[Promise<DetailsResult>, () => void]> {
  const letGo = world.owner.hold();
  const before = world.read();
  world.owner.answerTo = () => before;
  const asking = world.ask();
  await nextTurn();
  await nextTurn();
  world.owner.answerTo = () => world.read();
  return [asking, letGo];
}

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant('ask' as const) },
    { weight: 2, arbitrary: fc.constant('change' as const) },
    { weight: 2, arbitrary: fc.constant('event' as const) },
    { weight: 1, arbitrary: fc.constant('time' as const) },
    { weight: 1, arbitrary: fc.constant('withhold' as const) },
  ),
  { minLength: 2, maxLength: 14 },
);

/** The scheduler ends each load before, between or after the steps that follow it. */
const racesOf = (choice: CachingChoice) =>
  fc.asyncProperty(fc.scheduler(), steps, async (scheduler, plan) => {
    const world = new World(choice);
    let isWithheld = false;
    let isKnownToBe = false;
    world.owner.find = async (lookups) => {
      const read = isWithheld ? ({ outcome: 'not-yours', tookMs: 1 } as const) : world.read();
      await scheduler.schedule(Promise.resolve(), 'the load ends');
      return lookups.map(() => read);
    };
    const lookups: Promise<void>[] = [];
    let answered = 0;
    const ask = async () => {
      const { copyVersion } = world;
      const wasKnownToBe = isKnownToBe;
      const result = await world.ask();
      if (result.outcome === 'not-yours') isKnownToBe = true;
      if (result.outcome !== 'found') return;
      expect(wasKnownToBe).toBe(false);
      holdToPromises(world, result, copyVersion);
    };
    const take = {
      ask: () => {
        const asking = ask().finally(() => (answered += 1));
        asking.catch(() => undefined);
        lookups.push(asking);
      },
      change: () => world.change(),
      event: () => world.eventArrives(),
      time: () => void (world.now += 1_500),
      withhold: () => void (isWithheld = true),
    };
    scheduler.scheduleSequence(
      plan.map((step) => ({
        label: step,
        builder: () => {
          take[step]();
          return Promise.resolve();
        },
      })),
    );
    // A load may begin only after another store was read, when the scheduler has been idle already.
    for (let turn = 0; turn < MOST_TURNS && (turn === 0 || answered < lookups.length); turn += 1) {
      await scheduler.waitIdle();
      await nextTurn();
    }
    expect(answered).toBe(lookups.length);
    await Promise.all(lookups);
  });

function holdToPromises(world: World, result: FoundDetails, copyVersion: number): void {
  const { mayBeOlderThanCopy, oldWithoutOwnerMs } = world.promises;
  if (!mayBeOlderThanCopy) expect(result.version).toBeGreaterThanOrEqual(copyVersion);
  if (result.from === 'ride-service') return;
  expect(result.ageMs).toBeLessThanOrEqual(oldWithoutOwnerMs);
}
