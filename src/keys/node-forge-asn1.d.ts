// The one part of node-forge that is loaded: all of it takes four times as long, and has no types for its parts.
declare module 'node-forge/lib/asn1.js' {
  const asn1: (typeof import('node-forge'))['asn1'];
  export default asn1;
}
