import { renderCurl } from './curl.ts';
import { renderHttpFile } from './http-file.ts';
import type { ExportedText, LoginRequest, SignedAssertion } from './login-request.ts';
import { isOwnEnvironment, renderPostman } from './postman.ts';
import type { Shell } from './shells.ts';
import { isOwnVariables, renderVariables } from './variables.ts';

/** How a login is handed over; by the word that a person types. The first text is the one that a person asked for. */
type Format =
  | { takesAssertion: false; render: (request: LoginRequest, shell: Shell) => ExportedText[] }
  | {
      takesAssertion: true;
      render: (request: LoginRequest, signed: SignedAssertion, shell: Shell) => ExportedText[];
    };

export const exportFormats = {
  curl: { takesAssertion: false, render: renderCurl },
  http: { takesAssertion: true, render: renderHttpFile },
  postman: { takesAssertion: true, render: renderPostman },
  env: { takesAssertion: true, render: renderVariables },
} as const satisfies Record<string, Format>;

export type ExportFormat = keyof typeof exportFormats;

/** Whether a secret file was written by an export before: what it holds is worth nothing any more. */
export const isOwnSecret = (text: string): boolean => isOwnVariables(text) || isOwnEnvironment(text);
