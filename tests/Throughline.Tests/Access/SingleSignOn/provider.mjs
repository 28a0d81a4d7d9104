// An agency's identity provider, for tests: the npm package oidc-provider on a loopback port, with its own pages for signing
// in. Anybody may sign in as anybody; the name they give is their subject.
//
//   node provider.mjs FRONTEND CLIENT SECRET        says "listening PORT"; is told where people come back to; says "ready"
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const [frontend, client, secret] = process.argv.slice(2)
const { Provider } = await import(pathToFileURL(`${frontend}/node_modules/oidc-provider/lib/index.js`))
const server = createServer()
const lines = createInterface({ input: process.stdin })
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`))
lines.once('line', (redirect) => {
  const provider = new Provider(`http://localhost:${server.address().port}`, {
    clients: [{
      client_id: client, client_secret: secret, redirect_uris: [redirect], token_endpoint_auth_method: 'client_secret_post', application_type: 'native'
    }],
    claims: { openid: ['sub'], email: ['email'], profile: ['preferred_username'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@north.example`, preferred_username: id }) }),
    cookies: { keys: ['only a test'] }
  })
  server.on('request', provider.callback())
  console.log('ready')
})
// the end of whoever started it is the end of this
lines.on('close', () => process.exit(0))
