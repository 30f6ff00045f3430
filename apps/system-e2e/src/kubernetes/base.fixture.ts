import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { workspaceRoot } from '@ride-hailing/stack';
import { type Container, type Manifest, parseManifests, podsOf } from './manifests';

export const KUBERNETES = join(workspaceRoot(), 'docker/kubernetes');

const generatorSchema = z.looseObject({
  configMapGenerator: z.array(
    z.strictObject({
      name: z.string(),
      files: z.array(z.string()).default([]),
      literals: z.array(z.string()).default([]),
    }),
  ),
});

/** The files of the base by name, without those that kustomize reads for itself and merges into others. */
const baseFiles = (): Map<string, string> =>
  new Map(
    readdirSync(join(KUBERNETES, 'base'))
      .filter((file) => !/^(kustomization|every-\w+)\.yaml$/.test(file))
      .map((file) => [file, readFileSync(join(KUBERNETES, 'base', file), 'utf8')]),
  );

/** The ConfigMaps that kustomize generates for the base. */
const generatedMaps = (): Manifest[] =>
  [join(KUBERNETES, 'base'), join(KUBERNETES, '../nats')].flatMap((folder) =>
    generatorSchema
      .parse(parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')))
      .configMapGenerator.map(({ name, files, literals }) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name },
        spec: undefined,
        data: Object.fromEntries([
          ...files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
          ...literals.map((literal) => literal.split(/=(.*)/s).slice(0, 2)),
        ]) as Record<string, string>,
      })),
  );

/** The manifests of the base, and of other texts for some of its files. */
export const base = (others: ReadonlyMap<string, string> = new Map()): Manifest[] => [
  ...[...new Map([...baseFiles(), ...others]).values()].flatMap(parseManifests),
  ...generatedMaps(),
];

/** The base with one mistake. */
export const planted = (file: string, right: string, wrong: string): Manifest[] => {
  const text = baseFiles().get(file) ?? '';
  expect(text).toContain(right);
  return base(new Map([[file, text.replace(right, wrong)]]));
};

export const containerOf = (app: string, manifests: readonly Manifest[]): Container => {
  const [container, ...others] = podsOf(manifests).find(({ name }) => name === app)?.containers ?? [];
  if (!container || others.length > 0) throw new Error(`${app} must have one container`);
  return container;
};
