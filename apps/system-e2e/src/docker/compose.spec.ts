import { execFile } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { jwtVerify } from 'jose';
import { fromSeed } from 'nkeys.js';
import { type Access, developmentToken, SERVICE_NAMES, SERVICES } from '@ride-hailing/stack';
import { firstComposeCommands } from '../repository/repository-files';
import {
  root,
  file,
  APPS,
  JOBS,
  MONITORING,
  JOB_NAMES,
  text,
  compose,
  services,
  serviceOf,
  VARIABLE,
  example,
  environmentOf,
  configKeys,
  keyOf,
  tokenKeys,
} from './compose.fixture';

/** The arguments of each job: in its entrypoint, and in its command, which `docker compose run` replaces. */
const CALLS: Readonly<Record<string, readonly unknown[]>> = {
  'dead-letters': ['dead-letters', [], ['list']],
  rebuild: ['rebuild', ['rebuild'], ['ride-copy']],
  reconcile: ['reconcile', ['reconcile'], ['ride-copy']],
  republish: ['republish', [], ['ride-events']],
  forget: ['forget', [], ['--help']],
};

const run = promisify(execFile);

const composedServices = SERVICE_NAMES.filter((name) => APPS.some((app) => app === name));

describe('docker-compose.yml', () => {
  it('contains every app of the system, all built from one Dockerfile', () => {
    const built = services.flatMap(([name, { build }]) => (build ? [[name, build.args.APP]] : []));
    expect(built).toEqual(expect.arrayContaining(APPS.map((app) => [app, app])));
    expect(built).toEqual(expect.arrayContaining(JOB_NAMES.map((job) => [job, JOBS[job].app])));
    expect(built).toHaveLength(APPS.length + JOB_NAMES.length);
    for (const [, { build, image }] of services) {
      if (!build) continue;
      // By its name a job finds the image that its app has been built into.
      expect(image).toBe(`ride-hailing/${build.args.APP}`);
      const context = resolve(dirname(file), build.context);
      expect(context).toBe(root);
      expect(existsSync(join(context, build.dockerfile))).toBe(true);
      expect(existsSync(join(root, 'apps', build.args.APP, 'src/main.ts'))).toBe(true);
    }
  });

  it('gives each app an environment that its config.ts accepts, without unknown variables', async () => {
    const environments = Object.fromEntries([...APPS, ...JOB_NAMES].map((app) => [app, environmentOf(app)]));
    const keys = await configKeys(environments);
    for (const app of [...APPS, ...JOB_NAMES]) {
      const unknown = Object.keys(environmentOf(app)).filter(
        (variable) => !keys[app]?.includes(keyOf(variable)),
      );
      expect([app, unknown]).toEqual([app, []]);
    }
  }, 90_000);

  it('finds a missing variable by the config.ts of its app', async () => {
    const environment = environmentOf('ride-service');
    delete environment.DATABASE_URL;
    await expect(configKeys({ 'ride-service': environment })).rejects.toThrow('DATABASE_URL');
  }, 90_000);

  it('gives each service every variable that npm start gives it, and lets requests choose the caching', () => {
    const access: Access = {
      tlsFolder: () => undefined,
      natsUrl: 'nats://somewhere:1',
      credentials: (user) => ({ user, password: 'secret' }),
      adminDatabaseUrl: () => 'postgres://somewhere:2/postgres',
      databaseUrl: () => 'postgres://somewhere:2/of-its-own',
      rideViewUrl: () => 'postgres://somewhere:2/view',
      databasePassword: () => 'secret',
      phoneIssuerSeed: 'secret',
    };
    for (const name of composedServices) {
      const given = SERVICES[name].environment({ access, portBase: 3000, tokenKeys, simulator: {} });
      expect([name, Object.keys(environmentOf(name))]).toEqual([
        name,
        expect.arrayContaining(Object.keys(given)),
      ]);
    }
    expect(environmentOf('driver-service').ALLOW_CHOICE_PER_REQUEST).toBe('true');
  });

  it('starts a dashboard that only watches, and to which every service sends its traces', () => {
    const { CONTROL_SOCKET, HTTP_PORT } = environmentOf('dashboard');
    expect(CONTROL_SOCKET).toBeUndefined();
    for (const app of ['ride-service', 'driver-service', 'gateway', 'phone-access', 'fleet-simulator']) {
      const { OTEL_EXPORTER_OTLP_ENDPOINT } = environmentOf(app);
      expect([app, OTEL_EXPORTER_OTLP_ENDPOINT]).toEqual([app, `http://dashboard:${HTTP_PORT}`]);
    }
  });

  it("runs an operator's jobs only on demand and once, with a program that their image contains", () => {
    for (const [name, { profiles, restart, entrypoint, command, ports, build, depends_on }] of services) {
      const isJob = JOB_NAMES.some((job) => job === name);
      const profile = MONITORING.includes(name) ? 'monitoring' : undefined;
      expect([name, profiles?.[0]]).toEqual([name, isJob ? 'jobs' : profile]);
      if (!isJob) continue;
      // `docker compose run` would start again what a job depends on, provisioning with it.
      expect([name, restart, ports, depends_on]).toEqual([name, 'no', [], {}]);
      const [node, flag, program = '', ...job] = entrypoint ?? [];
      expect([node, flag]).toEqual(['node', '--enable-source-maps']);
      const source =
        program === 'main.js' ? `apps/${build?.args.APP}/src/main.ts` : program.replace(/\.js$/, '.ts');
      expect(source.startsWith(`apps/${build?.args.APP}/src/`)).toBe(true);
      expect([source, existsSync(join(root, source))]).toEqual([source, true]);
      expect([name, job, command]).toEqual(CALLS[name]);
    }
  });

  it('gives services the addresses of existing services, with the ports on which these listen', () => {
    const listening: Record<string, string[]> = { postgres: ['5432'], nats: ['4222'] };
    for (const app of APPS) {
      const { HTTP_PORT, GRPC_PORT } = environmentOf(app);
      listening[app] = [HTTP_PORT, GRPC_PORT].filter((port) => port !== undefined);
    }
    const pointers = [...APPS, ...JOB_NAMES].flatMap((app) =>
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

  it('waits for existing containers to be healthy, and for provisioning to succeed', () => {
    for (const [name, { depends_on }] of services) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const target = serviceOf(needed);
        const expected = needed === 'provision' ? 'service_completed_successfully' : 'service_healthy';
        expect([name, needed, condition]).toEqual([name, needed, expected]);
        if (needed === 'provision') expect(target.restart).toBe('no');
        // Services that are built have the health check of the Dockerfile.
        else expect(target.build ?? target.healthcheck).toBeDefined();
      }
    }
    const behind = (name: string): string[] => Object.keys(serviceOf(name).depends_on);
    expect(behind('provision').sort()).toEqual(['nats', 'postgres']);
    expect(behind('driver-service')).not.toContain('ride-service');
  });

  it('publishes each port once, to this machine only', () => {
    const ports = services.flatMap(([, service]) => service.ports);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:30\d\d:\d+$/);
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
    for (const app of APPS) {
      const { HTTP_PORT } = environmentOf(app);
      if (HTTP_PORT) expect(serviceOf(app).ports).toContain(`127.0.0.1:${HTTP_PORT}:${HTTP_PORT}`);
    }
  });

  it('mounts only files that exist and volumes that are declared', () => {
    const used = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    for (const source of used) {
      if (source.startsWith('.'))
        expect([source, existsSync(resolve(dirname(file), source))]).toEqual([source, true]);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
    expect(used).toContain('./nats/nats.conf');
  });

  it('pins the version of every image that it does not build', () => {
    for (const [, { image, build }] of services) {
      if (!build) expect(image).toMatch(/^[a-z/]+:v?\d+(\.\d+)*(-[a-z]+)?$/);
    }
  });

  it('gives NATS every password that nats.conf needs, and each service its own', () => {
    const needed = readFileSync(join(root, 'docker/nats/nats.conf'), 'utf8').matchAll(/\$(NATS_[A-Z_]+)/g);
    expect(Object.keys(environmentOf('nats')).sort()).toEqual(
      [...new Set([...needed].map(([, name]) => name))].sort(),
    );
    expect(serviceOf('dead-letters').environment).toMatchObject({
      NATS_USER: 'operator',
      NATS_PASSWORD: '${NATS_OPERATOR_PASSWORD}',
    });
    for (const app of ['ride-service', 'driver-service', 'phone-access', 'dashboard']) {
      const { NATS_USER, NATS_PASSWORD } = serviceOf(app).environment;
      expect(NATS_USER).toBe(app);
      expect(NATS_PASSWORD).toBe(`\${NATS_${app.replace('-', '_').toUpperCase()}_PASSWORD}`);
    }
  });

  it('contains no secret, and needs only variables that .env.example explains', () => {
    const needed = new Set([...text.matchAll(VARIABLE)].map(([, name]) => name));
    expect([...needed].sort()).toEqual(example.map(({ name }) => name).sort());
    for (const { name, value } of example)
      if (/PASSWORD$|_KEY$|_SEED$/.test(name)) expect([name, value]).toEqual([name, '']);
    for (const [name, { environment }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        const password = /PASSWORD$|_KEY$|_SEED$/.test(variable)
          ? value
          : /\/\/[^:/]+:([^@]+)@/.exec(value)?.[1];
        if (password !== undefined)
          expect([name, variable, password]).toEqual([name, variable, expect.stringMatching(/^\$\{/)]);
      }
    }
    expect(readFileSync(join(root, 'docker/.gitignore'), 'utf8').split('\n')).toContain('.env');
  });

  it('gets its passwords and key pair from the commands of the README', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'docker-env-'));
    try {
      mkdirSync(join(folder, 'docker'));
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      copyFileSync(join(root, 'docker/.env.example'), join(folder, 'docker/.env.example'));
      await run('sh', ['-ec', firstComposeCommands()], { cwd: folder, timeout: 30_000 });
      const lines = readFileSync(join(folder, 'docker/.env'), 'utf8').split('\n');
      const made = new Map(
        lines.flatMap((line): [string, string][] => {
          const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
          return name ? [[name, value ?? '']] : [];
        }),
      );
      expect([...made.keys()].sort()).toEqual(example.map(({ name }) => name).sort());
      const passwords = [...made].filter(([name]) => name.endsWith('PASSWORD'));
      for (const [, value] of passwords) expect(value).toMatch(/^p[0-9a-f]{32}$/);
      expect(new Set(passwords.map(([, value]) => value)).size).toBe(passwords.length);
      const key = (name: string) => Buffer.from(made.get(name) ?? '', 'base64');
      const publicKey = createPublicKey(key('JWT_PUBLIC_KEY'));
      const token = await developmentToken(
        { privateKey: made.get('JWT_PRIVATE_KEY') ?? '' },
        { role: 'rider', sub: 'r-1' },
      );
      expect((await jwtVerify(token, publicKey, { algorithms: ['ES256'] })).payload.sub).toBe('r-1');
      expect(key('JWT_PUBLIC_KEY').toString()).not.toContain('PRIVATE');
      const issuer = fromSeed(Buffer.from(made.get('PHONE_ISSUER_SEED') ?? ''));
      expect(issuer.getPublicKey()).toBe(made.get('NATS_PHONE_ISSUER'));
      expect(issuer.getPublicKey()).toMatch(/^A/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);

  it('gives every container of the project an init process that forwards signals', () => {
    const built = services.filter(([, { build }]) => build !== undefined);
    expect(built.map(([name, { init }]) => [name, init])).toEqual(built.map(([name]) => [name, true]));
  });

  it('lets services listen beyond loopback only where the file says so', () => {
    for (const name of composedServices) expect(environmentOf(name).ALLOW_NON_LOOPBACK).toBe('true');
    expect(text.match(/ALLOW_NON_LOOPBACK/g)).toHaveLength(composedServices.length);
  });
});
