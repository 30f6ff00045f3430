import { z } from 'zod';
import { commandsOf, jobs, majorsOf, stepsOfAll, workflow, workflowText } from './ci-workflow';
import { manifest, scriptsNamedIn, textOf } from './repository-files';

const MOST_MINUTES = 360;
const developedOn = Number(textOf('.nvmrc').split('.')[0]);

describe('the workflow that checks changes', () => {
  it('tests every major version of Node that package.json allows, on Linux and macOS', () => {
    const matrix = workflow.jobs['test']?.strategy?.matrix;
    expect(matrix?.node).toEqual(majorsOf(manifest.engines.node));
    expect(matrix?.os.map((os) => os.replace(/-[\d.]+$/, ''))).toEqual(['ubuntu', 'macos']);
    expect(commandsOf('test')).toContain('npm test');
  });

  it('runs the long tests and those of containers in a job each, on the Node version that the project is developed with', () => {
    expect(commandsOf('long')).toContain('npm run test:long');
    expect(commandsOf('containers')).toContain('npm run test:containers');
    expect(workflow.jobs['long']?.strategy).toBe(undefined);
    const setups = ['long', 'containers'].map((job) =>
      workflow.jobs[job]?.steps.find(({ uses }) => uses?.startsWith('actions/setup-node@')),
    );
    expect(setups.map((step) => step?.with?.['node-version-file'])).toEqual(['.nvmrc', '.nvmrc']);
    expect(majorsOf(manifest.engines.node)).toContain(developedOn);
  });

  it('runs only commands that package.json has', () => {
    const named = stepsOfAll.flatMap(({ run }) => scriptsNamedIn(run ?? ''));
    expect(named).toEqual(expect.arrayContaining(['test', 'test:long', 'test:containers']));
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it('gives every job a time limit, and completes every combination', () => {
    for (const [name, job] of jobs) {
      expect([name, job['timeout-minutes'] > 0 && job['timeout-minutes'] < MOST_MINUTES]).toEqual([
        name,
        true,
      ]);
    }
  });

  it('has read access to the repository only, and leaves no token behind', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflowText).not.toMatch(/secrets\.|pull_request_target/);
    const checkouts = stepsOfAll.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(jobs.length);
    for (const checkout of checkouts) expect(checkout.with).toEqual({ 'persist-credentials': false });
  });

  it('uses only official actions, pinned by major version, and caches the downloads of npm', () => {
    for (const { uses } of stepsOfAll)
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
    const setups = stepsOfAll.filter(({ uses }) => uses?.startsWith('actions/setup-node@'));
    expect(setups.map((step) => step.with?.['cache'])).toEqual(jobs.map(() => 'npm'));
  });

  it('cancels a run of a pull request when a newer push arrives, and no run of the main branch', () => {
    expect(workflow.concurrency).toEqual({
      group: 'ci-${{ github.ref }}',
      'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
    });
  });

  it('inserts no title of a branch or of a pull request into a command', () => {
    for (const { run } of stepsOfAll) expect(run ?? '').not.toContain('${{');
  });
});

describe('the development container', () => {
  const container = z
    .strictObject({
      name: z.string(),
      image: z.string(),
      forwardPorts: z.array(z.int()),
      portsAttributes: z.record(z.string(), z.unknown()),
      customizations: z.strictObject({ vscode: z.strictObject({ extensions: z.array(z.string()) }) }),
    })
    .parse(JSON.parse(textOf('.devcontainer/devcontainer.json')));

  it('has the Node version that the project is developed with', () => {
    expect(container.image).toBe(`mcr.microsoft.com/devcontainers/typescript-node:${developedOn}`);
  });

  it('forwards the ports of the system, and recommends the same extensions as a checkout', () => {
    expect(Object.keys(container.portsAttributes)).toEqual(container.forwardPorts.map(String));
    expect({ recommendations: container.customizations.vscode.extensions }).toEqual(
      JSON.parse(textOf('.vscode/extensions.json')),
    );
  });
});
