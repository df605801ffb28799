// A mail as plain text, from the same blocks as its HTML.
import type { Block, Line, MailContent } from './mail-content.ts';

const BAR_CELLS = 20;

const lineText = ({ text, href, label }: Line): string => {
  const target = href && /^https?:/.test(href) ? href : undefined;
  const said = target?.endsWith(text) ? target : [text, target].filter(Boolean).join(' ');
  return [label, said].filter(Boolean).join(' ');
};

function blockText(block: Block): string {
  switch (block.kind) {
    case 'greeting':
    case 'paragraph':
    case 'lead':
    case 'small':
      return block.text;
    case 'warning':
      return `! ${block.text}`;
    case 'button':
      return `${block.text}\n${block.href}`;
    case 'heading':
      return `${block.text}\n${'-'.repeat([...block.text].length)}`;
    case 'figures':
      return block.figures.map(({ value, label }) => `${value} ${label}`).join('\n');
    case 'bars':
      return [
        block.title,
        ...block.bars.map(
          ({ label, value, share }) => `${'#'.repeat(Math.ceil(share * BAR_CELLS)) || '-'} ${label} ${value}`,
        ),
      ].join('\n');
    case 'columns':
      return [block.title, block.columns.map(({ label, value }) => `${label}: ${value}`).join(', ')].join(
        '\n',
      );
    case 'people':
      return block.people
        .map(({ name, value, why, step, contacts }, index) =>
          [
            `${index + 1}. ${name} (${value})`,
            ...why.map((reason) => `   ${reason}`),
            ...(step ? [`   ${block.stepLabel} ${step}`] : []),
            ...contacts.map((line) => `   ${lineText(line)}`),
          ].join('\n'),
        )
        .join('\n\n');
    case 'signature':
      return block.lines.join('\n');
    case 'contact':
      return [block.title, ...block.lines.map(lineText)].join('\n');
  }
}

/** The text part: what the HTML says, without looks. */
export function mailText({ blocks, footer }: MailContent): string {
  const body = blocks.map(blockText).join('\n\n');
  return `${body}\n\n--\n${footer.map(lineText).join('\n')}\n`;
}
