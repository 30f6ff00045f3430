import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../stack.errors';
import { createFile } from './whole-file';

interface KeptValue<T> {
  readonly make: () => T;
  /** Reads the content of the file. @throws any error when it is damaged */
  readonly parse: (json: unknown) => T;
  /** The advice in the message about a damaged file. */
  readonly remedy: string;
}

/** Secrets in a JSON file of a folder: generated once, readable by their owner only. */
export class KeptFile<T extends object> {
  constructor(
    private readonly name: string,
    private readonly value: KeptValue<T>,
  ) {}

  /**
   * Returns the secrets of `folder`, and generates them if it has none yet.
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
    // If another start was faster, its secrets count.
    return this.create(file, value) ? value : this.keep(folder);
  }

  /**
   * Writes the file again if it was deleted, for later commands.
   * @throws StackError when it cannot be written
   */
  restore(folder: string, value: T): void {
    const file = join(folder, this.name);
    if (!existsSync(file)) this.create(file, value);
  }

  private create(file: string, value: T): boolean {
    return createFile(file, `${JSON.stringify(value, null, 2)}\n`, 0o600);
  }
}
