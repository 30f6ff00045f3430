import { phoneClockFault } from '@ride-hailing/contracts';
import { aDriverUpdate } from '@ride-hailing/testing';
import { TraceClock } from './trace-clock';

const START = 2_000_000_000_000;
const recorded = (driverId: string, sequence: number, recordedAt: number) =>
  aDriverUpdate({ driverId, sequence, recordedAt });

describe('the clock of a replay', () => {
  it('keeps the recorded pauses, divided by the speed', () => {
    const clock = new TraceClock(START, 4);
    const due = [1_000, 1_400, 3_000].map((at, index) => clock.replay(recorded('d-1', index + 1, at)).dueMs);
    expect(due).toEqual([START, START + 100, START + 500]);
  });

  it('begins each sequence at the present, in the recorded order', () => {
    const clock = new TraceClock(START, 1);
    const replayed = [
      recorded('d-1', 70, 1),
      recorded('d-2', 5, 2),
      recorded('d-1', 72, 3),
      recorded('d-1', 71, 4),
    ];
    expect(replayed.map((update) => clock.replay(update).update.sequence)).toEqual([
      START,
      START,
      START + 2,
      START + 1,
    ]);
  });

  it('sets the recording time of an update to when it is due', () => {
    const clock = new TraceClock(START, 2);
    clock.replay(recorded('d-1', 1, 1_000));
    expect(clock.replay(recorded('d-1', 2, 2_000)).update).toMatchObject({ recordedAt: START + 500 });
  });

  it('keeps sequences that count milliseconds near the clock at any speed, and in order', () => {
    const clock = new TraceClock(START, 20);
    let last = 0;
    for (let second = 0; second < 7_200; second += 1) {
      const { dueMs, update } = clock.replay(recorded('d-1', 5 + second * 1_000, 5 + second * 1_000));
      expect(update.sequence).toBeGreaterThan(last);
      expect(phoneClockFault(update, dueMs)).toBeUndefined();
      last = update.sequence;
    }
  });
});
