import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AptSource, mainSource, parseDeb822, parseOneLineSources, sourceForSuite } from './apt-sources';
import { natsVersion, isNewEnough } from './nats-version';
import { runTool } from './run-tool';

const APT = '/etc/apt';
const UPDATE_WITHIN_MS = 60_000;
const DOWNLOAD_WITHIN_MS = 60_000;

/** Per distribution: suites that may hold a server that is new enough, and the component that it is in. */
const ARCHIVES: Readonly<Record<string, { suites: readonly string[]; component: string }>> = {
  debian: { suites: ['forky', 'trixie'], component: 'main' },
  ubuntu: { suites: ['resolute', 'questing'], component: 'universe' },
};

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

/** Options that keep everything apt writes inside `folder`: no root, nothing of the machine's own changes. */
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

async function fetchFromSuite(folder: string, sourceText: string): Promise<string> {
  for (const part of ['sources', 'lists/partial', 'cache/archives/partial', 'content']) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeFileSync(join(folder, 'sources/suite.sources'), sourceText);
  const apt = (timeoutMs: number, ...args: string[]) =>
    runTool('apt-get', ['-qq', ...privateState(folder), ...args], { timeoutMs, cwd: folder });
  // Hooks of the machine may fail for an ordinary user after a good update: the download decides.
  await apt(UPDATE_WITHIN_MS, 'update').catch(() => undefined);
  await apt(DOWNLOAD_WITHIN_MS, 'download', 'nats-server');
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (!archive) throw new Error('apt-get downloaded nothing');
  await runTool('dpkg-deb', ['-x', join(folder, archive), join(folder, 'content')], { timeoutMs: 30_000 });
  const binary = ['usr/sbin', 'usr/bin'].map((bin) => join(folder, 'content', bin, 'nats-server'));
  const found = binary.find(existsSync);
  if (!found) throw new Error(`${archive} holds no nats-server`);
  return found;
}

/**
 * Fetches nats-server from a newer suite of the distribution that this machine runs, by the mirror that the
 * machine itself uses, signatures checked by apt. Nothing is installed. Gives the path of the program.
 * @throws Error when this is no Debian or Ubuntu, or no suite has one that is new enough
 */
export async function fetchDebianPackage(folder: string): Promise<string> {
  const release = parseOsRelease(textOf('/etc/os-release'));
  const family = [release.ID, ...(release.ID_LIKE ?? '').split(' ')].find((id) => id && id in ARCHIVES);
  const archive = family ? ARCHIVES[family] : undefined;
  const codename = release.VERSION_CODENAME ?? '';
  if (!archive) throw new Error('this is neither Debian nor Ubuntu');
  const source = mainSource(machineSources(), codename);
  if (!source) throw new Error(`no source of packages for ${codename} in ${APT}`);
  const failures: string[] = [];
  for (const suite of [...new Set([...archive.suites, codename])]) {
    try {
      const own = join(folder, suite);
      const binary = await fetchFromSuite(own, sourceForSuite(source, suite, archive.component));
      const version = await natsVersion(binary);
      if (version && isNewEnough(version)) return binary;
      failures.push(`${suite}: ${version ?? 'a program that does not run here'}`);
    } catch (error) {
      failures.push(`${suite}: ${(error as Error).message.trim().split('\n').at(-1)}`);
    }
  }
  throw new Error(failures.join('; '));
}
