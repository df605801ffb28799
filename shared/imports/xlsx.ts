// A workbook's first sheet as CSV, piece by piece: the sheet streams, only the shared texts are held in memory.
import { StringDecoder } from 'node:string_decoder';
import sax from 'sax';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { UnreadableFile } from './chunks.ts';
import { SharedTexts, SheetReader, WorkbookReader, type XmlReader } from './xlsx-parts.ts';

/** A zip may unfold to thousands of times its size; a sheet of a million rows has about half of this. */
const MAX_INFLATED = 2 * 1024 ** 3;
const MAX_SHARED = 256 * 1024 ** 2;
/** A sheet, its relations, a drawing, a picture: thousands at most. */
const MAX_PARTS = 10_000;

/** The file is no workbook we can read; the message is for a person. */
export class UnreadableWorkbook extends UnreadableFile {}

export interface Workbook {
  /** Day 0 of its dates is 1904-01-01. */
  is1904: boolean;
  /** UTF-8 CSV with commas and every cell quoted; line n is row n of the sheet. */
  csv: AsyncGenerator<Uint8Array>;
}

/** Opens a workbook held in memory. Throws UnreadableWorkbook. */
export async function openWorkbook(bytes: Buffer): Promise<Workbook> {
  const { zip, entries } = await unzip(bytes);
  const book = new WorkbookReader();
  for (const name of ['xl/workbook.xml', 'xl/_rels/workbook.xml.rels']) {
    await readWhole(zip, entries.get(name), book, MAX_SHARED);
  }
  const sheet = entries.get(book.firstSheet);
  if (!sheet) throw new UnreadableWorkbook('The workbook has no sheet.');
  const texts = new SharedTexts();
  const shared = entries.get('xl/sharedStrings.xml');
  if (shared) await readWhole(zip, shared, texts, MAX_SHARED);
  return { is1904: book.is1904, csv: sheetCsv(zip, sheet, texts) };
}

async function unzip(bytes: Buffer): Promise<{ zip: ZipFile; entries: Map<string, Entry> }> {
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true });
    if (zip.entryCount > MAX_PARTS) throw new RangeError('too many parts');
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName.replace(/^\//, ''), entry);
    return { zip, entries };
  } catch (cause) {
    throw new UnreadableWorkbook('The file is no Excel workbook (.xlsx), or it is damaged or locked.', {
      cause,
    });
  }
}

async function* sheetCsv(zip: ZipFile, sheet: Entry, texts: SharedTexts): AsyncGenerator<Uint8Array> {
  const reader = new SheetReader(texts);
  for await (const _piece of readPieces(zip, sheet, reader, MAX_INFLATED)) {
    const csv = reader.takeCsv();
    if (csv !== '') yield Buffer.from(csv);
  }
}

async function readWhole(zip: ZipFile, entry: Entry | undefined, reader: XmlReader, limit: number) {
  if (!entry) throw new UnreadableWorkbook('The workbook lacks one of its parts.');
  for await (const _piece of readPieces(zip, entry, reader, limit));
}

/** Feeds the reader; yields after each piece. */
async function* readPieces(zip: ZipFile, entry: Entry, reader: XmlReader, limit: number) {
  if (entry.uncompressedSize > limit)
    throw new UnreadableWorkbook(
      `The workbook unpacks to more than ${limit / 2 ** 20} MiB: split it, or save it as CSV and import that.`,
    );
  const xml = sax.parser(true, { position: false });
  xml.onopentag = ({ name, attributes }) =>
    reader.open(local(name), (key) => textOf(attributes[key] ?? attributes[`r:${key}`]));
  xml.onclosetag = (name) => reader.close(local(name));
  xml.ontext = (text) => reader.text(text);
  xml.oncdata = (text) => reader.text(text);
  const decoder = new StringDecoder('utf8');
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      xml.write(decoder.write(piece));
      yield;
    }
    xml.close();
    yield;
  } catch (cause) {
    throw new UnreadableWorkbook('The workbook is damaged.', { cause });
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
