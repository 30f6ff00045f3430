import { ParticipantClient } from '@ride-hailing/testing';
import { pause } from '@ride-hailing/timing';
import { type Assign, type Assignment, asSaga, type Door, inTwoCalls, RefusedError } from './assigning';

/** As long as the gateway's coordinator waits for a participant. */
const DEADLINE_MS = 1_000;
/** About 20 s of a service that refuses connections. */
const RETRIES = { most: 100, pause: () => pause(200) };

const WAYS: Readonly<Record<string, Assign>> = { 'two-calls': inTwoCalls, saga: asSaga(RETRIES) };

function doorAt(address: string): Door {
  const client = new ParticipantClient(address, DEADLINE_MS);
  return {
    try: async ({ id, rideId, driverId }) => {
      const answer = await client.try(id, { rideId, driverId });
      if ('reason' in answer) throw new RefusedError(answer.detail);
    },
    confirm: ({ id }) => client.confirm(id),
    cancel: ({ id }) => client.cancel(id),
  };
}

const [way = '', drivers = '', rides = ''] = process.argv.slice(2);
const assign = WAYS[way];
if (!assign) throw new Error(`${way} is none of ${Object.keys(WAYS).join(', ')}`);
const doors = { drivers: doorAt(drivers), rides: doorAt(rides) };
const answer = (id: string, isAssigned: boolean): void => void process.send?.({ id, isAssigned });

// Ctrl-C reaches every process of the terminal. This one goes on until its parent ends it, and never outlives its parent.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (assignment: Assignment) => {
  assign(doors, assignment).then(
    () => answer(assignment.id, true),
    () => answer(assignment.id, false),
  );
});
process.send?.({ isReady: true });
