import { Marked } from 'marked';

/** Where a link of a walkthrough leads on this page: to another tour or a public page; null for a file of the checkout. */
export function targetOf(to: string): string | null {
  if (/^https?:\/\//.test(to)) return to;
  const [, name] = /^(?:\.\.?\/)*(?:ko\/)?(\d+-[\w-]+)\.md(?:#.*)?$/.exec(to) ?? [];
  return name ? `#/tours/${name}` : null;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const marked = new Marked({
  renderer: {
    // Comments are left out; any other HTML stays text.
    html: ({ text }) => (text.startsWith('<!--') ? '' : escaped(text)),
    code: ({ text }) => `<pre tabindex="0">${escaped(text)}</pre>`,
    link({ href, tokens }) {
      const target = targetOf(href);
      const shown = this.parser.parseInline(tokens);
      if (target === null) return `<span title="${escaped(href)}">${shown}</span>`;
      const elsewhere = target.startsWith('#') ? '' : ' target="_blank" rel="noreferrer"';
      return `<a href="${escaped(target)}"${elsewhere}>${shown}</a>`;
    },
    image: ({ text }) => escaped(text),
  },
});

/** Markdown of a walkthrough as HTML. */
export const htmlOf = (markdown: string): string => marked.parse(markdown, { async: false });
