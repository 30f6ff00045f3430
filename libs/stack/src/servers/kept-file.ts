import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../stack.errors';
import { createFile } from './whole-file';

interface KeptValue<T> {
  readonly make: () => T;
  /** Reads what the file holds. @throws any error when it is damaged */
  readonly parse: (json: unknown) => T;
  /** What to do about a damaged file, for people. */
  readonly remedy: string;
}

/** Secrets that a folder keeps in a file of their own as JSON: made once, readable by their owner only. */
export class KeptFile<T extends object> {
  constructor(
    private readonly name: string,
    private readonly value: KeptValue<T>,
  ) {}

  /**
   * What is kept in `folder`, made when it has none yet.
   * @throws StackError when the file is damaged
   */
  keep(folder: string): T {
    const file = join(folder, this.name);
    try {
      return this.value.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw new StackError(`${file} cannot be read: ${this.value.remedy}`, { cause });
      }
    }
    const value = this.value.make();
    // Another start was faster: what that one made counts.
    return this.create(file, value) ? value : this.keep(folder);
  }

  /**
   * Writes it again when its file has been deleted, for whoever comes after.
   * @throws StackError when that cannot be done
   */
  restore(folder: string, value: T): void {
    const file = join(folder, this.name);
    if (!existsSync(file)) this.create(file, value);
  }

  private create(file: string, value: T): boolean {
    return createFile(file, `${JSON.stringify(value, null, 2)}\n`, 0o600);
  }
}
