import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a driver's update leaves, in a table of the side's own. */
@Entity({ name: 'driver_positions' })
export class Position {
  @PrimaryColumn({ name: 'driver_id', type: 'text' })
  driverId!: string;

  @Column({ type: 'bigint' })
  sequence!: number;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;

  @Column({ name: 'heard_at', type: 'timestamptz' })
  heardAt!: Date;

  @Column({ type: 'double precision' })
  lat!: number;

  @Column({ type: 'double precision' })
  lng!: number;

  @Column({ type: 'boolean' })
  available!: boolean;
}
