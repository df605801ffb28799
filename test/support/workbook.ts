// A small Excel workbook made by hand: a zip without compression, with just the parts a reader needs.
import { crc32 } from 'node:zlib';

type Cell = string | number | boolean | { inline: string } | undefined;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Rows by number (from 1); texts are shared, as Excel writes them. */
export function aWorkbook(rows: Record<number, Cell[]>, more: { is1904?: boolean } = {}): Buffer {
  const texts: string[] = [];
  const cell = (value: Cell, row: number, column: number): string => {
    const at = `r="${String.fromCharCode(65 + column)}${row}"`;
    if (value === undefined) return '';
    if (typeof value === 'object')
      return `<c ${at} t="inlineStr"><is><t>${escaped(value.inline)}</t></is></c>`;
    if (typeof value === 'number') return `<c ${at} s="1"><v>${value}</v></c>`;
    if (typeof value === 'boolean') return `<c ${at} t="b"><v>${value ? 1 : 0}</v></c>`;
    return `<c ${at} t="s"><v>${texts.push(value) - 1}</v></c>`;
  };
  const sheet = Object.entries(rows)
    .map(
      ([row, cells]) =>
        `<row r="${row}">${cells.map((value, i) => cell(value, Number(row), i)).join('')}</row>`,
    )
    .join('');
  const xml = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?>${inner}`;
  return zipOf({
    'xl/workbook.xml': xml(
      `<workbook><workbookPr${more.is1904 ? ' date1904="1"' : ''}/><sheets><sheet name="H" state="hidden" r:id="r1"/><sheet name="S" r:id="r2"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      '<Relationships><Relationship Id="r1" Target="worksheets/h.xml"/><Relationship Id="r2" Target="/xl/worksheets/s.xml"/></Relationships>',
    ),
    'xl/sharedStrings.xml': xml(
      `<sst>${texts.map((text) => `<si><r><t>${escaped(text)}</t></r><rPh><t>x</t></rPh></si>`).join('')}</sst>`,
    ),
    'xl/worksheets/h.xml': xml('<worksheet><sheetData/></worksheet>'),
    'xl/worksheets/s.xml': xml(`<worksheet><sheetData>${sheet}</sheetData></worksheet>`),
  });
}

function zipOf(files: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), data]);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}
