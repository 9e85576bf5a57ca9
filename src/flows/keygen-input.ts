import { Messages } from '@salesforce/core/messages';
import type { SecretLocation } from '../io/secret-input.ts';
import type { KeyFormat, KeySize } from '../keys/generate.ts';
import type { AskNewPassphrase } from './new-passphrase.ts';
import type { AskPassphrase } from './private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'keygen');

/** Files beside key and certificate (or request) that can be asked for. */
export const ADDITIONAL_OUTPUTS = ['certificate-der', 'key-der', 'pkcs12', 'jwk'] as const;
export type AdditionalOutput = (typeof ADDITIONAL_OUTPUTS)[number];

/** What was not typed is undefined, so that it can be told from a default. */
export type KeygenInput = {
  /** Base name of all files, and the common name when there is no `subject`. */
  name: string;
  outputDir: string;
  keySize?: KeySize;
  keyFormat?: KeyFormat;
  days?: number;
  /** ISO 8601. */
  notBefore?: string;
  /** RFC 4514, for example `CN=ci,O=Example Inc`. */
  subject?: string;
  /** A certificate request instead of a certificate. */
  isRequest: boolean;
  also: readonly AdditionalOutput[];
  /** An existing private key; `-` is standard input. Nothing of it is written. */
  fromKey?: string;
  /** Protect the private key, also when no `passphrase` says with what. */
  encrypt: boolean;
  /** Of the new private key, or, with `fromKey`, of that one. */
  passphrase?: SecretLocation;
  force: boolean;
  /** As it was typed, for errors. */
  command?: string;
};

/** Ask a person; absent where there is nobody to ask. */
export type Ask = { newPassphrase?: AskNewPassphrase; passphrase?: AskPassphrase };

/** True when the private key that is made will have a passphrase. */
export const isProtected = ({ fromKey, encrypt, passphrase }: KeygenInput): boolean =>
  fromKey === undefined && (encrypt || passphrase !== undefined);

/** What cannot be had together. The first row that fits is told. */
const contradictions: Array<{ fits: (input: KeygenInput) => boolean; error: string }> = [
  {
    fits: (input) => isProtected(input) && input.keyFormat === 'pkcs1',
    error: 'error.Pkcs1WithPassphrase',
  },
  {
    fits: ({ fromKey, keySize, keyFormat, encrypt }) =>
      fromKey !== undefined && (keySize !== undefined || keyFormat !== undefined || encrypt),
    error: 'error.FromKeyChangesNothing',
  },
  {
    fits: ({ fromKey, also }) =>
      fromKey !== undefined && also.some((output) => output === 'key-der' || output === 'pkcs12'),
    error: 'error.FromKeyWritesNoKey',
  },
  {
    fits: ({ isRequest, days, notBefore }) => isRequest && (days !== undefined || notBefore !== undefined),
    error: 'error.RequestWithoutDates',
  },
  {
    fits: ({ isRequest, also }) =>
      isRequest && also.some((output) => output === 'certificate-der' || output === 'pkcs12'),
    error: 'error.RequestWithoutCertificate',
  },
  {
    fits: (input) => input.also.includes('pkcs12') && !isProtected(input),
    error: 'error.Pkcs12WithoutPassphrase',
  },
];

/** Throws a named error, before anything is read or made, for flags that contradict each other. */
export function refuseContradictions(input: KeygenInput): void {
  const contradiction = contradictions.find(({ fits }) => fits(input));
  if (contradiction) throw messages.createError(contradiction.error, [], [], 2);
}
