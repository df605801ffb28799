// A zip written as a stream, for files larger than memory.
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** Entries with their pieces; nothing but the piece at hand is held. */
export async function* zipped(entries: readonly [string, Iterable<Buffer>][]): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, pieces] of entries) {
    const start = offset;
    // Sizes come behind the data: bit 3 of the flags.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(name.length, 22);
    const head = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name)]);
    yield head;
    let [crc, size, packed] = [0, 0, 0];
    const counted = function* () {
      for (const piece of pieces) {
        crc = crc32(piece, crc);
        size += piece.length;
        yield piece;
      }
    };
    const deflated = Readable.from(counted()).pipe(createDeflateRaw({ level: 6 }));
    for await (const piece of deflated as AsyncIterable<Buffer>) {
      packed += piece.length;
      yield piece;
    }
    const sizes = Buffer.alloc(12);
    [crc, packed, size].forEach((value, i) => void sizes.writeUInt32LE(value, i * 4));
    yield Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), sizes]);
    offset += head.length + packed + 16;
    sizes.copy(common, 10);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(start, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name)]),
    );
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  yield Buffer.concat([listed, end]);
}
