import type { ServiceDefinition } from '@grpc/grpc-js';
import type { MessageTypeDefinition, PackageDefinition } from '@grpc/proto-loader';

/**
 * Stands in for a request that could not be decoded, until the interceptor refuses it. grpc-js itself answers such a
 * request with an internal error, and logs nothing.
 */
export class Undecodable {
  constructor(
    readonly bytes: Buffer,
    readonly cause: unknown,
  ) {}
}

/** Wraps the services' decoders: instead of throwing, they return an `Undecodable`. */
export const keepingUndecodable = (services: Record<string, ServiceDefinition>) =>
  mapValues(services, (service) =>
    mapValues(service, (method) => ({
      ...method,
      requestDeserialize: (bytes: Buffer): unknown => {
        try {
          return method.requestDeserialize(bytes);
        } catch (cause) {
          return new Undecodable(bytes, cause);
        }
      },
    })),
  );

const mapValues = <T extends object, R>(record: Readonly<Record<string, T>>, change: (value: T) => R) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)] as const));

interface Field {
  readonly name: string;
  readonly type: string;
  readonly typeName: string;
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
const INTEGERS = /^TYPE_(U?INT|S?FIXED|SINT)64$/;

/** Explains to the caller why its request cannot be decoded: names the field whose number is too large, if there is one. */
export function explainUndecodable(protos: PackageDefinition, path: string, bytes: Buffer): string {
  const [, service = '', name = ''] = path.split('/');
  const method = (protos[service] as ServiceDefinition | undefined)?.[name];
  if (method && 'requestType' in method) {
    const type = method.requestType as MessageTypeDefinition<object, object>;
    const scope = service.slice(0, service.lastIndexOf('.'));
    const field = tooLarge(protos, scope, type, decoded(method.requestDeserialize, bytes));
    if (field) return `${field} must be a whole number from -${MOST} to ${MOST}`;
  }
  return 'The request is not a message of its type';
}

function decoded(decode: (bytes: Buffer) => unknown, bytes: Buffer): unknown {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** The path of the first 64-bit field whose number JavaScript cannot hold, such as `lookups[0].min_version`. */
function tooLarge(
  protos: PackageDefinition,
  scope: string,
  type: MessageTypeDefinition<object, object>,
  message: unknown,
): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { field: fields } = type.type as { field: readonly Field[] };
  for (const field of fields) {
    const value = (message as Record<string, unknown>)[field.name];
    for (const [index, one] of [value].flat().entries()) {
      const name = Array.isArray(value) ? `${field.name}[${index}]` : field.name;
      if (INTEGERS.test(field.type) && isTooLarge(one)) return name;
      const inner = field.type === 'TYPE_MESSAGE' ? messageNamed(protos, scope, field.typeName) : undefined;
      const within = inner && tooLarge(protos, scope, inner, one);
      if (within) return `${name}.${within}`;
    }
  }
  return undefined;
}

const isTooLarge = (value: unknown): boolean => {
  if (typeof value !== 'string') return false;
  const number = BigInt(value);
  return number > MOST || number < -MOST;
};

/** proto-loader names a type of the same package without the package. */
function messageNamed(protos: PackageDefinition, scope: string, typeName: string) {
  const name = typeName.replace(/^\./, '');
  const found = protos[name] ?? protos[`${scope}.${name}`];
  return found && 'type' in found ? (found as MessageTypeDefinition<object, object>) : undefined;
}
