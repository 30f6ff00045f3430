import { OutboxFixture } from '../test/outbox-fixture';
import { addSerialNumber, CursorRelay, SkipLockedRelay } from '../test/mutant-relays';
import type { OutboxPublisher } from './relay-pump';

jest.setTimeout(60_000);

/** A promise and the function that resolves it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('the checker', () => {
  let fixture: OutboxFixture;

  beforeEach(async () => {
    fixture = await OutboxFixture.start();
    await addSerialNumber(fixture.pool);
  });

  afterEach(() => fixture.close());

  /** Enqueues `slow` first and commits it last; `poll` runs before and after that commit. */
  async function lowerNumberCommitsLater(poll: () => Promise<void>): Promise<void> {
    const enqueued = gate();
    const mayCommit = gate();
    const slow = fixture.change('slow', async () => {
      enqueued.open();
      await mayCommit.opened;
    });
    await enqueued.opened;
    await fixture.change('quick');
    await poll();
    mayCommit.open();
    await slow;
    await poll();
  }

  it('the checker sees that a relay which reads by a cursor loses what commits late', async () => {
    const mutant = new CursorRelay(fixture.pool, fixture.publisher);
    await lowerNumberCommitsLater(() => mutant.poll());
    expect(await fixture.anomalies()).toEqual(['slow v1 was lost']);
  });

  it('the checker finds nothing wrong with the real relay when a lower number commits later', async () => {
    const { relay } = fixture.startRelay();
    await lowerNumberCommitsLater(async () => relay.nudge());
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
  });

  /** The first publish waits until `release`; all others go through. */
  function firstPublishWaits(): { publisher: OutboxPublisher; reached: Promise<void>; release: () => void } {
    const reached = gate();
    const held = gate();
    let calls = 0;
    const publisher: OutboxPublisher = {
      publish: async (...message) => {
        calls += 1;
        if (calls === 1) {
          reached.open();
          await held.opened;
        }
        return fixture.publisher.publish(...message);
      },
    };
    return { publisher, reached: reached.opened, release: held.open };
  }

  it('the checker sees that two relays which share the rows by SKIP LOCKED reverse two versions', async () => {
    await fixture.change('a');
    await fixture.change('a');
    const { publisher, reached, release } = firstPublishWaits();
    const first = new SkipLockedRelay(fixture.pool, publisher).pollOne();
    await reached;
    await new SkipLockedRelay(fixture.pool, publisher).pollOne();
    release();
    await first;
    expect(await fixture.anomalies()).toEqual(['a v1 was first stored after v2']);
  });

  it('the checker finds nothing wrong with two real relays when the first publish is slow', async () => {
    await fixture.change('a');
    await fixture.change('a');
    const { publisher, reached, release } = firstPublishWaits();
    fixture.startRelay({ publisher });
    fixture.startRelay({ publisher });
    await reached;
    await fixture.change('b');
    release();
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
  });
});
