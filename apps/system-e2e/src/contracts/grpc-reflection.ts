import { Client, credentials } from '@grpc/grpc-js';

const WITHIN_MS = 10_000;
const METHOD = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';

/** A request of the reflection protocol: one field and its value. */
type Question =
  readonly [field: 'listServices', value: '*'] | readonly [field: 'fileContainingSymbol', value: string];
const FIELD_NUMBERS = { fileContainingSymbol: 4, listServices: 7 } as const;
/** The wire type of strings in protocol buffers. */
const TEXT = 2;

/**
 * Asks a gRPC server for its services or messages, as tools without .proto files do.
 * @param address host and port
 * @returns the bytes of the answer as text, which contain names unencoded
 * @throws ServiceError when the server has no reflection, or gives no answer in 10 s
 */
export function askReflection(address: string, [field, value]: Question): Promise<string> {
  const text = Buffer.from(value);
  const question = Buffer.concat([Buffer.from([(FIELD_NUMBERS[field] << 3) | TEXT, text.length]), text]);
  const client = new Client(address, credentials.createInsecure());
  const asIs = (bytes: Buffer): Buffer => bytes;
  const stream = client.makeBidiStreamRequest(METHOD, asIs, asIs, { deadline: Date.now() + WITHIN_MS });
  return new Promise<string>((resolve, reject) => {
    stream.on('data', (answer: Buffer) => resolve(answer.toString('latin1')));
    stream.on('error', reject);
    stream.write(question);
    stream.end();
  }).finally(() => client.close());
}
