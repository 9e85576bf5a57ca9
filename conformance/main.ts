// `npm run conformance -- --target-org ALIAS`: tries the facts behind the simulated org in a real one.
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { allClaims } from './claims/all-claims.ts';
import { openHttp } from './http.ts';
import { makeKeyPair } from './key-pair.ts';
import { meetOrg, type OrgKind } from './meet-org.ts';
import { countOutcomes, writeReport } from './report.ts';
import { readSession } from './session.ts';
import { countFailedLogins, type Walk, walk } from './walk.ts';

const USAGE = `npm run conformance -- --target-org ALIAS [flags]

Tries in a real org what the simulated org claims of real ones, and writes a report without secrets.

  --target-org ALIAS   an org that sf is authorised to, as an administrator (alias or username)
  --report FILE        where the report goes (default conformance-report.md)
  --wait MINUTES       how long to wait for a new app to take effect (default 10)
  --no-prompt          do not ask before anything is written to the org
  --allow-production   also where the org is a production org
`;

const EXIT = { allHold: 0, failed: 1, usage: 2, interrupted: 130 };

type Flags = {
  targetOrg: string;
  report: string;
  waitMinutes: number;
  isAsking: boolean;
  mayBeProduction: boolean;
};

function readFlags(): Flags | undefined {
  const { values } = parseArgs({
    options: {
      'target-org': { type: 'string', short: 'o' },
      report: { type: 'string', default: 'conformance-report.md' },
      wait: { type: 'string', default: '10' },
      'no-prompt': { type: 'boolean', default: false },
      'allow-production': { type: 'boolean', default: false },
    },
  });
  const waitMinutes = Number(values.wait);
  const targetOrg = values['target-org'];
  if (targetOrg === undefined || !(waitMinutes >= 0)) return undefined;
  return {
    targetOrg,
    waitMinutes,
    report: values.report,
    isAsking: !values['no-prompt'],
    mayBeProduction: values['allow-production'],
  };
}

function explain(kind: OrgKind): string {
  const apps = new Set(allClaims.flatMap(({ apps: needed = [] }) => needed)).size;
  return `This org (${kind}) will get ${apps} External Client Apps, a permission set that you hold, and a few more records, all named
Sf_Jwt_Conformance_…; at the end they are deleted. Nothing else is changed. ${allClaims.length} claims are tried, in some minutes.
About ${countFailedLogins(allClaims)} logins of your user are refused on purpose, and some more while a new app is not effective yet. Logins leave rows in
the login history, which nobody can delete.`;
}

async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error('There is nobody to ask: confirm with --no-prompt.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Go on? (y/n) ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** The first Ctrl-C ends the trying and removes what was made, the second ends at once. */
function watchInterrupts(): AbortController {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      console.error('\nLeft at once. What begins with Sf_Jwt_Conformance_ may still be in the org.');
      process.exit(EXIT.interrupted);
    }
    console.error('\nInterrupted: removing what was made. Ctrl-C once more leaves it there.');
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return controller;
}

function sumUp({ results, left, isInterrupted }: Walk, report: string): number {
  const { holds, differs, untried } = countOutcomes(results);
  console.log(`\n${holds} hold, ${differs} differ, ${untried} could not be tried. The report is ${report}.`);
  if (isInterrupted) return EXIT.interrupted;
  return differs > 0 || left.length > 0 ? EXIT.failed : EXIT.allHold;
}

async function main(): Promise<number> {
  const flags = readFlags();
  if (flags === undefined) {
    console.error(USAGE);
    return EXIT.usage;
  }
  const http = openHttp();
  try {
    const session = await readSession(flags.targetOrg);
    const { org, kind } = await meetOrg(http, session);
    if (kind === 'production' && !flags.mayBeProduction) {
      console.error('This is a production org. Name a sandbox or a scratch org, or add --allow-production.');
      return EXIT.usage;
    }
    console.error(explain(kind));
    if (flags.isAsking && !(await isConfirmed())) return EXIT.usage;
    const { signal } = watchInterrupts();
    const done = await walk({
      ...{ org, http, signal, claims: allClaims, accessToken: session.accessToken },
      keys: await makeKeyPair(),
      waitMilliseconds: flags.waitMinutes * 60_000,
      now: () => new Date(),
      pause: (milliseconds) => sleep(milliseconds, undefined, { signal }),
      tell: (line) => console.log(line),
    });
    const input = { walk: done, claims: allClaims, kind, apiVersion: org.apiVersion, now: new Date() };
    await writeFile(flags.report, writeReport(input));
    return sumUp(done, flags.report);
  } finally {
    await http.close();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return EXIT.failed;
});
