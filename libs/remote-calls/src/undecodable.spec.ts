import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';
import {
  coordinatorPackageDefinition,
  participantPackageDefinition,
  PROTO_FILES,
  rideDetailsPackageDefinition,
  rideEssentialsPackageDefinition,
} from '@ride-hailing/contracts';
import { lazyProtos } from './protos';
import { explainUndecodable, keepingUndecodable, Undecodable } from './undecodable';

const TOO_LARGE = '9007199254740993';
const protos = lazyProtos(PROTO_FILES)();

interface Field {
  readonly name: string;
  readonly type: string;
  readonly typeName: string;
  readonly label: string;
}

interface Place {
  readonly path: string;
  readonly request: object;
}

/** Every 64-bit field of a message, with a message that sets this field alone. */
function places(type: MessageTypeDefinition<object, object>, scope: string): Place[] {
  const { field: fields } = type.type as { field: readonly Field[] };
  return fields.flatMap((field): Place[] => {
    const isList = field.label === 'LABEL_REPEATED';
    const at = isList ? `${field.name}[0]` : field.name;
    const holding = (value: unknown) => ({ [field.name]: isList ? [value] : value });
    if (field.type.endsWith('64')) return [{ path: at, request: holding(TOO_LARGE) }];
    if (field.type !== 'TYPE_MESSAGE') return [];
    const name = field.typeName.replace(/^\./, '');
    const inner = (protos[name] ?? protos[`${scope}.${name}`]) as MessageTypeDefinition<object, object>;
    return places(inner, scope).map(({ path, request }) => ({
      path: `${at}.${path}`,
      request: holding(request),
    }));
  });
}

const served: Readonly<Record<string, ServiceDefinition>> = {
  ...rideDetailsPackageDefinition,
  ...rideEssentialsPackageDefinition,
  ...participantPackageDefinition,
  ...coordinatorPackageDefinition,
};

const cases = Object.entries(served).flatMap(([service, methods]) =>
  Object.values(methods).flatMap((method) => {
    const [, , name = ''] = method.path.split('/');
    const loaded = (protos[service] as ServiceDefinition)[name] as MethodDefinition<object, object> & {
      requestType: MessageTypeDefinition<object, object>;
    };
    const scope = service.slice(0, service.lastIndexOf('.'));
    return places(loaded.requestType, scope).map(({ path, request }) => ({
      method: method.path,
      field: path,
      bytes: loaded.requestSerialize(request),
      decode: method.requestDeserialize as (bytes: Buffer) => unknown,
    }));
  }),
);

describe('a request that cannot be decoded', () => {
  it('finds 64-bit numbers in the requests of all methods', () => {
    expect(cases.map(({ field }) => field)).toContain('lookups[0].min_version');
  });

  it.each(cases)(
    'names $field of $method when its number is too large',
    ({ method, field, bytes, decode }) => {
      expect(() => decode(bytes)).toThrow();
      expect(explainUndecodable(protos, method, bytes)).toBe(
        `${field} must be a whole number from -9007199254740991 to 9007199254740991`,
      );
    },
  );

  it('passes an undecodable request on instead of throwing', () => {
    const keeping = keepingUndecodable(served);
    for (const { method, bytes } of cases) {
      const [, service = ''] = method.split('/');
      const found = Object.values(keeping[service] ?? {}).find(({ path }) => path === method);
      expect(found?.requestDeserialize(bytes)).toBeInstanceOf(Undecodable);
    }
  });

  it('explains a request of an unknown type in general words', () => {
    expect(explainUndecodable(protos, '/a.B/C', Buffer.from([1]))).toBe(
      'The request is not a message of its type',
    );
  });
});
