import type { CertificateItem, RequestItem } from './certificate.ts';
import type { Check } from './checks.ts';
import type { JwtItem } from './jwt.ts';
import type { KeyItem } from './key.ts';
import type { OtherItem } from './other-kinds.ts';

/** A key whose passphrase is not known, and a whole PKCS#12 file of which nothing more can be seen. */
export type Item = KeyItem | CertificateItem | RequestItem | JwtItem | OtherItem;

/** `isUsable` for the JWT bearer flow; absent where it cannot be seen, or does not apply. */
export type JudgedItem = Item & { isUsable?: boolean };

/** What a file holds, without anything secret. `path`, absolute, is there when it came from a file. */
export type Inspection = { source: string; path?: string; items: JudgedItem[]; checks: Check[] };
