import { CannotTry, seenIn, summarise } from './claim.ts';
import { type AppOptions, writeApp } from './components.ts';
import { deploy } from './deploy.ts';
import type { Trial } from './trial.ts';

/** What the disposable apps differ in; all of them have the certificate and are deployed at the start. */
const appStates = {
  good: { permissionSet: 'own' },
  lacksRefreshToken: { permissionSet: 'own', scopes: 'Api, Web' },
  lacksApi: { permissionSet: 'own', scopes: 'Web, RefreshToken' },
  approvedForNobody: {},
  selfAuthorize: { policy: 'AllSelfAuthorized' },
  disabled: { permissionSet: 'own', isDisabled: true },
  lacksCertificate: { permissionSet: 'own', certificate: undefined },
  issuesJwtTokens: {
    permissionSet: 'own',
    globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>',
  },
  introspecting: { permissionSet: 'own', consumerSecret: 'chosen' },
  highAssurance: {
    permissionSet: 'own',
    policyExtra: '<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>',
  },
  /** Neither key nor policy: the org makes both. */
  bare: { policy: 'none', consumerKey: undefined, globalExtra: '<isPkceRequired>false</isPkceRequired>' },
  /** Claims change or delete these. */
  redeployed: { permissionSet: 'own' },
  deleted: { permissionSet: 'own' },
  deletedByHeader: { permissionSet: 'own' },
} satisfies Record<string, Partial<AppOptions>>;

export type AppState = keyof typeof appStates;

export function nameOf(trial: Pick<Trial, 'prefix'>, state: AppState): string {
  return `${trial.prefix}_${state}`;
}

export function permissionSetOf(trial: Pick<Trial, 'prefix'>): string {
  return `${trial.prefix}_Access`;
}

/** Chosen, so that nothing has to be read back; letters and digits alone. */
export function consumerKeyOf(trial: Pick<Trial, 'prefix'>, state: AppState): string {
  return `${trial.prefix}${state}ConsumerKey`.replaceAll('_', '');
}

/** Of the one app that has a chosen secret. */
export function consumerSecretOf(trial: Pick<Trial, 'prefix'>): string {
  return `${trial.prefix}ConsumerSecret`.replaceAll('_', '');
}

export function optionsOf(trial: Trial, state: AppState): AppOptions {
  const { permissionSet, consumerSecret, ...changes }: Partial<AppOptions> = appStates[state];
  return {
    name: nameOf(trial, state),
    certificate: trial.keys.certificate,
    consumerKey: consumerKeyOf(trial, state),
    ...(consumerSecret === undefined ? {} : { consumerSecret: consumerSecretOf(trial) }),
    ...(permissionSet === undefined ? {} : { permissionSet: permissionSetOf(trial) }),
    ...changes,
  };
}

async function findProblem(trial: Trial, state: AppState): Promise<string | undefined> {
  try {
    const { success, problems, answer } = await deploy(trial, writeApp(optionsOf(trial, state)));
    return success ? undefined : problems.join('; ') || summarise(seenIn(answer));
  } catch (error) {
    if (error instanceof CannotTry) return error.message;
    throw error;
  }
}

/** Deploys one app by itself, so that one that the org refuses costs no other; false when it was refused. */
export async function deployApp(trial: Trial, state: AppState): Promise<boolean> {
  const problem = await findProblem(trial, state);
  trial.appProblems.set(state, problem);
  return problem === undefined;
}
