import { Messages } from '@salesforce/core/messages';
import type { AppType } from '../../app/app-type.ts';
import { explainDeployFailure, type ComponentFailure } from '../../app/deploy-failure.ts';
import { fitToVersion } from '../../app/elements.ts';
import { packageComponents, type Component, type MetadataFiles } from '../../app/metadata-files.ts';
import { pause } from '../../io/http.ts';
import { readDeploy, startDeploy, type StartOptions } from '../../io/metadata-api.ts';
import type { OrgConnection } from '../../io/org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-deploy');

export type DeployOptions = Pick<StartOptions, 'checkOnly'> & {
  waitMinutes: number;
  signal?: AbortSignal;
  /** Told the id and status of the deployment at each look. */
  tell: (status: string) => void;
  /** The command that goes on where this one ended. */
  again: string;
};

export type DeployEnd =
  | { kind: 'succeeded'; deployId: string }
  | { kind: 'failed'; deployId: string; failures: ComponentFailure[]; error: Error };

/** Deploys components, all or none of them, and waits, as `deployFiles` does. */
export async function deploy(
  connection: OrgConnection,
  app: { type: AppType; name: string },
  components: readonly Component[],
  options: DeployOptions,
): Promise<DeployEnd> {
  const apiVersion = connection.getApiVersion();
  const fitting = components.map((component) => fitToVersion(component, apiVersion));
  const files = packageComponents(fitting, apiVersion);
  return deployFiles(connection, app, files, options);
}

/**
 * Deploys a package as a whole or not at all, and waits. No test level is sent, as no Apex is deployed. Throws
 * `DeployStillRunningError` (exit code 69) after `waitMinutes` and `DeployInterruptedError` (130) on Ctrl-C: then it goes
 * on in the org.
 */
export async function deployFiles(
  connection: OrgConnection,
  app: { type: AppType; name: string },
  files: MetadataFiles,
  options: DeployOptions & Pick<StartOptions, 'ignoreWarnings'>,
): Promise<DeployEnd> {
  const { checkOnly, ignoreWarnings, signal, waitMinutes, tell } = options;
  signal?.throwIfAborted();
  const deployId = await startDeploy(connection, files, { checkOnly, ignoreWarnings });
  const deadline = performance.now() + waitMinutes * 60_000;
  for (let polls = 0; ; polls += 1) {
    const outcome = await readDeploy(connection, deployId).catch((error: unknown) => {
      throw unseen(error as Error, deployId, connection);
    });
    if (outcome.kind === 'succeeded') return { kind: 'succeeded', deployId };
    if (outcome.kind === 'failed') {
      const { failures, message } = outcome;
      const [apiVersion, targetOrg] = [connection.getApiVersion(), connection.getUsername()];
      const error = explainDeployFailure({ ...app, apiVersion, targetOrg }, failures, message);
      return { kind: 'failed', deployId, failures, error };
    }
    if (performance.now() >= deadline) throw ended('DeployStillRunning', 69);
    tell(`${deployId}, ${outcome.status}`);
    await pause(pollDelay(polls), signal).catch(() => {
      throw ended('DeployInterrupted', 130);
    });
  }

  function ended(name: 'DeployStillRunning' | 'DeployInterrupted', exitCode: number): Error {
    const error = messages.createError(
      `error.${name}`,
      [app.name, deployId],
      [deployId, connection.getUsername(), options.again],
      exitCode,
    );
    error.data = { deployId };
    return error;
  }
}

/** Milliseconds: quick at first, because a deploy of four small files takes seconds, and never slower than every 5 s. */
const pollDelay = (polls: number): number => Math.min(500 * 1.5 ** polls, 5000);

/** A fault on the way there keeps its name; what it left in the org is said as well. */
function unseen(error: Error, deployId: string, connection: OrgConnection): Error {
  error.message += `\n${messages.getMessage('deployUnseen', [deployId, connection.getUsername()])}`;
  return Object.assign(error, { data: { deployId } });
}
