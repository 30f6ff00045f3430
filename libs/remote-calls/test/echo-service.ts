import {
  type CallOptions,
  Client,
  type ClientUnaryCall,
  makeGenericClientConstructor,
  type Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { createClient } from '../src/create-client';

export interface Echo {
  text: string;
}

const serialize = (value: Echo): Buffer => Buffer.from(JSON.stringify(value));
const deserialize = (bytes: Buffer): Echo => JSON.parse(bytes.toString()) as Echo;

/** A definition in the generator's shape, with JSON instead of protobuf. */
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

export interface EchoClient extends Client {
  say(
    request: Echo,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (error: ServiceError | null, response: Echo) => void,
  ): ClientUnaryCall;
}

const EchoClientClass = makeGenericClientConstructor(
  EchoServiceDefinition,
  'test.v1.EchoService',
) as unknown as new (...args: ConstructorParameters<typeof Client>) => EchoClient;

export const createEchoClient = (port: number): EchoClient =>
  createClient(EchoClientClass, `127.0.0.1:${port}`);
