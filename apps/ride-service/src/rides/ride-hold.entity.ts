import { RefusalReason } from '@ride-hailing/contracts';
import { type AssignmentState } from '@ride-hailing/participant';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One row for each assignment; libs/participant changes its state. A TRIED row holds the ride for the driver. */
@Entity('ride_holds')
@Check('ride_holds_state', "state IN ('TRIED', 'CONFIRMED', 'CANCELLED', 'REFUSED')")
@Check('ride_holds_complete', "state = 'CANCELLED' OR (ride_id IS NOT NULL AND driver_id IS NOT NULL)")
@Index('ride_holds_one_per_ride', ['rideId'], { unique: true, where: "state = 'TRIED'" })
@Index('ride_holds_one_per_driver', ['driverId'], { unique: true, where: "state = 'TRIED'" })
@Index('ride_holds_ended', ['changedAt'], { where: "state <> 'TRIED'" })
export class RideHold {
  @PrimaryColumn('uuid', { name: 'assignment_id', primaryKeyConstraintName: 'ride_holds_pkey' })
  assignmentId!: string;

  @Column('text')
  state!: Exclude<AssignmentState, 'RELEASED'>;

  /** Null, like the driver, if Cancel came without a Try. */
  @Column('uuid', { name: 'ride_id', nullable: true })
  rideId!: string | null;

  @Column('text', { name: 'driver_id', nullable: true })
  driverId!: string | null;

  @Column('text', { name: 'refusal_reason', nullable: true })
  refusalReason!: RefusalReason | null;

  @Column('text', { name: 'refusal_detail', nullable: true })
  refusalDetail!: string | null;

  @Column('timestamptz', { name: 'tried_at', default: () => 'clock_timestamp()' })
  triedAt!: Date;

  /** When the coordinator was last asked for the outcome of the assignment. */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt!: Date | null;

  @Column('timestamptz', { name: 'changed_at', default: () => 'clock_timestamp()' })
  changedAt!: Date;
}
