import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlStatements } from './sql-statements';

describe('SQL statements of a file', () => {
  it('splits at a semicolon before an empty line', () => {
    expect(sqlStatements('CREATE DATABASE a;\n\nCREATE DATABASE b;\n')).toEqual([
      'CREATE DATABASE a;',
      'CREATE DATABASE b;',
    ]);
  });

  it('keeps a statement whole that has semicolons at the end of a line', () => {
    const block = 'DO $$\nBEGIN\n  PERFORM 1;\n  PERFORM 2;\nEND\n$$;';
    expect(sqlStatements(`${block}\n  \n\nSELECT 1;`)).toEqual([block, 'SELECT 1;']);
  });

  it('drops the comments before a statement', () => {
    expect(sqlStatements('-- why;\n\n-- because\nSELECT 1;\r\n\r\n-- the end\n')).toEqual(['SELECT 1;']);
  });

  it('finds CREATE DATABASE always alone in the SQL files of this project', () => {
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
