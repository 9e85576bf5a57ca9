import { createPublicKey, type KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { publicKeySha256 } from '../keys/fingerprint.ts';
import { jwkThumbprint } from '../keys/jwk.ts';
import { checkUsable, MINIMUM_KEY_SIZE } from '../keys/usable.ts';
import { unusable, warning, type Finding } from './finding.ts';
import { findProtectionFaults, type Protection } from './protection.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'inspection');

/**
 * A key, without anything secret. `size` is the RSA (or DSA) modulus in bits. `sha256` is the fingerprint of the public key
 * (DER, SubjectPublicKeyInfo), `jwkThumbprint` the one of RFC 7638, of RSA keys.
 */
export type KeyFacts = {
  type: string;
  size?: number;
  curve?: string;
  sha256: string;
  jwkThumbprint?: string;
};

/**
 * `form` is how the file holds it. `isProtected`: by a passphrase; without that, `key` is absent. A `protection` is told
 * where the file tells it.
 */
export type KeyItem = {
  kind: 'private-key' | 'public-key';
  form: string;
  isProtected: boolean;
  protection?: Protection;
  key?: KeyFacts;
  findings: Finding[];
};

/** Where a key came from, and what there is to say of the file. */
export type KeyOrigin = {
  form: string;
  source: string;
  path?: string;
  isOpenToOthers: boolean;
  isProtected: boolean;
  protection?: Protection;
};

export function describePrivateKey(privateKey: KeyObject | undefined, origin: KeyOrigin): KeyItem {
  const { form, source, path, isOpenToOthers, isProtected, protection } = origin;
  const key = privateKey && describeKey(privateKey);
  const findings = [
    ...(privateKey ? findPrivateFaults(privateKey, source) : []),
    ...(isOpenToOthers && path !== undefined
      ? [warning(messages.createWarning('warning.KeyOpenToOthers', [path], [path]))]
      : []),
    ...(protection ? findProtectionFaults(protection, source) : []),
  ];
  return {
    kind: 'private-key',
    form,
    isProtected,
    ...(protection && { protection }),
    ...(key && { key }),
    findings,
  };
}

/** What is wrong with a private key that only its use, or its secret numbers, show. */
function findPrivateFaults(privateKey: KeyObject, source: string): Finding[] {
  const faults = findKeyFaults(describeKey(privateKey));
  if (faults.length > 0) return faults;
  try {
    checkUsable(privateKey, source);
    return [];
  } catch (error) {
    const { name, message, actions } = error as { name: string; message: string; actions?: string[] };
    return [
      unusable(
        { name: name.replace(/Error$/, ''), message, actions },
        messages.getMessage('because.KeyUnusual'),
      ),
    ];
  }
}

/** An app takes certificates alone, so a public key is not enough, however good it is. */
export function describePublicKey(publicKey: KeyObject, form: string): KeyItem {
  const key = describeKey(publicKey);
  const text = messages.createWarning('warning.PublicKeyIsNoCertificate');
  const findings = [
    ...findKeyFaults(key),
    unusable(text, messages.getMessage('because.PublicKeyIsNoCertificate')),
  ];
  return { kind: 'public-key', form, isProtected: false, key, findings };
}

/** Names that people know, by those of OpenSSL. */
const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
const types: Record<string, string> = { ed25519: 'Ed25519', ed448: 'Ed448', x25519: 'X25519', x448: 'X448' };

/** `key` is public or private; what is told of it is about its public half. */
export function describeKey(key: KeyObject): KeyFacts {
  const publicKey = publicHalf(key);
  const { asymmetricKeyType = 'unknown', asymmetricKeyDetails } = publicKey;
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  return {
    type: types[asymmetricKeyType] ?? asymmetricKeyType.toUpperCase(),
    ...(modulusLength !== undefined && { size: modulusLength }),
    ...(namedCurve !== undefined && { curve: curves[namedCurve] ?? namedCurve }),
    sha256: publicKeySha256(publicKey),
    ...(asymmetricKeyType === 'rsa' && { jwkThumbprint: jwkThumbprint(publicKey) }),
  };
}

export function publicHalf(key: KeyObject): KeyObject {
  return key.type === 'public' ? key : createPublicKey(key);
}

/** `RSA, 2048 bits`, `EC, P-256`. */
export function keyText({ type, size, curve }: KeyFacts): string {
  if (size !== undefined) return messages.getMessage('keyOfSize', [type, size]);
  return curve === undefined ? type : `${type}, ${curve}`;
}

/** What keeps Salesforce from taking the key. */
export function findKeyFaults(key: KeyFacts): Finding[] {
  if (key.type !== 'RSA') {
    return [
      unusable(
        messages.createWarning('warning.KeyIsNotRsa', [keyText(key)]),
        messages.getMessage('because.KeyIsNotRsa'),
      ),
    ];
  }
  const { size = 0 } = key;
  if (size >= MINIMUM_KEY_SIZE) return [];
  return [
    unusable(
      messages.createWarning('warning.KeyTooShort', [size, MINIMUM_KEY_SIZE]),
      messages.getMessage('because.KeyTooShort', [MINIMUM_KEY_SIZE]),
    ),
  ];
}
