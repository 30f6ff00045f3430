import { distanceM } from '@ride-hailing/contracts';
import { type Place, SEOUL } from '../seoul';
import { pick, type Random } from '../seeded-random';

/** The body of `POST /rides`. */
export interface RideOrder {
  readonly riderId: string;
  readonly rider: { readonly name: string; readonly phone: string };
  readonly pickup: Place;
  readonly dropoff: Place;
  readonly stops: readonly Place[];
  readonly fare: { readonly amountMinor: number; readonly currency: 'KRW' };
  readonly notes: string;
}

/** The prefix of this simulator's riders, whose rides it takes up after a restart. */
export const OWN_RIDERS = 'sim-r-';
const RIDERS = 500;

const SHORTEST_TRIP_M = 1_500;
const LONGEST_TRIP_M = 12_000;
const WITH_A_STOP = 0.1;

const FAMILY_NAMES = ['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임'];
const GIVEN_NAMES = [
  '서연',
  '민준',
  '지우',
  '서준',
  '하은',
  '도윤',
  '지민',
  '예준',
  '수아',
  '시우',
  '유나',
  '현우',
];
const NOTES = [
  '',
  '',
  '',
  '짐이 있어요',
  '정문 앞에서 기다릴게요',
  '조용히 가고 싶어요',
  '2번 출구',
  '아이와 함께 탑니다',
];

/** An invented person. Korean mobile numbers do not begin with 0 after 010, so nobody has these. */
const person = (index: number): RideOrder['rider'] => ({
  name: `${FAMILY_NAMES[index % FAMILY_NAMES.length] ?? ''}${GIVEN_NAMES[index % GIVEN_NAMES.length] ?? ''}`,
  phone: `+82-10-0${String(100 + (index % 900))}-${String(1_000 + index * 7)}`,
});

/** A Seoul taxi fare by day: 4,800 won for the first 1.6 km, then 100 won for each 131 m. The won has no minor unit. */
export const fareFor = (metres: number): RideOrder['fare'] => ({
  amountMinor: 4_800 + Math.ceil(Math.max(0, metres - 1_600) / 131) * 100,
  currency: 'KRW',
});

const tripFrom = (random: Random, pickup: Place): Place =>
  pick(
    random,
    SEOUL.filter((place) => {
      const metres = distanceM(pickup, place);
      return metres >= SHORTEST_TRIP_M && metres <= LONGEST_TRIP_M;
    }),
  );

export const inventOrder = (random: Random): RideOrder => {
  const rider = 1 + Math.floor(random() * RIDERS);
  const pickup = pick(random, SEOUL);
  const dropoff = tripFrom(random, pickup);
  const stop = pick(random, SEOUL);
  const stops = random() < WITH_A_STOP && stop !== pickup && stop !== dropoff ? [stop] : [];
  return {
    riderId: `${OWN_RIDERS}${rider}`,
    rider: person(rider),
    pickup,
    dropoff,
    stops,
    fare: fareFor(distanceM(pickup, dropoff)),
    notes: pick(random, NOTES),
  };
};
