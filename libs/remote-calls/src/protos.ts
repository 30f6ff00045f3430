import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { protoPath } from 'grpc-health-check';

/** Where the .proto files of the served services are. */
export interface ProtoFiles {
  root: string;
  /** Paths relative to `root`. */
  files: readonly string[];
}

/** Reads them when they are first needed, and once: a service that nobody asks about itself starts without them. */
export function lazyProtos({ root, files }: ProtoFiles): () => PackageDefinition {
  let loaded: PackageDefinition | undefined;
  return () =>
    (loaded ??= loadSync([...files, protoPath], { includeDirs: [root], keepCase: true, longs: String }));
}
