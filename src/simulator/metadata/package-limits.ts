import type { FactId } from '../facts/facts.ts';
import { OWN_WORDING } from '../refusals.ts';
import { countEntries, listEntries, type ZipEntry } from './zip-archive.ts';

/** Why an upload is turned away before a deploy begins. */
export type UploadFault = { code: string; message: string; fact: FactId };

// The Metadata API's limits, as the CLI's deploy library states them (DEPLOY-24).
const LARGEST_ZIP = 39_000_000;
const MOST_ENTRIES = 10_000;
const LARGEST_CONTENT = 600_000_000;

// No segment may lead out of the zip; a drive letter or a backslash could on another system.
const UNSAFE_PATH = /(?:^|\/)\.{1,2}(?:\/|$)|^\/|\\|^[A-Za-z]:|\0/;

function tooLarge(what: string): UploadFault {
  return { code: 'LIMIT_EXCEEDED', message: `${what} ${OWN_WORDING}`, fact: 'DEPLOY-25' };
}

function checkEntries(entries: ZipEntry[]): UploadFault | undefined {
  if (entries.reduce((sum, { size }) => sum + size, 0) > LARGEST_CONTENT) {
    return tooLarge(`The zip file holds more than ${LARGEST_CONTENT} bytes`);
  }
  const unsafe = entries.find(({ path }) => UNSAFE_PATH.test(path));
  if (unsafe === undefined) return undefined;
  const message = `The zip file has a path that leads out of it: ${JSON.stringify(unsafe.path)} ${OWN_WORDING}`;
  return { code: 'INVALID_OPERATION', message, fact: 'DEPLOY-26' };
}

/** Checks an upload by its zip directory alone, so that nothing harmful is ever unpacked. */
export function checkUpload(zip: Buffer): UploadFault | undefined {
  if (zip.length > LARGEST_ZIP) return tooLarge(`The zip file has more than ${LARGEST_ZIP} bytes`);
  try {
    if (countEntries(zip) > MOST_ENTRIES) {
      return { code: 'INVALID_OPERATION', message: 'Too many files in zip', fact: 'DEPLOY-24' };
    }
    return checkEntries(listEntries(zip));
  } catch {
    // What is no zip at all fails as a deploy (DEPLOY-09).
    return undefined;
  }
}
