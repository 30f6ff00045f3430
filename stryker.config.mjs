// One project of tools/mutation-rules.mjs: tools/mutation.mjs says which.
import jestConfig from './jest.config.ts';
import { PURE_RULES } from './tools/mutation-rules.mjs';

const project = process.env.MUTATION_PROJECT ?? 'contracts';
const reports = process.env.MUTATION_REPORTS ?? 'reports/mutation';
const [folder, ...rules] = PURE_RULES[project];
const unit = { ...jestConfig.projects.find((one) => one.displayName === 'unit') };
// Stryker works in a copy of the checkout, as one project.
delete unit.rootDir;
delete unit.displayName;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: rules.map((rule) => `${folder}/${rule}`),
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  jest: {
    projectType: 'custom',
    config: {
      // The other projects of jest.config.ts start servers.
      projects: [],
      ...unit,
      testMatch: [`<rootDir>/${folder}/**/*.spec.ts`],
    },
  },
  // The text of a message is for people, and a constant that is read once when its file is loaded costs a whole run.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 10_000,
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, reportTests: false, logTests: false },
  htmlReporter: { fileName: `${reports}/${project}.html` },
  jsonReporter: { fileName: `${reports}/${project}.json` },
  tempDirName: 'dist/mutation',
  ignorePatterns: ['dist', '.nx', '.stack', 'reports', 'coverage'],
};
