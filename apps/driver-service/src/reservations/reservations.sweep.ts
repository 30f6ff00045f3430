import { Inject, Injectable } from '@nestjs/common';
import { PARTICIPANT_SETTINGS, type ParticipantSettings, ParticipantSweep } from '@ride-hailing/participant';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { IS_SPENT } from '../who-is-free/who-is-free';
import { LostRidesAsker } from './lost-rides.asker';

/** The drivers of spent reservations are free already; releasing these rows keeps the index of live ones small. */
const RELEASE_SPENT = `
  UPDATE reservations SET state = 'RELEASED', changed_at = clock_timestamp() WHERE assignment_id IN (
    SELECT assignment_id FROM reservations WHERE ${IS_SPENT} LIMIT 500 FOR UPDATE OF reservations SKIP LOCKED)`;

/** The participant's sweep, which also releases reservations whose ride is over or lost. */
@Injectable()
export class ReservationsSweep extends ParticipantSweep {
  constructor(
    database: Database,
    @Inject(PARTICIPANT_SETTINGS) settings: ParticipantSettings,
    metrics: Metrics,
    private readonly lostRides: LostRidesAsker,
  ) {
    super(database, settings, metrics);
  }

  protected override before(): Promise<void> {
    return this.inBatches(RELEASE_SPENT);
  }

  protected override after(): Promise<void> {
    return this.lostRides.releaseLost();
  }
}
