import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { StackError } from '../../stack.errors';
import { replaceFile } from '../whole-file';

const schema = z.object({
  /** The name of the only server that may take writes. */
  primary: z.string(),
  /** True while commits do not wait for the standby, which may then lack some. */
  alone: z.boolean(),
});
type State = z.infer<typeof schema>;

/** The file beside the data of a pair that says which server is the primary. */
export class PairFile {
  constructor(private readonly file: string) {}

  get exists(): boolean {
    return existsSync(this.file);
  }

  /** @throws StackError when the file is missing or damaged */
  read(): State {
    try {
      return schema.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (cause) {
      throw new StackError(`${this.file} cannot be read: wipe the data with npm run reset`, { cause });
    }
  }

  write(state: State): void {
    replaceFile(this.file, `${JSON.stringify(state)}\n`);
  }
}
