import { credentials, Client, status } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { PROTO_FILES, rideDetailsPackageDefinition } from '@ride-hailing/contracts';
import { AnsweringController, openGrpcDoor } from '../test/grpc-door';
import { askReflection } from '../test/reflection-client';
import { lazyProtos } from './protos';

const BATCH_GET_RIDES = '/ride.v1.RideDetailsService/BatchGetRides';

describe('the gRPC door of a service', () => {
  const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const protos = lazyProtos(PROTO_FILES)();
  let door: Awaited<ReturnType<typeof openGrpcDoor>>;
  let client: Client;

  const open = (reflection?: boolean) =>
    openGrpcDoor([AnsweringController], {
      services: rideDetailsPackageDefinition,
      protos: PROTO_FILES,
      reflection,
    });
  /** Sends raw bytes as the request. */
  const send = (bytes: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const same = (value: Buffer): Buffer => value;
      const options = { deadline: new Date(Date.now() + 10_000) };
      client.makeUnaryRequest(BATCH_GET_RIDES, same, same, bytes, options, (error, answer) =>
        error ? reject(error) : resolve(answer ?? Buffer.alloc(0)),
      );
    });
  /** Takes 64-bit numbers as text, since JavaScript has none. */
  const lookups = (...minVersions: string[]): Buffer => {
    const service = protos['ride.v1.RideDetailsService'] as unknown as {
      BatchGetRides: { requestSerialize: (value: object) => Buffer };
    };
    const each = minVersions.map((min_version) => ({ ride_id: 'r', min_version, driver_id: 'd' }));
    return service.BatchGetRides.requestSerialize({ lookups: each });
  };

  beforeAll(async () => {
    door = await open();
    client = new Client(`127.0.0.1:${door.port}`, credentials.createInsecure());
  });
  beforeEach(() => warned.mockClear());
  afterAll(async () => {
    client.close();
    await door.close();
  });

  it.each(['9007199254740992', '9007199254740993', '9223372036854775807', '-9007199254740992'])(
    'answers INVALID_ARGUMENT to the number %s, names the field, and logs it',
    async (tooLarge) => {
      const field =
        'lookups[1].min_version must be a whole number from -9007199254740991 to 9007199254740991';
      await expect(send(lookups('1', tooLarge))).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
        details: field,
      });
      expect(warned).toHaveBeenCalledWith(
        expect.objectContaining({ path: BATCH_GET_RIDES, details: field, err: expect.any(Error) as Error }),
      );
    },
  );

  it('accepts the largest number that JavaScript can hold', async () => {
    expect((await send(lookups('9007199254740991', '-9007199254740991'))).length).toBeGreaterThan(0);
    expect(warned).not.toHaveBeenCalled();
  });

  it.each([
    ['that end too early', Buffer.from([0x0a, 0x7f, 0x01])],
    ['of no known kind', Buffer.from([0x0f, 0xff])],
  ])('answers INVALID_ARGUMENT to bytes %s', async (_what, bytes) => {
    await expect(send(bytes)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: 'The request is not a message of its type',
    });
    expect(warned).toHaveBeenCalledTimes(1);
  });

  it.each(['v1', 'v1alpha'] as const)('lists for tools what it serves, by reflection %s', async (version) => {
    const { listServicesResponse } = await askReflection(door.port, version, { listServices: '' });
    expect(listServicesResponse?.service.map(({ name }) => name).sort()).toEqual([
      'grpc.health.v1.Health',
      'ride.v1.RideDetailsService',
    ]);
    const question = { fileContainingSymbol: 'ride.v1.RideDetailsService' };
    const { fileDescriptorResponse } = await askReflection(door.port, version, question);
    expect(fileDescriptorResponse?.fileDescriptorProto.map(String).join()).toContain('BatchGetRidesRequest');
    const unknown = await askReflection(door.port, version, { fileContainingSymbol: 'nobody.v1.Knows' });
    expect(unknown.errorResponse?.errorCode).toBe(status.NOT_FOUND);
  });

  it('lists nothing for tools when reflection is off', async () => {
    const quiet = await open(false);
    await expect(askReflection(quiet.port, 'v1', { listServices: '' })).rejects.toMatchObject({
      code: status.UNIMPLEMENTED,
    });
    await quiet.close();
  });
});
