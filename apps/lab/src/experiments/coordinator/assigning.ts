/** One service's part in an assignment. Every method rejects when there is no answer, or the answer is no. */
export interface Door {
  /** Sets the driver, or the ride, aside. @throws RefusedError when it is not free */
  try(assignment: Assignment): Promise<void>;
  confirm(assignment: Assignment): Promise<void>;
  cancel(assignment: Assignment): Promise<void>;
}

export interface Assignment {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string;
}

export interface Doors {
  readonly drivers: Door;
  readonly rides: Door;
}

/** The service has answered no; asking again helps nothing. */
export class RefusedError extends Error {}

export interface Retries {
  /** How often one step is tried, the first time included. */
  readonly most: number;
  readonly pause: () => Promise<void>;
}

export type Assign = (doors: Doors, assignment: Assignment) => Promise<void>;

const change = async (door: Door, assignment: Assignment): Promise<void> => {
  await door.try(assignment);
  await door.confirm(assignment);
};

/** What one writes first: a call of the one service, and then a call of the other. */
export const inTwoCalls: Assign = async ({ drivers, rides }, assignment) => {
  await change(drivers, assignment);
  await change(rides, assignment);
};

/**
 * A saga: reserves the driver, asks for the ride again and again, and takes the reservation back when it is not to be
 * had. It remembers in memory alone how far it is.
 */
export const asSaga =
  (retries: Retries): Assign =>
  async ({ drivers, rides }, assignment) => {
    const surely = (step: (one: Assignment) => Promise<void>) => retried(() => step(assignment), retries);
    try {
      await surely((one) => drivers.try(one));
      await surely((one) => rides.try(one));
    } catch (error) {
      await surely((one) => rides.cancel(one));
      await surely((one) => drivers.cancel(one));
      throw error;
    }
    await surely((one) => rides.confirm(one));
    await surely((one) => drivers.confirm(one));
  };

/** @throws what the last one throws, and a refusal at once */
async function retried(step: () => Promise<void>, { most, pause }: Retries): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (error) {
      if (error instanceof RefusedError || tries === most) throw error;
      await pause();
    }
  }
}
