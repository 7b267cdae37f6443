import { done } from '#core/contract.ts'
import { defineModule } from '#core/module.ts'
import { files as contract } from './contract.ts'
import { readFile, removeStored } from './files.ts'
import { keeps } from './keeps.ts'
import { keeping } from './policies.ts'
import { getFile } from './queries.ts'

export { attachFile, filesOf } from './files.ts'

export default defineModule({
  name: 'files',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    get: ({ params }, ctx) => readFile(ctx, params.fileId, 'content'),
    thumbnail: ({ params }, ctx) => readFile(ctx, params.fileId, 'thumbnail'),
    async remove({ params, body }, ctx) {
      await removeStored(ctx, params.fileId, body.why)
      return done
    },
  },
  locates: {
    async file(sql, id) {
      const file = await getFile(sql, id)
      return file && { belongsTo: { kind: file.subjectKind, id: file.subjectId } }
    },
  },
  declares: [keeping],
})
