/** Lets one loop sleep until it is woken or a time has passed. Several calls between two sleeps count as one. */
export class WakeUp {
  private called = false;
  private wakeSleeper: (() => void) | undefined;

  call(): void {
    this.called = true;
    this.wakeSleeper?.();
  }

  /** Returns at once if `call` was called since the last sleep. */
  async sleep(ms: number): Promise<void> {
    if (!this.called) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wakeSleeper = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wakeSleeper = undefined;
    }
    this.called = false;
  }
}
