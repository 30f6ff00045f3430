import type { Demands } from '../src/growth/demands';

/** Demands in round figures: a core does 1,000 updates, 100 changes and 1,000 reads a second. */
export const someDemands = (more: Partial<Demands> = {}): Demands => ({
  update: { service: 0.001, postgres: 0.001, delivery: 0.001 },
  messageStored: 0.001,
  updatesTakenFromOneStream: 10_000,
  messagesIntoOneStream: 20_000,
  rowsIntoOneDatabase: 50_000,
  changesOfOneThread: 100,
  change: 0.03,
  eventsOfOneRelay: 1_000,
  reads: {
    near: {
      ...{ driver: 0.001, ride: 0, postgres: 0.001, nats: 0, keptBytesOfRide: 100 },
      bytes: [
        { readsPerChange: 1, bytes: 500 },
        { readsPerChange: 100, bytes: 50 },
      ],
    },
    far: {
      ...{ driver: 0.001, ride: 0.01, postgres: 0.001, nats: 0, keptBytesOfRide: 0 },
      bytes: [{ readsPerChange: 1, bytes: 1_000 }],
    },
  },
  joins: { near: { seconds: 0.001, bytes: 100, ownerCpuSeconds: 0.0001 } },
  wholeRideBytes: 1_000,
  memory: { driver: 100, ride: 200 },
  ...more,
});
