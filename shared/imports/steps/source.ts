// The upload as UTF-8 CSV in S3: itself where it is that, else a copy.
import { hashOf } from '../../platform/ids.ts';
import { type Encoding, sniffEncoding, toUtf8 } from '../encoding.ts';
import type { ImportRow } from '../import-store.ts';
import { convertedKey, uploadKey } from '../schema.ts';
import { openWorkbook } from '../xlsx.ts';
import type { FileParts } from './parts.ts';

export const HEAD_BYTES = 64 * 1024;

export interface Source {
  key: string;
  etag: string;
  /** Bytes of the byte order mark. */
  mark: number;
  is1904?: boolean;
  /** Nothing but its looks says that it is UTF-8. */
  isGuess?: boolean;
}

type Upload = Pick<ImportRow, 'id' | 'format'> & { etag: string };

/** `encoding`: what a closer look has found, instead of a guess by the beginning. */
export async function readable(
  { files }: Pick<FileParts, 'files'>,
  { id, format, etag }: Upload,
  encoding?: Encoding,
): Promise<Source> {
  const upload = uploadKey(id, format);
  const copy = convertedKey(id, hashOf([etag], 12));
  const converted = async (pieces: AsyncIterable<Uint8Array>) => {
    await files.write(copy, pieces, 'text/csv');
    return { key: copy, etag: (await files.facts(copy))?.etag ?? '', mark: 0 };
  };
  if (format === 'xlsx') {
    const { csv, is1904 } = await openWorkbook(await files.readAll(upload, etag));
    return { ...(await converted(csv)), is1904 };
  }
  const head = await files.readSpan(upload, { start: 0, end: HEAD_BYTES }, etag);
  const sniffed = encoding ? { encoding, mark: 0 } : sniffEncoding(head, head.length < HEAD_BYTES);
  if (sniffed.encoding === 'utf-8')
    return { key: upload, etag, mark: sniffed.mark, isGuess: sniffed.mark === 0 };
  return converted(toUtf8(files.read(upload, etag), sniffed));
}
