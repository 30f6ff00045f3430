import { API_DOCUMENTS, committedDocument } from '@ride-hailing/testing';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

const WITHIN_MS = 30_000;
const VALIDATOR = require.resolve('@seriousme/openapi-schema-validator/bin/validate-api-cli.js');

/** Runs the validator in a process of its own, since it is an ES module, which Jest does not load. */
function validate(file: string): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [VALIDATOR, file], { encoding: 'utf8', timeout: WITHIN_MS });
}

describe('the committed OpenAPI documents', () => {
  it.each(['ride-service', 'driver-service', 'gateway'])(
    'The committed OpenAPI document of %s is valid OpenAPI 3.0',
    (service) => {
      const { status, stdout } = validate(join(API_DOCUMENTS, `${service}.openapi.json`));
      expect([status, stdout]).toEqual([0, expect.stringContaining('"valid": true')]);
    },
  );

  it('The validator refuses a document that states null in a list of types, which OpenAPI 3.0 does not have', () => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
    try {
      const document = committedDocument('ride-service.openapi.json') as {
        components: { schemas: { RideDto: { properties: { notes: { type: unknown } } } } };
      };
      document.components.schemas.RideDto.properties.notes.type = ['string', 'null'];
      const file = join(folder, 'wrong.json');
      writeFileSync(file, JSON.stringify(document));
      const { status, stdout } = validate(file);
      expect([status, stdout]).toEqual([1, expect.stringContaining('RideDto/properties/notes')]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("Every class of a body, query or answer is made by service-kit's createZodDto, which states null as OpenAPI 3.0 does", () => {
    const files = globSync(join(workspaceRoot(), 'apps/*/src/**/*.dto.ts'));
    expect(files.length).toBeGreaterThan(5);
    const others = files.filter((file) => readFileSync(file, 'utf8').includes("from 'nestjs-zod'"));
    expect(others).toEqual([]);
  });
});
