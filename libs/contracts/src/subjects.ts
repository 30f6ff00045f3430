import { InvalidIdError, isId } from './ids';

const DRIVER_UPDATES_PREFIX = 'drivers.update.';
const RIDES_CHANGED_PREFIX = 'rides.changed.';
const RIDES_DOCUMENT_PREFIX = 'rides.document.';

export const DRIVER_UPDATES_SUBJECTS = `${DRIVER_UPDATES_PREFIX}*`;
export const RIDES_CHANGED_SUBJECTS = `${RIDES_CHANGED_PREFIX}*`;
export const RIDES_DOCUMENT_SUBJECTS = `${RIDES_DOCUMENT_PREFIX}*`;

const subject = (prefix: string, kind: string, id: string): string => {
  if (!isId(id)) throw new InvalidIdError(kind, id);
  return prefix + id;
};

/** The subjects of dead letters of a durable, from any service; more tokens name the subject of the message. */
export const deadLettersSubjects = (durable: string): readonly string[] => [
  `dead-letters.*.${durable}`,
  `dead-letters.*.${durable}.>`,
];

/** `drivers.update.<driverId>`. @throws InvalidIdError */
export const driverUpdateSubject = (driverId: string): string =>
  subject(DRIVER_UPDATES_PREFIX, 'driverId', driverId);

/** `rides.changed.<rideId>`. @throws InvalidIdError */
export const rideChangedSubject = (rideId: string): string => subject(RIDES_CHANGED_PREFIX, 'rideId', rideId);

/** `rides.document.<rideId>`. @throws InvalidIdError */
export const rideDocumentSubject = (rideId: string): string =>
  subject(RIDES_DOCUMENT_PREFIX, 'rideId', rideId);

/** The driver named by a subject of the DRIVER_UPDATES stream. */
export const driverIdOfSubject = (updateSubject: string): string =>
  updateSubject.slice(DRIVER_UPDATES_PREFIX.length);

/** The ride named by a subject of the RIDE_EVENTS stream. */
export const rideIdOfSubject = (changedSubject: string): string =>
  changedSubject.slice(RIDES_CHANGED_PREFIX.length);
