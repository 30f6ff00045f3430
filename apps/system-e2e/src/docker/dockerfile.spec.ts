import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { type Copy, DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { NODE_ARGUMENTS, NODE_VARIABLES, workspaceRoot } from '@ride-hailing/stack';

const run = promisify(execFile);
const root = workspaceRoot();
const instructions = DockerfileParser.parse(
  readFileSync(join(root, 'docker/Dockerfile'), 'utf8'),
).getInstructions();
const valuesOf = (instruction: Instruction): string[] =>
  instruction.getArguments().map((one) => one.getValue());

interface Stage {
  readonly name: string;
  readonly image: string;
  readonly steps: Instruction[];
}
const stages: Stage[] = [];
for (const instruction of instructions) {
  if (instruction.getKeyword() === 'FROM') {
    const from = instruction as From;
    stages.push({ name: from.getBuildStage() ?? '', image: from.getImage() ?? '', steps: [] });
  } else stages.at(-1)?.steps.push(instruction);
}
const last = stages.at(-1) as Stage;
const only = (keyword: string, stage = last): Instruction => {
  const found = stage.steps.filter((step) => step.getKeyword() === keyword);
  expect([keyword, found.length]).toEqual([keyword, 1]);
  return found[0] as Instruction;
};
const jsonOf = (instruction: Instruction): string[] => {
  const text = instruction.getArgumentsContent() ?? '';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
};

/** The rules of Dockerfile.dockerignore, which include files in the build context or exclude them. */
const rules = readFileSync(join(root, 'docker/Dockerfile.dockerignore'), 'utf8').trim().split('\n');
const isInContext = (path: string): boolean =>
  rules.some(
    (rule) => rule.startsWith('!') && (path === rule.slice(1) || path.startsWith(`${rule.slice(1)}/`)),
  );

describe('Dockerfile', () => {
  it('builds in stages, from pinned images with the Node version of the project', () => {
    expect(stages.map(({ name }) => name)).toEqual(['build', 'dependencies', 'service']);
    const [major] = readFileSync(join(root, '.nvmrc'), 'utf8').split('.');
    for (const { image } of stages) expect(image).toMatch(new RegExp(`^node:${major}-[a-z]+-slim$`));
  });

  it('copies only existing files of the build context, and from earlier stages', () => {
    const before = new Set<string>();
    for (const { name, steps } of stages) {
      for (const step of steps.filter((one) => one.getKeyword() === 'COPY')) {
        const from = (step as Copy).getFromFlag()?.getValue();
        const sources = valuesOf(step).slice(0, -1);
        if (from) expect([...before]).toContain(from);
        else
          for (const source of sources) {
            expect([source, existsSync(join(root, source)), isInContext(source)]).toEqual([
              source,
              true,
              true,
            ]);
          }
      }
      before.add(name);
    }
  });

  it('excludes everything from the build context by default, passwords above all', () => {
    expect(rules[0]).toBe('*');
    expect(rules).toEqual(expect.arrayContaining(['**/node_modules', '**/.env']));
    expect(isInContext('docker/.env')).toBe(false);
    expect(isInContext('.git')).toBe(false);
  });

  it('declares the app as its only build argument, in each stage that uses it', () => {
    for (const { name, steps } of stages) {
      let declared = false;
      for (const step of steps) {
        if (step.getKeyword() === 'ARG') {
          expect(valuesOf(step)).toEqual(['APP']);
          declared = true;
        }
        const used = /\$\{?APP\b/.test(step.getArgumentsContent() ?? '');
        if (used) expect([name, step.getKeyword(), declared]).toEqual([name, step.getKeyword(), true]);
      }
    }
    const build = stages.find(({ name }) => name === 'build') as Stage;
    expect(build.steps.map((step) => step.getArgumentsContent())).toContain(
      'test -n "$APP" && node tools/build-app.mjs "$APP"',
    );
  });

  it("builds the dashboard's page from the files of the build context alone, and ships none of what builds it", async () => {
    const { steps } = stages.find(({ name }) => name === 'build') as Stage;
    const folder = mkdtempSync(join(tmpdir(), 'dockerfile-build-'));
    try {
      for (const copy of steps.filter((step) => step.getKeyword() === 'COPY')) {
        const [target = '', ...sources] = valuesOf(copy).reverse();
        for (const source of sources) {
          const to = sources.length > 1 || target.endsWith('/') ? join(target, basename(source)) : target;
          const filter = (path: string) => !path.includes('node_modules');
          cpSync(join(root, source), join(folder, to), { recursive: true, filter });
        }
      }
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      await run(process.execPath, ['tools/build-app.mjs', 'dashboard'], { cwd: folder, timeout: 60_000 });
      const built = readdirSync(join(folder, 'dist/dashboard'), { recursive: true, encoding: 'utf8' });
      expect(built).toEqual(expect.arrayContaining(['main.js', 'page/index.html']));
      expect(built.filter((file) => /node_modules|vite|\.tsx?$/.test(file))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    const onlyToBuild = ['vite', 'preact', 'leaflet', 'marked', 'uplot'];
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(onlyToBuild));
    expect(Object.keys(dependencies).filter((name) => onlyToBuild.includes(name))).toEqual([]);
  }, 90_000);

  it('ships only production dependencies', () => {
    const dependencies = stages.find(({ name }) => name === 'dependencies') as Stage;
    expect(only('RUN', dependencies).getArgumentsContent()).toMatch(
      /npm ci --omit=dev --workspace libs\/shared-store --include-workspace-root /,
    );
    const modules = last.steps.filter((step) => /node_modules/.test(step.getArgumentsContent() ?? ''));
    expect(modules.map((step) => (step as Copy).getFromFlag()?.getValue())).toEqual(['dependencies']);
    expect(last.steps.some((step) => step.getKeyword() === 'RUN')).toBe(false);
  });

  it('runs node directly as an unprivileged user, so that signals reach it', () => {
    expect(valuesOf(only('USER'))).toEqual(['node']);
    const command = jsonOf(only('CMD'));
    expect(command).toEqual(['node', ...NODE_ARGUMENTS, 'main.js']);
    const variables = Object.entries(NODE_VARIABLES).map(([name, value]) => `${name}=${value}`);
    expect(only('ENV').getArgumentsContent()?.split(' ')).toEqual(expect.arrayContaining(variables));
  });

  it('checks readiness at the service itself', async () => {
    const [shell, ...args] = jsonOf(only('HEALTHCHECK'));
    expect(shell).toBe('bash');
    let status = 200;
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const HTTP_PORT = String((server.address() as AddressInfo).port);
    const check = () => run('bash', args, { env: { ...process.env, HTTP_PORT }, timeout: 30_000 });
    await check();
    status = 503;
    await expect(check()).rejects.toMatchObject({ code: 1 });
    expect(paths).toEqual(['/health/ready', '/health/ready']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(check()).rejects.toMatchObject({ code: 1 });
  }, 60_000);
});
