import { distanceM } from '@ride-hailing/contracts';
import { arrivedAt, headingTo, positionOn, standStill, startLeg } from './leg';

const SEOUL_STATION = { lat: 37.5547, lng: 126.9707 };
const GANGNAM = { lat: 37.4979, lng: 127.0276 };

describe('a leg', () => {
  it('gives the heading clockwise from north', () => {
    expect(headingTo(SEOUL_STATION, { ...SEOUL_STATION, lat: 38 })).toBeCloseTo(0);
    expect(headingTo(SEOUL_STATION, { ...SEOUL_STATION, lng: 127 })).toBeCloseTo(90, 0);
    expect(headingTo(SEOUL_STATION, { ...SEOUL_STATION, lng: 126 })).toBeCloseTo(270, 0);
  });

  it('moves a car from the start over half way to the end, where it stays', () => {
    const leg = startLeg(SEOUL_STATION, GANGNAM, 1_000, 10);
    const halfWay = positionOn(leg, 1_000 + leg.durationMs / 2);
    expect(positionOn(leg, 0)).toEqual(SEOUL_STATION);
    expect(distanceM(SEOUL_STATION, halfWay)).toBeCloseTo(distanceM(halfWay, GANGNAM), -1);
    expect(positionOn(leg, arrivedAt(leg) + 1)).toEqual(GANGNAM);
  });

  it('takes the time that the speed needs, divided by the time scale', () => {
    const metres = distanceM(SEOUL_STATION, GANGNAM);
    expect(startLeg(SEOUL_STATION, GANGNAM, 0, 10).durationMs).toBeCloseTo(metres * 100, 3);
    expect(startLeg(SEOUL_STATION, GANGNAM, 0, 10, 20).durationMs).toBeCloseTo(metres * 5, 3);
  });

  it('puts a car on a leg of no length at its end at once', () => {
    expect(positionOn(startLeg(GANGNAM, GANGNAM, 0, 10), 0)).toEqual(GANGNAM);
    expect(positionOn(standStill(GANGNAM, 5), 0)).toEqual(GANGNAM);
  });
});
