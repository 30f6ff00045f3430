export { aDriverUpdate, aRideChanged, aRideRequest } from './builders';
export { eventually, type EventuallyOptions } from './eventually';
export { seededRandom, shuffled } from './random';
