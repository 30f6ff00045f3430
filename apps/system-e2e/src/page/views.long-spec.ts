import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Window } from './browser';
import { describePage } from './page-scene';

const TEST_WITHIN_MS = 120_000;
const VIEWS = ['Live', 'One answer', 'One change', 'One request', 'Tours', 'Decide'] as const;
const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`;

interface Graded {
  readonly status: number;
  readonly body: string;
}

describePage('the views of the page', (scene) => {
  const shown = () => scene().window.page;
  const origin = () => new URL(scene().system.page).origin;

  it('opens by the printed address alone, from which the key disappears', async () => {
    const { browser, system, window } = scene();
    await window.says(/\d+ free/);
    expect(window.page.url()).toBe(`${origin()}/`);
    const stranger = await browser.newContext();
    const answers: Graded[] = [];
    for (const address of [`${origin()}/`, `${origin()}/?key=wrong`, system.page.replace(/.$/, '')]) {
      const answer = await stranger.request.get(address);
      answers.push({ status: answer.status(), body: await answer.text() });
    }
    await stranger.close();
    for (const { status, body } of answers) {
      expect(status).toBe(403);
      expect(body).toContain('npm start');
      expect(body).toContain('lang="ko"');
    }
  }, 30_000);

  it('refuses orders that come from another origin', async () => {
    const { context } = { context: shown().context() };
    const order = { kind: 'frozen', process: 'ride-service', forSeconds: 5 };
    const send = (from: string) =>
      context.request.post(`${origin()}/api/control/faults`, { data: order, headers: { origin: from } });
    expect((await send('http://127.0.0.1:1')).status()).toBe(403);
    expect((await send('https://example.org')).status()).toBe(403);
    const system = await context.request.get(`${origin()}/api/control/system`);
    expect(((await system.json()) as { faults: unknown[] }).faults).toEqual([]);
  }, 30_000);

  it(
    'shows live figures, and drivers above the outline of the city, on two pages at once',
    async () => {
      const other = await Window.open(scene().browser, scene().system.page);
      for (const window of [scene().window, other]) {
        await window.part(/driver-service.*ready/s);
        await window.part(/updates [1-9]/);
        await window.says(/[1-9]\d* free/);
        await window.says(/[1-9]\d* on a ride/);
        const layer = (of: string): Promise<number> =>
          window.page.evaluate(`Number(getComputedStyle(document.querySelector('.map ${of}')).zIndex)`);
        expect(await layer('canvas')).toBeGreaterThan(await layer('svg'));
      }
      await other.close();
    },
    TEST_WITHIN_MS,
  );

  it(
    'shows where each field of an answer comes from, by another approach too, and compares all',
    async () => {
      const { window } = scene();
      await window.view('One answer');
      // The first rides begin when the phones are connected.
      await window.press('Keep asking, each second');
      await window.says('details.riderName');
      await window.press('Keep asking, each second');
      const cell = (field: string) => shown().getByRole('row').filter({ hasText: field }).first();
      await cell('ride.status').getByText('local-copy').waitFor();
      await shown().getByLabel('Approach').selectOption('sync-api');
      await cell('ride.status').getByText('ride-service').waitFor();
      await window.says(/Calls, statements and cache events of this request: [1-9]/);
      await window.press('Ask all approaches');
      await shown().getByRole('row').filter({ hasText: 'shared-files' }).first().waitFor();
      await window.says(/Every approach that answered says the same|differ/);
    },
    TEST_WITHIN_MS,
  );

  it(
    'counts in the background who differs from the owner',
    async () => {
      const { window } = scene();
      await window.view('One answer');
      await window.press('Start');
      const counted = shown().getByRole('row').filter({ hasText: 'event-replication' }).last();
      await counted
        .getByText(/^[1-9]\d*$/)
        .first()
        .waitFor();
      await window.press('Stop');
    },
    TEST_WITHIN_MS,
  );

  it(
    'shows one change on its way to all, also with the broker frozen, and its trace',
    async () => {
      const { window } = scene();
      await window.view('One change');
      await window.press('Change a ride now');
      await window.says('Everyone who can be seen has it.', 60_000);
      await window.press('… with the broker frozen for 5 s');
      await window.says('watching');
      await window.says('nats frozen');
      await window.says('Everyone who can be seen has it.', 60_000);
      await shown().getByRole('link', { name: 'Its trace' }).click();
      for (const service of ['gateway', 'driver-service', 'ride-service']) await window.says(service);
      await window.says(/ParticipantService\/TryAssignment/);
      await window.says('process driver-service-ride-copy');
    },
    TEST_WITHIN_MS,
  );

  it(
    'leads through a walkthrough and checks what comes, in both languages',
    async () => {
      const { window } = scene();
      await window.view('Tours');
      await shown().getByRole('link', { name: 'Where does this field come from?' }).click();
      await window.press('Begin');
      await window.press('Do it');
      await window.says('As the text says.');
      await window.press('한국어');
      await window.says('예상한 대로입니다.');
      await window.press('다음 단계');
      await window.press('실행');
      await window.says('예상한 대로입니다.');
      await window.press('English');
    },
    TEST_WITHIN_MS,
  );

  it(
    'ranks the approaches for other numbers, and names the number that turns the order round',
    async () => {
      const { window } = scene();
      await window.view('Decide');
      const first = () => shown().getByRole('row').filter({ hasText: /^1\. / }).innerText();
      const before = await first();
      await shown().getByLabel('Reads').first().fill('0.1');
      await shown().getByRole('row').filter({ hasText: /^1\. / }).waitFor();
      expect(await first()).not.toBe(before);
      await window.says('Which number would turn the order round');
    },
    TEST_WITHIN_MS,
  );

  it.each(['light', 'dark'] as const)(
    'has nothing that a screen reader stumbles over, %s',
    async (theme) => {
      const options = { colorScheme: theme, locale: theme === 'dark' ? 'ko-KR' : 'en-US' };
      const window = await Window.open(scene().browser, scene().system.page, options);
      const tabs = window.page.getByRole('navigation').getByRole('link');
      await window.page.evaluate(AXE);
      for (const index of VIEWS.keys()) {
        await tabs.nth(index).click();
        await window.page.locator('main .view').first().waitFor();
        expect([VIEWS[index], await window.page.evaluate(SERIOUS)]).toEqual([VIEWS[index], []]);
      }
      await window.close();
    },
    TEST_WITHIN_MS,
  );

  it.each(VIEWS.map((view, index) => [view, index] as const))(
    'fits a phone: %s',
    async (_, index) => {
      const window = await Window.open(scene().browser, scene().system.page, {
        viewport: { width: 390, height: 800 },
      });
      await window.page.getByRole('navigation').getByRole('link').nth(index).click();
      await window.page.locator('main .view').first().waitFor();
      const tooWide = await window.page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(tooWide).toBe(0);
      await window.close();
    },
    TEST_WITHIN_MS,
  );

  it('has run without an error of a script or a refusal by its own policy', () => {
    expect(scene().window.faults).toEqual([]);
  });
});
