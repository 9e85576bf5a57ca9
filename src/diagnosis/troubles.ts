import { myDomainOfPages } from '../assertion/hosts.ts';
import { causeOf, command, type Cause } from './cause.ts';
import { withFlag, wordsOf } from './command-line.ts';
import type { Fix } from './diagnosis.ts';
import type { Facts, Trouble } from './facts.ts';

/**
 * Failures on this machine and on the way to the host, by the names of the errors that tell them (messages/*.md). Each is its
 * own cause, and its text and remedies are those of the error.
 */
export const troubleNames: Record<'login' | 'key' | 'certificate' | 'way', readonly string[]> = {
  login: [
    ...['LoginSwapped', 'ClientIdIsPlaceholder', 'ClientIdMalformed', 'ClientIdLength', 'UsernameMalformed'],
    ...['HostIsPages', 'AudienceNotAddress', 'AudienceIsPages', 'AudienceOfOtherHost'],
  ],
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
    ...['TlsCertificateEnded', 'TlsCertificateNotBegun', 'TlsWrongHost', 'ConnectionBroken', 'ProxyInvalid'],
    ...['ProxyUnreachable', 'ProxyWantsCredentials', 'ProxyForbidsHost', 'ProxyFailed', 'RedirectRefused'],
    ...['NotSalesforce', 'OrgDataNotAvailable', 'OrgBusy'],
  ],
};

type Place = keyof typeof troubleNames | 'api';

/** A failure of the place that it was met at, or an honest row for one that none of them knows. */
export function troubleCause(trouble: Trouble, place: Place): Cause {
  const name = trouble.name.replace(/Error$/, '');
  const names = troubleNames[place === 'api' ? 'way' : place];
  const cause = causeOf(trouble, names.includes(name) ? name : unknownOf[place]);
  return { ...cause, fix: (facts) => correct(name, facts) ?? cause.fix(facts) };
}

const unknownOf = {
  login: 'LoginUnusable',
  key: 'KeyUnusable',
  certificate: 'CertificateUnusable',
  way: 'NoWayToHost',
  api: 'NoWayToApi',
} as const;

/** The parts of a login that are certainly meant otherwise; the line with the right ones is the remedy. */
const corrections: Record<string, (facts: Facts) => Record<string, string> | undefined> = {
  LoginSwapped: ({ login }) => ({ '--username': login.clientId, '--client-id': login.username }),
  HostIsPages: ({ login }) => {
    const myDomain = myDomainOfPages(new URL(login.host));
    return myDomain === undefined ? undefined : { '--instance-url': `https://${myDomain}` };
  },
  ...withAll(['AudienceNotAddress', 'AudienceIsPages', 'AudienceOfOtherHost'], ({ login }) => ({
    '--audience': login.host,
  })),
  ...withAll(['HostNotFound', 'HostUnreachable', 'NoAnswerInTime', 'TlsWrongHost'], atOrg),
  ...withAll(['RedirectRefused', 'NotSalesforce', 'OrgDataNotAvailable'], atOrg),
};

function withAll<T>(names: string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** The address at which the org answered its administrator, where it is another one. */
function atOrg({ org, login }: Facts): Record<string, string> | undefined {
  return org && org.host !== new URL(login.host).origin ? { '--instance-url': org.host } : undefined;
}

function correct(name: string, facts: Facts): Fix | undefined {
  const changes = corrections[name]?.(facts);
  if (!changes) return undefined;
  const words = Object.entries(changes).reduce(
    (line, [flag, value]) => withFlag(line, flag, value),
    wordsOf(facts.command.again),
  );
  return command('corrected', words);
}
