import { bytesOf, bytesSince, sumOn } from './wire';

const crossed = {
  ...{ 'driver-service > nats': 3_000, 'ride-service > nats': 2_000, 'driver-service > ride-service': 700 },
  'driver-service > shared-store': 40,
};

describe('the bytes of an approach', () => {
  it('are all that crossed, for hybrid, whose events they are', () => {
    expect(bytesOf(crossed, { isHybrid: true, changes: 10, eventBytesPerChange: 400 })).toBe(5_740);
  });

  it('are for others those above the events that flow under every approach, and never less than none', () => {
    expect(bytesOf(crossed, { isHybrid: false, changes: 10, eventBytesPerChange: 400 })).toBe(1_740);
    expect(bytesOf(crossed, { isHybrid: false, changes: 10, eventBytesPerChange: 900 })).toBe(740);
  });

  it('are counted from one moment to another, by way', () => {
    expect(bytesSince({ a: 5 }, { a: 7, b: 2 })).toEqual({ a: 2, b: 2 });
    expect(sumOn(crossed, /ride-service$/)).toBe(700);
  });
});
