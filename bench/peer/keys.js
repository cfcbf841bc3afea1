// Prints a key set with one new RSA key of 2048 bits, private parts included.
import { generateKeyPairSync } from 'node:crypto';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'bench', alg: 'RS256', use: 'sig' };
console.log(JSON.stringify({ keys: [key] }));
