import { aDriverUpdate } from '@ride-hailing/testing';
import { DriverPositions } from './driver-positions';

const encoded = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe('positions of drivers', () => {
  let now = 0;
  const positions = () => new DriverPositions(() => now);

  beforeEach(() => {
    now = 1_000;
  });

  it('gives positions as columns', () => {
    const all = positions();
    all.update(encoded(aDriverUpdate({ driverId: 'd-1', position: { lat: 37.1234567, lng: 127 } })));
    all.update(encoded(aDriverUpdate({ driverId: 'd-2' })));
    expect(all.frame(new Set(['d-2']), 1)).toEqual({
      ids: ['d-1', 'd-2'],
      lat: [37.12346, 37.5665],
      lng: [127, 126.978],
      state: [0, 1],
    });
  });

  it('keeps the newer position when updates come out of order, and ignores what is no update', () => {
    const all = positions();
    const { sequence } = aDriverUpdate();
    all.update(encoded(aDriverUpdate({ sequence: sequence + 2, position: { lat: 2, lng: 2 } })));
    all.update(encoded(aDriverUpdate({ sequence: sequence + 1, position: { lat: 1, lng: 1 } })));
    for (const odd of ['no object', { driverId: 'd-9' }, null]) all.update(encoded(odd));
    all.update(Buffer.from([0xff, 0]));
    expect(all.frame(new Set(), 1)).toMatchObject({ ids: ['d-1'], lat: [2] });
  });

  it('shows that a driver was silent for 60 s, and forgets the driver after 5 minutes', () => {
    const all = positions();
    all.update(encoded(aDriverUpdate()));
    now += 60_001;
    expect(all.frame(new Set(), 1).state).toEqual([2]);
    now += 240_000;
    expect(all.frame(new Set(), 1)).toMatchObject({ ids: [] });
  });

  it('waits ten times as long for a silent driver when only a tenth of the updates is seen', () => {
    const all = positions();
    all.update(encoded(aDriverUpdate()));
    now += 60_001;
    expect(all.frame(new Set(), 0.1).state).toEqual([0]);
  });

  it('keeps the positions of 20,000 drivers at most', () => {
    const all = positions();
    for (let n = 0; n <= 20_000; n += 1) all.update(encoded(aDriverUpdate({ driverId: `d-${n}` })));
    expect(all.frame(new Set(), 1).ids).toHaveLength(20_000);
  });
});
