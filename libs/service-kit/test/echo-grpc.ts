import { Client, credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { Controller, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { setTimeout as delay } from 'node:timers/promises';

export interface Echo {
  text: string;
  afterMs: number;
}

const serialize = (value: Echo): Buffer => Buffer.from(JSON.stringify(value));
const deserialize = (bytes: Buffer): Echo => JSON.parse(bytes.toString()) as Echo;

/** A definition as the generator makes it, with JSON instead of protobuf. */
export const EchoServiceDefinition = {
  say: {
    path: '/test.v1.EchoService/Say',
    requestStream: false,
    responseStream: false,
    requestSerialize: serialize,
    requestDeserialize: deserialize,
    responseSerialize: serialize,
    responseDeserialize: deserialize,
  },
} as const;

type EchoClient = Client & {
  say(
    request: Echo,
    options: { deadline: number },
    callback: (error: ServiceError | null, response: Echo) => void,
  ): void;
};

const EchoClientClass = makeGenericClientConstructor(EchoServiceDefinition, 'test.v1.EchoService');

export const createEchoClient = (port: number): EchoClient =>
  new EchoClientClass(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as EchoClient;

export const say = (client: EchoClient, request: Echo): Promise<Echo> =>
  new Promise((resolve, reject) => {
    client.say(request, { deadline: Date.now() + 10_000 }, (error, response) =>
      error ? reject(error) : resolve(response),
    );
  });

@Controller()
class EchoController {
  @GrpcMethod('EchoService', 'say')
  async say(request: Echo): Promise<Echo> {
    if (request.text === 'fails') throw new Error('secret inside');
    await delay(request.afterMs, undefined, { ref: false });
    return request;
  }
}

@Module({ controllers: [EchoController] })
export class EchoModule implements OnModuleInit, OnApplicationShutdown {
  static readonly hooks: string[] = [];

  onModuleInit(): void {
    EchoModule.hooks.push('init');
  }

  onApplicationShutdown(): void {
    EchoModule.hooks.push('shutdown');
  }
}
