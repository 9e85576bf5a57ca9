import type { FactRow } from './fact-row.ts';

/** Of the faults by name: what goes wrong between a client and an org, whatever was asked. */
export const faultFacts = {
  'FAULT-01': {
    says: 'An answer can take long. How long one takes is no matter of the platform: the time is chosen by who asks for the fault.',
    confidence: ['choice'],
    source: 'none',
  },
  'FAULT-02': {
    says: 'Connections to orgs end without an answer (`socket hang up`, `ECONNRESET`). Here the org has done nothing of what was asked.',
    confidence: ['observed', 'choice'],
    source: 'cli#1417, cli#1717',
  },
  'FAULT-03': {
    says: 'An error within the platform is 500. The text `An unexpected error occurred. Please include this ErrorId if you contact support:` and a number has the code UNKNOWN_EXCEPTION by REST and SOAP; the token endpoint says `unknown_error` / `retry your request`, whose status is a guess.',
    confidence: ['documented', 'observed', 'choice'],
    source:
      'REST guide, status codes; `github.com/forcedotcom/salesforcedx-vscode` issue 2588; `github.com/amazon-connect/amazon-connect-salesforce-lambda` issue 43',
  },
  'FAULT-04': {
    says: 'An instance under maintenance answers 503 with an HTML page that says `We are down for maintenance.`, whatever was asked and accepted. The page around the sentence is ours.',
    confidence: ['observed', 'choice'],
    source: 'cli#2487; `github.com/forcedotcom/EMP-Connector` issue 84',
  },
  'FAULT-05': {
    says: 'A body can end before its announced length: the connection was lost. Here it ends in the middle.',
    confidence: ['choice'],
    source: 'none; cli#1257 for what a client then says',
  },
  'FAULT-06': {
    says: 'A proxy or a login page of a network can answer in place of the org, or rewrite its answer; here the body is as the org wrote it, and its type is `text/html`.',
    confidence: ['choice'],
    source: 'none',
  },
  'FAULT-07': {
    says: 'A deleted or expired org answers with an HTML page that holds `Data Not Available`. The status 420 is that of expired scratch orgs; that the page has it, and the page around the sentence, is ours.',
    confidence: ['observed', 'official source code', 'choice'],
    source: '`github.com/forcedotcom/sfdx-core` issue 89; core (`authInfo.ts`); jsforce, `request.ts`',
  },
  'FAULT-08': {
    says: 'Too many requests at once are 429 with `Retry-After` in seconds. Salesforce documents only 403 for its limits (REST-16); this is what networks in front of an org do. Body and time are ours.',
    confidence: ['choice'],
    source: 'none',
  },
  'FAULT-09': {
    says: "The org's clock and the client's may differ; the header `Date` shows the org's.",
    confidence: ['choice'],
    source: 'none',
  },
  'FAULT-10': {
    says: 'Hosts that an org had before redirect to its present ones. The status 302, and where to, are ours: from a My Domain or site to the login host, from a login host to the first My Domain, with the same path.',
    confidence: ['documented', 'choice'],
    source: 'help, "Manage My Domain Redirections"; Metadata guide, MyDomainSettings',
  },
  'FAULT-11': {
    says: 'A deploy can stay Pending for hours. Here it does so for ever, until it is cancelled.',
    confidence: ['observed', 'choice'],
    source: 'cli#2631',
  },
  'FAULT-12': {
    says: 'A deploy can fail by no fault of its components: `UNKNOWN_EXCEPTION: An unexpected error occurred. Please include this ErrorId if you contact support:` and a number. That it strikes the second half of the components is ours.',
    confidence: ['observed', 'choice'],
    source: 'cli#2944, cli#3218',
  },
  'FAULT-13': {
    says: 'A call of the Metadata API right after a deploy can be 404, and work a second later. That it has no body is ours.',
    confidence: ['observed', 'choice'],
    source: 'sf-pi',
  },
  'FAULT-14': {
    says: 'A session can end between two requests: by its time, by an administrator, by a new policy. The answers are those to any dead session.',
    confidence: ['documented'],
    source: 'help "Session Settings"',
  },
  'FAULT-16': {
    says: 'A server that is not available is 503 `SERVER_UNAVAILABLE` by REST; the token endpoint knows `service_unavailable`. That SOAP has the code of REST, the status of the token endpoint, and all words, are ours.',
    confidence: ['documented', 'official source code', 'choice'],
    source: 'REST guide, status codes; Salesforce Mobile SDK error enumeration',
  },
  'FAULT-15': {
    says: 'A request names a fault for itself in the header `x-simulated-fault`; a name that there is not is 400 with words of ours. Every answer that a fault touched has this header.',
    confidence: ['choice'],
    source: 'none',
  },
} satisfies Record<string, FactRow>;
