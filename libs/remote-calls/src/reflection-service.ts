import { type Server, type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { type ReflectionAnswer, reflectionDefinition, type ReflectionRequest } from './reflection-messages';

const VERSIONS = ['v1', 'v1alpha'] as const;
const HEALTH = 'grpc.health.v1.Health';

type Stream = ServerDuplexStream<
  ReflectionRequest,
  ReflectionAnswer & { originalRequest: ReflectionRequest }
>;

/**
 * Adds the standard reflection service in the two versions that tools use (`grpcurl list` works). The .proto files are
 * loaded on the first request. Requests for extensions are refused, since there are none.
 */
export function addReflectionService(
  server: Pick<Server, 'addService'>,
  protos: () => PackageDefinition,
  services: readonly string[],
): void {
  const names = [...services, HEALTH];
  const answer = (stream: Stream): void => {
    stream.on('data', (request: ReflectionRequest) => {
      stream.write({
        validHost: request.host,
        originalRequest: request,
        ...answerTo(request, protos(), names),
      });
    });
    stream.on('end', () => stream.end());
    stream.on('error', () => undefined);
  };
  for (const version of VERSIONS) {
    server.addService(reflectionDefinition(version), { ServerReflectionInfo: answer });
  }
}

function answerTo(
  request: ReflectionRequest,
  protos: PackageDefinition,
  services: readonly string[],
): ReflectionAnswer {
  const { fileByFilename = '', fileContainingSymbol = '' } = request;
  const { messageRequest: kind } = request;
  if (kind === 'listServices')
    return { listServicesResponse: { service: services.map((name) => ({ name })) } };
  if (kind === 'fileByFilename') {
    return descriptors(protos, (file) => file.name === fileByFilename, fileByFilename);
  }
  if (kind === 'fileContainingSymbol') {
    return descriptors(protos, (file) => contains(file, fileContainingSymbol, protos), fileContainingSymbol);
  }
  return problem(
    status.UNIMPLEMENTED,
    'There are no extensions here, and nothing else is known to be asked.',
  );
}

const problem = (errorCode: number, errorMessage: string): ReflectionAnswer => ({
  errorResponse: { errorCode, errorMessage },
});

/** The descriptor of one .proto file. */
interface DescribedFile {
  readonly name: string;
  readonly package: string;
  readonly bytes: Buffer;
}

/** Returns the wanted file, and after it the other files, which it may depend on. */
function descriptors(
  protos: PackageDefinition,
  isWanted: (file: DescribedFile) => boolean,
  asked: string,
): ReflectionAnswer {
  const files = filesOf(protos);
  const wanted = files.find(isWanted);
  if (!wanted) return problem(status.NOT_FOUND, `${asked} is not known here.`);
  const inOrder = [wanted, ...files.filter((file) => file !== wanted)];
  return { fileDescriptorResponse: { fileDescriptorProto: inOrder.map(({ bytes }) => bytes) } };
}

/** Whether the file defines the symbol: a service, message or enum, or a member of one. */
function contains(file: DescribedFile, symbol: string, protos: PackageDefinition): boolean {
  const owner = symbol.slice(0, symbol.lastIndexOf('.'));
  const isKnown = symbol in protos || owner in protos;
  return isKnown && symbol.startsWith(`${file.package}.`);
}

function filesOf(protos: PackageDefinition): DescribedFile[] {
  const byName = new Map<string, DescribedFile>();
  for (const definition of Object.values(protos)) {
    if (!('fileDescriptorProtos' in definition) || !Array.isArray(definition.fileDescriptorProtos)) continue;
    for (const bytes of definition.fileDescriptorProtos) {
      const [name, inPackage] = textFields(bytes, 2);
      if (name && inPackage) byName.set(name, { name, package: inPackage, bytes });
    }
  }
  return [...byName.values()];
}

/** Reads the first fields of a FileDescriptorProto, name and package: each is a tag, a length below 128, and text. */
function textFields(bytes: Buffer, count: number): string[] {
  const found: string[] = [];
  for (let at = 0; found.length < count && at + 1 < bytes.length;) {
    const end = at + 2 + (bytes[at + 1] ?? 0);
    found.push(bytes.toString('utf8', at + 2, end));
    at = end;
  }
  return found;
}
