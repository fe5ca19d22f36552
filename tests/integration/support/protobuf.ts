/** The fields of a message by number, each with all its values: numbers, or bytes. */
export type Fields = ReadonlyMap<number, (bigint | Buffer)[]>;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** Reads a protobuf message without its schema. @throws RangeError when it is cut off */
export function readFields(message: Buffer): Fields {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > message.length) throw new RangeError('a field goes beyond the message');
    at += length;
    return message.subarray(at - length, at);
  };
  const readValue = (type: number): bigint | Buffer => {
    if (type === VARINT) return varint();
    if (type === FIXED_64) return take(8).readBigUInt64LE();
    if (type === FIXED_32) return BigInt(take(4).readUInt32LE());
    if (type === BYTES) return take(Number(varint()));
    throw new RangeError(`there is no wire type ${type}`);
  };
  while (at < message.length) {
    const tag = Number(varint());
    const value = readValue(tag & 7);
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

export function readMessages(message: Fields, field: number): Fields[] {
  return (message.get(field) ?? []).filter((value) => Buffer.isBuffer(value)).map(readFields);
}

export function readText(message: Fields, field: number): string {
  const value = message.get(field)?.[0];
  return Buffer.isBuffer(value) ? value.toString() : '';
}
