import type { System } from '@ride-hailing/contracts';
import type { Rates } from '../../../src/page-api';
import { figuresOfEdge, figuresOfPart, stateOfPart } from './figures-of';
import { type Box, type Layout, PARTS, TALL, WIDE } from './layout';

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
    expect(figuresOfPart('cache', RATES)).toEqual([{ what: 'hits', figure: { digits: '75', unit: '%' } }]);
    expect(figuresOfPart('ride-service', RATES).map(({ what }) => what)).toEqual(['outbox']);
    expect(figuresOfPart('gateway', RATES).map(({ what }) => what)).toEqual(['errors']);
  });

  it('an edge says how much passes it, and what waits and fails only while something does', () => {
    expect(figuresOfEdge({ from: 'cache', to: 'ride-service' }, RATES)).toEqual([
      { what: 'calls', figure: { digits: '3', unit: '/s' } },
      { what: 'breaker', figure: 'open' },
    ]);
    expect(figuresOfEdge({ from: 'fleet-simulator', to: 'gateway' }, RATES)).toEqual([
      { what: 'requests', figure: { digits: '–', unit: '/s' } },
    ]);
    expect(figuresOfEdge({ from: 'nats', to: 'driver-service' }, RATES).at(-1)).toEqual({
      what: 'waiting',
      figure: { digits: '7', unit: '' },
    });
  });

  it('nothing is said before figures came', () => {
    expect(PARTS.flatMap((part) => figuresOfPart(part, null))).toEqual([]);
    expect(WIDE.edges.flatMap((edge) => figuresOfEdge(edge, null))).toEqual([]);
  });

  it('the control API knows the state of a part, otherwise whether it answers', () => {
    const system = { processes: [{ name: 'gateway', state: 'frozen' }] } as unknown as System;
    expect(stateOfPart('gateway', system, RATES)).toBe('frozen');
    expect(stateOfPart('gateway', null, RATES)).toBe('unreachable');
    expect(stateOfPart('nats', null, RATES)).toBe('unknown');
  });
});

describe('the picture', () => {
  const touches = ({ x, y, width, height }: Box, [px, py]: readonly [number, number]) =>
    px >= x - 1 && px <= x + width + 1 && py >= y - 1 && py <= y + height + 1;
  const inside = ({ width, height }: Layout, x: number, y: number) =>
    x >= 0 && x <= width && y >= 0 && y <= height;

  it.each([
    ['beside the map', WIDE],
    ['on a phone', TALL],
  ])('every edge %s begins and ends at its boxes, and all lies within', (_where, layout) => {
    for (const { from, to, ...edge } of layout.edges) {
      const line = edge.line.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
      const [first, last] = [line[0], line.at(-1)];
      expect([from, first && touches(layout.boxes[from], first)]).toEqual([from, true]);
      expect([to, last && touches(layout.boxes[to], last)]).toEqual([to, true]);
      expect(line.every(([x, y]) => inside(layout, x, y))).toBe(true);
    }
    for (const box of Object.values(layout.boxes))
      expect(inside(layout, box.x, box.y) && inside(layout, box.x + box.width, box.y + box.height)).toBe(
        true,
      );
  });

  it('both layouts have the same edges', () => {
    const links = ({ edges }: Layout) => edges.map(({ link }) => `${link.from}>${link.to}`).sort();
    expect(links(TALL)).toEqual(links(WIDE));
  });
});
