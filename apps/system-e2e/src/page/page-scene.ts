import { APPROACHES } from '@ride-hailing/contracts';
import type { Browser } from 'playwright-core';
import { startSystem, type System } from '../running-system/system';
import { findChromium, launch, Window } from './browser';

const START_WITHIN_MS = 180_000;

/** The system of npm start with all approaches and few drivers, and a browser that has opened its page. */
export interface PageScene {
  readonly system: System;
  readonly browser: Browser;
  readonly window: Window;
}

/** Declares tests that need a browser, or one that is skipped and says why where there is none. */
export function describePage(title: string, tests: (scene: () => PageScene) => void): void {
  const { path, fault } = findChromium();
  if (!path) {
    console.warn(`${title}: NOT tested here: ${fault}`);
    it.skip(`${title} in a browser`, () => undefined);
    return;
  }
  describe(title, () => {
    let scene: PageScene;

    beforeAll(async () => {
      const system = await startSystem({
        ...{ dashboard: true, control: true, proxies: 'usual', approaches: APPROACHES },
        simulator: { drivers: 60, ridesPerSecond: 1 },
      });
      const browser = await launch(path);
      scene = { system, browser, window: await Window.open(browser, system.page) };
    }, START_WITHIN_MS);

    afterAll(async () => {
      await scene.browser.close();
      await scene.system.stop();
    }, START_WITHIN_MS);

    tests(() => scene);
  });
}
