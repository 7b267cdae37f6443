import type { Acting } from '#apps/testing/cast.ts'
import type { FaultView, ImportView, Preview } from './contract.ts'

export interface Sending {
  readonly kind: string
  readonly name?: string
  readonly ofId?: string
  /** What is chosen otherwise than guessed. */
  readonly mapping?: Preview['mapping']
  readonly source?: string
}

/** For scenes: sends a file, takes the guessed columns, loads it and answers what became of its rows. */
export async function sendList(
  officer: Acting,
  bytes: Uint8Array | string,
  { kind, name = 'danh-sach.csv', ofId, mapping = {}, source = 'Nguồn thử' }: Sending,
): Promise<{ readonly list: ImportView; readonly faults: FaultView[]; readonly preview: Preview }> {
  const body = new File([bytes as Uint8Array<ArrayBuffer>], name, { type: 'application/octet-stream' }) as never
  const { importId } = await officer.lists.send({ query: { kind, ...(ofId ? { ofId } : {}) }, body })
  const params = { importId }
  const preview = await officer.lists.preview({ params, query: {} })
  const { headLine, letters, dateOrder } = preview
  await officer.lists.load({
    params,
    body: { headLine, letters, dateOrder, source, mapping: { ...preview.mapping, ...mapping } },
  })
  return { list: await officer.lists.get({ params }), faults: await allFaults(officer, importId), preview }
}

async function allFaults(officer: Acting, importId: string): Promise<FaultView[]> {
  const faults: FaultView[] = []
  let after: string | null | undefined
  do {
    const page = await officer.lists.faults({ params: { importId }, query: after ? { after } : {} })
    faults.push(...page.rows)
    after = page.more
  } while (after)
  return faults
}
