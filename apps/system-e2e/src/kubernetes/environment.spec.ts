import { z } from 'zod';
import { APPS, compose, configKeys, environmentOf, keyOf, serviceOf } from '../docker/compose.fixture';
import { manifest as packageJson, textOf } from '../repository/repository-files';
import { base, containerOf, planted } from './base.fixture';
import { environmentIn, onKubernetes } from './environment';
import { type Manifest, ofKind } from './manifests';

const environments = (manifests: readonly Manifest[]): Record<string, Record<string, string>> =>
  Object.fromEntries(APPS.map((app) => [app, environmentIn(containerOf(app, manifests), manifests)]));

describe('docker/kubernetes', () => {
  it('gives each app the settings that Compose gives it, and says on how many servers streams are kept', () => {
    const found = environments(base());
    for (const app of APPS) {
      const settings = Object.entries(environmentOf(app)).map(([name, value]) => [name, onKubernetes(value)]);
      const more = app === 'provision' ? { STREAM_REPLICAS: '3' } : {};
      expect([app, found[app]]).toEqual([app, { ...Object.fromEntries(settings), ...more }]);
    }
  });

  it('gives each app an environment on Kubernetes that its config.ts accepts, without unknown variables', async () => {
    const found = environments(base());
    const keys = await configKeys(found);
    for (const app of APPS) {
      const unknown = Object.keys(found[app] ?? {}).filter(
        (variable) => !keys[app]?.includes(keyOf(variable)),
      );
      expect([app, unknown]).toEqual([app, []]);
    }
  }, 90_000);

  it('finds a variable that is missing or misspelt', async () => {
    const misspelt =
      environments(planted('gateway.yaml', 'name: GRPC_PORT', 'name: GRPC_PROT')).gateway ?? {};
    expect(misspelt).not.toEqual(environments(base()).gateway);
    expect((await configKeys({ gateway: misspelt })).gateway).not.toContain(keyOf('GRPC_PROT'));
    const without =
      environments(planted('gateway.yaml', 'name: DATABASE_URL', 'name: DATABASE')).gateway ?? {};
    await expect(configKeys({ gateway: without })).rejects.toThrow('DATABASE_URL');
  }, 90_000);

  it('starts NATS with the options and passwords of Compose', () => {
    const { args, env } = containerOf('nats', base());
    const { command = [], environment } = serviceOf('nats');
    const options = new Map(args.map((arg) => arg.split(/=(.*)/s).slice(0, 2) as [string, string]));
    const expected = command.flatMap((option, index) =>
      option.startsWith('-') && option !== '-n' ? [[option, command[index + 1]] as const] : [],
    );
    for (const [option, value] of expected) expect([option, options.get(option)]).toEqual([option, value]);
    expect(expected.length).toBeGreaterThan(4);
    const passwords = env.filter(({ name }) => name !== 'POD_NAME');
    expect(passwords.map(({ name }) => name)).toEqual(Object.keys(environment));
    for (const { name, valueFrom } of passwords) expect(valueFrom?.secretKeyRef?.key).toBe(name);
  });

  it('runs the versions of the project and of Compose', () => {
    for (const app of APPS) {
      expect(containerOf(app, base()).image).toBe(`ride-hailing/${app}:${packageJson.version}`);
    }
    expect(containerOf('nats', base()).image).toBe(compose.services.nats?.image);
    const [, version] = /:(\d+)-/.exec(compose.services.postgres?.image ?? '') ?? [];
    const [cluster] = ofKind(base(), 'Cluster', z.looseObject({ imageName: z.string() }));
    expect(cluster?.spec.imageName).toMatch(new RegExp(`^ghcr\\.io/\\S+:${version}-`));
  });

  it('asks for health at routes that every service has', () => {
    const controller = textOf('libs/service-kit/src/health/health.controller.ts');
    for (const part of ["@Controller('health')", "@Get('live')", "@Get('ready')"]) {
      expect(controller).toContain(part);
    }
  });
});
