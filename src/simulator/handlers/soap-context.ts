import type { Answer } from '../answer.ts';
import type { XmlElement } from '../metadata/xml-elements.ts';
import type { OrgState, User } from '../org-state.ts';

/** What every call of the SOAP Metadata API knows. */
export type SoapContext = {
  org: OrgState;
  user: User;
  now: Date;
  /** That in the URL. */
  version: number;
  /** Whether the call's components are to be written together or not at all. */
  isAllOrNone: boolean;
};

export type SoapOperation = (context: SoapContext, parameters: XmlElement[]) => Answer;
