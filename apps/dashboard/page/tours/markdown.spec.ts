import { htmlOf, targetOf } from './markdown';

describe('Markdown of walkthroughs', () => {
  it('comments are left out, and code stays as it is, where the keyboard can scroll it', () => {
    const markdown = '<!-- page: live -->\nOne line\ngoes on.\n\n```sh\n# no <heading>\n```\n';
    expect(htmlOf(markdown)).toBe('<p>One line\ngoes on.</p>\n<pre tabindex="0"># no &lt;heading></pre>');
  });

  it.each(['<img src=x onerror=alert(1)>', 'a <b onclick="x">b</b>', '<script>alert(1)</script>'])(
    'the HTML %p becomes text',
    (said) => expect(htmlOf(said)).not.toMatch(/<(?!\/?p>)/),
  );

  it('a picture is only its description', () => {
    expect(htmlOf('![a "b"](x.png)')).toBe('<p>a &quot;b&quot;</p>\n');
  });

  it('a file of the checkout is named, and a public page opens beside this one', () => {
    expect(htmlOf('[`x`](../a.ts)')).toBe('<p><span title="../a.ts"><code>x</code></span></p>\n');
    expect(htmlOf('[N](https://nats.io)')).toContain(
      '<a href="https://nats.io" target="_blank" rel="noreferrer">',
    );
    expect(htmlOf('[T](2-the-owner-is-down.md)')).toContain('<a href="#/tours/2-the-owner-is-down">T</a>');
  });

  it('a link leads to another tour or a public page, and to nothing else', () => {
    expect(targetOf('2-the-owner-is-down.md')).toBe('#/tours/2-the-owner-is-down');
    expect(targetOf('../ko/2-the-owner-is-down.md#x')).toBe('#/tours/2-the-owner-is-down');
    expect(targetOf('https://nats.io')).toBe('https://nats.io');
    expect(targetOf('../lab/README.md')).toBeNull();
    expect(targetOf('javascript:alert(1)')).toBeNull();
  });
});
