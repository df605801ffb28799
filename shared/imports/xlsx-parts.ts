// The parts of a workbook, read tag by tag (ECMA-376, SpreadsheetML): which sheet is first, shared texts, cells.
import { MAX_COLUMNS } from './mapping.ts';

export interface XmlReader {
  open(tag: string, attribute: (name: string) => string | undefined): void;
  text(text: string): void;
  close(tag: string): void;
}

/** The workbook and its relations: where the first sheet that is not hidden lies. */
export class WorkbookReader implements XmlReader {
  is1904 = false;
  private readonly sheets: string[] = [];
  private readonly targets = new Map<string, string>();

  open(tag: string, attribute: (name: string) => string | undefined): void {
    if (tag === 'workbookPr') this.is1904 = /^(1|true)$/.test(attribute('date1904') ?? '');
    if (tag === 'sheet' && !/hidden/i.test(attribute('state') ?? '')) this.sheets.push(attribute('id') ?? '');
    if (tag === 'Relationship') this.targets.set(attribute('Id') ?? '', attribute('Target') ?? '');
  }
  text(): void {}
  close(): void {}

  get firstSheet(): string {
    const target = this.targets.get(this.sheets[0] ?? '') ?? 'worksheets/sheet1.xml';
    return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  }
}

/** Texts that cells refer to by number. */
export class SharedTexts implements XmlReader {
  private readonly texts: string[] = [];
  private gathered = '';
  private isText = false;
  private isReading = false;

  open(tag: string): void {
    if (tag === 'si') this.gathered = '';
    // How Japanese is pronounced is no part of the text.
    if (tag === 'rPh') this.isReading = true;
    if (tag === 't') this.isText = !this.isReading;
  }
  text(text: string): void {
    if (this.isText) this.gathered += text;
  }
  close(tag: string): void {
    if (tag === 't') this.isText = false;
    if (tag === 'rPh') this.isReading = false;
    if (tag === 'si') this.texts.push(this.gathered);
  }
  at(index: number): string {
    return this.texts[index] ?? '';
  }
}

const MAX_SHEET_ROWS = 1_048_576;

/** The cells of a sheet as CSV; empty rows stay, so that row numbers do. */
export class SheetReader implements XmlReader {
  private readonly shared: SharedTexts;
  private csv = '';
  private row = 0;
  private cells: string[] = [];
  private column = -1;
  private type = '';
  private value = '';
  private isValue = false;

  constructor(shared: SharedTexts) {
    this.shared = shared;
  }

  open(tag: string, attribute: (name: string) => string | undefined): void {
    if (tag === 'row') this.openRow(Number(attribute('r') ?? this.row + 1));
    else if (tag === 'c') {
      const place = columnOf(attribute('r'));
      this.column = place ?? this.column + 1;
      this.type = attribute('t') ?? 'n';
      this.value = '';
    } else if (tag === 'v' || tag === 't') this.isValue = true;
    else if (tag === 'rPh') this.isValue = false;
  }
  text(text: string): void {
    if (this.isValue) this.value += text;
  }
  close(tag: string): void {
    if (tag === 'v' || tag === 't') this.isValue = false;
    else if (tag === 'c' && this.column < MAX_COLUMNS) this.cells[this.column] = this.shown();
    else if (tag === 'row') this.csv += `${Array.from(this.cells, quoted).join(',')}\n`;
  }

  /** What was read since the last call. */
  takeCsv(): string {
    const { csv } = this;
    this.csv = '';
    return csv;
  }

  private openRow(number: number): void {
    const gap = Math.min(number, MAX_SHEET_ROWS) - this.row - 1;
    if (gap > 0) this.csv += '\n'.repeat(gap);
    this.row += 1 + Math.max(0, gap);
    this.cells = [];
    this.column = -1;
  }

  private shown(): string {
    if (this.type === 's') return this.shared.at(Number(this.value));
    if (this.type === 'b') return this.value === '1' ? 'true' : 'false';
    if (this.type !== 'n' || this.value === '') return this.value;
    // The file may hold 2.51911223344E11; all fifteen digits are there.
    const number = Number(this.value);
    return Number.isFinite(number) ? String(number) : this.value;
  }
}

const quoted = (cell: string | undefined): string => `"${(cell ?? '').replaceAll('"', '""')}"`;

/** `C12` to 2. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
