declare const passphraseBrand: unique symbol;

/** What protects a private key. A secret: never an argument, a message or a log. */
export type Passphrase = string & { readonly [passphraseBrand]: true };

export function toPassphrase(text: string): Passphrase {
  return text as Passphrase;
}
