import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { workspaceRoot } from '@ride-hailing/stack';

const run = promisify(execFile);

const ANSWERS_WITHIN_MS = 15_000;
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Why no containers can run here; undefined when they can. */
export function engineFault(): string | undefined {
  try {
    for (const args of [['info'], ['compose', 'version']])
      execFileSync('docker', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: ANSWERS_WITHIN_MS });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim().split('\n').slice(0, 2).join(' ') : String(error);
  }
}

/** Whether the engine has the image, or can fetch it. */
export function canHave(image: string): boolean {
  const does = (...args: string[]) => {
    try {
      execFileSync('docker', args, { stdio: 'ignore', timeout: 300_000 });
      return true;
    } catch {
      return false;
    }
  };
  return does('image', 'inspect', image) || does('pull', '--quiet', image);
}

/** The part of the output of `docker inspect` that the tests read. */
export interface Container {
  readonly State: {
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string; readonly FailingStreak: number };
  };
}

/** The project's compose file as a project of its own name, with passwords of its own. */
export class Compose {
  constructor(
    private readonly project: string,
    private readonly envFile: string,
  ) {}

  /** @returns what it printed @throws Error with what it printed when it fails */
  async ask(args: readonly string[], withinMs = 60_000): Promise<string> {
    const file = ['--file', 'docker/docker-compose.yml', '--env-file', this.envFile];
    const all = ['compose', '--project-name', this.project, ...file, ...args];
    const options = { cwd: workspaceRoot(), timeout: withinMs, maxBuffer: MOST_OUTPUT };
    const { stdout } = await run('docker', all, options).catch((error: Error & { stdout?: string }) => {
      throw new Error(`${error.message}\n${(error.stdout ?? '').slice(-4_000)}`, { cause: error });
    });
    return stdout;
  }

  /** The container of a service, as it is now, whether it runs or not. */
  async container(service: string): Promise<Container> {
    const [container] = JSON.parse(await docker('inspect', await this.idOf(service))) as Container[];
    if (!container) throw new Error(`${service} has no container`);
    return container;
  }

  /** Starts the container of a service alone, which compose would not. */
  async start(service: string): Promise<void> {
    await docker('start', await this.idOf(service));
  }

  /** Sends SIGTERM, and after a grace SIGKILL, as an engine does. @returns ms that it took */
  async stop(service: string): Promise<number> {
    const id = await this.idOf(service);
    const from = performance.now();
    await docker('stop', id);
    return performance.now() - from;
  }

  private async idOf(service: string): Promise<string> {
    const id = (await this.ask(['ps', '--all', '--quiet', service])).trim();
    if (id === '') throw new Error(`${service} has no container`);
    return id;
  }
}

const docker = async (...args: string[]): Promise<string> =>
  (await run('docker', args, { timeout: 60_000 })).stdout;
