// Starts npm's oidc-provider for the tests of signing in, on a free port.
//
//   node server.mjs CALLBACK SIGNED_OUT CLIENT_SECRET
//
// Prints its issuer as the first line and ends when its standard input does.
// Its own development pages let anybody sign in by name.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [callback, signedOut, secret] = process.argv.slice(2);

const jwk = (kind, options, alg) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }),
  alg,
  use: "sig",
  kid: alg,
});

const client = (alg) => ({
  client_id: `portal-${alg.toLowerCase()}`,
  client_secret: secret,
  grant_types: ["authorization_code"],
  response_types: ["code"],
  redirect_uris: [callback],
  post_logout_redirect_uris: [signedOut],
  id_token_signed_response_alg: alg,
});

const algorithms = ["RS256", "ES256", "EdDSA", "HS256"];

const configuration = {
  clients: algorithms.map(client),
  jwks: {
    keys: [
      jwk("rsa", { modulusLength: 2048 }, "RS256"),
      jwk("ec", { namedCurve: "P-256" }, "ES256"),
      jwk("ed25519", {}, "EdDSA"),
    ],
  },
  enabledJWA: { idTokenSigningAlgValues: algorithms },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@council.example`,
      email_verified: id !== "unverified",
      name: `Name of ${id}`,
    }),
  }),
};

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on("request", new Provider(issuer, configuration).callback());
  console.log(issuer);
});
process.stdin.on("end", () => process.exit(0)).resume();
