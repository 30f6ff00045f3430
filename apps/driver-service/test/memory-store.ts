import type { SharedStore } from '../src/ride-details/caching-choice';

/** A bucket in memory for specs, with faults. */
export class MemoryStore implements SharedStore {
  mood: 'well' | 'failing' | 'hanging' = 'well';
  private readonly values = new Map<string, { data: Uint8Array; revision: number }>();
  private writes = 0;

  async get(key: string): Promise<{ data: Uint8Array; revision: number } | undefined> {
    await this.answers();
    return this.values.get(key);
  }

  async put(key: string, data: Uint8Array, revision: number): Promise<boolean> {
    await this.answers();
    if ((this.values.get(key)?.revision ?? 0) !== revision) return false;
    this.values.set(key, { data, revision: ++this.writes });
    return true;
  }

  private answers(): Promise<void> {
    if (this.mood === 'failing') return Promise.reject(new Error('the store fails'));
    return this.mood === 'hanging' ? new Promise(() => undefined) : Promise.resolve();
  }
}
