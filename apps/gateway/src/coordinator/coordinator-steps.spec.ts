import { MemoryLog } from '../../test/memory-log';
import { MemoryParticipant } from '../../test/memory-participant';
import type { ParticipantName } from './assignment-record';
import { Coordinator, type CoordinatorParts, type Point } from './coordinator';
import { CoordinatorEvents } from './coordinator-events';
import type { Participant, TellReply } from './participant.port';

const AWAY = { kind: 'no-answer', detail: 'unavailable' } as const;
const TOOK = expect.any(Number) as number;
const ORDER = {
  rideId: 'r-1',
  driverAsked: null,
  near: { lat: 0, lng: 0 },
  requestedBy: 'dispatcher:me',
  idempotencyKey: null,
};

interface World {
  readonly log: MemoryLog;
  readonly told: string[];
  readonly points: Point[];
  readonly pauses: number[];
  readonly coordinator: Coordinator;
}

const reserving = () => new MemoryParticipant(({ driverId }) => driverId, 'driver-not-free', ['d-1']);
const holding = (...rides: string[]) => new MemoryParticipant(({ rideId }) => rideId, 'ride-held', rides);

/** A participant whose first answers in phase two do not come. */
const deaf = (participant: MemoryParticipant, silences: number): Participant => {
  let left = silences;
  const tell = (answer: () => Promise<TellReply>) =>
    (left -= 1) >= 0 ? Promise.resolve<TellReply>(AWAY) : answer();
  return {
    try: (request) => participant.try(request),
    confirm: (id) => tell(() => participant.confirm(id)),
    cancel: (id) => tell(() => participant.cancel(id)),
  };
};

function world(
  participants: Record<ParticipantName, Participant>,
  more: Partial<CoordinatorParts> = {},
): World {
  const log = new MemoryLog();
  const events = new CoordinatorEvents();
  const [told, points, pauses] = [[] as string[], [] as Point[], [] as number[]];
  events.on('told', ({ participant, phase, reply, assignment }) =>
    told.push(`${phase} ${participant} ${reply.kind} while ${assignment.state}`),
  );
  const coordinator = new Coordinator({
    log,
    participants,
    events,
    pause: async (ms) => void pauses.push(ms),
    retryAfterMs: (rounds) => 10 + rounds,
    at: async (point) => void points.push(point),
    ...more,
  });
  return { log, told, points, pauses, coordinator };
}

const run = async ({ log, coordinator }: World, phaseTwoMs: number) =>
  coordinator.run((await log.begin(ORDER)).assignment, phaseTwoMs);

describe('the steps of an assignment', () => {
  it('are noted with what each participant answered and how long it took, and told as events', async () => {
    const all = world({ 'driver-service': reserving(), 'ride-service': holding('r-1') });
    const { state, steps } = await run(all, 1_000);
    expect(state).toBe('CONFIRMED');
    const step = { tookMs: TOOK, attempts: 1, detail: undefined };
    expect(steps).toEqual([
      { ...step, participant: 'driver-service', phase: 'try', outcome: 'agreed' },
      { ...step, participant: 'ride-service', phase: 'try', outcome: 'agreed' },
      { ...step, participant: 'driver-service', phase: 'confirm', outcome: 'done' },
      { ...step, participant: 'ride-service', phase: 'confirm', outcome: 'done' },
    ]);
    expect(all.told).toEqual([
      'confirm driver-service done while CONFIRMING',
      'confirm ride-service done while CONFIRMING',
    ]);
    expect(all.pauses).toEqual([]);
    expect(all.points).toEqual([
      'begun',
      'tried driver-service',
      'tried ride-service',
      'decided',
      'told driver-service',
      'told ride-service',
      'all told',
      'ended',
    ]);
  });

  it('say why a participant refused', async () => {
    const { state, steps } = await run(
      world({ 'driver-service': reserving(), 'ride-service': holding('another') }),
      1_000,
    );
    expect(state).toBe('CANCELLED');
    expect(steps[1]).toMatchObject({ participant: 'ride-service', outcome: 'refused', detail: 'taken' });
  });

  it('take as long as the participant did, in tenths of a millisecond', async () => {
    jest.spyOn(performance, 'now').mockReturnValueOnce(100).mockReturnValueOnce(112.345);
    const all = world({ 'driver-service': reserving(), 'ride-service': holding('r-1') });
    const { steps } = await run(all, 1_000).finally(() => jest.restoreAllMocks());
    expect(steps[0]?.tookMs).toBe(12.3);
  });
});

describe('phase two', () => {
  it('is tried again after a pause, by who has not heard alone, and its attempts are counted', async () => {
    const all = world({ 'driver-service': reserving(), 'ride-service': deaf(holding('r-1'), 2) });
    const { state, steps } = await run(all, 60_000);
    expect(state).toBe('CONFIRMED');
    expect(all.pauses).toEqual([10, 11]);
    expect(all.told.filter((one) => one.includes('driver-service'))).toHaveLength(1);
    expect(
      steps.find(({ participant, phase }) => participant === 'ride-service' && phase === 'confirm'),
    ).toEqual({
      participant: 'ride-service',
      phase: 'confirm',
      outcome: 'done',
      attempts: 3,
      tookMs: TOOK,
      detail: undefined,
    });
  });

  it('is left to recovery when its time is over, with what was not heard and why', async () => {
    const all = world({ 'driver-service': reserving(), 'ride-service': deaf(holding('r-1'), 99) });
    const left = await run(all, 0);
    expect(left).toMatchObject({ state: 'CONFIRMING', rounds: 1 });
    expect(left.steps.at(-1)).toMatchObject({ outcome: 'no-answer', detail: 'unavailable', attempts: 1 });
    expect(all.pauses).toEqual([]);
    expect(all.log.rows.get(left.id)).toEqual(left);
  });

  it('waits longer for an assignment that rounds did not reach before', async () => {
    const ride = deaf(holding('r-1'), 2);
    const waits: number[] = [];
    const retryAfterMs = (rounds: number) => waits.push(rounds);
    const all = world({ 'driver-service': reserving(), 'ride-service': ride }, { retryAfterMs });
    const left = await run(all, 0);
    expect((await all.coordinator.resume(left)).state).toBe('CONFIRMING');
    expect(waits).toEqual([0, 1]);
  });
});

describe('recovery', () => {
  it('cancels what nobody has decided, and tells everybody', async () => {
    const all = world({ 'driver-service': reserving(), 'ride-service': holding('r-1') });
    const { assignment } = await all.log.begin(ORDER);
    expect(await all.coordinator.resume(assignment)).toMatchObject({
      state: 'CANCELLED',
      reason: 'abandoned',
    });
    expect(all.told).toEqual([
      'cancel driver-service done while CANCELLING',
      'cancel ride-service done while CANCELLING',
    ]);
  });

  it('fails loudly when the log keeps an assignment undecided, instead of asking for ever', async () => {
    const log = new MemoryLog();
    log.decide = async (id) => (await log.find(id)) ?? Promise.reject(new Error('gone'));
    const { coordinator } = world({ 'driver-service': reserving(), 'ride-service': holding('r-1') }, { log });
    const { assignment } = await log.begin(ORDER);
    await expect(coordinator.resume(assignment)).rejects.toThrow('stays undecided');
  });
});
