import { Client, credentials, type MethodDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { join } from 'node:path';

interface Answer {
  listServicesResponse?: { service: { name: string }[] };
  fileDescriptorResponse?: { fileDescriptorProto: Buffer[] };
  errorResponse?: { errorCode: number };
}

const WITHIN_MS = 10_000;

/** Calls a server's reflection service as grpcurl does, in one of its two versions, which differ in name alone. */
export function askReflection(port: number, version: 'v1' | 'v1alpha', question: object): Promise<Answer> {
  const loaded = loadSync(join(__dirname, 'reflection.proto'))['grpc.reflection.v1.ServerReflection'];
  const method = (loaded as ServiceDefinition).ServerReflectionInfo as MethodDefinition<object, Answer>;
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const stream = client.makeBidiStreamRequest(
    `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
    method.requestSerialize,
    method.responseDeserialize,
    { deadline: new Date(Date.now() + WITHIN_MS) },
  );
  return new Promise<Answer>((resolve, reject) => {
    stream.on('data', resolve).on('error', reject);
    stream.write(question);
    stream.end();
  }).finally(() => client.close());
}
