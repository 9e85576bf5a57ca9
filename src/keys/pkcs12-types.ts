// Object identifiers of PKCS#12 files, for what writes and what reads them.

/** PKCS#7 content types (RFC 2315, section 14). */
export const DATA = '1.2.840.113549.1.7.1';
export const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';

/** Bags of PKCS#12, and the type of a certificate in one (RFC 7292, section 4.2). */
export const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2';
export const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';
export const SAFE_CONTENTS_BAG = '1.2.840.113549.1.12.10.1.6';
export const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';
