import { type Block, blocksOf, type Inline, targetOf } from './markdown';

const Inlines = ({ of }: { readonly of: readonly Inline[] }) => <>{of.map(inline)}</>;

function inline(part: Inline, key: number) {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code key={key}>{part.text}</code>;
    case 'strong':
      return (
        <strong key={key}>
          <Inlines of={part.children} />
        </strong>
      );
    case 'emphasis':
      return (
        <em key={key}>
          <Inlines of={part.children} />
        </em>
      );
    case 'link': {
      const target = targetOf(part.to);
      const children = <Inlines of={part.children} />;
      if (target === null) return <span title={part.to}>{children}</span>;
      return (
        <a
          key={key}
          href={target}
          {...(target.startsWith('#') ? {} : { target: '_blank', rel: 'noreferrer' })}
        >
          {children}
        </a>
      );
    }
  }
}

function block(part: Block, key: number) {
  switch (part.kind) {
    case 'paragraph':
      return (
        <p key={key}>
          <Inlines of={part.children} />
        </p>
      );
    case 'heading':
      return (
        <h3 key={key}>
          <Inlines of={part.children} />
        </h3>
      );
    case 'code':
      return (
        <pre key={key} tabIndex={0}>
          {part.text}
        </pre>
      );
    case 'list': {
      const List = part.isOrdered ? 'ol' : 'ul';
      return (
        <List key={key}>
          {part.items.map((item, at) => (
            <li key={at}>
              <Inlines of={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'table':
      return (
        <div class="wide" key={key} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {part.head.map((cell, at) => (
                  <th key={at} scope="col">
                    <Inlines of={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {part.rows.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, column) => (
                    <td key={column}>
                      <Inlines of={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

/** Markdown of a walkthrough as elements; text never becomes HTML. */
export const Markdown = ({ text }: { readonly text: string }) => <>{blocksOf(text).map(block)}</>;
