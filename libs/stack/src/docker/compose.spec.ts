import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import { workspaceRoot } from '../workspace-root';

const run = promisify(execFile);
const root = workspaceRoot();
const file = join(root, 'docker/docker-compose.yml');
const APPS = ['ride-service', 'driver-service', 'gateway', 'fleet-simulator', 'provision'] as const;

const conditions = z.enum(['service_healthy', 'service_completed_successfully']);
/** Strict: a misspelt key, or one that opens the machine (privileged, network_mode), is a fault. */
const serviceSchema = z.strictObject({
  image: z.string().optional(),
  build: z
    .strictObject({ context: z.string(), dockerfile: z.string(), args: z.strictObject({ APP: z.string() }) })
    .optional(),
  command: z.array(z.string()).optional(),
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
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
});

const text = readFileSync(file, 'utf8');
const compose = composeSchema.parse(parse(text, { merge: true }));
const services = Object.entries(compose.services);
const serviceOf = (name: string): z.infer<typeof serviceSchema> => {
  const service = compose.services[name];
  if (!service) throw new Error(`docker-compose.yml has no ${name}`);
  return service;
};

/** Variables that a person gives: `${NAME}`, `${NAME:-usual}`, `${NAME:?why}`. */
const VARIABLE = /\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g;
const example = readFileSync(join(root, 'docker/.env.example'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const match = /^([A-Z_]+)=(.*)$/.exec(line);
    return match ? [{ name: match[1] as string, value: match[2] as string }] : [];
  });
const given = new Map(example.map(({ name, value }) => [name, value || `p${name.length}secret`]));
const filledIn = (value: string): string =>
  value.replace(VARIABLE, (_all, name: string, kind: string, usual: string) =>
    kind === '-' ? usual : (given.get(name) ?? `<${name} is not in .env.example>`),
  );
const environmentOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(serviceOf(name).environment).map(([key, value]) => [key, filledIn(value)]),
  );

/** What each app's own config.ts makes of its environment: the names of what it read. Rejects with its faults. */
const configKeys = async (
  environments: Record<string, Record<string, string>>,
): Promise<Record<string, string[]>> => {
  const code = `
    const keys = {};
    for (const [app, environment] of Object.entries(${JSON.stringify(environments)})) {
      process.env = environment;
      const module = require(${JSON.stringify(join(root, 'apps'))} + '/' + app + '/src/config.ts');
      keys[app] = Object.keys((module.loadConfig ?? module.readEnvironment ?? module.config)());
    }
    process.stdout.write(JSON.stringify(keys));`;
  const options = { cwd: root, env: {}, timeout: 60_000 };
  const { stdout } = await run(process.execPath, ['-r', '@swc-node/register', '-e', code], options);
  return JSON.parse(stdout) as Record<string, string[]>;
};
const keyOf = (variable: string): string =>
  variable.toLowerCase().replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

describe('docker-compose.yml', () => {
  it('has every app of the system, each built from the one Dockerfile', () => {
    const built = services.flatMap(([name, { build }]) => (build ? [[name, build.args.APP]] : []));
    expect(built).toEqual(expect.arrayContaining(APPS.map((app) => [app, app])));
    expect(built).toHaveLength(APPS.length);
    for (const [, { build }] of services) {
      if (!build) continue;
      const context = resolve(dirname(file), build.context);
      expect(context).toBe(root);
      expect(existsSync(join(context, build.dockerfile))).toBe(true);
      expect(existsSync(join(root, 'apps', build.args.APP, 'src/main.ts'))).toBe(true);
    }
  });

  it('gives each app an environment that its config.ts takes, and no variable that it does not know', async () => {
    const environments = Object.fromEntries(APPS.map((app) => [app, environmentOf(app)]));
    const keys = await configKeys(environments);
    for (const app of APPS) {
      const unknown = Object.keys(environmentOf(app)).filter(
        (variable) => !keys[app]?.includes(keyOf(variable)),
      );
      expect([app, unknown]).toEqual([app, []]);
    }
  }, 90_000);

  it('would be told by a config.ts if a variable were missing', async () => {
    const environment = environmentOf('ride-service');
    delete environment.DATABASE_URL;
    await expect(configKeys({ 'ride-service': environment })).rejects.toThrow('DATABASE_URL');
  }, 90_000);

  it('points services at services that exist, at the ports on which they listen', () => {
    const listening: Record<string, string[]> = { postgres: ['5432'], nats: ['4222'] };
    for (const app of APPS) {
      const { HTTP_PORT, GRPC_PORT } = environmentOf(app);
      listening[app] = [HTTP_PORT, GRPC_PORT].filter((port) => port !== undefined);
    }
    const pointers = APPS.flatMap((app) =>
      Object.entries(environmentOf(app)).flatMap(([variable, value]) => {
        const target = /(?:^|@|\/\/)([a-z][a-z-]*):(\d+)(?:\/|$)/.exec(value);
        return target
          ? [{ variable: `${app} ${variable}`, host: target[1] ?? '', port: target[2] ?? '' }]
          : [];
      }),
    );
    expect(pointers.length).toBeGreaterThan(8);
    expect(pointers.filter(({ host, port }) => !listening[host]?.includes(port))).toEqual([]);
  });

  it('waits for what exists: for health, and for provisioning to have ended well', () => {
    for (const [name, { depends_on }] of services) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const target = serviceOf(needed);
        const expected = needed === 'provision' ? 'service_completed_successfully' : 'service_healthy';
        expect([name, needed, condition]).toEqual([name, needed, expected]);
        if (needed === 'provision') expect(target.restart).toBe('no');
        // Those that are built have their health check from the Dockerfile.
        else expect(target.build ?? target.healthcheck).toBeDefined();
      }
    }
    const behind = (name: string): string[] => Object.keys(serviceOf(name).depends_on);
    expect(behind('provision').sort()).toEqual(['nats', 'postgres']);
    expect(behind('driver-service')).not.toContain('ride-service');
  });

  it('publishes ports to this machine alone, each once', () => {
    const ports = services.flatMap(([, service]) => service.ports);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:30\d\d:\d+$/);
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
    for (const app of APPS) {
      const { HTTP_PORT } = environmentOf(app);
      if (HTTP_PORT) expect(serviceOf(app).ports).toContain(`127.0.0.1:${HTTP_PORT}:${HTTP_PORT}`);
    }
  });

  it('mounts what is there, and volumes that are declared', () => {
    const used = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    for (const source of used) {
      if (source.startsWith('.'))
        expect([source, existsSync(resolve(dirname(file), source))]).toEqual([source, true]);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
    expect(used).toContain('./nats/nats.conf');
  });

  it('names the version of every image', () => {
    for (const [, { image }] of services) {
      if (image !== undefined) expect(image).toMatch(/^[a-z/]+:\d+(\.\d+)*(-[a-z]+)?$/);
    }
  });

  it('gives NATS the passwords that nats.conf asks for, and each service its own', () => {
    const asked = readFileSync(join(root, 'docker/nats/nats.conf'), 'utf8').matchAll(/\$(NATS_[A-Z_]+)/g);
    expect(Object.keys(environmentOf('nats')).sort()).toEqual(
      [...new Set([...asked].map(([, name]) => name))].sort(),
    );
    for (const app of ['ride-service', 'driver-service', 'fleet-simulator']) {
      const { NATS_USER, NATS_PASSWORD } = serviceOf(app).environment;
      expect(NATS_USER).toBe(app);
      expect(NATS_PASSWORD).toBe(`\${NATS_${app.replace('-', '_').toUpperCase()}_PASSWORD}`);
    }
  });

  it('holds no secret, and asks only for variables that .env.example explains', () => {
    const asked = new Set([...text.matchAll(VARIABLE)].map(([, name]) => name));
    expect([...asked].sort()).toEqual(example.map(({ name }) => name).sort());
    for (const { name, value } of example)
      if (name.endsWith('PASSWORD')) expect([name, value]).toEqual([name, '']);
    for (const [name, { environment }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        const password = variable.endsWith('PASSWORD') ? value : /\/\/[^:/]+:([^@]+)@/.exec(value)?.[1];
        if (password !== undefined)
          expect([name, variable, password]).toEqual([name, variable, expect.stringMatching(/^\$\{/)]);
      }
    }
    expect(readFileSync(join(root, 'docker/.gitignore'), 'utf8').split('\n')).toContain('.env');
  });
});
