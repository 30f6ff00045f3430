/** Lets one loop sleep until someone wakes it or a time has passed. Many calls between two sleeps are one. */
export class WakeUp {
  private called = false;
  private wakeSleeper: (() => void) | undefined;

  call(): void {
    this.called = true;
    this.wakeSleeper?.();
  }

  /** Returns at once if it was called since the last sleep. */
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
