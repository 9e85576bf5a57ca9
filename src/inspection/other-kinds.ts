import { Messages } from '@salesforce/core/messages';
import type { FileKind } from '../keys/recognize.ts';
import { unusable, type Finding } from './finding.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'other-kinds');

type OtherKind = Exclude<FileKind, 'certificate' | 'certificate-request' | 'jwt' | 'public-key'>;

/** What is neither key, certificate, request nor JWT, or is in a form that nothing in the flow reads. */
export type OtherItem = { kind: OtherKind; description: string; findings: Finding[] };

type Text = { name: string; message: string; actions?: string[] };

/** The description completes the sentence "It is …". */
const texts: Partial<Record<OtherKind, (source: string) => Text>> = {
  'access-token': () => messages.createInfo('access-token'),
  'auth-url': () => messages.createInfo('auth-url'),
  'consumer-key': (source) => messages.createInfo('consumer-key', [], [source]),
  html: () => messages.createInfo('html'),
  jks: (source) => messages.createInfo('jks', [], [source]),
  'lfs-pointer': () => messages.createInfo('lfs-pointer'),
  openssh: (source) => messages.createInfo('openssh', [], [source]),
  path: () => messages.createInfo('path'),
  pgp: () => messages.createInfo('pgp'),
  pkcs7: (source) => messages.createInfo('pkcs7', [], [source]),
  placeholder: () => messages.createInfo('placeholder'),
  putty: (source) => messages.createInfo('putty', [], [source]),
  'sealed-by-age': (source) => messages.createInfo('sealed-by-age', [], [source]),
  'sealed-by-ansible': (source) => messages.createInfo('sealed-by-ansible', [], [source]),
  'sealed-by-git-crypt': () => messages.createInfo('sealed-by-git-crypt'),
  'sealed-by-gpg': (source) => messages.createInfo('sealed-by-gpg', [], [source]),
  'sealed-by-openssl': (source) => messages.createInfo('sealed-by-openssl', [], [source]),
  'sealed-by-sops': (source) => messages.createInfo('sealed-by-sops', [], [source]),
  'ssh-private': (source) => messages.createInfo('ssh-private', [], [source]),
  'ssh-public': () => messages.createInfo('ssh-public'),
  'symmetric-jwk': () => messages.createInfo('symmetric-jwk'),
};

/** Undefined for a kind that this table does not describe. */
export function describeOther(fileKind: FileKind, source: string): OtherItem | undefined {
  const kind = fileKind as OtherKind;
  const text = texts[kind]?.(source);
  if (!text) return undefined;
  const { message: description, actions } = text;
  const finding = {
    name: 'NotForJwtBearerFlow',
    message: messages.getMessage('notForFlow', [description]),
    actions,
  };
  return { kind, description, findings: [unusable(finding, messages.getMessage('because', [description]))] };
}
