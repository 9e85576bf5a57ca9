import { expect } from 'chai';
import type { Simulator } from '../../src/simulator/server.ts';
import { addJwtApp, call, type Reply, startOrg, stopOrgs } from './org-client.ts';

const HEADER = 'ExternalClientApplication';
const good = (name: string) =>
  `<metadata xsi:type="${HEADER}"><fullName>${name}</fullName><contactEmail>ops@example.com</contactEmail></metadata>`;
const bad = `<metadata xsi:type="${HEADER}"><fullName>Bad</fullName><contactEmail>ops</contactEmail></metadata>`;

/** The client of the released CLI sends no such header; others do. */
function callTogether(simulator: Simulator, operation: string, allOrNone = true): Promise<Reply> {
  const body =
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:m="http://soap.sforce.com/2006/04/metadata">' +
    `<soapenv:Header><m:SessionHeader><m:sessionId>${simulator.admin.accessToken}</m:sessionId></m:SessionHeader>` +
    `<m:AllOrNoneHeader><m:allOrNone>${allOrNone}</m:allOrNone></m:AllOrNoneHeader></soapenv:Header>` +
    `<soapenv:Body>${operation}</soapenv:Body></soapenv:Envelope>`;
  return call(simulator, '/services/Soap/m/66.0', { method: 'POST', body });
}

function namesOf({ org }: Simulator): string[] {
  return org.records.components.filter(({ type }) => type === HEADER).map(({ fullName }) => fullName);
}

describe('metadata written by one SOAP call', () => {
  afterEach(stopOrgs);

  it('is undone when one component fails and all belong together', async () => {
    const simulator = await startOrg();
    const { text } = await callTogether(simulator, `<createMetadata>${good('One')}${bad}</createMetadata>`);
    expect(namesOf(simulator)).to.deep.equal([]);
    expect(text).to.contain(
      '<result><errors><message>Record rolled back because not all records were valid and the request was using AllOrNone header</message>' +
        '<statusCode>ALL_OR_NONE_OPERATION_ROLLED_BACK</statusCode></errors><fullName>One</fullName><success>false</success></result>',
    );
    expect(simulator.requests.at(-1)?.fact).to.equal('APP-19');
  });

  it('stays where it went well when each component counts for itself', async () => {
    const simulator = await startOrg();
    await callTogether(simulator, `<createMetadata>${good('One')}${bad}</createMetadata>`, false);
    expect(namesOf(simulator)).to.deep.equal(['One']);
  });

  it('stays when all components are good', async () => {
    const simulator = await startOrg();
    await callTogether(simulator, `<upsertMetadata>${good('One')}${good('Two')}</upsertMetadata>`);
    expect(namesOf(simulator)).to.deep.equal(['One', 'Two']);
  });

  it('is not deleted either when one name is unknown', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const names = '<fullNames>Jwt_CI</fullNames><fullNames>Gone</fullNames>';
    await callTogether(simulator, `<deleteMetadata><type>${HEADER}</type>${names}</deleteMetadata>`);
    expect(namesOf(simulator)).to.deep.equal(['Jwt_CI']);
  });

  it('is of one type', async () => {
    const simulator = await startOrg();
    const other = '<metadata xsi:type="PermissionSet"><fullName>Two</fullName><label>Two</label></metadata>';
    const reply = await callTogether(simulator, `<createMetadata>${good('One')}${other}</createMetadata>`);
    expect([reply.status, reply.fact]).to.deep.equal([500, 'SOAP-22']);
    expect(namesOf(simulator)).to.deep.equal([]);
  });

  it('is of ten components at most', async () => {
    const simulator = await startOrg();
    const eleven = Array.from({ length: 11 }, (_item, index) => good(`App${index}`)).join('');
    const reply = await callTogether(simulator, `<createMetadata>${eleven}</createMetadata>`);
    expect([reply.status, reply.fact]).to.deep.equal([500, 'SOAP-05']);
  });
});
