// An app of ours in a simulated org, made by the flow that makes it.
import { createApp, type CreateAppInput } from '../../../src/flows/app/create.ts';
import type { KeyFiles } from '../../simulated-app.ts';
import type { AppOrg } from './app-org.ts';

/** Gives the consumer key. */
export async function makeApp(
  app: AppOrg,
  keys: KeyFiles,
  { name, type, label, assignTo }: Pick<CreateAppInput, 'name' | 'type' | 'assignTo'> & { label?: string },
): Promise<string> {
  const { consumerKey } = await createApp(
    {
      connection: app.connection,
      type,
      name,
      certificateFile: keys.certificateFile,
      typed: label === undefined ? {} : { label },
      again: '',
      assignTo,
      waitMinutes: 1,
    },
    app.org.now(),
    {},
  );
  return consumerKey ?? '';
}
