import { parse } from 'yaml';
import { z } from 'zod';
import { textOf } from './repository-files';

const stepSchema = z
  .strictObject({
    name: z.string().optional(),
    if: z.string().optional(),
    uses: z.string().optional(),
    with: z.record(z.string(), z.unknown()).optional(),
    run: z.string().optional(),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), 'either uses or run');

const jobSchema = z.strictObject({
  name: z.string(),
  if: z.string().optional(),
  'runs-on': z.string(),
  'timeout-minutes': z.int(),
  strategy: z
    .strictObject({
      'fail-fast': z.literal(false),
      matrix: z.strictObject({ os: z.array(z.string()), node: z.array(z.int()) }),
    })
    .optional(),
  steps: z.array(stepSchema),
});

/** Strict, so that a misspelt key is a fault, and so are permissions or secrets of a single job. */
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.string() }),
  env: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), jobSchema),
});

export const workflowText = textOf('.github/workflows/ci.yml');
export const workflow = workflowSchema.parse(parse(workflowText));
export const jobs = Object.entries(workflow.jobs);
export const stepsOfAll = jobs.flatMap(([, { steps }]) => steps);
export const commandsOf = (job: string): string[] =>
  (workflow.jobs[job]?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]));

/** The major versions in a range such as `^22.19 || ^24.11 || >=26`. */
export const majorsOf = (range: string): number[] =>
  range.split('||').map((part) => Number(/^\s*(?:\^|>=)?(\d+)/.exec(part)?.[1]));
