// Fails when regenerating the contracts' TypeScript from the .proto files would change the committed files.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './dependencies.mjs';

const proto = join(root, 'libs/contracts/proto');
const committed = join(root, 'libs/contracts/src/generated');

const filesOf = (folder) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  );

const scratch = mkdtempSync(join(tmpdir(), 'generated-'));
try {
  mkdirSync(join(scratch, 'proto'));
  const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf');
  const run = spawnSync(process.execPath, [buf, 'generate', '-o', join(scratch, 'proto')], {
    cwd: proto,
    stdio: 'inherit',
    timeout: 60_000,
  });
  if (run.status !== 0) process.exit(1);
  const fresh = filesOf(join(scratch, 'src/generated'));
  const kept = filesOf(committed);
  const drifted = [...new Set([...Object.keys(fresh), ...Object.keys(kept)])].filter(
    (file) => fresh[file] !== kept[file],
  );
  if (drifted.length > 0) {
    console.error(
      `Generated code differs from the .proto files: ${drifted.join(', ')}. Run: npm run generate`,
    );
    process.exit(1);
  }
  console.log(`Generated code matches the .proto files (${Object.keys(kept).length} file).`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
