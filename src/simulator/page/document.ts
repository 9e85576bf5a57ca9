import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export type PageDocument = {
  html: string;
  /** For the header Content-Security-Policy. */
  policy: string;
};

/** They share one scope, in this order. */
const SCRIPTS = ['elements.js', 'attempts.js', 'orgs.js', 'live.js'];

function read(name: string): string {
  return readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * The page in one piece, with a policy under which it runs this script and no other, loads nothing, talks to its own
 * origin alone, and can make no markup of what an org holds.
 */
export function buildDocument(): PageDocument {
  const style = read('page.css');
  const script = SCRIPTS.map(read).join('\n');
  const html = read('page.html')
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`);
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return { html, policy };
}
