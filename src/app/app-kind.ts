import { X509Certificate } from 'node:crypto';
import type { Component, ComponentFields } from './metadata-files.ts';
import type { AppSettings, SettingName } from './settings.ts';

/** A component as the Metadata API returns it: texts, nested where the type is; without fields when there is none. */
export type ComponentRecord = Record<string, unknown>;

/** A part of an app: one component of this metadata type. */
export type Part = Pick<Component, 'type' | 'folder' | 'suffix'>;

/** Records or fields of an app by the name of its parts. */
export type PartRecords = Record<string, ComponentRecord>;
export type PartFields = Record<string, ComponentFields>;

/** How one setting is found in an app's parts, and what is written for a value. `undefined` takes an element away. */
export type SettingRow<Value> = {
  read: (parts: PartRecords) => Value;
  write: (value: Value) => PartFields;
};

/** What there is to know about a kind of app: its parts in the order of a deploy, and where each setting lies. */
export type AppKind = {
  parts: Record<string, Part>;
  settings: { [Name in SettingName]: SettingRow<AppSettings[Name]> };
  /** What a new app has besides its settings. */
  fixed: (app: { name: string; label: string; consumerKey: string | undefined }) => PartFields;
  consumerKey: (parts: PartRecords) => string | undefined;
};

/** A text of a record; empty ones and nil are none. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Numbers come as text where jsforce does not know the type. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'string' || typeof value === 'number' ? Number(value) : undefined;

export const isTrue = (value: unknown): boolean => String(value) === 'true';

/** A list that may come as a single value, or not at all. */
export const listOf = <T>(value: unknown): T[] => [value ?? []].flat() as T[];

/** The entries of a list written as one text. */
export const splitList = (value: unknown, separator: RegExp | string = ','): string[] =>
  (textOf(value) ?? '')
    .split(separator)
    .map((entry) => entry.trim())
    .filter(Boolean);

/** One text for a list, or no element for an empty one. */
export const joinList = (values: readonly string[], separator = ','): string | undefined =>
  values.length > 0 ? values.join(separator) : undefined;

/**
 * The certificate in any form in which orgs return one: PEM, also with spaces for its line breaks, base64 of the DER in one line
 * or more, base64 of the PEM. A bundle is none.
 */
export function readCertificate(value: unknown): X509Certificate | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const inner = Buffer.from(text, 'base64').toString('latin1');
  const [body = '', ...more] = bodiesOf(inner.includes('-----BEGIN') ? inner : text);
  if (more.length > 0) return undefined;
  try {
    return new X509Certificate(Buffer.from(body, 'base64'));
  } catch {
    return undefined;
  }
}

/** What lies between the lines of PEM, without white space; all of a text that has none. */
const bodiesOf = (text: string): string[] =>
  text
    .split(/-----(?:BEGIN|END) CERTIFICATE-----/)
    .map((part) => part.replace(/\s/g, ''))
    .filter(Boolean);

/** The name in a table for a value as an org writes it, in any case. */
export function nameOf<Name extends string>(
  table: Record<Name, string>,
  value: unknown,
  fallback: NoInfer<Name>,
): NoInfer<Name> {
  const text = textOf(value)?.toLowerCase();
  const found = Object.entries<string>(table).find(([, written]) => written.toLowerCase() === text);
  return (found?.[0] as Name | undefined) ?? fallback;
}
