import { fromSeed } from 'nkeys.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** What a seed of an account's key begins with. */
const SEED_OF_ACCOUNT = [0x90, 0x00];

/** CRC-16 as XMODEM has it. */
const checksumOf = (bytes: readonly number[]): number => {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
};

const base32 = (bytes: readonly number[]): string => {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
};

/** The seed of an account's nkey (`SA…`) that is made of these 32 bytes. The library makes seeds of random bytes alone. */
export function accountSeed(bytes: Uint8Array): string {
  const body = [...SEED_OF_ACCOUNT, ...bytes];
  const checksum = checksumOf(body);
  return base32([...body, checksum & 0xff, checksum >> 8]);
}

/** The public key (`A…`) of an account's seed. @throws Error for anything else */
export const accountOf = (seed: string): string => fromSeed(Buffer.from(seed)).getPublicKey();

export const isAccountSeed = (text: string): boolean => {
  try {
    return text.startsWith('SA') && accountOf(text).startsWith('A');
  } catch {
    return false;
  }
};
