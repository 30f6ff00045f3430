import { freePort } from '@ride-hailing/testing';
import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, type GrpcOptions, Transport } from '@nestjs/microservices';
import { createGrpcServer } from '../src/create-grpc-server';

type Parts = Parameters<typeof createGrpcServer>[0];

/** A gRPC server in Nest, made of the same parts as those of the services. */
export async function openGrpcDoor(controllers: Type[], options: Parts) {
  @Module({ controllers })
  class DoorModule {}

  const port = await freePort();
  const { filters, interceptors, onServer, ...parts } = createGrpcServer(options);
  const readiness = { isReady: () => true, onReadinessChange: () => undefined };
  const channelOptions = { ...parts.channelOptions, interceptors } as unknown as Record<string, unknown>;
  const app = await NestFactory.createMicroservice<GrpcOptions>(DoorModule, {
    transport: Transport.GRPC,
    logger: false,
    options: {
      ...parts,
      url: `127.0.0.1:${port}`,
      channelOptions,
      onLoadPackageDefinition: (_definition, server) =>
        onServer(server as Parameters<typeof onServer>[0], readiness),
    },
  });
  app.useGlobalFilters(...filters);
  await app.listen();
  return { port, close: () => app.close() };
}

/** Answers every request. */
@Controller()
export class AnsweringController {
  @GrpcMethod('RideDetailsService', 'batchGetRides')
  answer({ lookups }: { lookups: { rideId: string }[] }) {
    return { results: lookups.map(({ rideId }) => ({ rideId, outcome: undefined })) };
  }
}
