import { MemoryLog } from '../../test/memory-log';
import { MemoryParticipant } from '../../test/memory-participant';
import type { ParticipantName } from './assignment-record';
import { Coordinator, CoordinatorEvents, type CoordinatorParts, type Point } from './coordinator';
import type { Participant, PhaseTwoReply } from './participant.port';

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
  readonly calls: string[];
  readonly points: Point[];
  readonly pauses: number[];
  readonly coordinator: Coordinator;
}

const reserving = () => new MemoryParticipant(({ driverId }) => driverId, 'driver-not-free', ['d-1']);
const holding = (...rides: string[]) => new MemoryParticipant(({ rideId }) => rideId, 'ride-held', rides);

/** A participant that does not answer the first calls of phase two. */
const unresponsive = (participant: MemoryParticipant, silences: number): Participant => {
  let left = silences;
  const reply = (answer: () => Promise<PhaseTwoReply>) =>
    (left -= 1) >= 0 ? Promise.resolve<PhaseTwoReply>(AWAY) : answer();
  return {
    try: (request) => participant.try(request),
    confirm: (id) => reply(() => participant.confirm(id)),
    cancel: (id) => reply(() => participant.cancel(id)),
  };
};

function world(
  participants: Record<ParticipantName, Participant>,
  more: Partial<CoordinatorParts> = {},
): World {
  const log = new MemoryLog();
  const events = new CoordinatorEvents();
  const [calls, points, pauses] = [[] as string[], [] as Point[], [] as number[]];
  events.on('phaseTwoCall', ({ participant, phase, reply, assignment }) =>
    calls.push(`${phase} ${participant} ${reply.kind} while ${assignment.state}`),
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
  return { log, calls, points, pauses, coordinator };
}

const run = async ({ log, coordinator }: World, phaseTwoMs: number) =>
  coordinator.run((await log.begin(ORDER)).assignment, phaseTwoMs);

describe('the steps of an assignment', () => {
  it("records each step with the participant's answer and its duration, and emits events", async () => {
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
    expect(all.calls).toEqual([
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

  it('records why a participant refused', async () => {
    const { state, steps } = await run(
      world({ 'driver-service': reserving(), 'ride-service': holding('another') }),
      1_000,
    );
    expect(state).toBe('CANCELLED');
    expect(steps[1]).toMatchObject({ participant: 'ride-service', outcome: 'refused', detail: 'taken' });
  });

  it('records the duration of a step in tenths of a millisecond', async () => {
    jest.spyOn(performance, 'now').mockReturnValueOnce(100).mockReturnValueOnce(112.345);
    const all = world({ 'driver-service': reserving(), 'ride-service': holding('r-1') });
    const { steps } = await run(all, 1_000).finally(() => jest.restoreAllMocks());
    expect(steps[0]?.tookMs).toBe(12.3);
  });
});

describe('phase two', () => {
  it('retries phase two after a pause, only at participants that have not acknowledged, and counts the attempts', async () => {
    const all = world({ 'driver-service': reserving(), 'ride-service': unresponsive(holding('r-1'), 2) });
    const { state, steps } = await run(all, 60_000);
    expect(state).toBe('CONFIRMED');
    expect(all.pauses).toEqual([10, 11]);
    expect(all.calls.filter((one) => one.includes('driver-service'))).toHaveLength(1);
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

  it('leaves phase two to recovery when its time is over, with what was not acknowledged and why', async () => {
    const all = world({ 'driver-service': reserving(), 'ride-service': unresponsive(holding('r-1'), 99) });
    const left = await run(all, 0);
    expect(left).toMatchObject({ state: 'CONFIRMING', rounds: 1 });
    expect(left.steps.at(-1)).toMatchObject({ outcome: 'no-answer', detail: 'unavailable', attempts: 1 });
    expect(all.pauses).toEqual([]);
    expect(all.log.rows.get(left.id)).toEqual(left);
  });

  it('backs off longer for an assignment with failed rounds before', async () => {
    const ride = unresponsive(holding('r-1'), 2);
    const waits: number[] = [];
    const retryAfterMs = (rounds: number) => waits.push(rounds);
    const all = world({ 'driver-service': reserving(), 'ride-service': ride }, { retryAfterMs });
    const left = await run(all, 0);
    expect((await all.coordinator.resume(left)).state).toBe('CONFIRMING');
    expect(waits).toEqual([0, 1]);
  });
});

describe('recovery', () => {
  it('cancels an undecided assignment on recovery, and sends Cancel to every participant', async () => {
    const all = world({ 'driver-service': reserving(), 'ride-service': holding('r-1') });
    const { assignment } = await all.log.begin(ORDER);
    expect(await all.coordinator.resume(assignment)).toMatchObject({
      state: 'CANCELLED',
      reason: 'abandoned',
    });
    expect(all.calls).toEqual([
      'cancel driver-service done while CANCELLING',
      'cancel ride-service done while CANCELLING',
    ]);
  });

  it('fails when the log keeps an assignment undecided, instead of looping for ever', async () => {
    const log = new MemoryLog();
    log.decide = async (id) => (await log.find(id)) ?? Promise.reject(new Error('gone'));
    const { coordinator } = world({ 'driver-service': reserving(), 'ride-service': holding('r-1') }, { log });
    const { assignment } = await log.begin(ORDER);
    await expect(coordinator.resume(assignment)).rejects.toThrow('stays undecided');
  });
});
