import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '../results/results';
import { BundledCode, type CodePlace } from './bundled-code';

const MOST_PARTS = 15;
const MOST_FUNCTIONS = 15;
const NOT_WORK = ['(idle)', '(program)', '(root)'];

/** As V8 writes it: times in microseconds. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CodePlace & { readonly functionName: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

/** `fastify` or `@nestjs/core` of a path below the innermost node_modules. */
const packageOf = (path: string): string | undefined =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];

/** Who runs there: a package, one of our libraries or apps, Node itself, or what V8 does. */
function partOf({ url, functionName }: Frame): string {
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (url === '') return "V8's built-ins";
  if (url.startsWith('node:')) return 'Node';
  const ours = /\/((?:libs|apps)\/[^/]+)\/(?!.*\/node_modules\/)/.exec(url)?.[1];
  return packageOf(url) ?? ours ?? 'other';
}

function functionOf(frame: Frame): string {
  const { functionName, url, lineNumber } = frame;
  const name = functionName === '' ? '(anonymous)' : functionName;
  const part = partOf(frame);
  if (url === '' || url.startsWith('node:')) return url === '' ? name : `${name}, ${url}`;
  return `${name}, ${part}, ${url.slice(url.lastIndexOf('/') + 1)}:${lineNumber + 1}`;
}

function shares(times: ReadonlyMap<string, number>, total: number, most: number) {
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => ({ name, share: time / total }));
}

/** Time by the function that was running itself, not by those that had called it. */
export function profileOf(process: string, { nodes, samples, timeDeltas }: CpuProfile): Profile {
  const bundled = new BundledCode();
  const frames = new Map(
    nodes.map(({ id, callFrame }) => [id, { ...callFrame, ...bundled.origin(callFrame) }]),
  );
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let total = 0;
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    // Clocks of several cores may disagree by a little.
    const time = Math.max(0, timeDeltas[index] ?? 0);
    if (!frame || NOT_WORK.includes(frame.functionName)) return;
    total += time;
    for (const [times, name] of [[parts, partOf(frame)] as const, [functions, functionOf(frame)] as const]) {
      times.set(name, (times.get(name) ?? 0) + time);
    }
  });
  return {
    process,
    sampledMs: total / 1_000,
    parts: shares(parts, total, MOST_PARTS),
    functions: shares(functions, total, MOST_FUNCTIONS),
  };
}

/** What the profiles in a folder (`<process>.<pid>.cpuprofile`) say, those with most work first. */
export function readProfiles(folder: string): readonly Profile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.cpuprofile'))
    .map((file) => {
      const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
      return profileOf(file.split('.')[0] ?? file, profile);
    })
    .sort((a, b) => b.sampledMs - a.sampledMs);
}
