import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createAccount } from 'nkeys.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { makeTokenKeys, workspaceRoot } from '@ride-hailing/stack';

const run = promisify(execFile);
export const root = workspaceRoot();
export const file = join(root, 'docker/docker-compose.yml');
export const APPS = [
  'ride-service',
  'driver-service',
  'gateway',
  'phone-access',
  'fleet-simulator',
  'dashboard',
  'provision',
] as const;
/** An operator's jobs, each with the app whose image it runs and the file that reads its environment. */
export const JOBS = {
  'dead-letters': { app: 'dead-letters', config: 'dead-letters/src/config.ts' },
  rebuild: { app: 'driver-service', config: 'driver-service/src/ride-copy-repair/config.ts' },
  reconcile: { app: 'driver-service', config: 'driver-service/src/ride-copy-repair/config.ts' },
  republish: { app: 'ride-service', config: 'ride-service/src/republish/config.ts' },
  forget: { app: 'forget', config: 'forget/src/config.ts' },
} as const;
/** Variables that the operator gives to `docker compose run`, since they are for one run. */
const GIVEN: Readonly<Record<string, Record<string, string>>> = {
  forget: { DISPATCHER_TOKEN: 'of-a-dispatcher' },
};
export const JOB_NAMES = Object.keys(JOBS) as (keyof typeof JOBS)[];
/** Programs of others that watch the system, and are not needed by it. */
export const MONITORING: readonly string[] = ['prometheus', 'grafana'];
const CONFIGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(APPS.map((app) => [app, `${app}/src/config.ts`])),
  ...Object.fromEntries(JOB_NAMES.map((job) => [job, JOBS[job].config])),
};

const conditions = z.enum(['service_healthy', 'service_completed_successfully']);
/** Strict, so that a misspelt key is a fault, and so is one that opens the machine (privileged, network_mode). */
const serviceSchema = z.strictObject({
  image: z.string().optional(),
  build: z
    .strictObject({ context: z.string(), dockerfile: z.string(), args: z.strictObject({ APP: z.string() }) })
    .optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  profiles: z.tuple([z.enum(['jobs', 'monitoring'])]).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.strictObject({ condition: conditions })).default({}),
  healthcheck: z
    .strictObject({
      disable: z.literal(true).optional(),
      test: z.array(z.string()).optional(),
      interval: z.string().optional(),
      timeout: z.string().optional(),
      retries: z.int().optional(),
    })
    .optional(),
  init: z.literal(true).optional(),
  restart: z.enum(['no', 'unless-stopped']),
  stop_grace_period: z.string().optional(),
  shm_size: z.string().optional(),
  read_only: z.literal(true).optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.tuple([z.literal('ALL')]).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]).optional(),
});
const composeSchema = z.strictObject({
  name: z.string(),
  'x-service': z.unknown(),
  'x-job': z.unknown(),
  'x-copy-job': z.unknown(),
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
});

export const text = readFileSync(file, 'utf8');
export const compose = composeSchema.parse(parse(text, { merge: true }));
export const services = Object.entries(compose.services);
export const serviceOf = (name: string): z.infer<typeof serviceSchema> => {
  const service = compose.services[name];
  if (!service) throw new Error(`docker-compose.yml has no ${name}`);
  return service;
};

/** Variables that the user sets: `${NAME}`, `${NAME:-default}`, `${NAME:?reason}`. */
export const VARIABLE = /\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g;
export const example = readFileSync(join(root, 'docker/.env.example'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const match = /^([A-Z_]+)=(.*)$/.exec(line);
    return match ? [{ name: match[1] as string, value: match[2] as string }] : [];
  });
export const tokenKeys = makeTokenKeys();
const phoneIssuer = createAccount();
const madeKeys: Record<string, string> = {
  JWT_PUBLIC_KEY: tokenKeys.publicKey,
  JWT_PRIVATE_KEY: tokenKeys.privateKey,
  PHONE_ISSUER_SEED: Buffer.from(phoneIssuer.getSeed()).toString(),
  NATS_PHONE_ISSUER: phoneIssuer.getPublicKey(),
};
/** A value for each variable of .env.example, by its name. */
export const given: ReadonlyMap<string, string> = new Map(
  example.map(({ name, value }) => [name, value || (madeKeys[name] ?? `p${name.length}secretlongenough`)]),
);
const filledIn = (value: string): string =>
  value.replace(VARIABLE, (_all, name: string, kind: string, fallback: string) =>
    kind === '-' ? fallback : (given.get(name) ?? `<${name} is not in .env.example>`),
  );
export const environmentOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...serviceOf(name).environment, ...(GIVEN[name] ?? {}) }).map(([key, value]) => [
      key,
      filledIn(value),
    ]),
  );

/** The keys that each app's own config.ts reads from its environment. Rejects with the faults of the environment. */
export const configKeys = async (
  environments: Record<string, Record<string, string>>,
): Promise<Record<string, string[]>> => {
  const code = `
    const keys = {};
    const configs = ${JSON.stringify(CONFIGS)};
    for (const [app, environment] of Object.entries(${JSON.stringify(environments)})) {
      process.env = environment;
      const { readConfig } = require(${JSON.stringify(join(root, 'apps'))} + '/' + configs[app]);
      keys[app] = Object.keys(readConfig());
    }
    process.stdout.write(JSON.stringify(keys));`;
  const options = { cwd: root, env: {}, timeout: 60_000 };
  const { stdout } = await run(process.execPath, ['-r', '@swc-node/register', '-e', code], options);
  return JSON.parse(stdout) as Record<string, string[]>;
};
export const keyOf = (variable: string): string =>
  variable.toLowerCase().replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
