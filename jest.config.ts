import type { Config } from 'jest';

// Node reads this file itself and takes it for CommonJS, as long as it only takes types and exports nothing by `export`.
const { readFileSync } = process.getBuiltinModule('node:fs');

const { compilerOptions } = JSON.parse(readFileSync(`${__dirname}/tsconfig.base.json`, 'utf8')) as {
  compilerOptions: { paths: Record<string, [string]> };
};

const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [path]]) => [`^${name}$`, `<rootDir>/${path}`]),
);

/** Packages that have nothing but ES modules, which Node loads from CommonJS and Jest does not: transformed for it. */
const ES_MODULES = '(cockatiel|content-disposition|jose)';

const project = (displayName: string, role: string, more: object = {}) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/{apps,libs}/**/*.${role}.ts`],
  transform: {
    '^.+\\.ts$': '@swc/jest',
    [`node_modules/${ES_MODULES}/.+\\.js$`]: '@swc/jest',
  },
  transformIgnorePatterns: [`node_modules/(?!.*${ES_MODULES}/)`],
  moduleNameMapper,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.nx', '<rootDir>/.stack'],
  ...more,
});

/** A Postgres and a NATS for all specs of a run. */
const infrastructure = {
  globalSetup: '<rootDir>/libs/stack/test/integration.setup.ts',
  globalTeardown: '<rootDir>/libs/stack/test/integration.teardown.ts',
};

const config: Config = {
  // Integration specs wait more than they compute.
  maxWorkers: 3,
  // Generous, so that a busy machine fails no test: what must be quick is asserted where it is tested.
  testTimeout: 60_000,
  projects: [
    project('unit', 'spec'),
    project('integration', 'int-spec', infrastructure),
    project('e2e', 'e2e-spec'),
    project('long', 'long-spec', infrastructure),
  ],
};

module.exports = config;
