import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../json-values.ts';

/** A schema for each member of a type; a member that has none does not compile. */
export type Members<T> = { [Name in keyof T]-?: z.ZodType<T[Name]> };

/** The schema of a type, member by member; a member that the type does not have is refused. */
export function stored<T extends object>(members: Members<T>): z.ZodType<T> {
  return z.strictObject(members) as unknown as z.ZodType<T>;
}

/** The schema of a choice of words; the type's every word has to be named. */
export function oneOf<Word extends string>(words: Record<Word, true>): z.ZodType<Word> {
  return z.enum(Object.keys(words) as Word[]);
}

/** As `JSON.stringify` writes a Date; years beyond 9999 have a sign and six digits. */
const ISO_TIME = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const date = z
  .string()
  .refine((text) => ISO_TIME.test(text) && Number.isFinite(Date.parse(text)), 'must be a time')
  .transform((text) => new Date(text));

/** JSON has no word for NaN, which a text of the caller's may have become, and writes null. */
export const number = z.union([z.number(), z.null().transform(() => NaN)]);

/** Bytes, in base64. */
export const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));

/** An object that was JSON from the start (what a caller sent, what was answered), whatever it holds. */
export function jsonOf<T extends JsonObject>(): z.ZodType<T> {
  return z.custom<T>(isJsonObject, 'must be an object');
}

function isReadable(read: (pem: string) => unknown): (pem: string) => boolean {
  return (pem) => {
    try {
      read(pem);
      return true;
    } catch {
      return false;
    }
  };
}

export const privateKey = z.string().refine(isReadable(createPrivateKey), 'must be a private key');

export const certificate = z.string().refine(
  isReadable((pem) => new X509Certificate(pem)),
  'must be a certificate',
);
