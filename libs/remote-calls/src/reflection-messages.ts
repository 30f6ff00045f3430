import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

export type ReflectionVersion = 'v1' | 'v1alpha';

export interface ReflectionRequest {
  host?: string;
  /** Which of the following fields is set. */
  messageRequest?: string;
  fileByFilename?: string;
  fileContainingSymbol?: string;
  listServices?: string;
}

export interface ReflectionAnswer {
  validHost?: string;
  originalRequest?: ReflectionRequest;
  fileDescriptorResponse?: { fileDescriptorProto: Buffer[] };
  listServicesResponse?: { service: { name: string }[] };
  errorResponse?: { errorCode: number; errorMessage: string };
}

const field = (id: number, type: string) => ({ id, type });
const list = (id: number, type: string) => ({ id, type, rule: 'repeated' });

const types = {
  ServerReflection: {
    methods: {
      ServerReflectionInfo: {
        requestType: 'ServerReflectionRequest',
        requestStream: true,
        responseType: 'ServerReflectionResponse',
        responseStream: true,
      },
    },
  },
  ServerReflectionRequest: {
    oneofs: {
      messageRequest: {
        oneof: [
          'fileByFilename',
          'fileContainingSymbol',
          'fileContainingExtension',
          'allExtensionNumbersOfType',
          'listServices',
        ],
      },
    },
    fields: {
      host: field(1, 'string'),
      fileByFilename: field(3, 'string'),
      fileContainingSymbol: field(4, 'string'),
      fileContainingExtension: field(5, 'ExtensionRequest'),
      allExtensionNumbersOfType: field(6, 'string'),
      listServices: field(7, 'string'),
    },
  },
  ExtensionRequest: { fields: { containingType: field(1, 'string'), extensionNumber: field(2, 'int32') } },
  ServerReflectionResponse: {
    oneofs: {
      messageResponse: { oneof: ['fileDescriptorResponse', 'listServicesResponse', 'errorResponse'] },
    },
    fields: {
      validHost: field(1, 'string'),
      originalRequest: field(2, 'ServerReflectionRequest'),
      fileDescriptorResponse: field(4, 'FileDescriptorResponse'),
      listServicesResponse: field(6, 'ListServiceResponse'),
      errorResponse: field(7, 'ErrorResponse'),
    },
  },
  FileDescriptorResponse: { fields: { fileDescriptorProto: list(1, 'bytes') } },
  ListServiceResponse: { fields: { service: list(1, 'ServiceResponse') } },
  ServiceResponse: { fields: { name: field(1, 'string') } },
  ErrorResponse: { fields: { errorCode: field(1, 'int32'), errorMessage: field(2, 'string') } },
};

/** Defines `grpc.reflection.<version>.ServerReflection`. The versions differ in name alone. */
export function reflectionDefinition(version: ReflectionVersion): ServiceDefinition {
  const nested = { grpc: { nested: { reflection: { nested: { [version]: { nested: types } } } } } };
  const loaded = fromJSON({ nested } as unknown as Parameters<typeof fromJSON>[0], { oneofs: true });
  return loaded[`grpc.reflection.${version}.ServerReflection`] as ServiceDefinition;
}
