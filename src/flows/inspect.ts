import type { KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { decodeJwt } from '../assertion/decode.ts';
import { parseCertificate } from '../certificates/parse.ts';
import { describeCertificate, describeRequest, publicKeyOf } from '../inspection/certificate.ts';
import {
  checkAgainst,
  checkOwnPair,
  type Check,
  type Reference,
  type Subject,
} from '../inspection/checks.ts';
import { isUsable } from '../inspection/finding.ts';
import { formOf } from '../inspection/forms.ts';
import type { Inspection, JudgedItem } from '../inspection/inspection.ts';
import { describeJwt } from '../inspection/jwt.ts';
import { describePrivateKey, describePublicKey, publicHalf } from '../inspection/key.ts';
import { describeOther } from '../inspection/other-kinds.ts';
import { protectionOf } from '../inspection/protection.ts';
import {
  readKeyInput,
  readPassphrase,
  shareStandardInput,
  type KeyInput,
  type SecretLocation,
} from '../io/secret-input.ts';
import { parsePrivateKey } from '../keys/parse.ts';
import { toPassphrase, type Passphrase } from '../keys/passphrase.ts';
import { openParts, type FindPassphrase, type OpenPart } from './inspect-parts.ts';
import type { AskPassphrase } from './private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'inspect');

/** What to look at, and what to check it against. The one passphrase is for whatever needs one. */
export type InspectInput = {
  /** One of both; `-` is standard input. */
  file?: string;
  variable?: string;
  keyFile?: string;
  certificateFile?: string;
  passphrase?: SecretLocation;
  askPassphrase?: AskPassphrase;
};

export type InspectResult = Inspection;

/** Describes what a file holds, usable or not, and carries out the checks that were asked for. Nothing goes over the network. */
export async function inspect(input: InspectInput, now: Date): Promise<InspectResult> {
  const { passphrase, keyFile, certificateFile } = input;
  const location = locationOf(input);
  if (shareStandardInput(location, passphrase, fileLocation(keyFile), fileLocation(certificateFile)))
    throw messages.createError('error.StandardInputTwice', [], [], 2);
  const file = await readKeyInput(location, 'FILE');
  const { source, path } = file;
  const findPassphrase = passphraseFinder(input);
  const parts = await openParts(file.contents, source, findPassphrase);
  const subjects = parts.map((part) => describe(part, file, now));
  const references = [
    ...(keyFile === undefined ? [] : [await readKeyReference(keyFile, findPassphrase)]),
    ...(certificateFile === undefined
      ? []
      : [await readCertificateReference(certificateFile, passphrase ? findPassphrase : nobody)]),
  ];
  if (references.length > 0) await demandPassphrase(parts, file);
  const checks = [
    ...checkOwnPair(subjects, source),
    ...references.map((reference) => checkAgainst(subjects, source, reference)),
  ];
  return {
    source,
    ...(path !== undefined && { path }),
    items: subjects.map(({ item }) => judge(item, checks)),
    checks,
  };
}

function locationOf({ file, variable }: InspectInput): SecretLocation {
  if (file !== undefined && variable !== undefined) throw messages.createError('error.InputTwice', [], [], 2);
  const location = variable === undefined ? fileLocation(file) : { variable };
  if (!location) throw messages.createError('error.InputMissing', [], [], 2);
  return location;
}

const fileLocation = (file: string | undefined): SecretLocation | undefined =>
  file === undefined ? undefined : { file };

/** The passphrase is read or asked for when the first protected key is met. An empty answer means: without it. */
function passphraseFinder({ passphrase, askPassphrase }: InspectInput): FindPassphrase {
  let known: Promise<Passphrase> | undefined;
  return async (source) => {
    if (passphrase) return (known ??= readPassphrase(passphrase));
    const answer = (await askPassphrase?.(source)) ?? '';
    return answer === '' ? undefined : toPassphrase(answer);
  };
}

const nobody: FindPassphrase = async () => Promise.resolve(undefined);

function describe(opened: OpenPart, file: KeyInput, now: Date): Subject {
  const { part } = opened;
  const form = formOf(part);
  switch (opened.is) {
    case 'private-key':
      return describePrivate(opened, file);
    case 'public-key':
      return { item: describePublicKey(opened.publicKey, form), publicKey: opened.publicKey };
    case 'certificate':
      return {
        item: describeCertificate(opened.certificate, form, now),
        publicKey: publicKeyOf(opened.certificate),
      };
    case 'certificate-request':
      return {
        item: describeRequest(opened.request, form, part.contents.length),
        publicKey: opened.request.publicKey,
      };
    case 'jwt': {
      const jwt = decodeJwt(opened.text, file.source);
      return { item: describeJwt(jwt, now), jwt };
    }
    case 'other':
      return describeRest(opened, file.source);
  }
}

function describePrivate(
  { part, privateKey, isProtected }: OpenPart & { is: 'private-key' },
  { source, path, isOpenToOthers }: KeyInput,
): Subject {
  // a sealed key is made to lie where others read it
  const isSealed = part.kind === 'jwe' || part.kind === 'hardis';
  const item = describePrivateKey(privateKey, {
    form: formOf(part),
    source,
    path,
    isOpenToOthers: isOpenToOthers && !isSealed,
    isProtected,
    protection: protectionOf(part),
  });
  return { item, ...(privateKey && { publicKey: publicHalf(privateKey) }) };
}

function describeRest({ part: { kind } }: OpenPart, source: string): Subject {
  const item = describeOther(kind, source);
  if (item) return { item };
  if (kind === 'empty') throw messages.createError('error.InputEmpty', [source]);
  if (kind === 'unknown') throw messages.createError('error.InputNotRecognized', [source]);
  throw messages.createError('error.PartDamaged', [source, kind.replaceAll('-', ' ')]);
}

/** Any key, also one that cannot be used: the question is only whether it belongs to the other file. */
async function readKeyReference(keyFile: string, findPassphrase: FindPassphrase): Promise<Reference> {
  const { contents, source } = await readKeyInput({ file: keyFile }, '--key-file');
  for (const part of await openParts(contents, source, findPassphrase)) {
    const key = keyOf(part);
    if (key) return { is: 'key', source, publicKey: publicHalf(key) };
  }
  // which names what the file is instead, or says that it needs a passphrase
  return { is: 'key', source, publicKey: publicHalf(await parsePrivateKey(contents, source)) };
}

function keyOf(part: OpenPart): KeyObject | undefined {
  if (part.is === 'private-key') return part.privateKey;
  return part.is === 'public-key' ? part.publicKey : undefined;
}

/** Nobody is asked for the passphrase of a certificate, which has none; one that is given opens a PKCS#12 file. */
async function readCertificateReference(
  certificateFile: string,
  findPassphrase: FindPassphrase,
): Promise<Reference> {
  const { contents, source } = await readKeyInput({ file: certificateFile }, '--certificate-file');
  for (const part of await openParts(contents, source, findPassphrase)) {
    const publicKey = part.is === 'certificate' ? publicKeyOf(part.certificate) : undefined;
    if (publicKey) return { is: 'certificate', source, publicKey };
  }
  return { is: 'certificate', source, publicKey: parseCertificate(contents, source).publicKey };
}

/** A check against a key that cannot be seen is no check: the error says how to give the passphrase. */
async function demandPassphrase(parts: readonly OpenPart[], { contents, source }: KeyInput): Promise<void> {
  if (parts.some((part) => part.is === 'private-key' && !part.privateKey))
    await parsePrivateKey(contents, source);
}

function judge(item: Subject['item'], checks: readonly Check[]): JudgedItem {
  if (item.kind === 'jwt-access-token') return item;
  // without the passphrase, nothing can be said of the key
  if (item.kind === 'private-key' && !item.key) return item;
  const asked = checks.filter(({ against }) => against !== 'own');
  const isToken = item.kind === 'jwt';
  return { ...item, isUsable: isUsable(item.findings) && (!isToken || asked.every(({ holds }) => holds)) };
}
