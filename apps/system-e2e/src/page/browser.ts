import { workspaceRoot } from '@ride-hailing/stack';
import { execFileSync } from 'node:child_process';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const FIND_WITHIN_MS = 330_000;

/** Finds Chromium synchronously, since Jest must know all tests before it runs any. */
export function findChromium(): { readonly path?: string; readonly fault?: string } {
  const said = execFileSync(process.execPath, ['tools/chromium.mjs'], {
    cwd: workspaceRoot(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: FIND_WITHIN_MS,
  });
  return JSON.parse(said) as { path?: string; fault?: string };
}

/** The sandbox of Chromium needs rights that root and many containers lack; the page under test is our own. */
export const launch = (path: string): Promise<Browser> =>
  chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] });

/** A page in a window of its own, with what its console says is wrong. */
export class Window {
  private constructor(
    readonly page: Page,
    /** Errors of scripts, and refusals by the Content-Security-Policy. */
    readonly faults: readonly string[],
  ) {}

  static async open(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Window> {
    const size = { viewport: { width: 1280, height: 900 }, locale: 'en-US' };
    const context = await browser.newContext({ ...size, ...options });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        faults.push(message.text());
    });
    await page.goto(address);
    return new Window(page, faults);
  }

  /** Shows a view by its tab. */
  async view(name: string): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  }

  press(name: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Waits for a text anywhere on the page. */
  async says(text: string | RegExp, timeoutMs = 30_000): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout: timeoutMs });
  }

  /** A box of the system's picture, once it shows this. */
  async part(text: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: text }).first().waitFor();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
