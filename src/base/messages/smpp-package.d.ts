declare module 'smpp' {
  import type { EventEmitter } from 'node:events'
  import type { Server as NetServer } from 'node:net'

  export interface Pdu {
    readonly command: string
    readonly command_status: number
    readonly message_id?: string
    readonly short_message?: { readonly message: string | Buffer; readonly udh?: readonly Buffer[] }
    readonly [field: string]: unknown
    response(fields?: Record<string, unknown>): Pdu
  }
  export interface Session extends EventEmitter {
    bind_transceiver(fields: object, answered: (reply: Pdu) => void): boolean
    submit_sm(fields: object, answered: (reply: Pdu) => void): boolean
    deliver_sm(fields: object, answered?: (reply: Pdu) => void): boolean
    enquire_link(fields: object, answered: (reply: Pdu) => void): boolean
    unbind(fields?: object, answered?: () => void): boolean
    send(pdu: Pdu): boolean
    close(done?: () => void): void
    destroy(done?: () => void): void
  }
  interface Smpp {
    connect(options: { readonly url: string }): Session
    createServer(listener: (session: Session) => void): NetServer & { readonly sessions: Session[] }
    readonly encodings: Record<'ASCII' | 'UCS2', { encode(text: string): Buffer; decode(bytes: Buffer): string }>
  }
  const smpp: Smpp
  export default smpp
}
