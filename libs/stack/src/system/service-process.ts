import { join } from 'node:path';
import { appCommand } from '../servers/provision';
import { baseEnvironment } from '../servers/processes/base-environment';
import { ManagedProcess } from '../servers/processes/managed-process';
import type { Watchdog } from '../servers/processes/watchdog';
import { HOST } from '../servers/port-block';
import { workspaceRoot } from '../workspace-root';
import { type ServiceName, SERVICES, serviceUrl, type Wiring } from './services';

const LOOK_WITHIN_MS = 2_000;
/**
 * The arguments of Node for each built service, also in docker/Dockerfile. V8's default limit for young objects is 16 MiB,
 * too little for batches of updates in flight, which it copied repeatedly. A higher limit costs nothing without load;
 * docs/bench/ingest.md has the gain.
 */
export const NODE_ARGUMENTS = ['--enable-source-maps', '--max-semi-space-size=32'];

/**
 * Variables for each built service, also in docker/Dockerfile. The C library otherwise gives each thread of Node a pool of
 * its own, and an idle service keeps 10 MB in them; nearly all allocations are those of one thread.
 */
export const NODE_VARIABLES = { NODE_ENV: 'production', MALLOC_ARENA_MAX: '1' };

/** True when the readiness check at this address answers with 200. */
export async function isReadyAt(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(LOOK_WITHIN_MS) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

export interface Variables {
  /** Overridden by the wiring. */
  readonly inherited?: Readonly<Record<string, string | undefined>>;
  /** Override the wiring. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** The whole environment of a service. */
export const serviceEnvironment = (
  name: ServiceName,
  wiring: Wiring,
  { inherited, overrides }: Variables = {},
): Record<string, string | undefined> => ({
  ...inherited,
  ...baseEnvironment(),
  HOST,
  ...SERVICES[name].environment(wiring),
  ...overrides,
});

interface Place extends Variables {
  readonly folder: string;
  readonly watchdog: Watchdog;
  /** The folder of its build. Default: in dist/ of this checkout. */
  readonly dist?: string;
}

/** A built service, as a process. */
export function serviceProcess(name: ServiceName, wiring: Wiring, place: Place): ManagedProcess {
  const url = serviceUrl(name, wiring.portBase);
  const program = place.dist ? [join(place.dist, 'main.js')] : appCommand(name, true);
  return new ManagedProcess(
    {
      name,
      command: process.execPath,
      args: [...NODE_ARGUMENTS, ...program],
      env: { ...serviceEnvironment(name, wiring, place), ...NODE_VARIABLES },
      cwd: workspaceRoot(),
      logFile: join(place.folder, 'logs', `${name}.log`),
      url,
      isReady: () => isReadyAt(url),
    },
    place.watchdog,
  );
}

interface FurtherInstance {
  readonly name: string;
  readonly portBase: number;
  readonly offsets: { readonly http: number; readonly grpc: number };
  readonly env?: Readonly<Record<string, string>>;
}

/** Another process of a service, with its own ports and the same environment plus `env`. */
export function furtherInstance(
  { spec }: ManagedProcess,
  { name, portBase, offsets, env = {} }: FurtherInstance,
  place: Pick<Place, 'folder' | 'watchdog'>,
): ManagedProcess {
  const [http, grpc] = [portBase + offsets.http, portBase + offsets.grpc];
  const url = `http://${HOST}:${http}`;
  const ports = { HTTP_PORT: String(http), ...(spec.env.GRPC_PORT && { GRPC_PORT: String(grpc) }) };
  return new ManagedProcess(
    {
      ...spec,
      name,
      env: { ...spec.env, ...ports, ...env },
      logFile: join(place.folder, 'logs', `${name}.log`),
      url,
      isReady: () => isReadyAt(url),
    },
    place.watchdog,
  );
}
