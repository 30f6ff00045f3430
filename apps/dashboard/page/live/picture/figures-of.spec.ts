import type { System } from '@ride-hailing/contracts';
import type { Rates } from '../../../src/page-api';
import { processesOf } from '../../faults/processes';
import { figuresOf, stateOfPart } from './figures-of';
import { type Box, PARTS, PICTURE } from './layout';

const RATES = {
  services: { gateway: { reachable: false, requestsPerSecond: null, errorsPerSecond: 2 } },
  updatesSent: 200,
  updatesWaiting: 3,
  eventsWaiting: 4,
  ownerCalls: 3,
  ownerCallErrors: 0,
  breaker: 'open',
  cacheHits: 3,
  cacheStale: 0,
  cacheMisses: 1,
  outboxOldestMs: null,
} as unknown as Rates;

describe('the figures of the picture', () => {
  it('a part says its share of hits, and what is wrong only while it is', () => {
    expect(figuresOf('cache', RATES)).toEqual([['hits', '75\u00a0%']]);
    expect(figuresOf('ride-service', RATES).map(([what]) => what)).toEqual(['outbox']);
    expect(figuresOf('gateway', RATES).map(([what]) => what)).toEqual(['errors']);
  });

  it('an edge says how much passes it, and what waits and fails only while something does', () => {
    expect(figuresOf('cache>ride-service', RATES)).toEqual([
      ['calls', '3\u00a0/s'],
      ['breaker', 'open'],
    ]);
    expect(figuresOf('fleet-simulator>gateway', RATES)).toEqual([['requests', '–\u00a0/s']]);
    expect(figuresOf('nats>driver-service', RATES).at(-1)).toEqual(['waiting', '7']);
  });

  it('nothing is said before figures came', () => {
    expect(PARTS.flatMap((part) => figuresOf(part, null))).toEqual([]);
    expect(PICTURE.edges.flatMap((edge) => figuresOf(`${edge.from}>${edge.to}`, null))).toEqual([]);
  });

  it('the control API knows the state of a part, otherwise whether it answers', () => {
    const system = { processes: [{ name: 'gateway', state: 'frozen' }] } as unknown as System;
    expect(stateOfPart('gateway', system, RATES)).toBe('frozen');
    expect(stateOfPart('gateway', null, RATES)).toBe('unreachable');
    expect(stateOfPart('nats', null, RATES)).toBe('unknown');
  });

  it('a part of several processes has the state of one that is not ready', () => {
    const states = { 'nats-1': 'ready', 'nats-2': 'killed', postgres: 'ready', 'postgres-standby': 'ready' };
    const processes = Object.entries(states).map(([name, state]) => ({ name, state }));
    const system = { processes } as unknown as System;
    expect(stateOfPart('nats', system, RATES)).toBe('killed');
    expect(stateOfPart('postgres', system, RATES)).toBe('ready');
    expect(processesOf('postgres', system).map(({ name }) => name)).toEqual(['postgres', 'postgres-standby']);
  });
});

describe('the picture', () => {
  const touches = ({ x, y, width, height }: Box, [px, py]: readonly [number, number]) =>
    px >= x - 1 && px <= x + width + 1 && py >= y - 1 && py <= y + height + 1;
  const inside = (x: number, y: number) => x >= 0 && x <= PICTURE.width && y >= 0 && y <= PICTURE.height;

  it('every edge begins and ends at its boxes, and all lies within', () => {
    for (const { from, to, ...edge } of PICTURE.edges) {
      const line = edge.line.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
      const [first, last] = [line[0], line.at(-1)];
      expect([from, first && touches(PICTURE.boxes[from], first)]).toEqual([from, true]);
      expect([to, last && touches(PICTURE.boxes[to], last)]).toEqual([to, true]);
      expect(line.every(([x, y]) => inside(x, y))).toBe(true);
    }
    for (const { x, y, width, height } of Object.values(PICTURE.boxes))
      expect(inside(x, y) && inside(x + width, y + height)).toBe(true);
  });

  it('no two edges are disturbed by the same fault', () => {
    const links = PICTURE.edges.map(({ link }) => `${link.from}>${link.to}`);
    expect(new Set(links).size).toBe(links.length);
  });
});
