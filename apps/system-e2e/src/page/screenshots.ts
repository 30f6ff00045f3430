import { workspaceRoot } from '@ride-hailing/stack';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, launch, Window } from './browser';

const FOLDER = join(workspaceRoot(), 'docs/page');
const HELP = `npm run screenshots -- <address>    takes the pictures of docs/page
  <address>    the page's address with its key, as npm start printed it; best of npm start -- --approaches all`;
/** Long enough for charts to show a line. */
const LOOK_MS = 20_000;

type Step = (window: Window) => Promise<unknown>;

/** Each view with what is done on it before its picture is taken. */
const PICTURES: readonly (readonly [file: string, tab: string, step: Step])[] = [
  ['live', 'Live', ({ page }) => page.waitForTimeout(LOOK_MS)],
  [
    'one-answer',
    'One answer',
    async (window) => {
      await window.says('details.riderName');
      await window.press('Ask all approaches');
      await window.says(/Every approach that answered says the same|differ/);
    },
  ],
  [
    'one-change',
    'One change',
    async (window) => {
      await window.press('… with the broker frozen for 5 s');
      await window.says('watching');
      await window.says('nats frozen');
      await window.says('Everyone who can be seen has it.');
    },
  ],
  [
    'one-request',
    'One change',
    async (window) => {
      await window.page.getByRole('link', { name: 'Its trace' }).click();
      await window.says(/ParticipantService\/TryAssignment/);
      await window.page
        .getByRole('heading', { name: /^Trace/ })
        .evaluate('(heading) => heading.scrollIntoView()');
    },
  ],
  [
    'tours',
    'Tours',
    async (window) => {
      await window.page.getByRole('link', { name: 'Where does this field come from?' }).click();
      await window.press('Begin');
      await window.press('Do it');
      await window.says('As the text says.');
    },
  ],
  ['decide', 'Decide', (window) => window.says('Which number would turn the order round')],
];

async function take(address: string, chromium: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await launch(chromium);
  try {
    const window = await Window.open(browser, address);
    for (const [file, tab, step] of PICTURES) {
      await window.view(tab);
      await step(window);
      await window.page.screenshot({ path: join(FOLDER, `${file}.png`) });
      console.log(`docs/page/${file}.png`);
    }
  } finally {
    await browser.close();
  }
}

/** `npm run screenshots`. */
export async function main(args: readonly string[]): Promise<void> {
  const [address = ''] = args;
  if (args.length !== 1 || !URL.canParse(address)) {
    console.log(HELP);
    process.exitCode = args[0] === '--help' ? 0 : 2;
    return;
  }
  const { path, fault } = findChromium();
  if (path) return take(address, path);
  console.error(fault);
  process.exitCode = 1;
}
