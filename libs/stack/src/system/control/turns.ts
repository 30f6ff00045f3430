/** Runs work one after another for each key, and at the same time for different keys. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.last.set(key, turn);
    const leave = () => void (this.last.get(key) === turn && this.last.delete(key));
    turn.then(leave, leave);
    return turn;
  }

  /** Resolves when all work so far is done. */
  async done(): Promise<void> {
    await Promise.allSettled(this.last.values());
  }
}
