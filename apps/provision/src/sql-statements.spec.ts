import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlStatements } from './sql-statements';

describe('SQL statements of a file', () => {
  it('end with a semicolon before an empty line', () => {
    expect(sqlStatements('CREATE DATABASE a;\n\nCREATE DATABASE b;\n')).toEqual([
      'CREATE DATABASE a;',
      'CREATE DATABASE b;',
    ]);
  });

  it('may hold semicolons at the end of a line', () => {
    const block = 'DO $$\nBEGIN\n  PERFORM 1;\n  PERFORM 2;\nEND\n$$;';
    expect(sqlStatements(`${block}\n  \n\nSELECT 1;`)).toEqual([block, 'SELECT 1;']);
  });

  it('come without the comments before them', () => {
    expect(sqlStatements('-- why;\n\n-- because\nSELECT 1;\r\n\r\n-- the end\n')).toEqual(['SELECT 1;']);
  });

  it('are found in the files of this project, with CREATE DATABASE always alone', () => {
    const folder = join(__dirname, '../../../docker/postgres');
    const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    const statements = files.flatMap((file) => sqlStatements(readFileSync(join(folder, file), 'utf8')));
    const creating = statements.filter((statement) => statement.includes('CREATE DATABASE'));
    expect(creating.map((statement) => statement.split(' ')[2])).toEqual([
      'ride_service',
      'driver_service',
      'gateway',
    ]);
    expect(creating.every((statement) => statement.indexOf(';') === statement.length - 1)).toBe(true);
  });
});
