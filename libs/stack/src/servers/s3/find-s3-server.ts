import { join } from 'node:path';
import { StackError } from '../../stack.errors';
import { cacheFolder } from '../programs/cache-folder';
import type { PackagedProgram } from '../programs/debian-package';
import { executablesOnPath } from '../programs/executables';
import { fetchIntoCache } from '../programs/kept-program';
import { runTool } from '../programs/run-tool';

/** Older versions of moto ignore the condition `If-Match` of a write. */
const LEAST_VERSION = [5, 1, 18] as const;
const MACHINES_PYTHON = '/usr/bin/python3';

/** An S3 server: moto, a program in Python, which keeps everything in memory and honours the conditions of a write. */
export interface S3Program {
  readonly python: string;
  /** Come before the program. */
  readonly options: readonly string[];
  /** Names the folder of its modules when they are not Python's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
}

type Place = Omit<S3Program, 'version'>;

/** Undefined when it does not run here, or is too old. */
async function checked(place: Place): Promise<S3Program | undefined> {
  const { python, options, env } = place;
  const code = 'import moto.server; print(moto.__version__)';
  const text = await runTool(python, [...options, '-c', code], { timeoutMs: 20_000, env }).catch(() => '');
  const version = text.trim();
  const parts = version.split('.').map(Number);
  const at = LEAST_VERSION.findIndex((least, index) => parts[index] !== least);
  const isNewEnough = at < 0 || (parts[at] ?? 0) > (LEAST_VERSION[at] ?? 0);
  return version && isNewEnough ? { ...place, version } : undefined;
}

/** Without the modules of the machine (-S), which may be too old for the unpacked ones. */
const inFolder = (folder: string) =>
  checked({
    python: MACHINES_PYTHON,
    options: ['-S'],
    env: { PYTHONPATH: join(folder, 'usr/lib/python3/dist-packages') },
  });

const pythonPackages = (names: string) => names.split(' ').map((name) => `python3-${name}`);

const PACKAGE: PackagedProgram = {
  name: 'moto_server',
  packages: pythonPackages(
    'moto boto3 botocore s3transfer jmespath dateutil six flask flask-cors itsdangerous click blinker jinja2 ' +
      'markupsafe werkzeug requests urllib3 idna certifi charset-normalizer responses xmltodict yaml',
  ),
  machinePackages: pythonPackages('cffi-backend cryptography'),
  archives: {
    debian: { suites: ['forky'], component: 'main' },
    ubuntu: { suites: ['resolute'], component: 'main universe' },
  },
  fault: async ({ folder }) =>
    (await inFolder(folder)) ? undefined : `does not run with ${MACHINES_PYTHON}, or is too old`,
};

async function onPath(): Promise<S3Program | undefined> {
  for (const python of executablesOnPath('python3')) {
    const program = await checked({ python, options: [], env: {} });
    if (program) return program;
  }
  return undefined;
}

/**
 * Finds an S3 server or fetches it once, in this order: a Python on the PATH that has it, the cache, the packages of
 * Debian or Ubuntu.
 * @param log receives a line before a download
 * @throws StackError that says where it looked
 */
export async function findS3Server(log: (line: string) => void): Promise<S3Program> {
  const cache = cacheFolder();
  const kept = join(cache, 'moto');
  const found = (await onPath()) ?? (await inFolder(kept));
  if (found) return found;
  log('Fetching moto, an S3 server, once: the packages of this distribution');
  await fetchIntoCache(kept, PACKAGE).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    const least = LEAST_VERSION.join('.');
    throw new StackError(`no python3 in PATH has moto >= ${least}, nor ${cache}, nor fetched: ${why}`, {
      cause,
    });
  });
  const program = await inFolder(kept);
  if (!program) throw new StackError(`what was fetched into ${kept} does not run here`);
  return program;
}
