// What a mail says, apart from how it looks: a list of blocks that becomes HTML (mail-html.ts) and text (mail-text.ts).
import type { Language } from './i18n.ts';

export interface Line {
  readonly text: string;
  /** `tel:`, `mailto:` or `https:`. */
  readonly href?: string | undefined;
  /** Said before the text, with its colon. */
  readonly label?: string | undefined;
}

/** One horizontal bar. `share` is its length, 0 to 1 of the row. */
export interface Bar {
  readonly label: string;
  readonly value: string;
  readonly share: number;
  readonly tone: 'alarm' | 'warning' | 'calm' | 'quiet';
}

/** One upright bar of a trend; `share` is its height, 0 to 1. */
interface Column {
  readonly label: string;
  readonly value: string;
  readonly share: number;
  readonly isLast: boolean;
}

export interface Person {
  readonly name: string;
  /** What they are worth, formatted. */
  readonly value: string;
  readonly why: readonly string[];
  readonly step: string;
  readonly contacts: readonly Line[];
}

export type Block =
  | {
      readonly kind: 'greeting' | 'paragraph' | 'lead' | 'heading' | 'small' | 'warning';
      readonly text: string;
    }
  /** A link that looks like a button. */
  | { readonly kind: 'button'; readonly text: string; readonly href: string }
  | { readonly kind: 'figures'; readonly figures: readonly { value: string; label: string }[] }
  | { readonly kind: 'bars'; readonly title: string; readonly bars: readonly Bar[] }
  | { readonly kind: 'columns'; readonly title: string; readonly columns: readonly Column[] }
  | {
      readonly kind: 'people' /** With its colon. */;
      readonly stepLabel: string;
      readonly people: readonly Person[];
    }
  | { readonly kind: 'signature'; readonly lines: readonly string[] }
  | { readonly kind: 'contact'; readonly title: string; readonly lines: readonly Line[] };

export interface MailContent {
  readonly language: Language;
  readonly subject: string;
  /** What a mailbox shows beside the subject. */
  readonly preheader: string;
  /** The business's name. */
  readonly brand: string;
  readonly blocks: readonly Block[];
  readonly footer: readonly Line[];
}
