import { Logger } from '@nestjs/common';
import { ParticipantSweep } from '@ride-hailing/participant';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { askingParticipantContract, participantContract, type StartParticipant } from '@ride-hailing/testing';
import { RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(120_000);

/** Starts Ride Service for the contract of participants. */
const start: StartParticipant = async (coordinator) => {
  const rides = await RunningRideService.start(integrationInfrastructure(), coordinator);
  const warned = jest.spyOn(Logger.prototype, 'warn');
  let drivers = 0;
  return {
    client: rides.participant,
    table: 'ride_holds',
    liveMetric: 'ride_holds_live',
    query: async <Row>(sql: string, values: readonly unknown[]) =>
      (await rides.sql.query(sql, [...values])).rows as Row[],
    metrics: async () => (await rides.call<string>('GET', '/metrics')).body,
    warnings: () => warned.mock.calls.map(([line]) => line as unknown),
    assignable: async () => {
      const { id: rideId } = await rides.requestedRide();
      return { rideId, driverId: `d-${(drivers += 1)}` };
    },
    faultOf: async (state, { rideId, driverId: wanted }) => {
      const { status, version, driverId } = (await rides.call('GET', `/rides/${rideId}`)).body;
      const isAssigned = status === 'ASSIGNED' && version === 2 && driverId === wanted;
      const isUntouched = status === 'REQUESTED' && version === 1 && driverId === null;
      if (state === 'CONFIRMED' ? isAssigned : isUntouched) return undefined;
      return `hold ${state ?? 'none'}, ride ${status} version ${version} with ${driverId ?? 'nobody'}`;
    },
    sweep: () => rides.service.app.get(ParticipantSweep).sweep(),
    stop: () => rides.stop(),
  };
};

participantContract(start);
askingParticipantContract(start);
