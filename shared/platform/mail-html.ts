// A mail as HTML that renders the same on phones and desktops: tables, inline styles, no images, no remote anything.
import { htmlEngine, renderSync } from './liquid.ts';
import type { MailContent } from './mail-content.ts';
import { mailTemplates } from './mail-templates.ts';

const engine = htmlEngine(mailTemplates);
const page = engine.parse(mailTemplates.page);

const percent = (share: number) => Math.round(100 * Math.min(1, Math.max(0, share)));

/** Numbers that the templates print into styles and attributes. */
function measured(block: MailContent['blocks'][number]): object {
  if (block.kind === 'bars') {
    const bars = block.bars.map((bar) => ({
      ...bar,
      width: bar.share > 0 ? Math.max(1, percent(bar.share)) : 0,
    }));
    return { ...block, bars };
  }
  if (block.kind === 'columns') {
    const columns = block.columns.map((column) => ({
      ...column,
      height: Math.max(2, percent(column.share)),
    }));
    return { ...block, columns, width: Math.floor(100 / Math.max(1, columns.length)) };
  }
  return block;
}

/** The HTML part. Everything in `content` is text and is escaped here. */
export function mailHtml(content: MailContent): string {
  const html = renderSync(engine, page, { ...content, blocks: content.blocks.map(measured) });
  return html.replace(/\n\s*/g, '\n').trim();
}
