import { examineMachine } from '../flows/doctor.ts';
import { tellDoctor } from '../io/doctor-events.ts';

/** What `sf doctor` hands over (plugin-info, `SfDoctor`), as far as it is used here. */
export type Doctor = {
  addPluginData: (pluginName: string, data: Record<string, unknown>) => void;
  addSuggestion: (suggestion: string) => void;
};

const PLUGIN = 'sf-plugin-jwt';

/** The event `sf-doctor-sf-plugin-jwt`: `sf doctor`, for all plugins or with `--plugin sf-plugin-jwt`. */
export default async function examine({ doctor }: { doctor: Doctor }): Promise<void> {
  const { checks, suggestions, counts } = await examineMachine(new Date());
  for (const { title, status } of checks) await tellDoctor({ testName: `[${PLUGIN}] ${title}`, status });
  for (const suggestion of suggestions) doctor.addSuggestion(suggestion);
  doctor.addPluginData(PLUGIN, counts);
}
