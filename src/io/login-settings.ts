/**
 * Where `sf org login jwt` logs in inside a DX project: the sfdcLoginUrl of its sfdx-project.json, or what `sf` puts in its
 * place (org-instance-url). Undefined outside a project, and where the address is none that `sf` takes, as `sf` does.
 */
export async function readProjectLoginUrl(): Promise<string | undefined> {
  try {
    // takes longer to load than a login that names its host should wait
    const { SfProject } = await import('@salesforce/core/project');
    const project = await SfProject.resolve();
    const { sfdcLoginUrl } = await project.resolveProjectConfig();
    return typeof sfdcLoginUrl === 'string' ? sfdcLoginUrl : undefined;
  } catch {
    return undefined;
  }
}

/** The audience that `sf` takes from the environment, by its new or its old name. */
export function readAudienceVariable(): string | undefined {
  return process.env['SF_AUDIENCE_URL'] || process.env['SFDX_AUDIENCE_URL'] || undefined;
}
