import { nowMs } from '@ride-hailing/testing';

/** So many at once, each begins the next when its last has ended, until `endAt` (ms since 1970). */
export async function closedLoop(
  { connections, endAt }: { readonly connections: number; readonly endAt: number },
  one: () => Promise<void>,
): Promise<void> {
  const loop = async () => {
    while (nowMs() < endAt) await one();
  };
  await Promise.all(Array.from({ length: connections }, loop));
}
