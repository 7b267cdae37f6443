/**
 * A stand-in of Zalo for tests and for trying out, not Zalo: `node src/base/messages/zns-stand-in.ts PORT`. It keeps to what
 * Zalo documents: a refresh token is good for once, an access token ends, a number may have no account. `GET /` says what it
 * was sent; `POST /end-token` ends the access token, `POST /down` has it answer 503 for the next message.
 */
import { createServer, type IncomingMessage } from 'node:http'

const NO_ACCOUNT = '84909999999'
const sent: unknown[] = []
const said: string[] = []
let refresh = 'first'
let access = ''
let count = 0
let isDown = false

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

function renew(body: string, secret: unknown): object {
  const given = new URLSearchParams(body)
  if (secret !== 'secret' || given.get('app_id') !== 'app') return { error: -14002, error_description: 'Invalid app' }
  if (given.get('refresh_token') !== refresh) return { error: -14014, error_description: 'Invalid refresh token' }
  count++
  refresh = `refresh-${count}`
  access = `access-${count}`
  return { access_token: access, refresh_token: refresh, expires_in: '90000' }
}

function take(body: string, token: unknown): object {
  if (token !== access) return { error: -124, message: 'Access token is invalid' }
  const message = JSON.parse(body) as { phone: string; template_id: string; tracking_id: string }
  if (message.template_id !== '123456') return { error: -109, message: 'Template ID is invalid' }
  if (message.phone === NO_ACCOUNT) return { error: -118, message: 'Zalo account not existed' }
  sent.push(message)
  return { error: 0, message: 'Success', data: { msg_id: `z${sent.length}`, sent_time: String(Date.now()) } }
}

createServer(async (request, reply) => {
  const body = await bodyOf(request)
  said.push(`${request.method} ${request.url}`)
  const answer = (value: object, status = 200) =>
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  switch (request.url) {
    case '/oauth':
      return answer(renew(body, request.headers.secret_key))
    case '/message/template': {
      const wasDown = isDown
      isDown = false
      return wasDown ? answer({}, 503) : answer(take(body, request.headers.access_token))
    }
    case '/end-token':
      access = 'ended'
      return answer({})
    case '/down':
      isDown = true
      return answer({})
    default:
      return answer({ sent, said, renewed: count })
  }
}).listen(Number(process.argv[2] ?? 0), '127.0.0.1', function (this: { address(): unknown }) {
  console.log(`http://127.0.0.1:${(this.address() as { port: number }).port}`)
})
