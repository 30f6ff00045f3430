import { Logger } from '@nestjs/common';
import { ParticipantSweep } from '@ride-hailing/participant';
import {
  aDriverUpdate,
  askingParticipantContract,
  ParticipantClient,
  participantContract,
  type StartParticipant,
} from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { Component } from '../../test/component';

jest.setTimeout(120_000);

/** Runs the contract of participants against Driver Service. */
const start: StartParticipant = async (coordinator) => {
  const component = await Component.start(
    coordinator && { coordinatorGrpcUrl: coordinator.url, reservationAskAfterMs: coordinator.askAfterMs },
  );
  const client = new ParticipantClient(component.grpcUrl);
  const warned = jest.spyOn(Logger.prototype, 'warn');
  let drivers = 0;
  return {
    client,
    table: 'reservations',
    liveMetric: 'reservations_live',
    query: async <Row>(sql: string, values: readonly unknown[]) =>
      (await component.database.pool.query(sql, [...values])).rows as Row[],
    metrics: async () => (await component.get<string>('/metrics')).body,
    warnings: () => warned.mock.calls.map(([line]) => line as unknown),
    assignable: async () => {
      const driverId = `d-${(drivers += 1)}`;
      await component.publishUpdates(aDriverUpdate({ driverId }));
      await component.allSettled();
      return { rideId: uuidv7(), driverId };
    },
    faultOf: async (state, { driverId }) => {
      const { reserved, free } = (await component.get(`/drivers/${driverId}`)).body;
      const isSetAside = state === 'TRIED' || state === 'CONFIRMED';
      if (reserved === isSetAside && free === !isSetAside) return undefined;
      return `${state ?? 'no assignment'}, and ${driverId} is shown as ${JSON.stringify({ reserved, free })}`;
    },
    sweep: () => component.service.app.get(ParticipantSweep).sweep(),
    stop: async () => {
      client.close();
      await component.stop();
    },
  };
};

participantContract(start);
askingParticipantContract(start);
