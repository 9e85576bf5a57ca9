import { BlockList, isIP, SocketAddress } from 'node:net';
import { Messages } from '@salesforce/core/messages';
import type { IpRange, RefreshTokenPolicy } from './settings.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

/** `zero`, `infinite`, `lifetime:4:hours`, `inactivity:30:days`; months, too. */
export function parseRefreshToken(text: string): RefreshTokenPolicy {
  const [kind = '', period = '', unit = '', ...more] = text.toLowerCase().split(':');
  if ((kind === 'zero' || kind === 'infinite') && period === '') return { kind };
  const isWhole = /^[1-9]\d{0,4}$/.test(period) && more.length === 0;
  if ((kind === 'lifetime' || kind === 'inactivity') && isWhole && isUnit(unit))
    return { kind, period: Number(period), unit };
  throw messages.createError('error.RefreshTokenInvalid', [text], [], 2);
}

const isUnit = (text: string): text is 'hours' | 'days' | 'months' =>
  ['hours', 'days', 'months'].includes(text);

/** One address, two joined by a hyphen, or a block of IPv4 like `10.0.0.0/24`. */
export function parseIpRange(text: string): IpRange {
  const range = readBlock(text) ?? readPair(text);
  if (range) return range;
  throw messages.createError('error.IpRangeInvalid', [text], [], 2);
}

function readPair(text: string): IpRange | undefined {
  const [start = '', end = start, ...more] = text.split('-').map((part) => part.trim());
  const family = isIP(start);
  if (family === 0 || isIP(end) !== family || more.length > 0 || !isInOrder(start, end)) return undefined;
  return { start, end };
}

function isInOrder(start: string, end: string): boolean {
  const family = isIP(start) === 6 ? 'ipv6' : 'ipv4';
  try {
    // refuses a range that ends before it begins
    new BlockList().addRange(
      new SocketAddress({ address: start, family }),
      new SocketAddress({ address: end, family }),
    );
    return true;
  } catch {
    return false;
  }
}

const IPV4_BITS = 32;

function readBlock(text: string): IpRange | undefined {
  const [, address = '', bits = ''] = /^(.+)\/(\d{1,2})$/.exec(text) ?? [];
  if (isIP(address) !== 4 || Number(bits) > IPV4_BITS) return undefined;
  const size = 2 ** (IPV4_BITS - Number(bits));
  const value = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const first = Math.floor(value / size) * size;
  return { start: dotted(first), end: dotted(first + size - 1) };
}

const dotted = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
