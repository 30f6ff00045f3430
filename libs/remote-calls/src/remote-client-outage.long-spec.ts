import { eventually } from '@ride-hailing/testing';
import { CountingOwner, echo } from '../test/counting-owner';
import { EchoServiceDefinition } from '../test/echo-service';
import { reasons, SOON } from '../test/settle';
import { RemoteCallEvents } from './remote-call-events';
import { RemoteClient } from './remote-client';

const OUTAGE_MS = 15_000;
const CALLERS = 50;

describe('an outage of 15 s under 50 callers, with the default settings', () => {
  it.each([
    ['an owner that reports its health', true],
    ['an owner without a health service, by probes alone', false],
  ])(
    'ends an outage within 3 s for %s',
    async (_owner, health) => {
      const owner = await new CountingOwner(echo, { health }).start();
      const events = new RemoteCallEvents();
      const remote = new RemoteClient(owner.url, { target: 'echo', events });
      const say = remote.unary(EchoServiceDefinition.say, { idempotent: true });
      const counted = { sent: 0, looks: 0, probes: 0 };
      const changes: string[] = [];
      events.on('call', () => (counted.sent += 1));
      events.on('health', () => (counted.looks += 1));
      events.on('breaker', ({ to, because }) => {
        changes.push(`${to}: ${because}`);
        if (to === 'half-open') counted.probes += 1;
      });
      let calling = true;
      const ends: Record<string, number> = {};
      const caller = async () => {
        while (calling) {
          const startedAt = performance.now();
          for (const [reason, count] of Object.entries(
            await reasons([say({ text: 'hi' }, { budgetMs: 300 })]),
          )) {
            ends[reason] = (ends[reason] ?? 0) + count;
          }
          expect(performance.now() - startedAt).toBeLessThan(1_500);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const callers = Array.from({ length: CALLERS }, caller);
      try {
        await eventually(() => (ends['answered'] ?? 0) > CALLERS, SOON);
        const downAt = performance.now();
        owner.stop();
        await eventually(() => remote.breakerState === 'open', SOON);
        const openedMs = Math.round(performance.now() - downAt);
        Object.assign(counted, { sent: 0, looks: 0, probes: 0 });
        await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS - openedMs));
        const during = { ...counted };
        const refused = (ends['breaker-open'] ?? 0) + (ends['breaker-probing'] ?? 0);
        await owner.start();
        const backAt = performance.now();
        await eventually(() => remote.breakerState === 'closed', { ...SOON, timeoutMs: 3_000 });
        const closedMs = Math.round(performance.now() - backAt);
        console.info(
          `opened after ${openedMs} ms; in the outage ${during.sent} calls sent (${during.probes} probes), ` +
            `${refused} refused, ${during.looks} looks at the health; closed ${closedMs} ms after the return ` +
            `(${changes.at(-1)})`,
        );
        expect(openedMs).toBeLessThan(1_000);
        // Calls in flight when the breaker opened still end in the first moments.
        expect(during.sent).toBeLessThanOrEqual(during.probes + CALLERS);
        expect(closedMs).toBeLessThan(3_000);
        const answered = ends['answered'] ?? 0;
        await eventually(() => (ends['answered'] ?? 0) > answered + 10 * CALLERS, SOON);
        expect(remote.breakerState).toBe('closed');
      } finally {
        calling = false;
        await Promise.all(callers);
        remote.close();
        owner.stop();
      }
    },
    40_000,
  );
});
