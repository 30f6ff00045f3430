import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Belongings, withBelongings } from './belongings';

const noting = (name: string, notes: string[], fails = false) => ({
  stop: async () => {
    notes.push(`${name} stopped`);
    if (fails) throw new Error(`${name} failed`);
  },
  kill: () => void notes.push(`${name} killed`),
});

describe('what belongs to an experiment', () => {
  it('is stopped, the last first, also after a failure', async () => {
    const belongings = new Belongings();
    const notes: string[] = [];
    belongings.own(noting('server', notes));
    belongings.own(noting('client', notes, true));
    await expect(belongings.stop()).rejects.toThrow('client failed');
    expect(notes).toEqual(['client stopped', 'server stopped']);
  });

  it('is killed when it can be, and otherwise stopped', async () => {
    const belongings = new Belongings();
    const notes: string[] = [];
    belongings.own(noting('server', notes));
    belongings.own({ stop: noting('pool', notes, true).stop });
    await belongings.kill();
    expect(notes.sort()).toEqual(['pool stopped', 'server killed']);
  });

  it('has folders with something in them, which are removed', () => {
    const belongings = new Belongings();
    const folder = belongings.folder();
    writeFileSync(join(folder, 'data'), 'x');
    belongings.remove();
    expect(existsSync(folder)).toBe(false);
  });

  it('is left alone when it has gone before', async () => {
    const belongings = new Belongings();
    const notes: string[] = [];
    belongings.own(noting('server', notes));
    await belongings.kill();
    await belongings.stop();
    expect(notes).toEqual(['server killed']);
  });
});

describe('work with belongings', () => {
  it('has all of them stopped in good order after it', async () => {
    const notes: string[] = [];
    const { signal } = new AbortController();
    const done = await withBelongings(signal, async (belongings) => {
      belongings.own(noting('server', notes));
      return 7;
    });
    expect([done, ...notes]).toEqual([7, 'server stopped']);
  });

  it('has them killed when it fails', async () => {
    const notes: string[] = [];
    const { signal } = new AbortController();
    const failing = withBelongings(signal, async (belongings) => {
      belongings.own(noting('server', notes));
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(notes).toEqual(['server killed']);
  });

  it('has them killed while it still goes on, when it is to stop, and what it starts then, too', async () => {
    const notes: string[] = [];
    const stop = new AbortController();
    const working = withBelongings(stop.signal, async (belongings) => {
      const killed = new Promise<void>((resolve) => {
        belongings.own({ stop: async () => undefined, kill: () => resolve() });
      });
      stop.abort(new Error('Ctrl-C'));
      await killed;
      belongings.own(noting('late', notes));
      throw new Error('the server is gone');
    });
    await expect(working).rejects.toThrow('the server is gone');
    expect(notes).toEqual(['late killed']);
  });

  it('keeps its folders until it has ended, since it may start something in them when it is to stop', async () => {
    const stop = new AbortController();
    const inTheFolder: boolean[] = [];
    let folder = '';
    const working = withBelongings(stop.signal, async (belongings) => {
      folder = belongings.folder();
      const killed = new Promise<void>((resolve) => {
        belongings.own({ stop: async () => undefined, kill: () => resolve() });
      });
      stop.abort(new Error('Ctrl-C'));
      await killed;
      await setImmediate();
      writeFileSync(join(folder, 'data'), 'x');
      inTheFolder.push(existsSync(folder));
    });
    await expect(working).rejects.toThrow('Ctrl-C');
    inTheFolder.push(existsSync(folder));
    expect(inTheFolder).toEqual([true, false]);
  });

  it.each([
    ['done', async () => undefined],
    ['failed', async () => Promise.reject(new Error('broken'))],
  ])('has removed its folders when it is %s', async (_, work) => {
    let folder = '';
    const working = withBelongings(new AbortController().signal, async (belongings) => {
      folder = belongings.folder();
      await work();
    });
    await working.catch(() => undefined);
    expect([folder === '', existsSync(folder)]).toEqual([false, false]);
  });

  it('is not even begun when it is to stop before', async () => {
    const work = jest.fn();
    await expect(withBelongings(AbortSignal.abort(new Error('Ctrl-C')), work)).rejects.toThrow('Ctrl-C');
    expect(work).not.toHaveBeenCalled();
  });
});
