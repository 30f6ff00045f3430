import { COMMANDS, frontDoorPage } from './front-door-page';

describe('the page of the front door', () => {
  const page = frontDoorPage('Rides & "more" <here>', 'http://127.0.0.1:3000');

  it('escapes all text on the page', () => {
    expect(page).toContain('<h1>Rides &amp; &quot;more&quot; &lt;here&gt;</h1>');
    expect(page).toContain('lat=37.5665&amp;lng=126.978');
    expect(page).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
  });

  it('shows a command for each example, with the address that the browser used', () => {
    const commands = [...page.matchAll(/<pre>curl .* '(http:\S+)'<\/pre>/g)].map(([, url]) => url);
    expect(commands).toEqual(
      COMMANDS.map(({ path }) => `http://127.0.0.1:3000${path.replaceAll('&', '&amp;')}`),
    );
  });

  it('loads no other resource and runs no script', () => {
    expect(page).not.toMatch(/<script|<img|<iframe|@import|url\(| on\w+=| src=/i);
    expect([...page.matchAll(/<link [^>]*>/g)].map(([tag]) => tag)).toEqual([
      '<link rel="icon" href="data:,">',
    ]);
  });
});
