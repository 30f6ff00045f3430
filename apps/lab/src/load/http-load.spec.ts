import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Belongings } from '../runner/belongings';
import { HttpLoad } from './http-load';

const questions = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ path: `/${id}`, contains: [`"id":"${id}"`] }));

describe('load over HTTP', () => {
  let server: Server;
  const belongings = new Belongings();
  let load: HttpLoad;
  let url: string;
  let asked: Map<string, number>;
  let methods: Set<string>;
  /** What a side answers that does not do its work. */
  let answer: (path: string) => { status: number; body: string };

  beforeAll(async () => {
    server = createServer(({ method = '', url: path = '', headers }, response) => {
      asked.set(path, (asked.get(path) ?? 0) + 1);
      methods.add(method);
      const { status, body } = answer(path);
      response.writeHead(headers.authorization === 'Bearer it' ? status : 401).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    load = await HttpLoad.start({ belongings });
  });

  beforeEach(() => {
    asked = new Map();
    methods = new Set();
    answer = (path) => ({ status: 200, body: JSON.stringify({ id: path.slice(1) }) });
  });

  afterAll(async () => {
    await belongings.stop();
    server.close();
    server.closeAllConnections();
  });

  const order = () => ({
    url,
    headers: { authorization: 'Bearer it' },
    questions,
    warmUpSeconds: 0,
    seconds: 1,
  });
  const ways = {
    saturation: (changes: object = {}) => load.saturate({ ...order(), connections: 2, ...changes }),
    'a rate': (changes: object = {}) => load.atRate({ ...order(), ratePerSecond: 200, seed: 1, ...changes }),
  };

  it('at saturation gives each connection the commands that are its own, in their order', async () => {
    const order: string[] = [];
    answer = (path) => {
      order.push(path);
      return { status: 200, body: JSON.stringify({ id: path.slice(1) }) };
    };
    const mine = questions.map((question) => ({ ...question, isCommand: true, connection: 0 }));
    await ways.saturation({ questions: mine, connections: 1, seconds: 0.2 });
    expect(methods).toEqual(new Set(['POST']));
    expect(order.slice(0, 5)).toEqual(mine.map(({ path }) => path));
  });

  it('at saturation posts what has a body, and takes 201 alone for its answer', async () => {
    answer = (path) => ({ status: 201, body: JSON.stringify({ id: path.slice(1) }) });
    const posted = questions.map((question) => ({ ...question, body: '{}' }));
    expect((await ways.saturation({ questions: posted })).right).toBeGreaterThan(0);
    expect(methods).toEqual(new Set(['POST']));
    answer = (path) => ({ status: 200, body: JSON.stringify({ id: path.slice(1) }) });
    await expect(ways.saturation({ questions: posted })).rejects.toThrow('0 right answers');
  });

  it('at saturation asks all questions, and counts what was answered', async () => {
    const { answersPerSecond } = await ways.saturation();
    expect([...asked.keys()].sort()).toEqual(questions.map(({ path }) => path));
    const served = [...asked.values()].reduce((sum, count) => sum + count, 0);
    expect(answersPerSecond).toBeGreaterThan(0);
    // Measured a little longer than planned, at most: the loader looks at its clock once a second.
    expect(answersPerSecond).toBeLessThanOrEqual(served);
    expect(answersPerSecond).toBeGreaterThan(served / 3);
  });

  it('at a rate asks all questions, and leaves the warm-up out of the latencies', async () => {
    const { latency } = await ways['a rate']({ warmUpSeconds: 1 });
    expect(asked.size).toBe(questions.length);
    const served = [...asked.values()].reduce((sum, count) => sum + count, 0);
    expect(latency.count).toBeGreaterThan(0);
    expect(latency.count).toBeLessThan(served);
  });

  it('takes refusals of who may refuse for no answers, and still no wrong ones', async () => {
    let count = 0;
    const every = (third: () => { status: number; body: string }) => (path: string) =>
      (count += 1) % 3 === 0 ? third() : { status: 200, body: JSON.stringify({ id: path.slice(1) }) };
    answer = every(() => ({ status: 503, body: '' }));
    const { answersPerSecond, verified } = await ways.saturation({ mayRefuse: true });
    const [, right = '', refused = ''] = /^(\d+) answers, .*; (\d+) refused$/.exec(verified) ?? [];
    expect(Number(refused)).toBeGreaterThan(0);
    expect(answersPerSecond).toBeLessThanOrEqual(Number(right));
    answer = every(() => ({ status: 200, body: '{"id":"another"}' }));
    await expect(ways.saturation({ mayRefuse: true })).rejects.toThrow('wrong ones');
  });

  it.each([
    ['one driver too few', [5, 7]],
    ['a farther driver before a nearer one', [5, 7, 6]],
  ])('finds out a side that gives %s', async (_what, metres) => {
    const nearest = [{ path: '/nearest', contains: [], nearest: 3 }];
    const found = (all: readonly number[]) => () => ({
      status: 200,
      body: JSON.stringify({ drivers: all.map((distanceM) => ({ distanceM })) }),
    });
    answer = found([5, 6, 7]);
    const { verified } = await ways['a rate']({ questions: nearest });
    expect(verified).toMatch(/^[1-9]\d* answers, each 200/);
    answer = found(metres);
    await expect(ways['a rate']({ questions: nearest })).rejects.toThrow('0 right answers');
  });

  it('posts what has a body, and gives the ids of what was made after the warm-up', async () => {
    const posted = [{ path: '/a', contains: [], body: '{}' }];
    await expect(ways['a rate']({ questions: posted })).rejects.toThrow('0 right answers');
    answer = () => ({ status: 201, body: '{"id":"new"}' });
    const { made, latency } = await ways['a rate']({ questions: posted, warmUpSeconds: 0.5 });
    expect(new Set(made)).toEqual(new Set(['new']));
    expect(made.length).toBe(latency.count);
  });

  describe.each(['saturation', 'a rate'] as const)('at %s', (way) => {
    it.each([
      ["another's answer", () => ({ status: 200, body: '{"id":"a"}' })],
      ['nothing', () => ({ status: 200, body: '' })],
      ['an error', () => ({ status: 500, body: '{"id":"a"}' })],
    ])('a side that gives %s is found out', async (_what, cheating) => {
      answer = cheating;
      await expect(ways[way]()).rejects.toThrow(/[1-9]\d* (wrong ones|questions without one)/);
    });
  });
});
