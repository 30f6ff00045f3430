import { PassThrough } from 'node:stream';
import type { DriversFrame, LiveEvent } from '../page-api';
import { EventStream } from './event-stream';

const rides = (at: number) => JSON.stringify({ type: 'rides', at, rides: [] });
const FRAME: DriversFrame = { ids: ['d-1'], lat: [1], lng: [2], state: [0] };

const eventsIn = (text: string): LiveEvent[] =>
  text
    .split('\n\n')
    .filter((part) => part.startsWith('data: '))
    .map((part) => JSON.parse(part.slice('data: '.length)) as LiveEvent);

describe('the event stream of a page', () => {
  it('gives a page that reads slowly the newest event of each type, and holds no others', async () => {
    const out = new PassThrough({ highWaterMark: 10 });
    const page = new EventStream(out);
    for (let at = 0; at < 1_000; at += 1) {
      page.send('rides', rides(at));
      page.send('drivers', JSON.stringify({ type: 'drivers', at, drivers: FRAME }));
    }
    expect(out.writableLength + out.readableLength).toBeLessThan(200);
    let text = '';
    out.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    page.end();
    await new Promise((resolve) => out.on('end', resolve));
    expect(eventsIn(text).map(({ type, at }) => [type, at])).toEqual([['rides', 0]]);
  });

  it('sends what it has held as soon as the page reads again', async () => {
    const out = new PassThrough({ highWaterMark: 10 });
    const page = new EventStream(out);
    for (const at of [0, 1, 2]) page.send('rides', rides(at));
    const got: LiveEvent[] = [];
    await new Promise<void>((resolve) => {
      out.setEncoding('utf8').on('data', (chunk: string) => {
        got.push(...eventsIn(chunk));
        if (got.length === 2) resolve();
      });
    });
    expect(got.map(({ at }) => at)).toEqual([0, 2]);
  });
});
