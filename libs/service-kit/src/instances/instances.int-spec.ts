import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Instances } from './instances';

describe('calls to the instances of a service', () => {
  const servers: Server[] = [];
  const asked: string[] = [];

  const started = async (name: string, breaksOff = false): Promise<string> => {
    const server = createServer((request, response) => {
      asked.push(name);
      if (breaksOff) request.socket.destroy();
      else response.end(name);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  const away = async (): Promise<string> => {
    const url = await started('away');
    await new Promise((resolve) => servers.pop()?.close(resolve));
    return url;
  };

  const call = (instances: Instances, isRepeatable: boolean) => {
    const signal = AbortSignal.timeout(2_000);
    const attempt = async (url: string) => (await fetch(url, { method: 'POST', signal })).text();
    return instances.call(attempt, { isRepeatable, signal });
  };

  afterEach(async () => {
    asked.length = 0;
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('spreads calls evenly over all instances', async () => {
    const instances = new Instances([await started('a'), await started('b')]);
    const answers = [];
    for (let at = 0; at < 6; at += 1) answers.push(await call(instances, false));
    expect(answers).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('sends any request to another instance when a connection is refused, and does not ask that one again soon', async () => {
    const absent = await away();
    const instances = new Instances([absent, await started('b')]);
    const attempted: string[] = [];
    const signal = AbortSignal.timeout(2_000);
    for (let at = 0; at < 4; at += 1) {
      const answer = await instances.call(
        async (url) => {
          attempted.push(url);
          return (await fetch(url, { signal })).text();
        },
        { isRepeatable: false, signal },
      );
      expect(answer).toBe('b');
    }
    expect(attempted.filter((url) => url === absent)).toHaveLength(1);
  });

  it('repeats a request that broke off at another instance only when it may be repeated', async () => {
    const urls = [await started('broken', true), await started('b')];
    expect(await call(new Instances(urls), true)).toBe('b');
    await expect(call(new Instances(urls), false)).rejects.toThrow('fetch failed');
    expect(asked).toEqual(['broken', 'b', 'broken']);
  });

  it('asks each instance once at most, and then throws what the last one threw', async () => {
    const urls = [await started('first', true), await started('second', true)];
    await expect(call(new Instances(urls), true)).rejects.toThrow('fetch failed');
    expect(asked).toEqual(['first', 'second']);
  });

  it('asks another instance after one that does not serve now, if the request may be repeated, and leaves that one out', async () => {
    const urls = [await started('starting'), await started('b')];
    const rules = (isRepeatable: boolean) => ({
      isRepeatable,
      signal: AbortSignal.timeout(2_000),
      isAway: (answer: string) => answer === 'starting',
      discard: (answer: string) => discarded.push(answer),
    });
    const discarded: string[] = [];
    const ask = async (url: string) => (await fetch(url)).text();
    const instances = new Instances(urls);
    expect(await instances.call(ask, rules(false))).toBe('starting');
    expect(await instances.call(ask, rules(false))).toBe('b');
    expect(await instances.call(ask, rules(false))).toBe('b');
    expect(await new Instances(urls).call(ask, rules(true))).toBe('b');
    expect(discarded).toEqual(['starting']);
    expect(await new Instances(urls.slice(0, 1)).call(ask, rules(true))).toBe('starting');
  });

  it('asks instances that refused when there is no other', async () => {
    const instances = new Instances([await away(), await away()]);
    const failure = { cause: { code: 'ECONNREFUSED' } };
    await expect(call(instances, false)).rejects.toMatchObject(failure);
    await expect(call(instances, false)).rejects.toMatchObject(failure);
  });

  it('makes no further attempt after the deadline of the call', async () => {
    const attempted: string[] = [];
    const attempt = (url: string) => {
      attempted.push(url);
      return Promise.reject(new Error('late'));
    };
    const signal = AbortSignal.abort();
    await expect(new Instances(['a', 'b']).call(attempt, { isRepeatable: true, signal })).rejects.toThrow(
      'late',
    );
    expect(attempted).toEqual(['a']);
  });
});
