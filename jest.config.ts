import type { Config } from 'jest';

// Node loads this file itself, and treats it as CommonJS while it imports only types and has no `export`.
const { readFileSync } = process.getBuiltinModule('node:fs');

const { compilerOptions } = JSON.parse(readFileSync(`${__dirname}/tsconfig.base.json`, 'utf8')) as {
  compilerOptions: { paths: Record<string, [string]> };
};

const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [path]]) => [`^${name}$`, `<rootDir>/${path}`]),
);

const swcrc = JSON.parse(readFileSync(`${__dirname}/.swcrc`, 'utf8')) as { jsc: object };
/** The paths are for the global set-up, whose imports are not mapped. */
const swc = { ...swcrc, jsc: { ...swcrc.jsc, baseUrl: __dirname, paths: compilerOptions.paths } };

/** Packages with only ES modules, which CommonJS can load in Node but not in Jest, so that Jest transforms them. */
const ES_MODULES = '(cockatiel|content-disposition|jose|marked)';

const project = (displayName: string, role: string, more: object = {}) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/{apps,libs}/**/*.${role}.ts`],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc],
    [`node_modules/${ES_MODULES}/.+\\.js$`]: '@swc/jest',
  },
  transformIgnorePatterns: [`node_modules/(?!.*${ES_MODULES}/)`],
  moduleNameMapper,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.nx', '<rootDir>/.stack'],
  ...more,
});

/** One Postgres and one NATS for all specs of a run. */
const infrastructure = {
  globalSetup: '<rootDir>/libs/stack/test/integration.setup.ts',
  globalTeardown: '<rootDir>/libs/stack/test/integration.teardown.ts',
};

const config: Config = {
  // Integration specs mostly wait, so that three workers suit two cores.
  maxWorkers: 3,
  // Generous, so that a busy machine fails no test. Tests of speed assert their own limits.
  testTimeout: 60_000,
  projects: [
    project('unit', 'spec'),
    project('integration', 'int-spec', infrastructure),
    project('e2e', 'e2e-spec'),
    project('long', 'long-spec', infrastructure),
    project('load', 'load-spec', infrastructure),
    project('containers', 'containers-spec'),
  ],
};

module.exports = config;
