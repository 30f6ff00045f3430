import { runTool } from '../programs/run-tool';

/** Older servers lack what the configuration uses. */
export const LEAST_VERSION = '2.10';

/** `nats-server: v2.10.27` -> `2.10.27`. */
export const versionIn = (text: string): string | undefined => /v?(\d+\.\d+\.\d+)/.exec(text)?.[1];

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_VERSION.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** The version that the program says it has; undefined when it does not run here. */
export async function natsVersion(binary: string): Promise<string | undefined> {
  return versionIn(await runTool(binary, ['--version'], { timeoutMs: 10_000 }).catch(() => ''));
}
