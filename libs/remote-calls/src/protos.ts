import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { protoPath } from 'grpc-health-check';

/** The .proto files of the served services. */
export interface ProtoFiles {
  root: string;
  /** Paths relative to `root`. */
  files: readonly string[];
}

/** Loads the files once, on first use: a service starts without them. */
export function lazyProtos({ root, files }: ProtoFiles): () => PackageDefinition {
  let loaded: PackageDefinition | undefined;
  return () =>
    (loaded ??= loadSync([...files, protoPath], { includeDirs: [root], keepCase: true, longs: String }));
}
