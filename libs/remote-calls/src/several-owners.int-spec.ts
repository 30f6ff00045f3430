import { eventually } from '@ride-hailing/testing';
import { CountingOwner, echo } from '../test/counting-owner';
import { EchoServiceDefinition } from '../test/echo-service';
import { reasons, SOON, times } from '../test/settle';
import { RemoteClient } from './remote-client';

const CALLS = 60;

describe('a RemoteClient of several owners', () => {
  const opened: (() => void)[] = [];
  const owners = async (...options: ConstructorParameters<typeof CountingOwner>[1][]) =>
    Promise.all(
      options.map((one) => {
        const owner = new CountingOwner(echo, one);
        opened.push(() => owner.stop());
        return owner.start();
      }),
    );
  const sayTo = (url: string) => {
    const remote = new RemoteClient(url, { target: 'echo' });
    opened.push(() => remote.close());
    const say = remote.unary(EchoServiceDefinition.say, { idempotent: true });
    return () => say({ text: 'hi' }, { budgetMs: 2_000 });
  };
  afterEach(() => {
    for (const close of opened.splice(0).reverse()) close();
  });

  it('lets the calls take turns', async () => {
    const both = await owners({}, {});
    const say = sayTo(both.map(({ url }) => url).join(', '));
    // Until both are connected, one has all of them.
    await eventually(async () => {
      await say();
      return both.every(({ calls }) => calls > 0);
    }, SOON);
    for (const owner of both) owner.forget();
    await Promise.all(times(CALLS, say));
    expect(both.map(({ calls }) => calls)).toEqual([CALLS / 2, CALLS / 2]);
  });

  it('goes on with the others when one is gone, and takes it again when it is back', async () => {
    const both = await owners({}, {});
    const [first, second] = both as [CountingOwner, CountingOwner];
    const say = sayTo(both.map(({ url }) => url).join());
    await say();
    first.stop();
    expect(await reasons(times(CALLS, say))).toEqual({ answered: CALLS });
    expect(second.calls).toBeGreaterThanOrEqual(CALLS / 2);
    await first.start();
    first.forget();
    await eventually(async () => {
      await say();
      return first.calls > 0;
    }, SOON);
  });

  it('loses no idempotent call when its connections have their age', async () => {
    const channel = { 'grpc.max_connection_age_ms': 100, 'grpc.max_connection_age_grace_ms': 1_000 };
    const both = await owners({ channel }, { channel });
    const say = sayTo(both.map(({ url }) => url).join());
    const until = performance.now() + 1_500;
    const ended: string[] = [];
    while (performance.now() < until) {
      ended.push(...(await Promise.all(times(5, () => reasons([say()])))).flatMap((one) => Object.keys(one)));
    }
    expect(new Set(ended)).toEqual(new Set(['answered']));
    expect(ended.length).toBeGreaterThan(CALLS);
  });
});
