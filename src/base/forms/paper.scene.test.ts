import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import { blankForm } from './blank.ts'

const content = blankForm({ vi: 'Đơn xin vào chợ', en: 'Request to enter the market' })

test(
  'the paper of a form that is being written says that it is not issued',
  scene(async ({ as, world }) => {
    const body = { content, unitId: world.units['46'] as string }
    const paper = (await as.administrator('46').forms.tryPaper({ body })) as Blob
    const [text = ''] = await textOfPdf(new Uint8Array(await paper.arrayBuffer()))
    expect(text).toContain('ĐƠN XIN VÀO CHỢ')
    expect(text).toContain('TỈNH THỪA THIÊN HUẾ')
    expect(text).toContain('Bản xem thử, chưa ban hành')
    expect(text).not.toContain('Mẫu áp dụng từ')
  }),
)

test(
  'a form that makes no sense is no paper, nor is one for who makes no forms',
  scene(async ({ as }) => {
    const senseless = { ...content, schema: { type: 'object', properties: { other: { type: 'string' } } } }
    await expect(as.administrator('46').forms.tryPaper({ body: { content: senseless } })).rejects.toMatchObject({
      code: 'forms.content-invalid',
    })
    await expect(as.tracer('46').forms.tryPaper({ body: { content } })).rejects.toMatchObject({ status: 403 })
  }),
)
