import { causeOf, type Cause } from './cause.ts';
import type { Trouble } from './facts.ts';

/**
 * Failures on this machine and on the way to the host, by the names of the errors that tell them (messages/*.md). Each is its
 * own cause, and its text and remedies are those of the error.
 */
export const troubleNames: Record<'key' | 'certificate' | 'way', readonly string[]> = {
  key: [
    ...['FileNotFound', 'FileIsDirectory', 'FileNotRegular', 'FileTooLarge', 'FileUnreadable'],
    ...['VariableNotSet', 'VariableNotNamed', 'SecretForFile', 'PassphraseEmpty', 'InputIsTerminal'],
    ...['InputTooLarge', 'StandardInputTwice', 'KeyFileEmpty', 'KeyIsPlaceholder', 'KeyIsPath', 'KeyIsHtml'],
    ...['KeyIsJwt', 'KeyIsAccessToken', 'KeyIsAuthUrl', 'KeyIsConsumerKey', 'KeyIsOpenSsh', 'KeyIsPutty'],
    ...['KeyIsPgp', 'KeyIsJavaKeystore', 'KeyIsLfsPointer', 'KeyFileIsSealed', 'KeyIsEncrypted'],
    ...['PassphraseWrong', 'KeyProtectionUnsupported', 'KeyProtectionTooCostly', 'KeyIsCertificate'],
    ...['KeyIsCertificateRequest', 'KeyIsPublic', 'KeyIsSymmetric', 'KeyNotRecognized', 'KeyNotInside'],
    ...['SeveralPrivateKeys', 'KeyTruncated', 'KeyDamaged', 'KeyPartsDoNotFit', 'KeyIsEc', 'KeyIsEd25519'],
    ...['KeyIsRsaPss', 'KeyIsDsa', 'KeyIsNotRsa', 'KeyTooShort', 'KeyTooLong', 'KeyExponentUnusable'],
  ],
  certificate: [
    ...['FileNotFound', 'FileIsDirectory', 'FileNotRegular', 'FileTooLarge', 'FileUnreadable'],
    ...['CertificateFileEmpty', 'CertificateIsPrivateKey', 'CertificateIsRequest'],
    ...['CertificateNotRecognized', 'CertificateIsNotRsa', 'CertificateKeyTooShort'],
  ],
  way: [
    ...['HostNotFound', 'HostUnreachable', 'NoAnswerInTime', 'TlsNotTrusted', 'TlsNotSpoken'],
    ...['ConnectionBroken', 'ProxyInvalid', 'RedirectRefused', 'NotSalesforce', 'OrgBusy'],
  ],
};

/** A failure of the place that it was met at, or an honest row for one that none of them knows. */
export function troubleCause(
  trouble: Trouble,
  place: 'login' | 'key' | 'certificate' | 'way' | 'api',
): Cause {
  const name = trouble.name.replace(/Error$/, '');
  const names = place === 'api' ? troubleNames.way : place === 'login' ? [name] : troubleNames[place];
  return causeOf(trouble, names.includes(name) ? name : unknownOf[place]);
}

const unknownOf = {
  login: 'LoginUnusable',
  key: 'KeyUnusable',
  certificate: 'CertificateUnusable',
  way: 'NoWayToHost',
  api: 'NoWayToApi',
} as const;
