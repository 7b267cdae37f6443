import * as z from 'zod/mini'
import { at, endpoint, file, ok, through, wire } from '#core/contract.ts'

/** A file that belongs to something: a scan of a paper list, a photo of a seal, a decision as PDF. */
export const StoredFile = z.object({
  id: wire.id,
  name: z.string(),
  /** The media type of what is kept, found in its content. */
  type: z.string(),
  /** Whether it is shown in a page, with a thumbnail; everything else is saved and opened elsewhere. */
  isPicture: z.boolean(),
  /** Bytes. */
  size: z.number(),
  at: wire.instant,
  by: z.nullable(z.string()),
  /** While it may still be taken away. */
  removable: z.boolean(),
  /** What is left of a file that was taken away; `by` null when its time was over. */
  removed: z.nullable(z.object({ at: wire.instant, by: z.nullable(z.string()), why: z.nullable(z.string()) })),
})
export type StoredFile = z.infer<typeof StoredFile>

const Id = z.object({ fileId: wire.id })
const theFile = (i: { readonly params: { readonly fileId: string } }) => at.of('file', i.params.fileId)
const look = { params: Id, reply: file, may: through('read'), about: theFile, looks: 'files.read' } as const

export const files = {
  get: endpoint({ method: 'GET', path: '/files/:fileId', ...look, summary: 'A file as it is kept' }),
  thumbnail: endpoint({
    method: 'GET',
    path: '/files/:fileId/thumbnail',
    ...look,
    summary: 'A picture, small: JPEG, 320 pixels at most',
  }),
  remove: endpoint({
    method: 'POST',
    path: '/files/:fileId/removal',
    params: Id,
    body: z.object({ why: wire.text(500) }),
    reply: ok,
    may: through('write'),
    about: theFile,
    summary: 'Take a file away for good; that it was there, who took it away and why stays',
  }),
}
