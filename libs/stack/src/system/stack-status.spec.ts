import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRETS } from '../servers/secrets';
import { readStackFile } from './checkout/stack-file';
import { StackStatus } from './stack-status';

describe('what a running stack writes down', () => {
  let parent: string;
  let folder: string;
  let said: string[];
  let status: StackStatus;

  beforeEach(async () => {
    parent = mkdtempSync(join(tmpdir(), 'status-'));
    folder = join(parent, '.stack');
    said = [];
    status = new StackStatus({ folder, dataFolder: folder, portBase: 3000 }, [], (line) => said.push(line));
    const secrets = SECRETS.keep(folder);
    status.keep(() => SECRETS.restore(folder, secrets));
    await status.look();
  });

  afterEach(() => {
    status.close();
    rmSync(parent, { recursive: true });
  });

  const cannotBeWritten = () => {
    rmSync(folder, { recursive: true });
    // Nothing can be written below a file, whoever tries; a full disk is as little use.
    writeFileSync(folder, '');
  };

  it('writes stack.json and the same passwords again after their folder was deleted, and says so once', async () => {
    const secrets = SECRETS.keep(folder);
    rmSync(folder, { recursive: true });
    for (let look = 0; look < 3; look += 1) await status.look();
    expect(readStackFile(folder)?.portBase).toBe(3000);
    expect(SECRETS.keep(folder)).toEqual(secrets);
    expect(said).toEqual([expect.stringContaining(`${folder} was deleted while the stack runs`)]);
  });

  it('keeps the stack running while stack.json cannot be written, and says once when that begins and once when it ends', async () => {
    cannotBeWritten();
    for (let look = 0; look < 3; look += 1) await status.look();
    expect(said).toEqual([expect.stringMatching(/cannot be written: .*The stack goes on/)]);
    rmSync(folder);
    for (let look = 0; look < 3; look += 1) await status.look();
    expect(said).toHaveLength(2);
    expect(readStackFile(folder)?.portBase).toBe(3000);
  });

  it('does not write stack.json again after the stack has ended', async () => {
    status.stopping();
    status.close();
    rmSync(folder, { recursive: true });
    await status.look();
    expect(existsSync(folder)).toBe(false);
  });
});
