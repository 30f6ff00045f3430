import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** The libraries that each kind of project may import. Specs may also import `onlySpecsMayImport`. */
const servicesMayImport = [
  'addresses',
  'certificates',
  'contracts',
  'messaging',
  'outbox',
  'participant',
  'remote-calls',
  'service-kit',
  'shared-store',
  'timing',
  'tracing',
];
const boundaries = [
  ['type:app', servicesMayImport],
  ['type:e2e', ['addresses', 'certificates', 'contracts', 'shared-store', 'stack', 'testing', 'timing']],
  ['type:lab', ['certificates', 'contracts', 'stack', 'testing', 'timing']],
  ['type:chaos', ['addresses', 'contracts', 'stack', 'testing']],
  ['lib:addresses', []],
  ['lib:certificates', []],
  ['lib:contracts', []],
  ['lib:timing', []],
  ['lib:tracing', []],
  ['lib:messaging', ['addresses', 'certificates', 'timing', 'tracing']],
  ['lib:remote-calls', ['certificates', 'timing', 'tracing']],
  ['lib:service-kit', ['addresses', 'certificates', 'timing', 'tracing']],
  ['lib:stack', ['addresses', 'certificates', 'contracts', 'timing']],
  ['lib:outbox', ['addresses', 'messaging', 'timing', 'tracing']],
  ['lib:participant', ['contracts', 'remote-calls', 'service-kit', 'timing']],
  ['lib:shared-store', ['addresses', 'messaging', 'timing']],
  ['lib:testing', ['contracts']],
];
const onlySpecsMayImport = ['testing', 'stack', 'contracts'];

const moduleBoundaries = (extra) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    banTransitiveDependencies: false,
    allow: [],
    // Specs of these start a stack, which runs provisioning, which uses them: a circle of execution, not of imports.
    ignoredCircularDependencies: ['certificates', 'messaging', 'provision', 'service-kit'].map((lib) => [
      lib,
      'stack',
    ]),
    depConstraints: boundaries.map(([sourceTag, libs]) => ({
      sourceTag,
      onlyDependOnLibsWithTags: [...new Set([...libs, ...extra])].map((lib) => `lib:${lib}`),
    })),
  },
];

/** Folders of driver-service that must not import each other; only `*.module.ts` wires them. */
const foldersApart = (folder, others) => ({
  files: [`apps/driver-service/src/${folder}/**/*.ts`],
  ignores: ['**/*.module.ts', '**/*.int-spec.ts', '**/*.{long,load}-spec.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: others.map((other) => ({
          group: [`**/${other}/**`],
          message: `${folder} does not know ${other}: wire them in a module.`,
        })),
      },
    ],
  },
});

const FEATURES = [
  ...['approaches', 'current-ride', 'driver-positions', 'drivers'],
  ...['reservations', 'ride-copy', 'ride-copy-repair', 'ride-details', 'ride-replica'],
];
const without = (...known) => FEATURES.filter((feature) => !known.includes(feature));

const environment = {
  object: 'process',
  property: 'env',
  message: 'The environment is read once, in config.ts.',
};
const wallClock = {
  object: 'Date',
  property: 'now',
  message:
    'Durations go by performance.now(): the wall clock may be put forward or back. Where a time of day is meant, ' +
    'list the file in eslint.config.mjs.',
};
/** Files that need the time of day: times from other processes, gRPC deadlines, expiry of tokens, recorded traces. */
const byWallClock = [
  'apps/dashboard/src/changes/change-run.ts',
  'apps/dashboard/page/look/clock.ts',
  'apps/driver-service/src/approaches/shared-reads.ts',
  'apps/driver-service/src/clock-skew.service.ts',
  'apps/fleet-simulator/src/app.module.ts',
  'apps/fleet-simulator/src/phones/fleet.ts',
  'apps/fleet-simulator/src/trace/trace-replay.ts',
  'apps/phone-access/src/phone-logins.ts',
  'libs/contracts/src/tokens.ts',
  'libs/messaging/src/connection/broker-clock.ts',
  'libs/remote-calls/src/call-unary.ts',
  'libs/remote-calls/src/still-wanted.ts',
  'libs/service-kit/src/identity/token-verifier.ts',
];

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '.nx', '.stack', 'libs/contracts/src/generated'] },
  ...tseslint.configs.recommendedTypeChecked,
  // Files other than TypeScript have no types to check.
  { files: ['**/*.{cjs,mjs}'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@nx': nx },
    // One program for all files, since a program per project would check shared types once for each project.
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries([]),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-properties': ['error', environment, wallClock],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // What runs in the browser has types of its own.
    files: ['apps/dashboard/page/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: './apps/dashboard/page/tsconfig.json' } },
  },
  {
    files: [
      ...byWallClock,
      '**/*.spec.ts',
      '**/*.int-spec.ts',
      '**/*.{long,load}-spec.ts',
      '{apps,libs}/*/test/**/*.ts',
      'libs/testing/**/*.ts',
    ],
    rules: { 'no-restricted-properties': ['error', environment] },
  },
  {
    files: [
      '**/config.ts',
      'libs/stack/**/*.ts',
      'libs/testing/src/program.ts',
      'apps/{chaos,lab,system-e2e}/**/*.ts',
      '**/jest.config.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: [
      'libs/stack/src/system/cli/**/*.ts',
      'apps/{chaos,lab,system-e2e}/**/*.ts',
      '**/*.int-spec.ts',
      '**/*.{long,load}-spec.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  foldersApart('who-is-free', FEATURES),
  foldersApart('ride-copy', without('ride-copy')),
  foldersApart('ride-replica', without('ride-replica', 'ride-copy')),
  foldersApart('ride-details', without('ride-details')),
  foldersApart('driver-positions', without('driver-positions')),
  foldersApart('current-ride', without('current-ride', 'ride-details')),
  foldersApart('approaches', ['drivers', 'reservations', 'ride-copy-repair']),
  {
    files: ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.{long,load}-spec.ts', '{apps,libs}/*/test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': moduleBoundaries(onlySpecsMayImport) },
  },
  prettier,
);
