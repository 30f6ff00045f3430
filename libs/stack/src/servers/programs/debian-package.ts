import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AptSource, mainSource, parseDeb822, parseOneLineSources, sourceForSuite } from './apt-sources';
import { runTool } from './run-tool';

const APT = '/etc/apt';
const UPDATE_WITHIN_MS = 60_000;
const DOWNLOAD_WITHIN_MS = 60_000;

type Family = 'debian' | 'ubuntu';

/** A program that Debian and Ubuntu package. */
export interface PackagedProgram {
  readonly name: string;
  /** The package of the program, and those of libraries that a minimal system lacks. */
  readonly packages: readonly string[];
  /** Packages that must fit a program of this machine, such as its Python: always from the machine's own suite. */
  readonly machinePackages?: readonly string[];
  /** Newer suites to try before the machine's own, and the component of the packages. */
  readonly archives: Readonly<Record<Family, { suites: readonly string[]; component: string }>>;
  /** Why the program is unusable; undefined when it is usable. */
  readonly fault: (program: Unpacked) => Promise<string | undefined>;
}

export interface Unpacked {
  /** The file of the program. */
  readonly path: string;
  /** The folder with all unpacked files. */
  readonly folder: string;
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function machineSources(): AptSource[] {
  const parts = join(APT, 'sources.list.d');
  const files = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [];
  return [
    ...files.filter((file) => file.endsWith('.sources')).flatMap((file) => parseDeb822(textOf(file))),
    ...[join(APT, 'sources.list'), ...files.filter((file) => file.endsWith('.list'))].flatMap((file) =>
      parseOneLineSources(textOf(file)),
    ),
  ];
}

/** `NAME="value"` lines of /etc/os-release. */
export function parseOsRelease(text: string): Record<string, string> {
  const lines = [...text.matchAll(/^([A-Z_]+)="?(.*?)"?$/gm)];
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]));
}

/** Options that make apt write only inside `folder`, without root and without changes to the machine. */
function privateState(folder: string): string[] {
  const options = {
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': join(folder, 'sources'),
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '10',
    'Acquire::https::Timeout': '10',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': '',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** Downloads the packages of one suite and unpacks them into `content`. */
async function unpack(
  packages: readonly string[],
  { folder, content, sourceText }: { folder: string; content: string; sourceText: string },
): Promise<void> {
  for (const path of ['sources', 'lists/partial', 'cache/archives/partial'].map((part) =>
    join(folder, part),
  )) {
    mkdirSync(path, { recursive: true });
  }
  mkdirSync(content, { recursive: true });
  writeFileSync(join(folder, 'sources/suite.sources'), sourceText);
  const apt = (timeoutMs: number, ...args: string[]) =>
    runTool('apt-get', ['-qq', ...privateState(folder), ...args], { timeoutMs, cwd: folder });
  // Hooks of the machine may fail for an ordinary user after a successful update, so that the download decides.
  await apt(UPDATE_WITHIN_MS, 'update').catch(() => undefined);
  await apt(DOWNLOAD_WITHIN_MS, 'download', ...packages);
  const archives = readdirSync(folder).filter((file) => file.endsWith('.deb'));
  if (archives.length === 0) throw new Error('apt-get downloaded nothing');
  for (const archive of archives) {
    await runTool('dpkg-deb', ['-x', join(folder, archive), content], { timeoutMs: 30_000 });
  }
}

/**
 * Fetches a program from the packages of this machine's distribution, from the configured mirror. apt checks the
 * signatures. Nothing is installed; the packages are unpacked below `folder`.
 * @throws Error when this is neither Debian nor Ubuntu, or no suite has a usable program
 */
export async function fetchDebianProgram(folder: string, program: PackagedProgram): Promise<Unpacked> {
  const release = parseOsRelease(textOf('/etc/os-release'));
  const families = [release.ID, ...(release.ID_LIKE ?? '').split(' ')];
  const family = families.find((id) => id === 'debian' || id === 'ubuntu');
  if (!family) throw new Error('this is neither Debian nor Ubuntu');
  const { suites, component } = program.archives[family];
  const codename = release.VERSION_CODENAME ?? '';
  const source = mainSource(machineSources(), codename);
  if (!source) throw new Error(`no source of packages for ${codename} in ${APT}`);
  const failures: string[] = [];
  for (const suite of [...new Set([...suites, codename])]) {
    try {
      const content = join(folder, suite, 'content');
      const from = (name: string, place: string) => ({
        folder: join(folder, suite, place),
        content,
        sourceText: sourceForSuite(source, name, component),
      });
      await unpack(program.packages, from(suite, 'packages'));
      if (program.machinePackages) await unpack(program.machinePackages, from(codename, 'machine-packages'));
      const path = ['usr/sbin', 'usr/bin'].map((bin) => join(content, bin, program.name)).find(existsSync);
      if (!path) throw new Error(`the packages hold no ${program.name}`);
      const unpacked = { path, folder: content };
      const fault = await program.fault(unpacked);
      if (!fault) return unpacked;
      failures.push(`${suite}: ${fault}`);
    } catch (error) {
      failures.push(`${suite}: ${(error as Error).message.trim().split('\n').at(-1)}`);
    }
  }
  throw new Error(failures.join('; '));
}
